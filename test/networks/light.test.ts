/** ONNX's nine light models with their published outputs, on C, WASM and TypeScript. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { seededInput } from "../../src/golden.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { readTensorProto } from "../../src/io/tensor-proto.ts";
import { buildFor, eachTarget, errorsOf, runBuilt } from "../support/against-onnx-runtime.ts";

const folder = resolve(import.meta.dirname, "../../../shared/onnx-testdata/light");
const names = ["bvlc_alexnet", "densenet121", "inception_v1", "inception_v2", "resnet50", "shufflenet", "squeezenet", "vgg19", "zfnet512"];
const here = existsSync(folder);
if (!here) console.log("skipped: the light models need ../shared/onnx-testdata");

describe.runIf(here)("light models", () => {
  describe.each(names)("%s", (name) => {
    const path = resolve(folder, `light_${name}.onnx`);
    test.each(eachTarget)(
      "$name gives the published output",
      async (way) => {
        const { model } = await loadModel(path, {});
        // The published outputs are those of arange(n) / n as input.
        const inputs = new Map(
          model.graph.inputs.map((v) => {
            const array = seededInput(v.type as TensorType, 1);
            for (let i = 0; i < array.length; i++) array[i] = i / array.length;
            return [v.name, array] as const;
          }),
        );
        const published = readTensorProto(new Uint8Array(readFileSync(resolve(folder, `light_${name}_output_0.pb`))), name);
        const build = await buildFor(path, way);
        const outputs = await runBuilt(build, way, inputs);
        const [output] = build.compiled.program.outputs;
        const errors = errorsOf(build, outputs, new Map([[output?.name ?? "", published.array]]));
        for (const error of errors) expect(error).toMatchObject({ passed: true });
      },
      300_000,
    );
  });
});
