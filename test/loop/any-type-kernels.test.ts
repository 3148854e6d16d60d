import fc from "fast-check";
import { expect, test } from "vitest";
import type { ElementArray } from "../../src/core/dtype.ts";
import { checkKernel } from "../../src/loop/check.ts";
import { evaluateKernel, kernelScript } from "../../src/loop/evaluate.ts";
import { kernelText } from "../../src/loop/print.ts";
import { hasVectors, scalarize } from "../../src/loop/scalarize.ts";
import { comparable, inputTypes, outputTypes, randomKernel, randomKernelArrays } from "../support/any-type-kernels.ts";
import { walkKernel } from "../support/tree-walk.ts";

test.each([4, 8])("random kernels of %i lanes: printed and run, scalarized, and walked, all agree", (lanes) => {
  fc.assert(
    fc.property(fc.gen(), fc.integer({ min: 1, max: 5 }), (g, n) => {
      const kernel = randomKernel(g, { lanes, extents: true, floatExtrema: true, dynamicTiles: true });
      checkKernel(kernel);
      const scalar = scalarize(kernel);
      expect(hasVectors(scalar)).toBe(false);
      const results = [evaluateKernel, walkKernel, (_: unknown, a: ElementArray[], e: number[]) => walkKernel(scalar, a, e)].map((run) => {
        const outputs = randomKernelArrays(outputTypes);
        run(kernel, [...randomKernelArrays(inputTypes), ...outputs], [n]);
        return outputs.map((array, i) => comparable(outputTypes[i] ?? "f32", array));
      });
      const context = `${kernelText(kernel)}\n${kernelScript(kernel)}`;
      outputTypes.forEach((type, i) => {
        expect(results[2]?.[i], `scalarized ${type}\n${context}`).toEqual(results[1]?.[i]);
        expect(results[0]?.[i], `printed ${type}\n${context}`).toEqual(results[1]?.[i]);
      });
    }),
    { seed: Number(process.env.AOT_SEED ?? 1), numRuns: 60 * Number(process.env.AOT_RUNS ?? 1), endOnFailure: process.env.AOT_SHRINK === undefined },
  );
});
