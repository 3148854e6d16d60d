/** Derivatives against differences of function values in f64: every operator that has a rule, broadcast operands, values given in place of the named ones. */
import { describe, expect, test } from "vitest";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { derivatives } from "../../src/passes/derivatives.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { Random } from "../support/random.ts";

type Shapes = Readonly<Record<string, readonly number[]>>;
type Arrays = ReadonlyMap<string, Float64Array>;
const domain = "ai.onnx.preview.training";
const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** y = the function times fixed weights, so that no element counts like another; gradients of y with respect to every input. */
function modelOf(shapes: Shapes, f: (g: GraphBuilder) => string, resultShape: readonly number[]): Graph {
  const g = new GraphBuilder("gradients");
  for (const [name, shape] of Object.entries(shapes)) g.input(name, shape, "f64");
  const weights = Float64Array.from(new Random(5).floats(sizeOf(resultShape)));
  g.output(g.node("Mul", [f(g), g.constant("f64", resultShape, weights, "weights")], {}, { outputs: ["y"] }), undefined, "f64");
  const xs = Object.keys(shapes);
  const outputs = xs.map((name) => `d_${name}`);
  for (const name of g.nodes("Gradient", xs, { xs, y: "y" }, { domain, outputs })) g.output(name, undefined, "f64");
  return readOnnx(modelBytes(g, { domains: { [domain]: 1 } }), "gradients.onnx", { dims: {}, diagnostics: new Diagnostics() }).graph;
}

const sum = (list: ArrayLike<number>): number => Array.from(list).reduce((a, b) => a + b, 0);
const evaluated = (graph: Graph, inputs: Arrays, name: string): Float64Array => evaluateAsWritten(graph, inputs).get(name)?.array as Float64Array;

function checkGradients(shapes: Shapes, f: (g: GraphBuilder) => string, resultShape: readonly number[], [lo, hi]: readonly [number, number]): void {
  const graph = modelOf(shapes, f, resultShape);
  const random = new Random(3);
  const inputs = new Map(Object.entries(shapes).map(([name, shape]) => [name, Float64Array.from(random.floats(sizeOf(shape), lo, hi))]));
  const step = 1e-5;
  for (const [name, array] of inputs) {
    const found = evaluated(graph, inputs, `d_${name}`);
    expect(found.length).toBe(array.length);
    array.forEach((x, i) => {
      const at = (v: number): number => sum(evaluated(graph, new Map([...inputs, [name, array.with(i, v)]]), "y"));
      const slope = (at(x + step) - at(x - step)) / (2 * step);
      expect(Math.abs((found[i] as number) - slope), `${name}[${i}] is ${found[i]}, differences give ${slope}`).toBeLessThan(
        1e-6 * (1 + Math.abs(slope)),
      );
    });
  }
}

const i64 = (g: GraphBuilder, list: readonly number[]): string => g.constant("i64", [list.length], list);

interface Case {
  readonly op: string;
  readonly note?: string;
  readonly shapes: Shapes;
  readonly f: (g: GraphBuilder) => string;
  readonly to: readonly number[];
  readonly range?: readonly [number, number];
}

const unary = (op: string, range: readonly [number, number] = [-2, 2]): Case => ({
  op,
  shapes: { a: [2, 3] },
  f: (g) => g.node(op, ["a"]),
  to: [2, 3],
  range,
});
const binary = (op: string, range: readonly [number, number] = [0.5, 2]): Case => ({
  op,
  shapes: { a: [2, 1, 3], b: [4, 1] },
  f: (g) => g.node(op, ["a", "b"]),
  to: [2, 4, 3],
  range,
});

const cases: readonly Case[] = [
  ...["Add", "Sub", "Mul", "Div", "Pow"].map((op) => binary(op)),
  { op: "Pow", note: "by a constant", shapes: { a: [3] }, f: (g) => g.node("Pow", ["a", g.constant("f64", [], [3])]), to: [3] },
  { op: "Add", note: "one value twice", shapes: { a: [3] }, f: (g) => g.node("Add", ["a", g.node("Mul", ["a", "a"])]), to: [3] },
  ...["Exp", "Tanh", "Sigmoid", "Relu", "Neg", "Abs", "Softplus", "Sin", "Cos", "Erf", "Identity"].map((op) => unary(op)),
  ...["Log", "Sqrt", "Reciprocal"].map((op) => unary(op, [0.5, 2])),
  { op: "Sum", shapes: { a: [2, 3], b: [3], c: [1, 1] }, f: (g) => g.node("Sum", ["a", "b", "c"]), to: [2, 3] },
  { op: "MatMul", shapes: { a: [2, 3], b: [5, 3, 4] }, f: (g) => g.node("MatMul", ["a", "b"]), to: [5, 2, 4] },
  { op: "MatMul", note: "a vector on the left", shapes: { a: [3], b: [2, 3, 4] }, f: (g) => g.node("MatMul", ["a", "b"]), to: [2, 4] },
  { op: "MatMul", note: "two vectors", shapes: { a: [3], b: [3] }, f: (g) => g.node("MatMul", ["a", "b"]), to: [] },
  ...[
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ].map(
    ([transA = 0, transB = 0]): Case => ({
      op: "Gemm",
      note: `transA ${transA}, transB ${transB}`,
      shapes: { a: transA === 1 ? [3, 2] : [2, 3], b: transB === 1 ? [4, 3] : [3, 4], c: [4] },
      f: (g) => g.node("Gemm", ["a", "b", "c"], { transA, transB, alpha: { kind: "float", value: 0.5 }, beta: { kind: "float", value: 2 } }),
      to: [2, 4],
    }),
  ),
  { op: "ReduceSum", shapes: { a: [2, 3, 4] }, f: (g) => g.node("ReduceSum", ["a", i64(g, [0, -1])], { keepdims: 0 }), to: [3] },
  { op: "ReduceMean", shapes: { a: [2, 3] }, f: (g) => g.node("ReduceMean", ["a"], { axes: [1] }), to: [2, 1] },
  { op: "ReduceMean", note: "of all", shapes: { a: [2, 3] }, f: (g) => g.node("ReduceMean", ["a"], { keepdims: 0 }), to: [] },
  { op: "Softmax", shapes: { a: [2, 3] }, f: (g) => g.node("Softmax", ["a"], { axis: -1 }), to: [2, 3] },
  { op: "LogSoftmax", shapes: { a: [2, 3] }, f: (g) => g.node("LogSoftmax", ["a"], { axis: 0 }), to: [2, 3] },
  { op: "Concat", shapes: { a: [2, 3], b: [2, 1] }, f: (g) => g.node("Concat", ["a", "b"], { axis: -1 }), to: [2, 4] },
  { op: "Transpose", shapes: { a: [2, 3, 4] }, f: (g) => g.node("Transpose", ["a"], { perm: [1, 2, 0] }), to: [3, 4, 2] },
  { op: "Reshape", shapes: { a: [2, 3] }, f: (g) => g.node("Reshape", ["a", i64(g, [3, -1])]), to: [3, 2] },
  { op: "Flatten", shapes: { a: [2, 3, 2] }, f: (g) => g.node("Flatten", ["a"]), to: [2, 6] },
  { op: "Squeeze", shapes: { a: [2, 1, 3] }, f: (g) => g.node("Squeeze", ["a", i64(g, [1])]), to: [2, 3] },
  { op: "Unsqueeze", shapes: { a: [2, 3] }, f: (g) => g.node("Unsqueeze", ["a", i64(g, [0])]), to: [1, 2, 3] },
  { op: "Expand", shapes: { a: [3, 1] }, f: (g) => g.node("Expand", ["a", i64(g, [2, 3, 4])]), to: [2, 3, 4] },
  {
    op: "Where",
    shapes: { a: [2, 3], b: [3] },
    f: (g) => g.node("Where", [g.constant("bool", [2, 1], [1, 0]), "a", "b"]),
    to: [2, 3],
  },
  { op: "Cast", shapes: { a: [3] }, f: (g) => g.node("Cast", [g.node("Mul", ["a", "a"])], { to: 11 }), to: [3] },
];

describe("derivatives are the limits of differences", () => {
  test.each(cases.map((c) => ({ ...c, name: c.note === undefined ? c.op : `${c.op}, ${c.note}` })))("$name", ({ shapes, f, to, range = [-2, 2] }) => {
    checkGradients(shapes, f, to, range);
  });

  test("every rule is among them", () => {
    const tested = new Set(cases.map((c) => c.op));
    expect([...derivatives.keys()].map((op) => op.name).filter((name) => !tested.has(name))).toEqual([]);
  });
});

test("the function is taken at the values given, not at those it was computed from; what it does not depend on has derivative 0", () => {
  const g = new GraphBuilder("elsewhere");
  for (const name of ["a", "b", "at"]) g.input(name, [2], "f64");
  g.node("Mul", ["a", "a"], {}, { outputs: ["y"] });
  for (const name of g.nodes("Gradient", ["at", "b"], { xs: ["a", "b"], y: "y" }, { domain, outputs: ["da", "db"] })) g.output(name, [2], "f64");
  const { graph } = readOnnx(modelBytes(g, { domains: { [domain]: 1 } }), "elsewhere.onnx", { dims: {}, diagnostics: new Diagnostics() });
  const inputs = new Map(Object.entries({ a: [1, 2], b: [3, 4], at: [5, 6] }).map(([name, list]) => [name, Float64Array.from(list)]));
  expect([evaluated(graph, inputs, "da"), evaluated(graph, inputs, "db")]).toEqual([Float64Array.of(10, 12), Float64Array.of(0, 0)]);
});

test("an operator without a derivative is refused by name", () => {
  const graph = modelOf({ a: [3] }, (g) => g.node("Floor", ["a"]), [3]);
  try {
    evaluateAsWritten(graph, new Map([["a", new Float64Array(3)]]));
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    expect(error.message).toMatch(/AOT209 .*Floor.*has no derivative here/);
  }
});
