/** Det: the determinant of each square matrix, by elimination with the largest pivot. Since opset 11. https://onnx.ai/onnx/operators/onnx__Det.html */
import { type Dim, dimOf, add as plus } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { constant, div, eq, mul, neg, sub, tile, tileGet, variable } from "../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile } from "../loop/kernel.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { largestPivot, squareSize } from "./families/square-matrix.ts";
import { floats, typed } from "./families/type-sets.ts";

/** One column cleared below its pivot; `det` takes the pivot, negated where rows change places. */
function eliminate(m: Memory, n: number, k: Dim, det: ReturnType<typeof tile>): readonly Stmt[] {
  const { dtype } = det;
  const { search, row, differs } = largestPivot(m, n, k);
  const upper = variable("upper", dtype);
  const swap = loop("j", n, (j) => [
    letStmt(upper, m.get([k, dimOf(j)])),
    m.put([k, dimOf(j)], m.get([row, dimOf(j)])),
    m.put([row, dimOf(j)], upper),
  ]);
  const pivot = variable("head", dtype);
  const factor = variable("factor", dtype);
  const below = loop(
    "i",
    n,
    (i) => [
      letStmt(factor, div(m.get([dimOf(i), k]), pivot)),
      loop("j", n, (j) => [m.put([dimOf(i), dimOf(j)], sub(m.get([dimOf(i), dimOf(j)]), mul(factor, m.get([k, dimOf(j)]))))], { from: k }),
    ],
    { from: plus(k, 1) },
  );
  return [
    ...search,
    ifStmt(differs, [swap, setTile(det, [], neg(tileGet(det, [])))]),
    letStmt(pivot, m.get([k, k])),
    setTile(det, [], mul(tileGet(det, []), pivot)),
    ifStmt(eq(pivot, constant(dtype, 0)), [], [below]),
  ];
}

function lower(context: LowerContext): readonly Work[] {
  const x = memory("x", context.input(0), "in");
  const n = squareSize(context, x.tensor.shape);
  const dtype = x.tensor.dtype === "f64" ? "f64" : "f32";
  return context.outputs.map((output) => {
    const y = memory("y", output, "out");
    const m = memory("m", context.scratch("matrix", dtype, [n, n]), "out");
    const det = tile("det", dtype, 1, []);
    const body = overShape(output.shape, (batch): readonly Stmt[] => [
      ...overShape([n, n], (at) => [m.put(at, x.get([...batch, ...at]))]),
      declareTile(det, constant(dtype, 1)),
      loop("k", n, (k) => eliminate(m, n, dimOf(k), det)),
      y.put(batch, tileGet(det, [])),
    ]);
    return routine("det", `determinants of ${n} x ${n} matrices`, [x, m, y], body);
  });
}

export const Det = defineOp({
  name: "Det",
  opset: 22,
  since: 11,
  doc: "determinants of square matrices",
  inputs: ["X"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    squareSize(context, shape);
    return [tensorType(dtype, shape.slice(0, -2))];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    { note: "one matrix", inputs: [{ shape: [2, 2], values: [0, 2, 3, 4] }], outputs: [{ shape: [], values: [-6] }] },
    { note: "numbers", inputs: [{ shape: [2, 1, 1], values: [3, -4] }], outputs: [{ shape: [2], values: [3, -4] }] },
    {
      note: "one that has none, and a turned identity",
      inputs: [{ shape: [2, 3, 3], values: [1, 2, 3, 2, 4, 6, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0] }],
      outputs: [{ shape: [2], values: [0, 1] }],
    },
  ],
});
