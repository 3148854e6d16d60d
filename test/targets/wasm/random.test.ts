import { expect, test } from "vitest";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import { randomArrays, randomKernel } from "../../support/random-kernels.ts";
import { wasmKernel } from "../../support/wasm-kernel.ts";

const bits = (a: Float32Array): readonly number[] => [...new Int32Array(a.buffer.slice(0))];

test.each([1, 4, 8])("random kernels with %i lanes give the evaluator's bits in WebAssembly", async (lanes) => {
  for (let seed = 1000; seed < 1030; seed++) {
    const kernel = randomKernel(seed, lanes);
    const expected = randomArrays(seed);
    const got = randomArrays(seed);
    evaluateKernel(kernel, expected);
    (await wasmKernel(kernel)).run(got);
    expect(bits(got[2]), `seed ${seed}`).toEqual(bits(expected[2]));
  }
});
