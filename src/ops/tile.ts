/**
 * Tile: the input repeated along each axis, element i of n * repeats being element i mod n.
 * Since opset 1 (as numpy's since 6). https://onnx.ai/onnx/operators/onnx__Tile.html
 */
import { add, bounds, type Dim, mod, mul } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Axis, axis, compute, coordinate } from "../loop/compute.ts";
import { eq, i32, read, type Tensor } from "../loop/expr.ts";
import { axisLetter } from "./families/axes.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { steering } from "./families/steering.ts";
import { movables, typed } from "./families/type-sets.ts";

/** Repeats that only the run knows are those which give the declared shape. */
function declaredRepeats(context: InferContext | LowerContext, from: readonly Dim[], to: readonly Dim[]): readonly Dim[] {
  return to.map((d, a) => {
    const n = from[a];
    if (typeof d === "number" && typeof n === "number" && n > 0 && d % n === 0) return d / n;
    return context.fail(`${shapeText(from)} is repeated at run time and declared to be ${shapeText(to)} then, no multiple of it`);
  });
}

function checkRepeats(context: LowerContext, output: Tensor, repeats: readonly Dim[]): readonly Work[] {
  if (!isSteeredAtRunTime(context, 1)) return [];
  const plan = new Plan(context);
  repeats.forEach((r, a) => {
    plan.expect(eq(plan.operand(1, a), i32(Number(r))));
  });
  return [plan.routine("tile_operands", output)];
}

function repeatsOf(context: InferContext, rank: number): readonly Dim[] {
  const repeats = steering(context, 1);
  if (repeats.length !== rank) context.fail(`repeats has ${repeats.length} entries but ${context.inputName(0)} has rank ${rank}`);
  if (repeats.some((r) => bounds(r)[0] < 0)) context.fail(`repeats ${shapeText(repeats)} has a negative entry`);
  return repeats;
}

/** How an axis is walked: the loops over it, the coordinate stored, the coordinate read. */
interface Walk {
  readonly axes: readonly Axis[];
  readonly to: Dim;
  readonly from: Dim;
}

function walk(name: string, extent: Dim, tiled: Dim, repeats: Dim): Walk {
  if (repeats === 1 || extent === 1 || typeof extent === "number") {
    const along = axis(name, tiled);
    const to = coordinate(along);
    return { axes: [along], to, from: repeats === 1 ? to : typeof extent === "number" ? mod(to, Math.max(1, extent)) : 0 };
  }
  // A remainder by a free dim is no Dim: copies are walked by a loop of their own.
  const copy = axis(`${name}_copy`, repeats);
  const inside = axis(name, extent);
  return { axes: [copy, inside], to: add(mul(coordinate(copy), extent), coordinate(inside)), from: coordinate(inside) };
}

export const Tile = defineOp({
  name: "Tile",
  opset: 13,
  since: 1,
  doc: "the input repeated along each axis",
  inputs: ["input", "repeats"],
  strings: "moved",
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    if (isSteeredAtRunTime(context, 1)) {
      const declared = declaredShape(context, 0, shape.length, context.inputName(1));
      declaredRepeats(context, shape, declared);
      return [tensorType(dtype, declared)];
    }
    const repeats = repeatsOf(context, shape.length);
    return [
      tensorType(
        dtype,
        shape.map((d, a) => mul(d, repeats[a] ?? 1)),
      ),
    ];
  },
  lower(context) {
    const x = context.input(0);
    return context.outputs.flatMap((output) => {
      const repeats = isSteeredAtRunTime(context, 1) ? declaredRepeats(context, x.shape, output.shape) : steering(context, 1);
      const walks = x.shape.map((d, a) => walk(axisLetter(x.shape.length, a), d, output.shape[a] ?? 1, repeats[a] ?? 1));
      const tiled = compute({
        name: "tile",
        output,
        axes: walks.flatMap((w) => w.axes),
        at: walks.map((w) => w.to),
        value: read(
          x,
          walks.map((w) => w.from),
        ),
      });
      return [...checkRepeats(context, output, repeats), tiled];
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "both axes",
      inputs: [
        { shape: [1, 2], values: [1, 2] },
        { dtype: "i64", shape: [2], values: [2n, 2n], constant: true },
      ],
      outputs: [{ shape: [2, 4], values: [1, 2, 1, 2, 1, 2, 1, 2] }],
    },
  ],
});
