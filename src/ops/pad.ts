/**
 * Pad: elements added before and after axes: a constant, the edge element, a reflection (without repeating the edge), or the elements from
 * the other end (wrap); negative amounts cut off. Since opset 1 (amounts as an input since 11, axes since 18, wrap since 19).
 * https://onnx.ai/onnx/operators/onnx__Pad.html
 */
import { add, bounds, type Dim, max, min, mod, mul, sub } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import {
  add as addExpr,
  allOf,
  and,
  cast,
  constant,
  type Expr,
  eq,
  guarded,
  i32,
  index,
  le,
  lt,
  max as maxExpr,
  min as minExpr,
  read,
  scalarOf,
  select,
  type Tensor,
  within,
} from "../loop/expr.ts";
import { axesOf, normalizeAxes } from "./families/axes.ts";
import { knownOf } from "./families/known-elements.ts";
import { declaredShape, fromStart, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { checkSingle, only } from "./families/single-element.ts";
import { hasInput, steering, steeringNumbers } from "./families/steering.ts";
import { choiceAttribute, elements, notEmpty, sameDType, typed } from "./families/type-sets.ts";

const modes = ["constant", "edge", "reflect", "wrap"] as const;
type Mode = (typeof modes)[number];

interface Amounts {
  readonly before: readonly Dim[];
  readonly after: readonly Dim[];
}

function amountsOf(context: InferContext | LowerContext, rank: number): Amounts {
  const pads = steering(context, 1);
  const axes = hasInput(context, 3) ? normalizeAxes(context, steeringNumbers(context, 3), rank) : Array.from({ length: rank }, (_, a) => a);
  if (pads.length !== 2 * axes.length) context.fail(`pads has ${pads.length} entries, expected 2 for each of ${axes.length} axes`);
  const before = Array.from({ length: rank }, (): Dim => 0);
  const after = [...before];
  axes.forEach((a, i) => {
    before[a] = pads[i] ?? 0;
    after[a] = pads[axes.length + i] ?? 0;
  });
  return { before, after };
}

const isSteered = (context: InferContext | LowerContext): boolean => [1, 3].some((i) => isSteeredAtRunTime(context, i));

/** The axes that may be padded: those named where they are known, else all. */
function paddedAxes(context: InferContext | LowerContext, rank: number): readonly number[] {
  const known = hasInput(context, 3) ? knownOf(context, 3) : undefined;
  return known === undefined ? Array.from({ length: rank }, (_, a) => a) : normalizeAxes(context, known.map(Number), rank);
}

/** Amounts at run time give the declared shape; other axes stay as they are. */
function declaredPadded(context: InferContext, shape: readonly Dim[]): readonly Dim[] {
  const axes = new Set(paddedAxes(context, shape.length));
  const declared = declaredShape(context, 0, shape.length, context.inputName(1));
  return shape.map((d, a) => (axes.has(a) ? (declared[a] ?? 0) : d));
}

/** The kernel that finds how much stands before each axis, and those amounts. */
function steeredAmounts(context: LowerContext, output: Tensor): { readonly work: readonly Work[]; readonly before: readonly Dim[] } {
  const { shape } = context.input(0);
  const rank = shape.length;
  const plan = new Plan(context);
  const count = plan.count(1) / 2;
  const isNamed = hasInput(context, 3) && knownOf(context, 3) === undefined;
  const entries = Array.from({ length: count }, (_, k) => ({
    axis: isNamed ? plan.let(`axis${k}`, fromStart(plan.let("given", plan.operand(3, k)), rank)) : undefined,
    before: plan.let(`before${k}`, plan.operand(1, k)),
    after: plan.let(`after${k}`, plan.operand(1, count + k)),
  }));
  for (const { axis } of entries) if (axis !== undefined) plan.expect(and(le(i32(0), axis), lt(axis, i32(rank))));
  const before = Array.from({ length: rank }, (): Dim => 0);
  paddedAxes(context, rank).forEach((a, position) => {
    const pick = (part: "before" | "after"): Expr =>
      isNamed
        ? entries.reduce<Expr>((rest, entry) => select(eq(entry.axis as Expr, i32(a)), entry[part], rest), i32(0))
        : (entries[position]?.[part] ?? i32(0));
    const [size, most] = [cast("i32", index(shape[a] ?? 1)), bounds(output.shape[a] ?? 0)[1]];
    const front = plan.let(`front${a}`, pick("before"));
    plan.extent(output.shape[a] ?? 0, addExpr(size, addExpr(front, pick("after"))));
    const least = -bounds(shape[a] ?? 1)[1];
    before[a] = plan.keep("front", maxExpr(minExpr(front, i32(most)), i32(least)), [least, most]);
  });
  return { work: [plan.routine("pad_operands", output)], before };
}

/** There and back again over the 2 (n - 1) steps of a reflection. */
function reflected(t: Dim, extent: Dim): Dim {
  if (extent === 1) return 0;
  const last = sub(extent, 1);
  const distance = max(t, mul(t, -1));
  const [lo, hi] = bounds(t);
  const once = typeof extent !== "number" || (lo > -extent && hi <= 2 * (extent - 1));
  if (once) return hi <= bounds(last)[0] ? distance : min(distance, sub(mul(last, 2), distance));
  const period = 2 * (extent - 1);
  const phase = mod(t, period);
  return min(phase, sub(period, phase));
}

/** The coordinate in the input of what stands at coordinate `t` beside it. */
function source(context: LowerContext, mode: Exclude<Mode, "constant">, t: Dim, extent: Dim): Dim {
  const [lo, hi] = bounds(t);
  if (lo >= 0 && typeof extent === "number" && hi < extent) return t;
  switch (mode) {
    case "edge":
      return max(0, min(t, sub(extent, 1)));
    case "reflect":
      return reflected(t, extent);
    case "wrap":
      if (typeof extent === "number") return mod(t, Math.max(1, extent));
      return context.fail(`wraps an axis of ${dimText(extent)} elements`, "give the free dim a value (--dim name=value)");
  }
}

/** What constant mode puts around the input. */
function fill(context: LowerContext): Expr {
  return hasInput(context, 2) ? only(context, 2) : constant(scalarOf(context.input(0).dtype), 0);
}

export const Pad = defineOp({
  name: "Pad",
  opset: 25,
  since: 1,
  doc: "elements added before and after axes",
  inputs: ["data", "pads", "constant_value", "axes"],
  attrs(raw) {
    return { mode: choiceAttribute(raw, "mode", modes, "constant") };
  },
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    if (hasInput(context, 2)) sameDType(context, 0, 2);
    checkSingle(context, 2);
    if (context.attrs.mode !== "constant") notEmpty(context, 0);
    if (isSteered(context)) return [tensorType(dtype, declaredPadded(context, shape))];
    const { before, after } = amountsOf(context, shape.length);
    const padded = shape.map((d, a) => add(d, before[a] ?? 0, after[a] ?? 0));
    const negative = padded.findIndex((d) => bounds(d)[1] < 0);
    if (negative >= 0) context.fail(`axis ${negative} has ${dimText(shape[negative] ?? 0)} elements, pads leave ${dimText(padded[negative] ?? 0)}`);
    return [tensorType(dtype, padded)];
  },
  lower(context) {
    const x = context.input(0);
    const { mode } = context.attrs;
    return context.outputs.flatMap((output) => {
      const { work, before } = isSteered(context) ? steeredAmounts(context, output) : { work: [], ...amountsOf(context, x.shape.length) };
      const axes = axesOf(output.shape);
      const shifted = axes.map((along, a) => sub(coordinate(along), before[a] ?? 0));
      if (mode !== "constant") {
        const at = shifted.map((t, a) => source(context, mode, t, x.shape[a] ?? 1));
        return [...work, compute({ name: `pad_${mode}`, output, axes, value: read(x, at) })];
      }
      const inside = allOf(shifted.map((t, a) => within(t, 0, x.shape[a] ?? 1)));
      const value = inside === undefined ? read(x, shifted) : guarded(inside, read(x, shifted), fill(context));
      return [...work, compute({ name: "pad", output, axes, value })];
    });
  },
  follows: 0,
  tolerance: exactTolerance,
  examples: [
    {
      note: "a constant, one axis named, one side cut",
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [2], values: [2n, -1n], constant: true },
        { shape: [], values: [9] },
        { dtype: "i64", shape: [1], values: [-1n], constant: true },
      ],
      outputs: [{ shape: [2, 3], values: [9, 9, 1, 9, 9, 3] }],
    },
    {
      note: "reflect",
      attrs: { mode: "reflect" },
      inputs: [
        { shape: [1, 3], values: [1, 2, 3] },
        { dtype: "i64", shape: [4], values: [0n, 2n, 0n, 1n], constant: true },
      ],
      outputs: [{ shape: [1, 6], values: [3, 2, 1, 2, 3, 2] }],
    },
    {
      note: "edge",
      attrs: { mode: "edge" },
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [4], values: [1n, 1n, 0n, 2n], constant: true },
      ],
      outputs: [{ shape: [3, 5], values: [1, 1, 2, 2, 2, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4] }],
    },
    {
      note: "wrap, further than once around",
      attrs: { mode: "wrap" },
      inputs: [
        { shape: [3], values: [1, 2, 3] },
        { dtype: "i64", shape: [2], values: [1n, 4n], constant: true },
      ],
      outputs: [{ shape: [8], values: [3, 1, 2, 3, 1, 2, 3, 1] }],
    },
  ],
});
