/**
 * TopK: the k largest (smallest) elements along an axis in order, and where they stand; of equal elements the first comes first. NaN counts
 * as larger than any number. Since opset 1 (k as an input since 10, sorted and largest since 11).
 * https://onnx.ai/onnx/operators/onnx__TopK.html
 */
import { bounds, type Dim, dimOf, equalDims, min } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import { isPlain } from "../core/layout.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type NodeContext } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { and, cast, computedDim, type Expr, eq, index, load, lt, ne, not, or } from "../loop/expr.ts";
import { loop, type Routine, type Stmt } from "../loop/kernel.ts";
import { normalizeAxis } from "./families/axes.ts";
import { bestByKeys } from "./families/best-keys.ts";
import { isSteeredAtRunTime, Plan, settledExtent } from "./families/plan.ts";
import { hasKeys, listed, signedKey, sortByKeys, sortKey, sortMemory, sortsByKeys } from "./families/radix-sort.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { selectBest } from "./families/selection.ts";
import { steering } from "./families/steering.ts";
import { numbers, typed } from "./families/type-sets.ts";

const three = { dtype: "i64", shape: [1], values: [3n], constant: true } as const;

interface Line {
  readonly axis: number;
  readonly from: Dim;
}

type Attributes = { readonly axis: number; readonly largest: boolean };

function lineOf(context: NodeContext<Attributes>, shape: readonly Dim[]): Line {
  const axis = normalizeAxis(context, context.attrs.axis, shape.length);
  return { axis, from: shape[axis] ?? 1 };
}

function asked(context: InferContext, { axis, from }: Line): Dim {
  const [least, most] = bounds(from);
  if (isSteeredAtRunTime(context, 1)) return settledExtent(context, 0, axis, "k", [Math.min(1, least), most]);
  const ks = steering(context, 1);
  const [k, ...more] = ks;
  // As many as there are, where these are fewer: min(k, n) is none too many whatever n is.
  const isPossible = k !== undefined && (typeof k !== "number" || k >= 1) && equalDims(min(k, from), k);
  if (!isPossible || more.length > 0)
    return context.fail(`k is ${ks.map(dimText).join(", ")}, one number from 1 to ${dimText(from)} (the size of axis ${axis}) is expected`);
  return k;
}

/** a > b, where NaN is larger than all numbers. */
function isLarger(a: Expr, b: Expr, hasNaN: boolean): Expr {
  const larger = lt(b, a);
  return hasNaN ? or(larger, and(ne(a, a), eq(b, b))) : larger;
}

/** Where as much is asked for, sorting all by the bits of keys takes fewer steps. */
const isMost = (k: Dim, from: Dim, dtype: DType): boolean =>
  typeof k === "number" && typeof from === "number" && 8 * k >= from && sortsByKeys(dtype, from);

/** Statements that decide what is chosen along a line, by scratch memory, and the number of the element that `rank` others are better than. */
interface Chooser {
  readonly memories: readonly Memory[];
  readonly choose: (line: readonly Dim[]) => readonly Stmt[];
  readonly chosen: (rank: Dim) => Expr;
}

/** `k`: how many are chosen at least, known or not. */
function chooserOf(context: LowerContext<Attributes>, source: Memory, { axis, from }: Line, k: Dim): Chooser {
  const { dtype, layout } = source.tensor;
  const largest = context.attrs.largest;
  const element = (line: readonly Dim[], i: Dim, lanes = 1): Expr => load(source.buffer, source.address(line.with(axis, i)), lanes);
  if (isMost(k, from, dtype)) {
    const sort = sortMemory(context, from);
    const choose = (line: readonly Dim[]): readonly Stmt[] => [
      ...listed(sort, from, (i) => sortKey(element(line, i), largest)),
      ...sortByKeys(sort, from),
    ];
    return { memories: Object.values(sort), choose, chosen: (rank) => sort.order.get([rank]) };
  }
  const isRow = axis === source.tensor.shape.length - 1 && isPlain(layout);
  const best =
    typeof k === "number" && typeof from === "number" && hasKeys(dtype) ? bestByKeys(context, k, from, isRow ? context.machine.lanes : 1) : undefined;
  if (best !== undefined) {
    const choose = (line: readonly Dim[]): readonly Stmt[] => best.choose((at, lanes) => signedKey(element(line, at, lanes), largest));
    return { ...best, choose };
  }
  const order = memory("order", context.scratch("order", "i32", [k]), "out");
  const choose = (line: readonly Dim[]): readonly Stmt[] => {
    const isAhead = (a: Dim, b: Dim): Expr => isLarger(element(line, largest ? a : b), element(line, largest ? b : a), isFloat(dtype));
    const isBetter = (a: Dim, b: Dim): Expr => or(isAhead(a, b), and(not(isAhead(b, a)), lt(index(a), index(b))));
    return selectBest({ order, count: k, from, isBetter, isAhead });
  };
  return { memories: [order], choose, chosen: (rank) => order.get([rank]) };
}

function selection(context: LowerContext<Attributes>): readonly Routine[] {
  const x = context.input(0);
  const { axis, from } = lineOf(context, x.shape);
  const k = context.outputs[0]?.shape[axis] ?? 0;
  const isAsked = isSteeredAtRunTime(context, 1);
  const source = memory("x", x, "in");
  // What is not known before is chosen from all of them in order.
  const chooser = chooserOf(context, source, { axis, from }, typeof k === "number" || !isAsked ? k : from);
  const results = context.outputs.map((t, i) => memory(i === 0 ? "values" : "indices", t, "out"));
  const [values, indices] = results;
  const body = overShape(x.shape.with(axis, 1), (line) => {
    const put = loop("i", k, (s) => {
      const [at, found] = [line.with(axis, dimOf(s)), chooser.chosen(dimOf(s))];
      const value = source.get(line.with(axis, computedDim("entry", found, [0, Math.max(0, bounds(from)[1] - 1)])));
      return [...(values ? [values.put(at, value)] : []), ...(indices ? [indices.put(at, cast("i64", found))] : [])];
    });
    return [...chooser.choose(line), put];
  });
  const doc = `the ${typeof k === "number" ? k : "k"} ${context.attrs.largest ? "largest" : "smallest"} of ${dimText(from)} along axis ${axis}`;
  const chosen = routine("top_k", doc, [source, ...chooser.memories, ...results], body);
  const [output] = context.outputs;
  if (output === undefined || !isAsked) return [chosen];
  const plan = new Plan(context);
  const given = plan.let("k", plan.operand(1, 0));
  plan.extent(k, given);
  if (typeof from !== "number") plan.expect(not(lt(cast("i32", index(from)), given)));
  return [plan.routine("top_k_operands", output), chosen];
}

export const TopK = defineOp({
  name: "TopK",
  opset: 24,
  since: 1,
  doc: "the largest or smallest elements along an axis and where they stand",
  inputs: ["X", "K"],
  attrs: (raw) => ({ axis: raw.int("axis", -1), largest: raw.int("largest", 1) !== 0 }),
  // Without it any order will do, this one too.
  ignores: ["sorted"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, numbers);
    const line = lineOf(context, shape);
    const [axis, k] = [line.axis, asked(context, line)];
    const types: readonly TensorType[] = [tensorType(dtype, shape.with(axis, k)), tensorType("i64", shape.with(axis, k))];
    return types.slice(0, Math.max(1, context.outputCount));
  },
  lower: selection,
  tolerance: exactTolerance,
  examples: [
    {
      note: "the first of equal ones comes first",
      inputs: [{ shape: [2, 5], values: [3, 1, 3, 2, 5, -1, -2, -1, -9, -1] }, three],
      outputs: [
        { shape: [2, 3], values: [5, 3, 3, -1, -1, -1] },
        { dtype: "i64", shape: [2, 3], values: [4n, 0n, 2n, 0n, 2n, 4n] },
      ],
    },
    {
      note: "one",
      attrs: { largest: 0 },
      inputs: [
        { shape: [3], values: [2, -1, 4] },
        { dtype: "i64", shape: [1], values: [1n], constant: true },
      ],
      outputs: [
        { shape: [1], values: [-1] },
        { dtype: "i64", shape: [1], values: [1n] },
      ],
    },
    {
      note: "the smallest along the outer axis, unsigned 64-bit numbers",
      attrs: { axis: 0, largest: 0 },
      inputs: [{ dtype: "u64", shape: [4, 1], values: [2n ** 64n - 1n, 7n, 2n ** 63n, 8n] }, three],
      outputs: [
        { dtype: "u64", shape: [3, 1], values: [7n, 8n, 2n ** 63n] },
        { dtype: "i64", shape: [3, 1], values: [1n, 3n, 2n] },
      ],
    },
    {
      note: "one alone",
      inputs: [
        { shape: [4], values: [1, 4, 4, 2] },
        { dtype: "i64", shape: [1], values: [1n], constant: true },
      ],
      outputs: [
        { shape: [1], values: [4] },
        { dtype: "i64", shape: [1], values: [1n] },
      ],
    },
    {
      note: "NaN is the largest",
      inputs: [{ shape: [3], values: [1, Number.NaN, 2] }, three],
      outputs: [
        { shape: [3], values: [Number.NaN, 2, 1] },
        { dtype: "i64", shape: [3], values: [1n, 2n, 0n] },
      ],
    },
  ],
});
