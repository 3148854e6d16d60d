/** Kernels that run every operation of the loop language on edge values, with the results semantics.ts asks for. Each target runs them all. */
import { type Dim, dimOf, mul } from "../../src/core/dim.ts";
import { type DType, dtypes, type ElementArray, newArray } from "../../src/core/dtype.ts";
import { isSmallFloat, numberOfSmallFloat } from "../../src/core/small-floats.ts";
import {
  type BinaryOp,
  binary,
  bitcast,
  buffer,
  cast,
  constant,
  type Expr,
  load,
  type Scalar,
  scalarOf,
  select,
  splat,
  type UnaryOp,
  unary,
} from "../../src/loop/expr.ts";
import { type Kernel, kernel, loop, store } from "../../src/loop/kernel.ts";
import { binaryValue, bitcastValue, castValue, integerRange, loadedValue, storedElement, unaryValue, type Value } from "../../src/loop/semantics.ts";
import { withCodes } from "../../src/loop/small-floats.ts";

export interface SemanticsCase {
  readonly name: string;
  /** Inputs, then one output as long as each of them. */
  readonly kernel: Kernel;
  readonly inputs: readonly ElementArray[];
  readonly outputType: DType;
  readonly expected: ElementArray;
  /** True where a zero may have either sign. */
  readonly anyZero: boolean;
}

type Arithmetic = Exclude<Scalar, "index">;

const floats = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3.7,
  -3.7,
  1e-45,
  1e-38,
  -1e-38,
  65504,
  65520,
  1e10,
  -1e10,
  2147483647,
  2147483648,
  -2147483648,
  4294967296,
  9.3e18,
  -9.3e18,
  1.9e19,
  3.4e38,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  127.9,
  128,
  -129,
  255.5,
  8388607.5,
  16777217,
];
const integers = [0n, 1n, -1n, 2n, 3n, -3n, 7n, 31n, 32n, 33n, 63n, 64n, 65n, 100n, 127n, 128n, 255n, 256n, 32768n, 65535n, 16777217n, -16777219n];

/** Edge values of a type: some of each sign, ends of ranges, shift widths. */
export function edgeValues(dtype: Arithmetic): readonly Value[] {
  if (dtype === "bool") return [false, true];
  if (dtype === "f64") return [...floats, 5e-324, 1.7e308, 0.1, 2 ** 52 + 0.5, 2 ** 53];
  if (dtype === "f32") return floats.map(Math.fround);
  const { lo, hi } = integerRange(dtype);
  const wide = dtype === "i64" || dtype === "u64" ? [2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 32n, 0x8000008000000001n, 0x7fffffbfffffffffn] : [];
  return [...new Set([...integers, ...wide].filter((v) => v >= lo && v <= hi)), lo, lo + 1n, hi, hi - 1n].map((v) =>
    dtype === "i64" || dtype === "u64" ? v : Number(v),
  );
}

const types: readonly Arithmetic[] = ["f32", "f64", "i32", "u32", "i64", "u64", "bool"];
const elementTypes: readonly DType[] = [
  "f32",
  "f64",
  "f16",
  "bf16",
  "i8",
  "i16",
  "i32",
  "i64",
  "u8",
  "u16",
  "u32",
  "u64",
  "bool",
  "i4",
  "u4",
  "i2",
  "u2",
  "f8e4m3fn",
  "f8e4m3fnuz",
  "f8e5m2",
  "f8e5m2fnuz",
  "f8e8m0",
  "f4e2m1",
];
const isFloat = (s: Scalar): boolean => s === "f32" || s === "f64";

const unaryOps: Readonly<Record<UnaryOp, (s: Arithmetic) => boolean>> = {
  neg: (s) => s !== "bool",
  abs: (s) => s !== "bool",
  sqrt: isFloat,
  floor: isFloat,
  ceil: isFloat,
  trunc: isFloat,
  nearest: isFloat,
  not: (s) => s === "bool",
  bitnot: (s) => s !== "bool" && !isFloat(s),
};
const numeric = (s: Arithmetic): boolean => s !== "bool";
const integral = (s: Arithmetic): boolean => s !== "bool" && !isFloat(s);
const binaryOps: Readonly<Record<BinaryOp, (s: Arithmetic) => boolean>> = {
  add: numeric,
  sub: numeric,
  mul: numeric,
  div: numeric,
  rem: numeric,
  min: numeric,
  max: numeric,
  and: (s) => !isFloat(s),
  or: (s) => !isFloat(s),
  xor: (s) => !isFloat(s),
  shl: integral,
  shr: integral,
  eq: () => true,
  ne: () => true,
  lt: numeric,
  le: numeric,
  dot4: (s) => s === "i32",
};

/** All cases, for scalars or for vectors of `lanes` lanes. */
export function semanticsCases(lanes = 1): readonly SemanticsCase[] {
  return [
    ...unaryCases(lanes),
    ...binaryCases(lanes),
    ...dot4Sums(lanes),
    ...castCases(lanes),
    ...storageCases(lanes),
    ...selectCases(lanes),
    ...pickCases(lanes),
  ];
}

function unaryCases(lanes: number): readonly SemanticsCase[] {
  return types.flatMap((type) =>
    (Object.keys(unaryOps) as UnaryOp[])
      .filter((op) => unaryOps[op](type))
      .map((op) =>
        makeCase(
          `${op}_${type}`,
          lanes,
          [[type, edgeValues(type)]],
          type,
          (x) => unary(op, x as Expr),
          (x) => unaryValue(op, type, x as Value),
        ),
      ),
  );
}

function binaryCases(lanes: number): readonly SemanticsCase[] {
  return types.flatMap((type) => {
    const values = edgeValues(type);
    const a = values.flatMap((v) => values.map(() => v));
    const b = values.flatMap(() => values);
    return (Object.keys(binaryOps) as BinaryOp[])
      .filter((op) => binaryOps[op](type))
      .flatMap((op) => {
        const result: Arithmetic = op === "eq" || op === "ne" || op === "lt" || op === "le" ? "bool" : type;
        const both = makeCase(
          `${op}_${type}`,
          lanes,
          [
            [type, a],
            [type, b],
          ],
          result,
          (x, y) => binary(op, x as Expr, y as Expr),
          (x, y) => binaryValue(op, type, x as Value, y as Value),
        );
        // By a constant a printer may leave its guards out, where that is right.
        const guarded = integral(type) && (op === "div" || op === "rem" || op === "shl" || op === "shr");
        const divisors = guarded ? values : [];
        const byConstant = divisors.map((divisor, i) =>
          makeCase(
            `${op}_${type}_by_constant_${i}`,
            lanes,
            [[type, values]],
            result,
            (x) => binary(op, x as Expr, constant(type, divisor, lanes)),
            (x) => binaryValue(op, type, x as Value, divisor),
          ),
        );
        return [{ ...both, anyZero: op === "min" || op === "max" }, ...byConstant];
      });
  });
}

/** A sum with a dot4 may be one instruction. */
function dot4Sums(lanes: number): readonly SemanticsCase[] {
  const values = edgeValues("i32");
  const a = values.flatMap((v) => values.map(() => v));
  const b = values.flatMap(() => values);
  const sum = (x: Value, y: Value): Value => binaryValue("add", "i32", x, binaryValue("dot4", "i32", x, y));
  return [
    makeCase(
      "dot4_i32_summed",
      lanes,
      [
        ["i32", a],
        ["i32", b],
      ],
      "i32",
      (x, y) => binary("add", x as Expr, binary("dot4", x as Expr, y as Expr)),
      (x, y) => sum(x as Value, y as Value),
    ),
  ];
}

const bitPartners: Readonly<Partial<Record<Arithmetic, readonly Arithmetic[]>>> = {
  f32: ["i32", "u32"],
  i32: ["f32", "u32"],
  u32: ["f32", "i32"],
  f64: ["i64", "u64"],
  i64: ["f64", "u64"],
  u64: ["f64", "i64"],
};

function castCases(lanes: number): readonly SemanticsCase[] {
  return types.flatMap((from) => [
    ...elementTypes
      .filter((to) => to !== from)
      .map((to) =>
        makeCase(
          `cast_${from}_to_${to}`,
          lanes,
          [[from, edgeValues(from)]],
          scalarOf(to) as Arithmetic,
          (x) => cast(to, x as Expr),
          (x) => castValue(to, from, x as Value),
        ),
      ),
    ...(bitPartners[from] ?? []).map((to) => {
      const values = edgeValues(from).filter((v) => !Number.isNaN(v) && !Number.isNaN(bitcastValue(to, from, v)));
      return makeCase(
        `bitcast_${from}_to_${to}`,
        lanes,
        [[from, values]],
        to,
        (x) => bitcast(to, x as Expr),
        (x) => bitcastValue(to, from, x as Value),
      );
    }),
  ]);
}

/** The value of every code, and what lies in the middle of two. */
function aroundCodes(type: DType): readonly number[] {
  const codes = Array.from({ length: 2 ** dtypes[type].bits }, (_, code) => numberOfSmallFloat(type, code));
  const sorted = codes.filter(Number.isFinite).sort((a, b) => a - b);
  return [...codes, ...sorted.slice(1).map((x, i) => Math.fround((x + (sorted[i] ?? x)) / 2))];
}

/** Elements of every type, read and written. */
function storageCases(lanes: number): readonly SemanticsCase[] {
  return elementTypes.flatMap((type) => {
    const scalar = scalarOf(type) as Arithmetic;
    const values = isSmallFloat(type) ? [...edgeValues(scalar), ...aroundCodes(type)] : edgeValues(scalar);
    const kept = values.map((v) => castValue(type, scalar, v));
    return [
      makeCase(
        `load_${type}`,
        lanes,
        [[type, kept]],
        scalar,
        (x) => x as Expr,
        (x) => x as Value,
      ),
      makeCase(
        `store_${type}`,
        lanes,
        [[scalar, values]],
        type,
        (x) => x as Expr,
        (x) => castValue(type, scalar, x as Value),
      ),
    ];
  });
}

function selectCases(lanes: number): readonly SemanticsCase[] {
  return types.map((type) => {
    const values = edgeValues(type);
    return makeCase(
      `select_${type}`,
      lanes,
      [
        [type, values],
        [type, [...values].reverse()],
      ],
      type,
      (x, y) => select(binary("eq", x as Expr, y as Expr), x as Expr, y as Expr),
      (x, y) => (binaryValue("eq", type, x as Value, y as Value) ? x : y) as Value,
    );
  });
}

/** Selects that are minima and maxima where neither is NaN, and rounding of what they keep in range. */
function pickCases(lanes: number): readonly SemanticsCase[] {
  const values = edgeValues("f32");
  const pairs: readonly (readonly [DType, readonly Value[]])[] = [
    ["f32", values.flatMap((v) => values.map(() => v))],
    ["f32", values.flatMap(() => values)],
  ];
  const less = (x: Value, y: Value): boolean => Boolean(binaryValue("lt", "f32", x, y));
  const least = (x: Expr, y: Expr): Expr => select(binary("lt", x, y), x, y);
  const most = (x: Expr, y: Expr): Expr => select(binary("lt", y, x), x, y);
  const bound = (value: number): Expr => constant("f32", value, lanes);
  const kept = (x: Value): number => {
    const raised = less(-200, x) ? Number(x) : -200;
    return Number(castValue("i32", "f32", unaryValue("nearest", "f32", raised < 300 ? raised : 300)));
  };
  return [
    makeCase(
      "pick_min",
      lanes,
      pairs,
      "f32",
      (x, y) => least(x as Expr, y as Expr),
      (x, y) => (less(x as Value, y as Value) ? x : y) as Value,
    ),
    makeCase(
      "pick_max",
      lanes,
      pairs,
      "f32",
      (x, y) => most(x as Expr, y as Expr),
      (x, y) => (less(y as Value, x as Value) ? x : y) as Value,
    ),
    makeCase(
      "round_kept",
      lanes,
      [["f32", values]],
      "i32",
      (x) => cast("i32", unary("nearest", least(most(x as Expr, bound(-200)), bound(300)))),
      (x) => kept(x as Value),
    ),
  ];
}

function makeCase(
  name: string,
  lanes: number,
  operands: readonly (readonly [DType, readonly Value[]])[],
  outputType: DType,
  expr: (...args: readonly Expr[]) => Expr,
  reference: (...args: readonly Value[]) => Value,
): SemanticsCase {
  const rounds = Math.ceil((operands[0]?.[1].length ?? 0) / lanes);
  const length = rounds * lanes;
  const at = (i: Dim): Dim => mul(lanes, i);
  const inputs = operands.map(([type, values]) => {
    const array = newArray(type, length);
    for (let i = 0; i < length; i++) array[i] = storedElement(type, values[i % values.length] as Value);
    return array;
  });
  const params = operands.map(([type], i) => buffer(`x${i}`, type, length, "in"));
  const output = buffer("y", outputType, length, "out");
  const expected = newArray(outputType, length);
  for (let i = 0; i < length; i++)
    expected[i] = storedElement(
      outputType,
      reference(...inputs.map((array, k) => loadedValue(operands[k]?.[0] as DType, array[i] as number | bigint))),
    );
  const value = (i: Dim): Expr => {
    const e = expr(...params.map((p) => load(p, at(i), lanes)));
    return e.lanes === lanes ? e : splat(e, lanes);
  };
  const body = [loop("i", rounds, (i) => [store(output, at(dimOf(i)), value(dimOf(i)))])];
  const suffix = lanes === 1 ? "" : `_x${lanes}`;
  return {
    name: `${name}${suffix}`,
    kernel: withCodes(kernel({ name: `case_${name}${suffix}`, doc: [], params: [...params, output], body })),
    inputs,
    outputType,
    expected,
    anyZero: false,
  };
}

/** The first difference, for a message; undefined when `got` is what the case expects. */
export function differenceFrom(c: SemanticsCase, got: ElementArray): string | undefined {
  for (let i = 0; i < c.expected.length; i++) {
    const [a, b] = [got[i], c.expected[i]];
    const isNaNBits = (x: unknown): boolean =>
      isSmallFloat(c.outputType)
        ? Number.isNaN(numberOfSmallFloat(c.outputType, Number(x)))
        : c.outputType === "f16"
          ? (Number(x) & 0x7fff) > 0x7c00
          : c.outputType === "bf16"
            ? (Number(x) & 0x7fff) > 0x7f80
            : Number.isNaN(x);
    if (Object.is(a, b) || (isNaNBits(a) && isNaNBits(b)) || (c.anyZero && a === b)) continue;
    return `${c.name}(${c.inputs.map((x) => x[i]).join(", ")}) = ${a}, wanted ${b}`;
  }
  return undefined;
}
