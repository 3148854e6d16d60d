/**
 * RotaryEmbedding (com.microsoft): as ONNX's, with its inputs in another order and position ids that may be one number, the first position.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type Attrs, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { composer } from "./families/composing.ts";
import { type RotatedShape, rotatedShape } from "./families/rotary.ts";
import { floats, indexTypes, onlyDefault, sameDType, typed } from "./families/type-sets.ts";
import { RotaryEmbedding } from "./rotary-embedding.ts";

type Context<A extends Attrs = Attrs> = Pick<InferContext<A> | ExpandContext<A>, "attrs" | "fail" | "tensor">;

/** Heads are as wide as the caches say where their number is not given. */
function shapeOf(context: Context<{ readonly heads: number }>): RotatedShape {
  const { shape } = context.tensor(0);
  const given = context.attrs.heads;
  const [width, pairs] = [shape[2], context.tensor(2).shape[1]];
  const heads = given > 0 || typeof width !== "number" || typeof pairs !== "number" ? given : width / (2 * pairs);
  return rotatedShape(context, shape, heads);
}

export const IndexedRotaryEmbedding = defineOp({
  name: "RotaryEmbedding",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "elements of each head turned in pairs by angles of their position",
  inputs: ["input", "position_ids", "cos_cache", "sin_cache"],
  // Packed batching is one sequence made of several, whose positions are given as of any other.
  attrs(raw) {
    onlyDefault(raw, "scale", 1);
    return { heads: raw.int("num_heads", 0), interleaved: raw.int("interleaved", 0), turned: raw.int("rotary_embedding_dim", 0) };
  },
  // It allows sequences longer than the caches, which positions tell.
  ignores: ["is_packed_batching"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    const ids = typed(context, 1, indexTypes);
    sameDType(context, 0, 2);
    sameDType(context, 0, 3);
    const { batch, length } = shapeOf(context);
    const isList = ids.shape.length === 2 || (ids.shape.length === 1 && ids.shape[0] === 1);
    if (!isList) context.fail(`position_ids have shape ${shapeText(ids.shape)}, (1) or ${shapeText([batch, length])} is expected`);
    return [tensorType(dtype, shape)];
  },
  expand(context) {
    const c = composer(context);
    const [x, given, cos, sin] = context.inputs as readonly [Value, Value, Value, Value];
    const { batch, length, heads } = shapeOf(context);
    let ids = given;
    if (context.tensor(1).shape.length === 1) {
      if (typeof length !== "number" || typeof batch !== "number") return context.fail("has a free length", "give it a value (--dim name=value)");
      const places = Array.from({ length: batch * length }, (_, i) => i % length);
      ids = c.add(c.reshape(c.integers(places), [batch, length]), c.cast(given, "i64"));
    }
    const options = { num_heads: heads as Dim as number, interleaved: context.attrs.interleaved, rotary_embedding_dim: context.attrs.turned };
    return [c.node(RotaryEmbedding, [x, cos, sin, ids], options)];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "from a first position on",
      inputs: [
        { shape: [1, 1, 2], values: [1, 2] },
        { dtype: "i64", shape: [1], values: [1n] },
        { shape: [2, 1], values: [1, 0] },
        { shape: [2, 1], values: [0, 1] },
      ],
      outputs: [{ shape: [1, 1, 2], values: [-2, 1] }],
    },
  ],
});
