/** Loops that finish sums in functions of their own: which ones, shared by kernels that finish alike, and that they compute the same. */
import { expect, test } from "vitest";
import { type Layout, plainLayout } from "../../../src/core/layout.ts";
import { axesOver, axis, compute, coordinate } from "../../../src/loop/compute.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import { type Expr, f32, max, mul, read, tensor, variable } from "../../../src/loop/expr.ts";
import type { Kernel } from "../../../src/loop/kernel.ts";
import { machineNamed } from "../../../src/loop/machine.ts";
import { swish2 } from "../../../src/loop/math/index.ts";
import { schedule } from "../../../src/loop/schedules/index.ts";
import { printFunctions } from "../../../src/targets/wasm/print-functions.ts";
import { Random } from "../../support/random.ts";
import { arraysFor, wasmKernel } from "../../support/wasm-kernel.ts";

const machine = machineNamed("wasm-simd128");
const blocked: Layout = { ...plainLayout(3), blocks: [{ axis: 1, size: 4 }] };
const packed: Layout = { ...plainLayout(2), blocks: [0, 1].map((n) => ({ axis: 1 - n, size: 4 })) };

const none = { before: 0, after: 0 };

/** `finish` of channels of some columns of two images, summed over `terms` others. */
function product(terms: number, finish: (sum: Expr) => Expr, [channels, columns]: readonly [number, number] = [32, 12]): Kernel {
  const x = tensor("x", "f32", [2, terms, columns], blocked);
  const w = tensor("w", "f32", [channels, terms], packed, true);
  const output = tensor("y", "f32", [2, channels, columns], blocked);
  const axes = axesOver(output.shape, "image channel column");
  const [image, channel, column] = axes.map(coordinate) as [never, never, never];
  const k = axis("k", terms);
  const body = mul(read(x, [image, coordinate(k), column]), read(w, [channel, coordinate(k)]));
  const result = variable("sum", "f32");
  const c = compute({ name: `product_${terms}`, output, axes, reduction: { axes: [k], combine: "sum", body, result }, value: finish(result) });
  return { ...schedule(c, machine, { level: 2, deterministic: false }).kernel, name: c.name };
}

/** What runs as WebAssembly leaves the bits that the kernel means. */
async function agrees(k: Kernel): Promise<void> {
  const random = new Random(5);
  const got = arraysFor(k).map((a) => random.floats(a.length));
  const expected = got.map((a) => a.slice());
  (await wasmKernel(k)).run(got);
  evaluateKernel(k, expected);
  expect(got).toEqual(expected);
}

test("kernels that finish alike call one function, those that finish without constants none", () => {
  const kernels = [product(8, swish2), product(16, swish2), product(24, (sum) => max(sum, f32(0)))];
  const text = printFunctions(kernels).texts.join("\n");
  expect([...text.matchAll(/\(func \$(\S+_loop) \(param \$\S+ i32\)$/gm)].map(([, name]) => name)).toEqual(["product_8_loop"]);
  expect([...text.matchAll(/\(call \$product_8_loop \(local\.get \$\S+\)\)/g)]).toHaveLength(2);
});

test.each([
  [32, 7, 4],
  [8, 12, 4],
  [8, 7, 2],
  [4, 10, 2],
  [4, 7, 1],
])("%i channels of %i columns are finished %i vectors at a time, all read before the first", async (channels, columns, vectors) => {
  const k = product(8, swish2, [channels, columns]);
  const { texts } = printFunctions([k]);
  const finishing = texts.find((t) => t.includes("_loop (param")) ?? "";
  const [before = ""] = finishing.split("f32x4.div");
  const loads = (text: string): number => text.split("v128.load").length - 1;
  expect([loads(before), loads(finishing), finishing.split("f32x4.div").length - 1]).toEqual([vectors, vectors, vectors]);
  await agrees(k);
});

test("loops of a kernel that sums nothing stay in it", () => {
  const x = tensor("x", "f32", [2, 32, 12], blocked);
  const output = tensor("y", "f32", [2, 32, 12], { ...blocked, halo: [none, none, { before: 1, after: 1 }] });
  const axes = axesOver(output.shape, "image channel column");
  const c = compute({ name: "swish", output, axes, value: swish2(read(x, axes.map(coordinate))) });
  const text = printFunctions([schedule(c, machine, { level: 2, deterministic: false }).kernel]).texts.join("\n");
  expect(text.split("(loop $").length - 1).toBe(2);
  expect(text).not.toContain("_loop");
});
