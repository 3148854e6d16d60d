/** Results of one run are inputs of the next: states of recurrent networks, caches of decoders. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";

interface Arrays {
  readonly state: Float32Array;
  readonly y: Float32Array;
}
interface Model {
  readonly outputs: Arrays;
  run(inputs: object, outputs?: object): Arrays;
}

/** state = x + before, y = before * x + state: `before` is read after `state` is written. */
function accumulator(): Uint8Array {
  const g = new GraphBuilder("accumulator");
  const [x, before] = [g.input("x", [1, 4], "f32"), g.input("before", [1, 4], "f32")];
  const weights = g.initializer("weights", "f32", [4, 4], [...Array(16).keys()]);
  const state = g.node("Add", [x, before], {}, { outputs: ["state"] });
  g.node("Add", [g.node("MatMul", [before, weights]), state], {}, { outputs: ["y"] });
  g.output("state", [1, 4], "f32");
  g.output("y", [1, 4], "f32");
  return modelBytes(g, { opset: 17, irVersion: 8 });
}

test.each(["ts", "wasm"] as const)("%s takes its own results, and parts of arrays that results lie over, as inputs", async (name) => {
  const folder = await mkdtemp(join(tmpdir(), "aot-own-results-"));
  const path = join(folder, "accumulator.onnx");
  await writeFile(path, accumulator());
  const { files } = await buildTarget((await loadModel(path, {})).model, targetNamed(name), path, {});
  for (const { path: file, content } of files) await writeFile(join(folder, file), content);
  const { load } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, "accumulator.mjs")).href)) as { load(): Promise<Model> };
  const [model, other] = [await load(), await load()];
  const x = Float32Array.of(1, 2, 3, 4);
  const { state } = model.run({ x, before: Float32Array.of(5, 6, 7, 8) });
  const expected = other.run({ x, before: state.slice() });
  const all = new Float32Array(9);
  all.set(state, 1);
  const y = new Float32Array(4);
  expect(model.run({ x, before: state })).toEqual(expected);
  expect(model.run({ x, before: all.subarray(1, 5) }, { state: all.subarray(4, 8), y })).toEqual(expected);
});
