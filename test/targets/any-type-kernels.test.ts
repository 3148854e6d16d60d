/** Random kernels, printed by each target and run, equal the walked tree. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { kernelText } from "../../src/loop/print.ts";
import { comparable, inputTypes, outputTypes, randomKernel, randomKernelArrays } from "../support/any-type-kernels.ts";
import { runKernels } from "../support/run-c.ts";
import { walkKernel } from "../support/tree-walk.ts";
import { wasmKernel } from "../support/wasm-kernel.ts";

/** Random kernels leave much of what they declare unused, and compare what is always so. */
const unused = ["-Wno-unused", "-Wno-unused-parameter", "-Wno-unused-but-set-variable", "-Wno-type-limits", "-Wno-bool-operation"];

const kernels = (lanes: number, count: number, dynamicTiles = true) =>
  fc
    .sample(fc.gen(), { seed: Number(process.env.AOT_SEED ?? 1) + lanes, numRuns: count })
    .map((g) => randomKernel(g, { lanes, extents: false, floatExtrema: false, dynamicTiles }));

const cases = (lanes: number, count: number, dynamicTiles = true) =>
  kernels(lanes, count, dynamicTiles).map((kernel) => {
    const wanted = randomKernelArrays(outputTypes);
    walkKernel(kernel, [...randomKernelArrays(inputTypes), ...wanted]);
    const outputs = randomKernelArrays(outputTypes);
    return { kernel, wanted, outputs, buffers: [...randomKernelArrays(inputTypes), ...outputs] };
  });

const expectEqual = ({ kernel, wanted, outputs }: ReturnType<typeof cases>[number]): void => {
  outputTypes.forEach((type, i) => {
    const [got, want] = [outputs[i], wanted[i]];
    if (got === undefined || want === undefined) throw new Error("an output is missing");
    expect(comparable(type, got), `${type}\n${kernelText(kernel)}`).toEqual(comparable(type, want));
  });
};

test.each([
  { lanes: 4, flags: ["-O2", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-march=x86-64-v2"] },
  { lanes: 8, flags: ["-O1", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-march=x86-64-v3"] },
  { lanes: 4, flags: ["-O1", "-ffp-contract=off", "-DAOT_NO_VECTOR", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"] },
])("as C: $flags", ({ lanes, flags }) => {
  const all = cases(lanes, 30);
  runKernels(all, { flags: [...flags, ...unused] });
  all.forEach(expectEqual);
});

test("as WebAssembly", async () => {
  for (const one of cases(4, 30, false)) {
    (await wasmKernel(one.kernel)).run(one.buffers);
    expectEqual(one);
  }
});
