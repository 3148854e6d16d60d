/**
 * FlexAttention (ai.onnx.preview): softmax(scale q k^T) v, where graphs of the model's own may change the scores and the probabilities; several query
 * heads may share one head of keys and values. Since version 1. https://onnx.ai/onnx/operators/onnx_aionnxpreview_FlexAttention.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type ExpandContext, f32Tolerance, type Graph, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

function resultType(context: InferContext): TensorType {
  const { dtype, shape } = typed(context, 0, floats);
  for (const i of [1, 2]) sameDType(context, 0, i);
  const [k, v] = [context.tensor(1).shape, context.tensor(2).shape];
  const fits = [shape, k, v].every((s) => s.length === 4) && equalDims(shape[3] as Dim, k[3] as Dim) && equalDims(k[2] as Dim, v[2] as Dim);
  const [heads, shared] = [Number(shape[1]), Number(k[1])];
  if (!fits || !equalDims(k[1] as Dim, v[1] as Dim) || !(heads % shared === 0))
    context.fail(
      `q, k and v have shapes ${[shape, k, v].map(shapeText).join(", ")}, [batch, heads, length, size] of one size (heads of q a multiple) are expected`,
    );
  return tensorType(dtype, [...shape.slice(0, 3), v[3] as Dim]);
}

type Modification = "score_mod" | "prob_mod";

/** The value under the graph of an attribute, where there is one. */
function modified(context: ExpandContext<{ readonly [name in Modification]: Graph | undefined }>, name: Modification, x: Value): Value {
  const body = context.attrs[name];
  if (body === undefined) return x;
  const [y] = context.inline(body, [x]);
  if (y === undefined || body.inputs.length !== 1)
    return context.fail(`${name} has ${body.inputs.length} inputs and ${body.outputs.length} outputs, one of each is expected`);
  return y;
}

/** [batch, heads, a, b] times [batch, shared, b, c], each of the shared heads for its group of the others. */
function grouped(c: Composer, left: Value, right: Value): Value {
  const [l, r] = [typeOf(left).shape, typeOf(right).shape] as [readonly Dim[], readonly Dim[]];
  if (equalDims(l[1] as Dim, r[1] as Dim)) return c.matMul(left, right);
  const [batch, shared] = [r[0] as Dim, Number(r[1])];
  const groups = c.reshape(left, [batch, shared, Number(l[1]) / shared, l[2] as Dim, l[3] as Dim]);
  const product = c.matMul(groups, c.reshape(right, [batch, shared, 1, r[2] as Dim, r[3] as Dim]));
  return c.reshape(product, [l[0] as Dim, l[1] as Dim, l[2] as Dim, r[3] as Dim]);
}

export const FlexAttention = defineOp({
  name: "FlexAttention",
  domain: "ai.onnx.preview",
  opset: 1,
  since: 1,
  doc: "attention whose scores and probabilities graphs may change",
  inputs: ["Q", "K", "V"],
  attrs: (raw) => ({
    scale: raw.has("scale") ? raw.float("scale") : undefined,
    score_mod: raw.graph("score_mod"),
    prob_mod: raw.graph("prob_mod"),
  }),
  infer: (context) => [resultType(context)],
  expand(context) {
    const c = composer(context);
    const [q, k, v] = context.inputs as readonly [Value, Value, Value];
    const { dtype, shape } = typeOf(q);
    const scale = context.attrs.scale ?? 1 / Math.sqrt(Number(shape[3]));
    const scores = grouped(c, c.mul(q, c.scalar(dtype, scale)), c.transpose(k, [0, 1, 3, 2]));
    const probabilities = c.softmax(modified(context, "score_mod", scores));
    return [grouped(c, modified(context, "prob_mod", probabilities), v)];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two query heads to one",
      attrs: { scale: 1 },
      inputs: [
        { shape: [1, 2, 1, 1], values: [0, 1] },
        { shape: [1, 1, 2, 1], values: [0, Math.log(3)] },
        { shape: [1, 1, 2, 1], values: [1, 5] },
      ],
      outputs: [{ shape: [1, 2, 1, 1], values: [3, 4] }],
    },
  ],
});
