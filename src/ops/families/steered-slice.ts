/** Slices whose bounds are operands at run time: what a plan finds for every axis, and the lengths that outputs may have. */
import { bounds, type Dim } from "../../core/dim.ts";
import type { InferContext, LowerContext, Work } from "../../graph/graph.ts";
import { add, and, cast, div, type Expr, eq, i32, index, lt, max, min, ne, neg, select, sub, type Tensor } from "../../loop/expr.ts";
import { normalizeAxes } from "./axes.ts";
import { knownOf } from "./known-elements.ts";
import { fromStart, isSteeredAtRunTime, Plan, settledExtent } from "./plan.ts";
import { hasInput } from "./steering.ts";

type Context = InferContext | LowerContext;

/** Along one axis: element i of the output is element start + i * step of the input. */
export interface SteeredRange {
  readonly start: Dim;
  readonly step: Dim;
}

const [starts, ends, axesInput, stepsInput] = [1, 2, 3, 4] as const;

export const isSteered = (context: Context): boolean => [starts, ends, axesInput, stepsInput].some((i) => isSteeredAtRunTime(context, i));

/** The axes that may be cut: those named where they are known, else all. */
function cutAxes(context: Context, rank: number, count: number): readonly number[] {
  if (!hasInput(context, axesInput)) return Array.from({ length: count }, (_, a) => a);
  const known = knownOf(context, axesInput);
  return known === undefined ? Array.from({ length: rank }, (_, a) => a) : normalizeAxes(context, known.map(Number), rank);
}

export function steeredShape(context: InferContext, shape: readonly Dim[]): readonly Dim[] {
  const [count] = context.tensor(starts).shape;
  if (typeof count !== "number") return context.fail("starts has an unknown number of entries");
  const cut = new Set(cutAxes(context, shape.length, count));
  return shape.map((d, a) => (cut.has(a) ? settledExtent(context, 0, a, "length", [0, bounds(d)[1]]) : d));
}

/** Steps beyond this take one element, as this one does. */
const largestStep = 2 ** 30;

/** The kernel that finds the ranges, and the ranges by axis. */
export function steeredRanges(
  context: LowerContext,
  output: Tensor,
): { readonly work: readonly Work[]; readonly ranges: ReadonlyMap<number, SteeredRange> } {
  const { shape } = context.input(0);
  const plan = new Plan(context);
  const count = plan.count(starts);
  const isNamed = hasInput(context, axesInput) && knownOf(context, axesInput) === undefined;
  const entries = Array.from({ length: count }, (_, k) => ({
    axis: isNamed ? plan.let(`axis${k}`, fromStart(plan.let("given", plan.operand(axesInput, k)), shape.length)) : undefined,
    start: plan.let(`start${k}`, plan.operand(starts, k)),
    end: plan.let(`end${k}`, plan.operand(ends, k)),
    step: hasInput(context, stepsInput) ? plan.let(`step${k}`, plan.operand(stepsInput, k)) : i32(1),
  }));
  for (const { axis, step } of entries) {
    if (step.kind !== "const") plan.expect(ne(step, i32(0)));
    if (axis !== undefined) plan.expect(and(not0(axis), lt(axis, i32(shape.length))));
  }
  const cut = cutAxes(context, shape.length, count);
  const ranges = new Map<number, SteeredRange>();
  cut.forEach((a, position) => {
    const size = plan.let(`size${a}`, cast("i32", index(shape[a] ?? 1)));
    // Where the axes are known, an entry belongs to one; else it belongs to whichever it names.
    const pick = (part: "start" | "end" | "step", otherwise: Expr): Expr =>
      isNamed
        ? entries.reduce<Expr>((rest, entry) => select(eq(entry.axis as Expr, i32(a)), entry[part], rest), otherwise)
        : (entries[position]?.[part] ?? otherwise);
    ranges.set(
      a,
      alongAxis(plan, a, { size, start: pick("start", i32(0)), end: pick("end", size), step: pick("step", i32(1)) }, shape[a] ?? 1, output),
    );
  });
  return { work: [plan.routine("slice_operands", output)], ranges };
}

const not0 = (axis: Expr): Expr => lt(i32(-1), axis);

interface Given {
  readonly size: Expr;
  readonly start: Expr;
  readonly end: Expr;
  readonly step: Expr;
}

function alongAxis(plan: Plan, a: number, { size, start, end, step }: Given, extent: Dim, output: Tensor): SteeredRange {
  const last = sub(size, i32(1));
  const counted = (bound: Expr): Expr => select(lt(bound, i32(0)), add(bound, size), bound);
  // The upper bound last: an axis without elements walked backward begins before its first.
  const clamp = (x: Expr, least: Expr, most: Expr): Expr => min(max(x, least), most);
  const kept = (from: Expr): Dim => plan.keep("first", clamp(from, i32(0), max(last, i32(0))), [0, Math.max(0, bounds(extent)[1] - 1)]);
  const ends = (isForward: Expr | undefined) => {
    const either = (forward: Expr, backward: Expr): Expr => (isForward === undefined ? forward : select(isForward, forward, backward));
    const from = plan.let(`from${a}`, clamp(counted(start), i32(0), either(size, last)));
    const to = plan.let(`to${a}`, clamp(counted(end), either(i32(0), i32(-1)), either(size, last)));
    return { from, distance: either(sub(to, from), sub(from, to)) };
  };
  if (step.kind === "const") {
    const { from, distance } = ends(undefined);
    plan.extent(output.shape[a] ?? 0, plan.let(`length${a}`, max(distance, i32(0))));
    return { start: kept(from), step: 1 };
  }
  const stride = plan.let(`stride${a}`, max(min(step, i32(largestStep)), i32(-largestStep)));
  const isForward = lt(i32(0), stride);
  const { from, distance } = ends(isForward);
  const width = plan.let(`width${a}`, max(select(isForward, stride, neg(stride)), i32(1)));
  plan.extent(output.shape[a] ?? 0, plan.let(`length${a}`, max(div(add(distance, sub(width, i32(1))), width), i32(0))));
  return { start: kept(from), step: plan.keep("stride", stride, [-largestStep, largestStep]) };
}
