/**
 * Inverse (com.microsoft): the inverse of each square matrix, after Gauss and Jordan with the largest pivot of a column.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, dimOf } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { constant, div, eq, index, mul, select, sub, variable } from "../loop/expr.ts";
import { ifStmt, letStmt, loop, type Stmt } from "../loop/kernel.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { largestPivot, squareSize } from "./families/square-matrix.ts";
import { floats, typed } from "./families/type-sets.ts";

/** Column `k` of `m` made that of the identity, and the same done to `y`. */
function clearColumn(m: Memory, y: Memory, n: number, k: Dim, dtype: "f32" | "f64"): readonly Stmt[] {
  const { search, row, differs } = largestPivot(m, n, k);
  const both = (body: (side: Memory, j: Dim) => readonly Stmt[]): Stmt => loop("j", n, (j) => [...body(m, dimOf(j)), ...body(y, dimOf(j))]);
  const swap = both((side, j) => {
    const upper = variable("upper", dtype);
    return [letStmt(upper, side.get([k, j])), side.put([k, j], side.get([row, j])), side.put([row, j], upper)];
  });
  const [head, factor] = [variable("head", dtype), variable("factor", dtype)];
  const others = loop("i", n, (i) => [
    letStmt(factor, select(eq(index(dimOf(i)), index(k)), constant(dtype, 0), m.get([dimOf(i), k]))),
    both((side, j): readonly Stmt[] => [side.put([dimOf(i), j], sub(side.get([dimOf(i), j]), mul(factor, side.get([k, j]))))]),
  ]);
  return [
    ...search,
    ifStmt(differs, [swap]),
    letStmt(head, m.get([k, k])),
    both((side, j) => [side.put([k, j], div(side.get([k, j]), head))]),
    others,
  ];
}

function lower(context: LowerContext): readonly Work[] {
  const x = memory("x", context.input(0), "in");
  const n = squareSize(context, x.tensor.shape);
  const dtype = x.tensor.dtype === "f64" ? "f64" : "f32";
  return context.outputs.map((output) => {
    const y = memory("y", output, "out");
    const [m, inverse] = ["matrix", "inverse"].map((name) => memory(name, context.scratch(name, dtype, [n, n]), "out")) as [Memory, Memory];
    const body = overShape(output.shape.slice(0, -2), (batch): readonly Stmt[] => [
      ...overShape([n, n], ([i = 0, j = 0]) => [
        m.put([i, j], x.get([...batch, i, j])),
        inverse.put([i, j], select(eq(index(i), index(j)), constant(dtype, 1), constant(dtype, 0))),
      ]),
      loop("k", n, (k) => clearColumn(m, inverse, n, dimOf(k), dtype)),
      ...overShape([n, n], (at) => [y.put([...batch, ...at], inverse.get(at))]),
    ]);
    return routine("inverse", `inverses of ${n} x ${n} matrices`, [x, m, inverse, y], body);
  });
}

export const Inverse = defineOp({
  name: "Inverse",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "inverses of square matrices",
  inputs: ["X"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    squareSize(context, shape);
    return [tensorType(dtype, shape)];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two, one of which changes rows",
      inputs: [{ shape: [2, 2, 2], values: [2, 0, 0, 4, 0, 1, 2, 0] }],
      outputs: [{ shape: [2, 2, 2], values: [0.5, 0, 0, 0.25, 0, 0.5, 1, 0] }],
    },
  ],
});
