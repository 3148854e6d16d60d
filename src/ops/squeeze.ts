/**
 * Squeeze and Unsqueeze: axes of one element removed (all of them when none is named) and added.
 * Since opset 1 (axes as an input since 13). https://onnx.ai/onnx/operators/onnx__Squeeze.html and onnx__Unsqueeze.
 */
import { type Dim, equalShapes } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { type DeclaredShape, defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { eq, i32, or } from "../loop/expr.ts";
import { normalizeAxes } from "./families/axes.ts";
import { knownTensor, withKnown } from "./families/known-elements.ts";
import { axesMask, axisSets, isSteeredAtRunTime, maskOf, Plan } from "./families/plan.ts";
import { hasInput, steeringNumbers } from "./families/steering.ts";
import { movables, typed } from "./families/type-sets.ts";

/** What sets of axes at run time make of a shape: sets with one result, which the declaration or their number settles. */
interface Settled {
  readonly shape: readonly Dim[];
  readonly sets: readonly (readonly number[])[];
}

function settled(
  context: InferContext | LowerContext,
  sets: readonly (readonly number[])[],
  result: (axes: ReadonlySet<number>) => readonly Dim[],
  declared: DeclaredShape,
): Settled {
  const agrees = (shape: readonly Dim[]): boolean =>
    declared === undefined ||
    (declared.length === shape.length && shape.every((d, a) => declared[a] === undefined || typeof d !== "number" || declared[a] === d));
  const candidates = sets.map((axes) => ({ axes, shape: result(new Set(axes)) })).filter(({ shape }) => agrees(shape));
  const [first] = candidates;
  if (first === undefined || candidates.some(({ shape }) => !equalShapes(shape, first.shape)))
    return context.fail(
      `${context.inputName(1)} decides at run time between ${candidates.length} shapes${declared === undefined ? ", and none is declared" : ""}`,
      "export the model with the shape of that value (ONNX's value_info), or make the axes a constant",
    );
  return { shape: first.shape, sets: candidates.map(({ axes }) => axes) };
}

const axisCount = (context: InferContext): number => {
  const [count] = context.tensor(1).shape;
  return typeof count === "number" ? count : context.fail(`${context.inputName(1)} has an unknown number of elements`);
};

function squeezed(context: InferContext | LowerContext, shape: readonly Dim[], count: number, declared: DeclaredShape): Settled {
  const sets = axisSets(context, shape.length, count).filter((axes) => axes.every((a) => shape[a] === 1));
  return settled(context, sets, (axes) => shape.filter((_, a) => !axes.has(a)), declared);
}

function unsqueezed(context: InferContext | LowerContext, shape: readonly Dim[], count: number, declared: DeclaredShape): Settled {
  const rank = shape.length + count;
  return settled(context, axisSets(context, rank, count), (axes) => widened(shape, rank, axes), declared);
}

function widened(shape: readonly Dim[], rank: number, added: ReadonlySet<number>): readonly Dim[] {
  let next = 0;
  return Array.from({ length: rank }, (_, a): Dim => (added.has(a) ? 1 : (shape[next++] ?? 1)));
}

/** The sets that give the shape which was settled; the run ends with any other. */
function checkAxes(context: LowerContext, settle: typeof squeezed, rank: number): readonly Work[] {
  const [output] = context.outputs;
  if (output === undefined || !hasInput(context, 1) || !isSteeredAtRunTime(context, 1)) return [];
  const plan = new Plan(context);
  const { sets } = settle(
    context,
    context.input(0).shape,
    plan.count(1),
    output.shape.map((d) => (typeof d === "number" ? d : undefined)),
  );
  const mask = axesMask(plan, 1, rank);
  plan.expect(sets.map((axes) => eq(mask, i32(maskOf(axes)))).reduce(or));
  return [plan.routine("axes_operand", output)];
}

export const Squeeze = defineOp({
  name: "Squeeze",
  opset: 25,
  since: 1,
  doc: "without axes of one element",
  inputs: ["data", "axes"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    if (isSteeredAtRunTime(context, 1)) return [tensorType(dtype, squeezed(context, shape, axisCount(context), context.declared(0)).shape)];
    const ones = shape.flatMap((d, a) => (d === 1 ? [a] : []));
    const axes = hasInput(context, 1) ? normalizeAxes(context, steeringNumbers(context, 1), shape.length) : ones;
    for (const a of axes) if (shape[a] !== 1) context.fail(`axis ${a} has ${dimText(shape[a] ?? 1)} elements, only axes of 1 can be removed`);
    const removed = new Set(axes);
    const type = tensorType(
      dtype,
      shape.filter((_, a) => !removed.has(a)),
    );
    return [withKnown(type, knownTensor(context, 0))];
  },
  view: true,
  lower: (context) => checkAxes(context, squeezed, context.input(0).shape.length),
  tolerance: exactTolerance,
  examples: [
    {
      note: "a named axis from the end",
      inputs: [
        { shape: [1, 2, 1], values: [1, 2] },
        { dtype: "i64", shape: [1], values: [-1n], constant: true },
      ],
      outputs: [{ shape: [1, 2], values: [1, 2] }],
    },
    {
      note: "an empty list of axes names none",
      inputs: [
        { shape: [1, 2, 1], values: [1, 2] },
        { dtype: "i64", shape: [0], values: [], constant: true },
      ],
      outputs: [{ shape: [1, 2, 1], values: [1, 2] }],
    },
    { note: "all axes of 1", inputs: [{ shape: [1, 2, 1], values: [1, 2] }], outputs: [{ shape: [2], values: [1, 2] }] },
  ],
});

export const Unsqueeze = defineOp({
  name: "Unsqueeze",
  opset: 25,
  since: 1,
  doc: "with axes of one element added",
  inputs: ["data", "axes"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    if (isSteeredAtRunTime(context, 1)) return [tensorType(dtype, unsqueezed(context, shape, axisCount(context), context.declared(0)).shape)];
    const named = steeringNumbers(context, 1);
    const rank = shape.length + named.length;
    const added = new Set(normalizeAxes(context, named, rank));
    return [withKnown(tensorType(dtype, widened(shape, rank, added)), knownTensor(context, 0))];
  },
  view: true,
  lower: (context) => checkAxes(context, unsqueezed, context.outputs[0]?.shape.length ?? 0),
  tolerance: exactTolerance,
  examples: [
    {
      note: "two axes, unsorted and from the end",
      inputs: [
        { shape: [2], values: [1, 2] },
        { dtype: "i64", shape: [2], values: [-1n, 0n], constant: true },
      ],
      outputs: [{ shape: [1, 2, 1], values: [1, 2] }],
    },
  ],
});
