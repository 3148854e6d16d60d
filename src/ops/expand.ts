/** Expand: the input broadcast together with a shape. Since opset 8. https://onnx.ai/onnx/operators/onnx__Expand.html */
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { eq, i32, or } from "../loop/expr.ts";
import { broadcastCoordinates, broadcastShapes, checkBroadcastsTo } from "./families/broadcast.ts";
import { elementwiseKnown, knownOf } from "./families/known-elements.ts";
import { gather } from "./families/movement.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { steering } from "./families/steering.ts";
import { movables, typed } from "./families/type-sets.ts";

const expanded = gather("expand", (context, at) => broadcastCoordinates(context.input(0).shape, at));

/** A shape at run time must broadcast with the input to the declared one. */
function checkShape(context: LowerContext): readonly Work[] {
  const [output] = context.outputs;
  if (output === undefined || !isSteeredAtRunTime(context, 1)) return [];
  const plan = new Plan(context);
  const from = context.input(0).shape;
  const count = plan.count(1);
  output.shape.forEach((d, a) => {
    const [own, wanted] = [from[a - output.shape.length + from.length] ?? 1, Number(d)];
    const at = a - output.shape.length + count;
    if (at < 0) return;
    const asked = plan.operand(1, at);
    plan.expect(own === wanted ? or(eq(asked, i32(1)), eq(asked, i32(wanted))) : eq(asked, i32(wanted)));
  });
  return [plan.routine("expand_operands", output)];
}

export const Expand = defineOp({
  name: "Expand",
  opset: 13,
  since: 8,
  doc: "the input broadcast together with a shape",
  inputs: ["input", "shape"],
  strings: "moved",
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    if (isSteeredAtRunTime(context, 1)) {
      const declared = declaredShape(context, 0, undefined, context.inputName(1));
      checkBroadcastsTo(context, shape, declared);
      return [tensorType(dtype, declared)];
    }
    const type = tensorType(dtype, broadcastShapes(context, [shape, steering(context, 1)]));
    return [elementwiseKnown(type, [knownOf(context, 0)], (d) => d)];
  },
  lower: (context) => [...checkShape(context), ...expanded(context)],
  tolerance: exactTolerance,
  examples: [
    {
      note: "both the input and the shape broadcast",
      inputs: [
        { shape: [2, 1], values: [1, 2] },
        { dtype: "i64", shape: [3], values: [2n, 1n, 2n], constant: true },
      ],
      outputs: [{ shape: [2, 2, 2], values: [1, 1, 2, 2, 1, 1, 2, 2] }],
    },
  ],
});
