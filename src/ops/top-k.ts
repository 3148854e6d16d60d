/**
 * TopK: the k largest (smallest) elements along an axis in order, and where they stand; of equal elements the first comes first. NaN counts
 * as larger than any number. Since opset 1 (k as an input since 10, sorted and largest since 11).
 * https://onnx.ai/onnx/operators/onnx__TopK.html
 */
import { bounds, type Dim, dimOf, equalDims, min, add as plus } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import { isPlain } from "../core/layout.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { and, cast, computedDim, type Expr, eq, f32, fold, index, le, load, lt, ne, not, or, select } from "../loop/expr.ts";
import { loop, type Routine } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { normalizeAxis } from "./families/axes.ts";
import { isSteeredAtRunTime, Plan, settledExtent } from "./families/plan.ts";
import { listed, sortByKeys, sortKey, sortMemory, sortsByKeys } from "./families/radix-sort.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { type Selection, selectBest } from "./families/selection.ts";
import { steering } from "./families/steering.ts";
import { numbers, typed } from "./families/type-sets.ts";

const three = { dtype: "i64", shape: [1], values: [3n], constant: true } as const;

interface Line {
  readonly axis: number;
  readonly from: Dim;
}

function lineOf(context: InferContext | LowerContext, shape: readonly Dim[]): Line {
  const axis = normalizeAxis(context, context.attrs.axis as number, shape.length);
  return { axis, from: shape[axis] ?? 1 };
}

function asked(context: InferContext, { axis, from }: Line): Dim {
  const [least, most] = bounds(from);
  if (isSteeredAtRunTime(context, 1)) return settledExtent(context, 0, axis, "k", [Math.min(1, least), most]);
  const ks = steering(context, 1, "k");
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

/** Elements of the innermost axis in vectors, four at a time: none is ahead of the worst kept where all compare so; NaN compares as nothing does. */
function blockOf(x: Memory, line: readonly Dim[], axis: number, largest: boolean, { lanes }: Machine): Selection["block"] {
  if (lanes === 1 || x.tensor.dtype !== "f32" || axis !== line.length - 1 || !isPlain(x.tensor.layout)) return undefined;
  const mayImprove = (at: Dim, worst: Dim): Expr => {
    const limit = x.get(line.with(axis, worst));
    const behind = Array.from({ length: 4 }, (_, v) => {
      const some = load(x.buffer, x.address(line.with(axis, plus(at, v * lanes))), lanes);
      return largest ? le(some, limit) : le(limit, some);
    });
    return lt(f32(0), fold("max", select(behind.reduce(and), f32(0), f32(1))));
  };
  return { size: 4 * lanes, mayImprove };
}

/** Where as much is asked for, sorting all by the bits of keys takes fewer steps. */
const isMost = (k: Dim, from: Dim, dtype: DType): boolean =>
  typeof k === "number" && typeof from === "number" && 8 * k >= from && sortsByKeys(dtype, from);

function selection(context: LowerContext): readonly Routine[] {
  const x = context.input(0);
  const { axis, from } = lineOf(context, x.shape);
  const k = context.outputs[0]?.shape[axis] ?? 0;
  const isAsked = isSteeredAtRunTime(context, 1);
  // What is not known before is chosen from all of them in order.
  const count = typeof k === "number" || !isAsked ? k : from;
  const source = memory("x", x, "in");
  const sort = isMost(k, from, x.dtype) ? sortMemory(context, from) : undefined;
  const order = sort?.order ?? memory("order", context.scratch("order", "i32", [count]), "out");
  const [values, indices] = context.outputs.map((t, i) => memory(i === 0 ? "values" : "indices", t, "out"));
  const largest = context.attrs.largest === true;
  const body = overShape(x.shape.with(axis, 1), (line) => {
    const element = (i: Dim): Expr => source.get(line.with(axis, i));
    const isAhead = (a: Dim, b: Dim): Expr => isLarger(element(largest ? a : b), element(largest ? b : a), isFloat(x.dtype));
    const isBetter = (a: Dim, b: Dim): Expr => or(isAhead(a, b), and(not(isAhead(b, a)), lt(index(a), index(b))));
    const put = loop("i", k, (s) => {
      const [at, found] = [line.with(axis, dimOf(s)), order.get([dimOf(s)])];
      const value = element(computedDim("entry", found, [0, Math.max(0, bounds(from)[1] - 1)]));
      return [...(values ? [values.put(at, value)] : []), ...(indices ? [indices.put(at, cast("i64", found))] : [])];
    });
    if (sort !== undefined) return [...listed(sort, from, (i) => sortKey(element(i), largest)), ...sortByKeys(sort, from), put];
    const block = blockOf(source, line, axis, largest, context.machine);
    return [...selectBest({ order, count, from, isBetter, isAhead, block }), put];
  });
  const doc = `the ${typeof k === "number" ? k : "k"} ${largest ? "largest" : "smallest"} of ${dimText(from)} along axis ${axis}`;
  const chosen = routine(
    "top_k",
    doc,
    [source, ...(sort === undefined ? [order] : Object.values(sort)), ...(values ? [values] : []), ...(indices ? [indices] : [])],
    body,
  );
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
  // Without `sorted` any order will do, this one too.
  attrs: (raw) => ({ axis: raw.int("axis", -1), largest: raw.int("largest", 1) !== 0 }),
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
