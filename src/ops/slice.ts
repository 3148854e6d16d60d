/**
 * Slice: the elements from start to before end along axes, every step-th of them; negative starts and ends count from the end, a negative
 * step runs backward. Since opset 1 (bounds as inputs since 10). https://onnx.ai/onnx/operators/onnx__Slice.html
 */
import { add, bounds, ceilDiv, type Dim, max, min, mul, sub } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Tensor } from "../loop/expr.ts";
import { normalizeAxes } from "./families/axes.ts";
import { movedKnown } from "./families/known-elements.ts";
import { gather } from "./families/movement.ts";
import { isSteered, steeredRanges, steeredShape } from "./families/steered-slice.ts";
import { hasInput, steering, steeringNumbers } from "./families/steering.ts";
import { movables, typed } from "./families/type-sets.ts";

/** Along one axis: element i of the output is element start + i * step of the input. */
interface Range {
  readonly start: Dim;
  readonly step: number;
  readonly length: Dim;
}

type Context = InferContext | LowerContext;

/** "To the end" is written as the largest integer: any bound beyond what an axis can hold. */
const beyond = 2 ** 40;

/** `bound` counted from the start and kept between `least` and `most`. */
function clampBound(context: Context, bound: Dim, extent: Dim, [least, most]: readonly [Dim, Dim]): Dim {
  if (typeof bound === "number" && bound >= beyond) return most;
  if (typeof bound === "number" && bound <= -beyond) return least;
  const [lo, hi] = bounds(bound);
  if (lo < 0 && hi >= 0)
    return context.fail(`a bound is ${dimText(bound)}, which may be negative or not`, "give the free dim a value (--dim name=value)");
  return min(max(lo < 0 ? add(bound, extent) : bound, least), most);
}

function rangeAlong(context: Context, extent: Dim, { start, end, step }: { start: Dim; end: Dim; step: number }): Range {
  if (step === 0) return context.fail("step is 0, another number is expected");
  const limits: readonly [Dim, Dim] = step > 0 ? [0, extent] : [-1, sub(extent, 1)];
  const from = clampBound(context, start, extent, step > 0 ? limits : [0, sub(extent, 1)]);
  const to = clampBound(context, end, extent, limits);
  const distance = step > 0 ? sub(to, from) : sub(from, to);
  return { start: from, step, length: max(0, ceilDiv(distance, Math.abs(step))) };
}

function ranges(context: Context, shape: readonly Dim[]): ReadonlyMap<number, Range> {
  const starts = steering(context, 1);
  const ends = steering(context, 2);
  const axes = hasInput(context, 3) ? steeringNumbers(context, 3) : starts.map((_, a) => a);
  const steps = hasInput(context, 4) ? steeringNumbers(context, 4) : starts.map(() => 1);
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length)
    context.fail(`has ${starts.length} starts, ${ends.length} ends, ${axes.length} axes and ${steps.length} steps; they must be as many`);
  return new Map(
    normalizeAxes(context, axes, shape.length).map((axis, i) => [
      axis,
      rangeAlong(context, shape[axis] ?? 1, { start: starts[i] ?? 0, end: ends[i] ?? 0, step: steps[i] ?? 1 }),
    ]),
  );
}

/** Where the element at `at` of the output stands in the input. */
const sourceOf = (along: ReadonlyMap<number, Pick<Range, "start"> & { readonly step: Dim }>, at: readonly Dim[]): readonly Dim[] =>
  at.map((d, a) => {
    const range = along.get(a);
    return range === undefined ? d : add(range.start, mul(d, range.step));
  });

function steeredSlice(context: LowerContext, output: Tensor): readonly Work[] {
  const { work, ranges: along } = steeredRanges(context, output);
  const moved = gather("slice", (_, at) => sourceOf(along, at));
  return [...work, ...moved(context)];
}

export const Slice = defineOp({
  name: "Slice",
  opset: 13,
  since: 1,
  doc: "every step-th element from start to before end along axes",
  inputs: ["data", "starts", "ends", "axes", "steps"],
  strings: "moved",
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    if (isSteered(context)) return [tensorType(dtype, steeredShape(context, shape))];
    const along = ranges(context, shape);
    const type = tensorType(
      dtype,
      shape.map((d, a) => along.get(a)?.length ?? d),
    );
    return [movedKnown(context, type, (at) => sourceOf(along, at))];
  },
  lower(context) {
    if (isSteered(context)) return context.outputs.flatMap((output) => steeredSlice(context, output));
    const along = ranges(context, context.input(0).shape);
    const moved = gather("slice", (_, at) => sourceOf(along, at));
    return moved(context);
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two axes, ends beyond the last element and counted from the end",
      inputs: [
        { shape: [2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { dtype: "i64", shape: [2], values: [1n, 0n], constant: true },
        { dtype: "i64", shape: [2], values: [1000n, -1n], constant: true },
        { dtype: "i64", shape: [2], values: [0n, 1n], constant: true },
        { dtype: "i64", shape: [2], values: [1n, 2n], constant: true },
      ],
      outputs: [{ shape: [1, 2], values: [5, 7] }],
    },
    {
      note: "backward to the first element",
      inputs: [
        { shape: [4], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [1], values: [-1n], constant: true },
        { dtype: "i64", shape: [1], values: [-9223372036854775807n], constant: true },
        { dtype: "i64", shape: [1], values: [0n], constant: true },
        { dtype: "i64", shape: [1], values: [-1n], constant: true },
      ],
      outputs: [{ shape: [4], values: [4, 3, 2, 1] }],
    },
    {
      note: "backward by two, default axes",
      inputs: [
        { shape: [5], values: [0, 1, 2, 3, 4] },
        { dtype: "i32", shape: [1], values: [20], constant: true },
        { dtype: "i32", shape: [1], values: [0], constant: true },
        undefined,
        { dtype: "i32", shape: [1], values: [-2], constant: true },
      ],
      outputs: [{ shape: [2], values: [4, 2] }],
    },
    {
      note: "nothing between start and end",
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [1], values: [5n], constant: true },
        { dtype: "i64", shape: [1], values: [1n], constant: true },
      ],
      outputs: [{ shape: [0, 2], values: [] as readonly number[] }],
    },
  ],
});
