/** Quotients and rests of integers in vectors: all pairs of bytes, and edges of words, as the evaluator computes them. */
import { expect, test } from "vitest";
import { dimOf, mul } from "../../../src/core/dim.ts";
import { type DType, newArray } from "../../../src/core/dtype.ts";
import { plainLayout } from "../../../src/core/layout.ts";
import { axesOver, compute, coordinate } from "../../../src/loop/compute.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import { binary, buffer, load, read, tensor } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { machineNamed } from "../../../src/loop/machine.ts";
import { hasVectors } from "../../../src/loop/scalarize.ts";
import { schedule } from "../../../src/loop/schedules/index.ts";
import { wasmKernel } from "../../support/wasm-kernel.ts";

const bytes = Array.from({ length: 256 }, (_, i) => i);
const words = [0, 1, -1, 2, -2, 3, 7, -7, 255, 8388607, 8388608, 16777217, -16777219, 2 ** 31 - 1, 2 ** 31 - 2, -(2 ** 31), 1 - 2 ** 31, 123456789];

/** The instruction by which a type is divided. */
const types = { u8: "f32x4.div", i8: "f32x4.div", i32: "f64x2.div", u32: "f64x2.div" } as const satisfies Partial<Record<DType, string>>;

test.each((Object.keys(types) as (keyof typeof types)[]).flatMap((dtype) => (["div", "rem"] as const).map((op) => [op, dtype] as const)))(
  "%s of %s",
  async (op, dtype) => {
    const values = dtype.endsWith("8") ? bytes : words;
    const count = values.length ** 2;
    const [a, b, wanted, got] = [newArray(dtype, count), newArray(dtype, count), newArray(dtype, count), newArray(dtype, count)];
    for (let i = 0; i < count; i++) {
      a[i] = values[i % values.length] as number;
      b[i] = values[Math.floor(i / values.length)] as number;
    }
    const [x, z, y] = [buffer("a", dtype, count, "in"), buffer("b", dtype, count, "in"), buffer("y", dtype, count, "out")];
    const body = loop("i", count / 4, (s) => [store(y, mul(dimOf(s), 4), binary(op, load(x, mul(dimOf(s), 4), 4), load(z, mul(dimOf(s), 4), 4)))]);
    const divided = kernel({ name: "divided", doc: [], params: [x, z, y], body: [body] });
    evaluateKernel(divided, [a, b, wanted]);
    const { wat, run } = await wasmKernel(divided);
    run([a, b, got]);
    expect(wat).toContain(types[dtype]);
    expect(Buffer.from(got.buffer).equals(Buffer.from(wanted.buffer))).toBe(true);
  },
);

test("WebAssembly divides in vectors, C one by one", () => {
  const [a, b, output] = ["a", "b", "y"].map((name) => tensor(name, "i32", [64], plainLayout(1)));
  if (a === undefined || b === undefined || output === undefined) throw new Error("a tensor is missing");
  const axes = axesOver([64], "i");
  const at = axes.map(coordinate);
  const c = compute({ name: "div", output, axes, value: binary("div", read(a, at), read(b, at)) });
  const isInVectors = (machine: string): boolean => hasVectors(schedule(c, machineNamed(machine), { level: 2, deterministic: false }).kernel);
  expect([isInVectors("wasm-simd128"), isInVectors("x86-64-v3")]).toEqual([true, false]);
});
