/**
 * OneHot: a new axis of `depth` elements, the on value where the index points (negative ones from the end) and the off value elsewhere; an
 * index outside gives the off value everywhere. Since opset 9 (negative indices since 11). https://onnx.ai/onnx/operators/onnx__OneHot.html
 */
import { dimText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, eq, i32, index, lt, read, select, type Tensor } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { checkSingle } from "./families/single-element.ts";
import { steeringNumbers } from "./families/steering.ts";
import { elements, numbers, typed } from "./families/type-sets.ts";

function depthOf(context: InferContext | LowerContext): number {
  const [depth = 0] = steeringNumbers(context, 1);
  if (depth < 1) context.fail(`depth is ${depth}, a positive number is expected`);
  return depth;
}

/** A depth that only the run knows is the one that is declared. */
function declaredDepth(context: InferContext, rank: number, axis: number): number {
  const depth = context.declared(0)?.length === rank ? context.declared(0)?.[axis] : undefined;
  return depth ?? declaredShape(context, 0, rank, context.inputName(1))[axis] ?? 1;
}

function checkDepth(context: LowerContext, output: Tensor, depth: number): readonly Work[] {
  if (!isSteeredAtRunTime(context, 1)) return [];
  const plan = new Plan(context);
  plan.expect(eq(plan.operand(1, 0), i32(depth)));
  return [plan.routine("one_hot_operands", output)];
}

export const OneHot = defineOp({
  name: "OneHot",
  opset: 11,
  since: 9,
  doc: "the on value where an index points, the off value elsewhere",
  inputs: ["indices", "depth", "values"],
  attrs: (raw) => ({ axis: raw.int("axis", -1) }),
  infer(context) {
    const { shape } = typed(context, 0, numbers);
    const values = typed(context, 2, elements);
    checkSingle(context, 1);
    if (values.shape.length !== 1 || values.shape[0] !== 2)
      context.fail(`${context.inputName(2)} has shape [${values.shape.map(dimText).join(", ")}], [2] is expected: the off and the on value`);
    const axis = normalizeAxis(context, context.attrs.axis, shape.length + 1);
    const depth = isSteeredAtRunTime(context, 1) ? declaredDepth(context, shape.length + 1, axis) : Math.trunc(depthOf(context));
    return [tensorType(values.dtype, [...shape.slice(0, axis), depth, ...shape.slice(axis)])];
  },
  lower(context) {
    const indices = context.input(0);
    const values = context.input(2);
    const axis = normalizeAxis(context, context.attrs.axis, indices.shape.length + 1);
    return context.outputs.flatMap((output) => {
      const size = Number(output.shape[axis]);
      const depth = i32(size);
      const axes = axesOf(output.shape);
      const at = axes.map(coordinate);
      const raw = cast("i32", read(indices, [...at.slice(0, axis), ...at.slice(axis + 1)]));
      const pointed = select(lt(raw, constant("i32", 0)), add(raw, depth), raw);
      const isOn = eq(pointed, cast("i32", index(at[axis] ?? 0)));
      return [
        ...checkDepth(context, output, size),
        compute({ name: "one_hot", output, axes, value: select(isOn, read(values, [1]), read(values, [0])) }),
      ];
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "negative and outside indices",
      inputs: [
        { dtype: "i64", shape: [3], values: [1n, -1n, 7n] },
        { dtype: "i64", shape: [], values: [3n], constant: true },
        { shape: [2], values: [0, 5] },
      ],
      outputs: [{ shape: [3, 3], values: [0, 5, 0, 0, 0, 5, 0, 0, 0] }],
    },
    {
      note: "the first axis, float indices",
      attrs: { axis: 0 },
      inputs: [
        { shape: [2], values: [1, 0] },
        { dtype: "i64", shape: [1], values: [2n], constant: true },
        { dtype: "i32", shape: [2], values: [-1, 1] },
      ],
      outputs: [{ dtype: "i32", shape: [2, 2], values: [-1, 1, 1, -1] }],
    },
  ],
});
