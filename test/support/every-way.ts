/** The ways that a small model is built in tests of what its program gives: C with and without vectors and optimization, WebAssembly, TypeScript. */
import { type BuildOptions, buildTarget, loadModel, type TargetBuild, type TargetName, targetNamed } from "../../src/build.ts";
import type { NamedTensor } from "../../src/run.ts";

/** Target, machine (undefined: the target's own) and level; for test.each and "%s %s -O%i". */
export type BuildWay = readonly [target: TargetName, machine: string | undefined, level: 0 | 2];

export const everyWay = [
  ["c", "x86-64-v3", 2],
  ["c", "generic", 0],
  ["wasm", undefined, 2],
  ["ts", undefined, 2],
] as const satisfies readonly BuildWay[];

/** The program of the model file at `path`, checked after every pass. */
export async function buildWay(
  path: string,
  [target, machine, level]: BuildWay,
  options: Pick<BuildOptions, "stringBytes"> = {},
): Promise<TargetBuild> {
  const { model } = await loadModel(path, {}, options);
  return buildTarget(model, targetNamed(target), path, { level, verify: true, ...(machine === undefined ? {} : { machine }) });
}

/** A list of i64. */
export const integers = (name: string, ...values: readonly number[]): NamedTensor => ({
  name,
  dtype: "i64",
  shape: [values.length],
  array: BigInt64Array.from(values, BigInt),
});
