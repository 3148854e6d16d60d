/** What gives the same bits however it is run. */
import { expect } from "vitest";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../../src/build.ts";
import type { Compiled } from "../../src/compile.ts";
import { bytesOfArray, type ElementArray } from "../../src/core/dtype.ts";
import { reference, runBuilt, ways, wide } from "./against-onnx-runtime.ts";
import { quick } from "./run-c.ts";
import { expectSameElements } from "./same-elements.ts";
import { threaded } from "./threaded.ts";

const bytes = (a: ElementArray): Uint8Array => {
  if (!ArrayBuffer.isView(a)) throw new Error("strings have no bits");
  return bytesOfArray(a);
};

function expectSame(found: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((array, i) => {
    expectSameElements(found[i], array);
  });
}

/** Deterministic programs of the model file at `path`, each of which `check` is shown, give equal bits on all targets. */
export async function expectEqualBits(path: string, check: (build: TargetBuild) => void = () => {}): Promise<void> {
  const { model } = await loadModel(path, {});
  const { inputs } = await reference(path);
  const found: (readonly Uint8Array[])[] = [];
  const builds = new Map<string, TargetBuild>();
  for (const way of [...ways, wide]) {
    const { target, machine } = way;
    const build = builds.get(machine) ?? (await buildTarget(model, targetNamed(target), path, { machine, deterministic: true, golden: false }));
    builds.set(machine, build);
    check(build);
    found.push([...(await runBuilt(build, way, inputs)).values()].map(bytes));
  }
  for (const other of found) expectSame(other, found[0] ?? []);
}

/** Two threads give the bits of one, in C without a race; `check` is shown both programs. */
export async function expectBitsOfOneThread(
  path: string,
  [target, machine]: readonly ["c" | "wasm", string],
  check: (compiled: Compiled, threads: number) => void = () => {},
): Promise<void> {
  const { model } = await loadModel(path, {});
  const { inputs } = await reference(path);
  const run = async (threads: number): Promise<readonly Uint8Array[]> => {
    const { compiled, files } = await threaded(model, target, machine, { threads });
    check(compiled, threads);
    const flags = [quick, ...(threads > 1 && target === "c" ? ["-fsanitize=thread"] : [])];
    return [...(await runBuilt({ compiled, files }, { name: target, target, machine, flags }, inputs)).values()].map(bytes);
  };
  expectSame(await run(2), await run(1));
}
