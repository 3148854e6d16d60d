/** Small trained models by others, quantized ones among them, against ONNX Runtime on every target. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { freeDims } from "../../src/free-dims.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";

const folder = resolve(import.meta.dirname, "../../../shared/models");
const here = existsSync(folder);
if (!here) console.log("SKIPPED: small trained models need ../shared/models");

/** Where the result is quantized, one unit of it: ONNX Runtime rounds otherwise where it fuses, and as we do where it does not. */
const models: readonly (readonly [file: string, unit: number])[] = [
  ["onnx/micro_kws_m_qdq.onnx", 1 / 255],
  ["onnx/micro_kws_m_static_qoperator.onnx", 1 / 255],
  ["onnx/mnist_cntk.onnx", 0],
  ["onnx/treeensembleclassifier.onnx", 0],
  ["ultraface/version-slim-320.onnx", 0],
];

describe.runIf(here)("small trained models", () => {
  test.each(models.flatMap(([model, unit]) => ways.map((way) => [model, way.name, way, unit] as const)))(
    "%s on %s",
    async (model, _, way, unit) => {
      const path = resolve(folder, model);
      const free = freeDims((await loadModel(path, {})).model.graph);
      const dims = Object.fromEntries([...free.keys()].map((s) => [s.name, 1]));
      const { inputs, outputs } = await reference(path, dims);
      const build = await buildFor(path, way, dims);
      const errors = errorsOf(build, await runBuilt(build, way, inputs), outputs);
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error.passed || error.maxAbsolute <= unit, JSON.stringify(error)).toBe(true);
    },
    300_000,
  );
});
