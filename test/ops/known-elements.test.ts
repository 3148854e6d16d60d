/** What operators know of small integer values before anything runs: shapes computed from shapes stay exact, free dims included. */
import { describe, expect, test } from "vitest";
import { type Dim, dimOf, sym } from "../../src/core/dim.ts";
import { dimText, shapeText } from "../../src/core/dim-fold.ts";
import type { DType } from "../../src/core/dtype.ts";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { knownArray } from "../../src/graph/constant-operands.ts";
import { evaluateNode } from "../../src/graph/evaluate.ts";
import { type AttrValue, type Value, value } from "../../src/graph/graph.ts";
import { type TensorType, tensorType } from "../../src/graph/types.ts";
import { opNamed } from "../../src/ops/index.ts";
import { elementsOf } from "../support/examples.ts";

const batch = dimOf(sym("batch", 1, 64));
const time = dimOf(sym("time", 1, 1000));
const x = (...shape: readonly Dim[]): Value => value("x", tensorType("f32", shape));
const constant = (values: readonly number[] | number, dtype: DType = "i64"): Value => {
  const list = typeof values === "number" ? [values] : values;
  return makeConstant("c", dtype, typeof values === "number" ? [] : [list.length], elementsOf(dtype, list));
};

function apply(name: string, inputs: readonly (Value | undefined)[], attrs: Readonly<Record<string, AttrValue>> = {}): Value {
  const op = opNamed(name) ?? expect.fail(`there is no ${name}`);
  return makeNode({ op, attrs, inputs, outputs: ["y"], origin: [name] }).outputs[0] as Value;
}

const typeOf = (v: Value): TensorType => v.type as TensorType;
const known = (v: Value): string | undefined => typeOf(v).known?.map(dimText).join(", ");

describe("known elements", () => {
  const dims = apply("Shape", [x(batch, time, 64)]);

  test("of a shape", () => expect(known(dims)).toBe("batch, time, 64"));
  test("gathered", () => expect(known(apply("Gather", [dims, constant(-2)]))).toBe("time"));
  test("sliced backward to the end", () =>
    expect(known(apply("Slice", [dims, constant([-1]), constant([-(2 ** 62)]), constant([0]), constant([-1])]))).toBe("64, time, batch"));
  test("joined, widened and reduced in rank", () => {
    const first = apply("Unsqueeze", [apply("Gather", [dims, constant(0)]), constant([0])]);
    const target = apply("Concat", [first, constant([-1, 16])], { axis: 0 });
    expect(known(target)).toBe("batch, -1, 16");
    expect(shapeText(typeOf(apply("Reshape", [x(batch, time, 64), target])).shape)).toBe("[batch,time*4,16]");
  });
  test("in a matrix, reversed by rows and transposed, as PyTorch writes pads", () => {
    const pads = apply("Concat", [constant([1, 2, 3]), apply("Shape", [x(batch, time, 4)])], { axis: 0 });
    const pairs = apply("Reshape", [pads, constant([-1, 2])]);
    const reversed = apply("Slice", [pairs, constant([-1]), constant([-(2 ** 62)]), constant([0]), constant([-1])]);
    expect(known(reversed)).toBe("time, 4, 3, batch, 1, 2");
    const columns = apply("Transpose", [reversed], { perm: [1, 0] });
    expect(known(apply("Cast", [apply("Reshape", [columns, constant([-1])])], { to: 7 }))).toBe("time, 3, 1, 4, batch, 2");
  });
  test("computed", () => {
    const n = apply("Gather", [dims, constant(1)]);
    expect(known(apply("Mul", [n, constant(2)]))).toBe("time*2");
    expect(known(apply("Div", [apply("Add", [n, constant(1)]), constant(2)]))).toBe("(time + 1)/2");
    expect(known(apply("Sub", [n, n]))).toBe("0");
    expect(known(apply("Mod", [apply("Mul", [n, constant(4)]), constant(4)]))).toBe("0");
    expect(known(apply("Max", [n, constant(0)]))).toBe("time");
  });
  test("through floats, where they are numbers", () => {
    const height = apply("Gather", [apply("Shape", [x(1, 3, 7, 9)]), constant(2)]);
    const half = apply("Mul", [apply("Cast", [height], { to: 1 }), constant(0.5, "f32")]);
    expect(known(apply("Cast", [apply("Floor", [half])], { to: 7 }))).toBe("3");
  });
  test("of a whole list: its largest, smallest, sum and product", () => {
    expect(known(apply("ReduceMax", [apply("Cast", [apply("Shape", [x(240, 200, 7)])], { to: 1 })], { keepdims: 0 }))).toBe("240");
    expect(known(apply("ReduceMin", [apply("Concat", [constant([300]), apply("Shape", [x(time)])], { axis: 0 })]))).toBe("min(300, time)");
    expect(known(apply("ReduceSum", [dims]))).toBe("batch + time + 64");
    expect(known(apply("ReduceProd", [dims], { keepdims: 0 }))).toBe("batch*time*64");
    expect(known(apply("ReduceSum", [constant([0.1, 0.2], "f32")]))).toBeUndefined();
  });
  test("chosen by what is certain: -1 stands for the input's own extent", () => {
    const asked = apply("Concat", [apply("Gather", [dims, constant([0])]), constant([-1, 64])], { axis: 0 });
    const isFree = apply("Equal", [asked, constant([-1])]);
    const ones = apply("ConstantOfShape", [constant([3])], {
      value: { kind: "tensor-attr", type: tensorType("i64", [1]), data: { array: BigInt64Array.of(1n), splat: false } },
    });
    expect(known(apply("Where", [isFree, ones, asked]))).toBe("batch, 1, 64");
  });
  test("ranges and splits", () => {
    expect(known(apply("Range", [constant(1), constant(7), constant(2)]))).toBe("1, 3, 5");
    expect(shapeText(typeOf(apply("Range", [constant(0), apply("Gather", [dims, constant(1)]), constant(1)])).shape)).toBe("[time]");
    expect(known(apply("Split", [dims], { num_outputs: 1 }))).toBe("batch, time, 64");
    expect(known(apply("Split", [constant([1, 2, 3, 4])], { num_outputs: 2 ** 60 }))).toBe("1");
  });
  test("flattened", () => {
    expect(shapeText(typeOf(apply("Flatten", [x(batch, 2, time)])).shape)).toBe("[batch,time*2]");
    expect(shapeText(typeOf(apply("Reshape", [x(batch, time, 64), constant([-1, 64])])).shape)).toBe("[batch*time,64]");
    expect(known(apply("Size", [x(batch, 2)]))).toBe("batch*2");
  });
});

describe("numbers known before anything runs are those that the operator computes", () => {
  const floats = [0, -0, 1, -1, 0.1, -2.5, 7, 1e-45, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  const integers = [0n, 1n, 2n, 7n, 127n, 2n ** 24n + 1n, 2n ** 31n - 1n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n];
  const edges = {
    f32: floats,
    f64: floats,
    i32: [0, 1, -1, 2, -3, 7, 2 ** 31 - 1, -(2 ** 31)],
    i64: [...integers, ...integers.map((v) => -v - 1n)],
    u64: [...integers, 2n ** 64n - 1n],
  } as const;
  const pairwise = ["Add", "Sub", "Mul", "Div", "Min", "Max", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"];
  const single = ["Neg", "Abs", "Relu", "Sign", "Floor", "Ceil", "Round"];
  const whole = ["ReduceMax", "ReduceMin", "ReduceSum", "ReduceProd"];

  /** Whether all is known, after it was held against what the operator's own kernel gives. */
  function holds(name: string, inputs: readonly Value[], attrs: Readonly<Record<string, AttrValue>> = {}): boolean {
    const op = opNamed(name) ?? expect.fail(`there is no ${name}`);
    const node = makeNode({ op, attrs, inputs, outputs: ["y"], origin: [name] });
    const found = knownArray(typeOf(node.outputs[0] as Value));
    const arrays = inputs.map((v) => v.data?.array);
    if (found !== undefined) expect(found, `${name} ${JSON.stringify(attrs)} of ${arrays.map(String)}`).toEqual(evaluateNode(node, arrays)[0]);
    return found !== undefined;
  }

  test.each(["f32", "f64", "i32", "i64", "u64"] as const)("of %s", (dtype) => {
    const isWide = dtype === "i64" || dtype === "u64";
    const list = (...values: readonly (number | bigint)[]): Value =>
      makeConstant("c", dtype, [values.length], elementsOf(dtype, isWide ? values.map(BigInt) : values.map(Number)));
    const isFloat = dtype === "f32" || dtype === "f64";
    let count = 0;
    const check = (...args: Parameters<typeof holds>): void => {
      if (holds(...args)) count++;
    };
    for (const a of edges[dtype]) {
      for (const name of single) if (isFloat || name === "Abs") check(name, [list(a)]);
      for (const to of [1, 6, 7, 9, 11, 13]) check("Cast", [list(a)], { to });
      for (const b of edges[dtype]) {
        for (const name of pairwise) check(name, [list(a), list(b)]);
        check("Mod", [list(a), list(b)], { fmod: 1 });
        for (const name of whole) check(name, [list(a, b, a)], { keepdims: 0 });
      }
    }
    expect(count).toBeGreaterThan(200);
  });
});

describe("refusals name the node, the rule and both values", () => {
  const refusal = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
    return "";
  };

  test.each([
    ["two free dims do not broadcast", () => apply("Add", [x(batch, 1), x(time, 4)]), /AOT202 Add.*batch against time.*\n.*--dim/],
    ["an index into nothing", () => apply("Gather", [x(0, 3), constant([0])]), /input 0 \(data\) has shape \[0,3\], which has no elements/],
    [
      "a class of none",
      () => apply("NegativeLogLikelihoodLoss", [x(2, 0), constant([0, 0])]),
      /input 0 \(input\) has shape \[2,0\], which has no elements/,
    ],
    ["an update of nothing", () => apply("ScatterElements", [x(0), constant([0]), x(1)]), /input 0 \(data\) has shape \[0\], which has no elements/],
    [
      "inputs beyond the last",
      () => apply("NonMaxSuppression", [x(1, 6, 4), x(1, 2, 6), constant([3]), undefined, undefined, x(1)]),
      /AOT202 Non.*has 6 inputs, NonMaxSuppression takes 5 \(boxes, /,
    ],
    ["numbers do not broadcast", () => apply("Mul", [x(2, 3), x(4)]), /AOT202 Mul.*\[2,3\] and \[4\].*3 against 4/],
    ["element types differ", () => apply("Add", [x(2), constant([1, 2])]), /input 0 \(A\) is f32 but input 1 \(B\) is i64.*\n.*Cast/],
    ["a wrong element type", () => apply("And", [x(2), x(2)]), /input 0 \(A\) is f32, expected bool/],
    ["an axis out of range", () => apply("Softmax", [x(2, 3)], { axis: 2 }), /axis 2 is out of range for rank 2/],
    [
      "a shape known at run time only",
      () => apply("Reshape", [x(4), value("s", tensorType("i64", [2]))]),
      /input 1 \(shape\) decides the shape of output 0 at run time/,
    ],
    ["elements do not fit", () => apply("Reshape", [x(2, 3), constant([4, 2])]), /has 6 elements but \[4,2\] has 8/],
    ["an index out of range", () => apply("Gather", [apply("Shape", [x(2, 3)]), constant(5)]), /index 5 is out of range/],
    ["a permutation that is none", () => apply("Transpose", [x(2, 3)], { perm: [0, 0] }), /perm \[0, 0\] is no order/],
    ["sizes that do not add up", () => apply("Split", [x(5), constant([2])]), /add up to 2 but the axis has 5/],
  ])("%s", (_, work, message) => expect(refusal(work)).toMatch(message));
});
