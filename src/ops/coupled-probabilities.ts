/**
 * CoupledProbabilities (domain aot): probabilities of classes from those of each pair of them, which need not fit together: the second method of
 * Wu, Lin and Weng, "Probability estimates for multi-class classification by pairwise coupling" (JMLR 5, 2004), stopped as LIBSVM stops it.
 */
import { type Dim, dimOf } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { abs, add, and, div, type Expr, f32, i32, le, lt, max, mul, neg, sub, tile, tileGet } from "../loop/expr.ts";
import { declareTile, loop, type Stmt, setTile, whileStmt } from "../loop/kernel.ts";
import { memory, overShape, routine } from "./families/routines.ts";
import { counted } from "./families/strings.ts";
import { typed, typeSet } from "./families/type-sets.ts";

/** How many classes make so many pairs. */
const classesOf = (pairs: number): number => Math.round((1 + Math.sqrt(1 + 8 * pairs)) / 2);

const real = (name: string) => {
  const held = tile(name, "f32", 1, []);
  return { start: declareTile(held, f32(0)), set: (value: Expr): Stmt => setTile(held, [], value), value: tileGet(held, []) };
};

const each = (name: string, count: number, body: (at: Dim) => readonly Stmt[]): Stmt => loop(name, count, (s) => body(dimOf(s)));

function lower(context: LowerContext): readonly Work[] {
  const pairs = memory("pairs", context.input(0), "in");
  const [rows, width] = pairs.tensor.shape as readonly [Dim, number];
  const k = classesOf(Number(width));
  const q = memory("q", context.scratch("q", "f32", [k, k]), "out");
  const qp = memory("qp", context.scratch("qp", "f32", [k]), "out");
  return context.outputs.map((output) => {
    const p = memory("p", output, "out");
    const [error, whole, step, rounds] = [real("error"), real("whole"), real("step"), counted("rounds")];
    const measure = (row: Dim): readonly Stmt[] => [
      whole.set(f32(0)),
      each("t", k, (t) => [
        qp.put([t], f32(0)),
        each("j", k, (j) => [qp.put([t], add(qp.get([t]), mul(q.get([t, j]), p.get([row, j]))))]),
        whole.set(add(whole.value, mul(p.get([row, t]), qp.get([t])))),
      ]),
      error.set(f32(0)),
      each("t", k, (t) => [error.set(max(error.value, abs(sub(qp.get([t]), whole.value))))]),
    ];
    const improve = (row: Dim): Stmt =>
      each("t", k, (t) => {
        const grown = add(f32(1), step.value);
        const change = mul(step.value, add(mul(step.value, q.get([t, t])), mul(f32(2), qp.get([t]))));
        return [
          step.set(div(sub(whole.value, qp.get([t])), q.get([t, t]))),
          p.put([row, t], add(p.get([row, t]), step.value)),
          whole.set(div(add(whole.value, change), mul(grown, grown))),
          each("j", k, (j) => [
            qp.put([j], div(add(qp.get([j]), mul(step.value, q.get([t, j]))), grown)),
            p.put([row, j], div(p.get([row, j]), grown)),
          ]),
        ];
      });
    const body = overShape([rows], ([row = 0]) => [
      ...quadratic(pairs.get, row, q.put, k),
      each("t", k, (t) => [p.put([row, t], f32(1 / k))]),
      rounds.set(i32(0)),
      error.set(f32(1)),
      ...measure(row),
      whileStmt(and(lt(rounds.value, i32(Math.max(100, k))), le(f32(0.005 / k), error.value)), [
        improve(row),
        rounds.set(add(rounds.value, i32(1))),
        ...measure(row),
      ]),
    ]);
    const start = [error.start, whole.start, step.start, rounds.start];
    return routine("couple_probabilities", `probabilities of ${k} classes from those of pairs`, [pairs, q, qp, p], [...start, ...body]);
  });
}

type Put = (at: readonly Dim[], value: Expr) => Stmt;

/** q[t][t] is the sum of r[j][t]^2, q[t][j] is -r[j][t] r[t][j]; r[i][j] stands in a row of pairs where i < j, and is 1 - r[j][i] else. */
function quadratic(pair: (at: readonly Dim[]) => Expr, row: Dim, put: Put, k: number): readonly Stmt[] {
  const place = (i: number, j: number): number => i * k - (i * (i + 1)) / 2 + (j - i - 1);
  const r = (i: number, j: number): Expr => (i < j ? pair([row, place(i, j)]) : sub(f32(1), pair([row, place(j, i)])));
  const classes = Array.from({ length: k }, (_, t) => t);
  return classes.flatMap((t) =>
    classes.map((j) => {
      if (j !== t) return put([t, j], neg(mul(r(j, t), r(t, j))));
      const squares = classes.filter((i) => i !== t).map((i) => mul(r(i, t), r(i, t)));
      return put([t, t], squares.reduce(add));
    }),
  );
}

export const CoupledProbabilities = defineOp({
  name: "CoupledProbabilities",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "probabilities of classes from those of pairs",
  inputs: ["pairs"],
  infer(context) {
    const { shape } = typed(context, 0, typeSet("f32", ["f32"]));
    const [rows, pairs] = shape;
    const k = classesOf(Number(pairs));
    if (shape.length !== 2 || rows === undefined || pairs === 0 || k * (k - 1) !== 2 * Number(pairs))
      return context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, k (k - 1) / 2] is expected`);
    return [tensorType("f32", [rows, k])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "pairs that fit together",
      inputs: [{ shape: [1, 3], values: [0.5, 0.5, 0.5] }],
      outputs: [{ shape: [1, 3], values: [1 / 3, 1 / 3, 1 / 3] }],
    },
  ],
});
