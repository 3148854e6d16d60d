import fc from "fast-check";
import { expect, test } from "vitest";
import { type ElementArray, newArray } from "../../src/core/dtype.ts";
import { checkKernel } from "../../src/loop/check.ts";
import { evaluateKernel, kernelScript } from "../../src/loop/evaluate.ts";
import { scalarOf } from "../../src/loop/expr.ts";
import { kernelText } from "../../src/loop/print.ts";
import { hasVectors, scalarize } from "../../src/loop/scalarize.ts";
import { storedElement } from "../../src/loop/semantics.ts";
import { bufferLength, inputTypes, outputTypes, randomKernel } from "../support/random-kernel.ts";
import { edgeValues } from "../support/semantics-cases.ts";
import { walkKernel } from "../support/tree-walk.ts";

/** Edge values in a fixed shuffle; the outputs start with them, too, since kernels may read them. */
const arrays = (types: typeof inputTypes): ElementArray[] =>
  types.map((type) => {
    const values = edgeValues(scalarOf(type) as Exclude<ReturnType<typeof scalarOf>, "index">);
    const array = newArray(type, bufferLength);
    for (let i = 0; i < bufferLength; i++) array[i] = storedElement(type, values[(i * 7 + 3) % values.length] ?? 0);
    return array;
  });

/** NaN has many spellings, and a zero from min or max may have either sign. */
const comparable = (type: string, array: ElementArray): readonly string[] =>
  Array.from(array as Iterable<number | bigint>, (v) => {
    if (type === "f16" && (Number(v) & 0x7fff) > 0x7c00) return "NaN";
    return type === "f16" && Number(v) === 32768 ? "0" : String(v);
  });

test.each([4, 8])("random kernels of %i lanes: printed and run, scalarized, and walked, all agree", (lanes) => {
  fc.assert(
    fc.property(fc.gen(), fc.integer({ min: 1, max: 5 }), (g, n) => {
      const kernel = randomKernel(g, lanes);
      checkKernel(kernel);
      const scalar = scalarize(kernel);
      expect(hasVectors(scalar)).toBe(false);
      const results = [evaluateKernel, walkKernel, (_: unknown, a: ElementArray[], e: number[]) => walkKernel(scalar, a, e)].map((run) => {
        const outputs = arrays(outputTypes);
        run(kernel, [...arrays(inputTypes), ...outputs], [n]);
        return outputs.map((array, i) => comparable(outputTypes[i] ?? "", array));
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
