/** Integers with constants: what constructors leave out gives what the operation would give. */
import { expect, test } from "vitest";
import { add, type BinaryOp, binary, constant, type Expr, f32, mul, type Scalar, sub, variable } from "../../src/loop/expr.ts";
import { binaryValue, type Value } from "../../src/loop/semantics.ts";

const types = ["i32", "u32", "i64", "u64"] as const satisfies readonly Scalar[];
const operations = ["add", "sub", "mul", "div", "rem", "min", "max", "and", "or", "xor", "shl", "shr"] as const satisfies readonly BinaryOp[];

const samples: Readonly<Record<(typeof types)[number], readonly Value[]>> = {
  i32: [0, 1, -1, 31, 32, 2 ** 31 - 1, -(2 ** 31)],
  u32: [0, 1, 31, 32, 2 ** 32 - 1],
  i64: [0n, 1n, -1n, 63n, 64n, 2n ** 63n - 1n, -(2n ** 63n)],
  u64: [0n, 1n, 63n, 64n, 2n ** 64n - 1n],
};

/** `e` with `x` for its variable. */
function evaluated(e: Expr, x: Value): Value {
  if (e.kind === "var") return x;
  if (e.kind === "const") return e.value;
  if (e.kind === "binary") return binaryValue(e.op, e.a.dtype, evaluated(e.a, x), evaluated(e.b, x));
  return expect.fail(e.kind);
}

for (const dtype of types)
  test(`${dtype}: with a constant on either side or on both`, () => {
    const x = variable("x", dtype);
    for (const op of operations)
      for (const k of samples[dtype])
        for (const value of samples[dtype]) {
          const [c, v] = [constant(dtype, k), constant(dtype, value)];
          expect(evaluated(binary(op, x, c), value), `${value} ${op} ${k}`).toEqual(binaryValue(op, dtype, value, k));
          expect(evaluated(binary(op, c, x), value), `${k} ${op} ${value}`).toEqual(binaryValue(op, dtype, k, value));
          expect(binary(op, v, c).kind).toBe("const");
        }
  });

test("neutral operands are left out, products with 0 are 0", () => {
  const x = variable("x", "i32");
  const [zero, one] = [constant("i32", 0), constant("i32", 1)];
  expect([add(x, zero), add(zero, x), sub(x, zero), mul(x, one), mul(one, x), binary("shl", x, zero)]).toEqual([x, x, x, x, x, x]);
  expect([mul(zero, x), mul(x, zero), binary("and", x, zero)]).toEqual([zero, zero, zero]);
  expect(sub(zero, x).kind).toBe("binary");
});

test("vectors keep their lanes", () => {
  const x = variable("x", "i32", 8);
  expect(add(x, constant("i32", 0))).toBe(x);
  expect(mul(x, constant("i32", 0)).lanes).toBe(8);
});

test("floats keep what a NaN, an infinity or the sign of 0 would change", () => {
  const x = variable("x", "f32");
  expect([mul(x, f32(0)).kind, add(x, f32(0)).kind]).toEqual(["binary", "binary"]);
});
