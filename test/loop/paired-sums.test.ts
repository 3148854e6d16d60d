/** Sums of byte products two in a double come apart exactly, however many terms they have and however large these are. */
import { expect, test } from "vitest";
import { plainLayout } from "../../src/core/layout.ts";
import { randomElements } from "../../src/graph/random-elements.ts";
import { axesOver, axis, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { cast, mul, read, tensor, variable } from "../../src/loop/expr.ts";
import { walkStatements } from "../../src/loop/functions.ts";
import type { Kernel } from "../../src/loop/kernel.ts";
import { machines } from "../../src/loop/machine.ts";
import { pairSums } from "../../src/loop/paired-sums.ts";
import { kernelText } from "../../src/loop/print.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { expandUnrolled } from "../../src/loop/unroll.ts";

const [rows, columns] = [7, 9];

function product(depth: number): Kernel {
  const x = tensor("x", "u8", [rows, depth], plainLayout(2));
  const w = tensor("w", "i8", [depth, columns], plainLayout(2), true);
  const y = tensor("y", "i32", [rows, columns], plainLayout(2));
  const axes = axesOver(y.shape, "row column");
  const [row, column] = axes.map(coordinate) as [never, never];
  const k = axis("k", depth);
  const body = mul(cast("i32", read(x, [row, coordinate(k)])), read(w, [coordinate(k), column]));
  const result = variable("sum", "i32");
  const c = compute({ name: "product", output: y, axes, reduction: { axes: [k], combine: "sum", body, result }, value: result });
  return expandUnrolled(schedule(c, machines.js, { level: 2, deterministic: false }).kernel);
}

const loopsOf = (k: Kernel): number => {
  let loops = 0;
  walkStatements(k.body, (s) => (loops += s.kind === "for" ? 1 : 0));
  return loops;
};

test.each([5, 2056, 2057, 4509])("%i terms", (depth) => {
  const plain = product(depth);
  const paired = pairSums(plain);
  expect(kernelText(paired)).toContain("_pair");
  expect(loopsOf(paired) > loopsOf(plain)).toBe(depth > 2056);
  const x = (randomElements("u8", rows * depth, 1) as Uint8Array).map((v, i) => (i < 3 * depth ? 255 : v * 29));
  const w = (randomElements("i8", depth * columns, 2) as Int8Array).map((v, i) => [-128, 127, -128, -128][i % columns] ?? v * 29);
  const expected = Int32Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += (x[Math.floor(i / columns) * depth + k] ?? 0) * (w[k * columns + (i % columns)] ?? 0);
    return sum;
  });
  const y = new Int32Array(rows * columns);
  evaluateKernel(
    paired,
    paired.params.map((p) => ({ x, w })[p.name as "x" | "w"] ?? y),
  );
  expect(y).toEqual(expected);
});
