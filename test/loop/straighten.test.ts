import { describe, expect, test } from "vitest";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import type { Kernel } from "../../src/loop/kernel.ts";
import { coalesceLoops, commonSubexpressions, expandUnrolled, straighten, strengthReduce } from "../../src/loop/straighten.ts";
import { randomArrays, randomKernel } from "../support/random-kernels.ts";
import { walkKernel } from "../support/tree-walk.ts";

const passes: Readonly<Record<string, (k: Kernel) => Kernel>> = {
  expandUnrolled,
  coalesceLoops: (k) => coalesceLoops(expandUnrolled(k)),
  commonSubexpressions: (k) => commonSubexpressions(expandUnrolled(k)),
  strengthReduce: (k) => strengthReduce(expandUnrolled(k)),
  straighten,
};

const bits = (a: Float32Array): readonly number[] => [...new Int32Array(a.buffer.slice(0))];

describe.each([1, 4])("random kernels with %i lanes keep every bit", (lanes) => {
  test.each(Object.keys(passes))("under %s", (name) => {
    for (let seed = 0; seed < 40; seed++) {
      const kernel = randomKernel(seed, lanes);
      const expected = randomArrays(seed);
      const got = randomArrays(seed);
      walkKernel(kernel, expected);
      evaluateKernel((passes[name] ?? straighten)(kernel), got);
      expect(bits(got[2]), `seed ${seed}`).toEqual(bits(expected[2]));
    }
  });
});
