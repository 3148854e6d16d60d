/** Lanes of 8 and 16 bits: every operation that they compute, on all pairs of bytes and edges of 16 bits, as the evaluator computes it; none runs element by element. */
import { expect, test } from "vitest";
import { dimOf, mul as mulDim } from "../../../src/core/dim.ts";
import { type DType, type ElementArray, newArray } from "../../../src/core/dtype.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import { type BinaryOp, binary, buffer, cast, constant, type Expr, load, not, scalarOf, select, splat, unary } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { wasmKernel } from "../../support/wasm-kernel.ts";

const patterns = 256;
/** Edges of bytes and of 16 bits, of each sign. */
const edges = [0, 1, -1, 2, 127, 128, 129, 200, 255, 256, 32767, 32768, 32769, 65534, 65535];

/** Two arrays in which every byte meets every byte, and every edge every edge. */
function pairs(dtype: DType): readonly [ElementArray, ElementArray] {
  const values = dtype === "bool" ? [0, 1, 2, 128, 255] : dtype === "u8" || dtype === "i8" ? Array.from({ length: patterns }, (_, i) => i) : edges;
  const count = Math.ceil(values.length ** 2 / 16) * 16;
  const [a, b] = [newArray(dtype, count), newArray(dtype, count)];
  for (let i = 0; i < count; i++) {
    a[i] = values[i % values.length] as number;
    b[i] = values[Math.floor(i / values.length) % values.length] as number;
  }
  return [a, b];
}

/** Runs y = value(a, b) in lanes as wide as elements of the type, in WebAssembly and evaluated. */
async function bothWays(dtype: DType, to: DType, value: (a: Expr, b: Expr, one: Expr) => Expr) {
  const [a, b] = pairs(dtype);
  const lanes = dtype === "u16" || dtype === "i16" ? 8 : 16;
  const [x, z] = [buffer("a", dtype, a.length, "in"), buffer("b", dtype, b.length, "in")];
  const y = buffer("y", to, a.length, "out");
  const body = loop("i", a.length / lanes, (s) => {
    const at = mulDim(dimOf(s), lanes);
    return [store(y, at, value(load(x, at, lanes), load(z, at, lanes), splat(load(x, 3), lanes)))];
  });
  const narrow = kernel({ name: "narrow", doc: [], params: [x, z, y], body: [body] });
  const [wanted, got] = [newArray(to, a.length), newArray(to, a.length)];
  evaluateKernel(narrow, [a, b, wanted]);
  const { wat, run } = await wasmKernel(narrow);
  run([a, b, got]);
  return { wat, wanted, got };
}

const integers = ["u8", "i8", "u16", "i16"] as const;
const computed = ["add", "sub", "mul", "and", "or", "xor", "min", "max"] as const satisfies readonly BinaryOp[];
const compared = ["eq", "ne", "lt", "le"] as const satisfies readonly BinaryOp[];

async function expectNarrow(results: ReturnType<typeof bothWays>): Promise<void> {
  const { wat, wanted, got } = await results;
  expect(wat).toContain("v128.store");
  expect(wat).not.toContain("load8_");
  expect(got).toEqual(wanted);
}

test.each(integers.flatMap((dtype) => computed.map((op) => [op, dtype] as const)))("%s of %s", (op, dtype) =>
  expectNarrow(bothWays(dtype, dtype, (a, b) => binary(op, a, b))),
);

test.each((["u8", "i8"] as const).flatMap((dtype) => compared.map((op) => [op, dtype] as const)))("%s of %s", (op, dtype) =>
  expectNarrow(bothWays(dtype, "bool", (a, b) => binary(op, a, b))),
);

test.each(integers)("%s negated, its bits turned, and wrapped to the other sign", async (dtype) => {
  await expectNarrow(bothWays(dtype, dtype, (a) => unary("neg", a)));
  await expectNarrow(bothWays(dtype, dtype, (a, b) => binary("sub", unary("bitnot", a), b)));
  const other = ({ u8: "i8", i8: "u8", u16: "i16", i16: "u16" } as const)[dtype];
  const limit = constant(scalarOf(other), 100, dtype.endsWith("8") ? 16 : 8);
  await expectNarrow(bothWays(dtype, other, (a, b) => binary("min", cast(other, binary("add", a, b)), limit)));
});

test.each(["and", "or", "xor", "eq", "ne"] as const)("%s of truth values, whatever bytes they are", async (op) => {
  await expectNarrow(bothWays("bool", "bool", (a, b) => binary(op, a, not(b))));
  await expectNarrow(bothWays("bool", "u8", (a, b) => cast("u8", binary(op, a, b))));
});

test("a choice, and a byte as a truth value", async () => {
  await expectNarrow(bothWays("u8", "u8", (a, b) => select(binary("lt", a, b), a, constant("u32", 7, 16))));
  await expectNarrow(bothWays("i8", "bool", (a) => cast("bool", a)));
});

test("what needs more bits runs element by element", async () => {
  for (const value of [
    (a: Expr, b: Expr) => binary("lt", binary("add", a, b), constant("u32", 200, 16)),
    (a: Expr, b: Expr) => binary("lt", cast("i32", a), cast("i32", b)),
    (a: Expr, b: Expr) => cast("bool", binary("mul", a, b)),
  ]) {
    const { wat, wanted, got } = await bothWays("u8", "bool", value);
    expect(wat).toContain("load8_u");
    expect(got).toEqual(wanted);
  }
});

test("one byte in all lanes is compared as it is", async () => {
  const { wanted, got, wat } = await bothWays("i8", "bool", (a, _, one) => binary("lt", one, a));
  expect(wat).toContain("i8x16.lt_s");
  expect(got).toEqual(wanted);
});
