/** Det: the determinant of each square matrix, by elimination with the largest pivot. Since opset 11. https://onnx.ai/onnx/operators/onnx__Det.html */
import { type Dim, dimOf, add as plus, shapeText } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { abs, cast, computedDim, constant, div, type Expr, eq, index, lt, mul, ne, neg, select, sub, tile, tileGet, variable } from "../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile } from "../loop/kernel.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { floats, typed } from "./families/type-sets.ts";

function sizeOf(context: InferContext | LowerContext, shape: readonly Dim[]): number {
  const [rows, columns] = shape.slice(-2);
  if (typeof rows !== "number" || rows !== columns || rows < 1)
    return context.fail(`the input has shape ${shapeText(shape)}, square matrices of a known size are expected`);
  return rows;
}

/** One column cleared below its pivot; `det` takes the pivot, negated where rows change places. */
function eliminate(m: Memory, n: number, k: Dim, det: ReturnType<typeof tile>): readonly Stmt[] {
  const { dtype } = det;
  const best = tile("pivot", "i32", 1, []);
  const row = computedDim("row", tileGet(best, []), [0, n - 1]);
  const search = loop(
    "i",
    n,
    (i) => {
      const larger = lt(abs(m.get([row, k])), abs(m.get([dimOf(i), k])));
      return [setTile(best, [], select(larger, cast("i32", index(dimOf(i))), tileGet(best, [])))];
    },
    { from: k },
  );
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
  const differs: Expr = ne(tileGet(best, []), cast("i32", index(k)));
  return [
    declareTile(best, cast("i32", index(k))),
    search,
    ifStmt(differs, [swap, setTile(det, [], neg(tileGet(det, [])))]),
    letStmt(pivot, m.get([k, k])),
    setTile(det, [], mul(tileGet(det, []), pivot)),
    ifStmt(eq(pivot, constant(dtype, 0)), [], [below]),
  ];
}

function lower(context: LowerContext): readonly Work[] {
  const x = memory("x", context.input(0), "in");
  const n = sizeOf(context, x.tensor.shape);
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
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    sizeOf(context, shape);
    return [tensorType(dtype, shape.slice(0, -2))];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    { note: "one matrix", inputs: [{ shape: [2, 2], values: [0, 2, 3, 4] }], outputs: [{ shape: [], values: [-6] }] },
    {
      note: "one that has none, and a turned identity",
      inputs: [{ shape: [2, 3, 3], values: [1, 2, 3, 2, 4, 6, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0] }],
      outputs: [{ shape: [2], values: [0, 1] }],
    },
  ],
});
