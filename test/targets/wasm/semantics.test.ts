import { expect, test } from "vitest";
import { newArray } from "../../../src/core/dtype.ts";
import { differenceFrom, semanticsCases } from "../../support/semantics-cases.ts";
import { wasmKernel } from "../../support/wasm-kernel.ts";

test.each([1, 4])("kernels in WebAssembly follow the table on every edge value, %i lanes", async (lanes) => {
  const wrong: (string | undefined)[] = [];
  for (const c of semanticsCases(lanes)) {
    const output = newArray(c.outputType, c.expected.length);
    (await wasmKernel(c.kernel)).run([...c.inputs, output]);
    wrong.push(differenceFrom(c, output));
  }
  expect(wrong.filter((w) => w !== undefined)).toEqual([]);
});
