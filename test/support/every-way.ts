/** The ways that a small model is built in tests of what its program gives: C with and without vectors and optimization, WebAssembly, TypeScript. */
import { type BuildOptions, buildTarget, loadModel, type TargetBuild, type TargetName, targetNamed } from "../../src/build.ts";
import { type NamedTensor, runBuild } from "../../src/run.ts";
import { quick } from "./run-c.ts";

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
  return buildTarget(model, targetNamed(target), path, { level, verify: true, golden: false, ...(machine === undefined ? {} : { machine }) });
}

/** Runs the program once; of C what gcc makes of it in the least time. */
export const runWay = (build: TargetBuild, inputs: readonly NamedTensor[]): Promise<readonly NamedTensor[]> =>
  runBuild(build, inputs, { flags: [quick] });

/** A list of i64. */
export const integers = (name: string, ...values: readonly number[]): NamedTensor => ({
  name,
  dtype: "i64",
  shape: [values.length],
  array: BigInt64Array.from(values, BigInt),
});
