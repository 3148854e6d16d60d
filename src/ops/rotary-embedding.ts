/**
 * RotaryEmbedding: elements of each head turned in pairs by angles of their position, given as cosines and sines, picked by position ids
 * where there are some. Since opset 23. https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { read } from "../loop/expr.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { type RotatedShape, rotate, rotatedShape } from "./families/rotary.ts";
import { floats, indexTypes, pointsInto, sameDType, typed } from "./families/type-sets.ts";

type Attributes = { readonly heads: number; readonly turned: number };

const shapeOf = (context: Pick<NodeContext<Attributes>, "fail" | "attrs">, shape: readonly Dim[]): RotatedShape =>
  rotatedShape(context, shape, context.attrs.heads);

/** Elements of each head that are turned; 0 in the file means all. */
function turnedOf(context: Pick<NodeContext<Attributes>, "fail" | "attrs">, size: number): number {
  const turned = context.attrs.turned || size;
  if (turned % 2 !== 0 || turned > size) context.fail(`rotary_embedding_dim is ${turned}, an even number of at most ${size} is expected`);
  return turned;
}

/** The caches are [positions, pairs], or without ids [batch, length, pairs]. */
function checkCaches(context: InferContext<Attributes>, { batch, length, size }: RotatedShape): void {
  const pairs = turnedOf(context, size) / 2;
  const ids = context.inputs[3] !== undefined;
  if (ids) {
    const { shape } = typed(context, 3, indexTypes);
    if (shape.length !== 2 || !equalDims(shape[0] as Dim, batch) || !equalDims(shape[1] as Dim, length))
      context.fail(`position_ids has shape ${shapeText(shape)}, ${shapeText([batch, length])} is expected`);
  }
  for (const i of [1, 2]) {
    sameDType(context, 0, i);
    const { shape } = context.tensor(i);
    const wanted = ids ? [shape[0] ?? 1, pairs] : [batch, length, pairs];
    const fits = shape.length === wanted.length && shape.every((d, a) => equalDims(d, wanted[a] as Dim) || (!ids && a === 0 && d === 1));
    if (!fits) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${shapeText(wanted)} is expected`);
  }
}

export const RotaryEmbedding = defineOp({
  name: "RotaryEmbedding",
  opset: 23,
  since: 23,
  doc: "elements of each head turned in pairs by angles of their position",
  inputs: ["X", "cos_cache", "sin_cache", "position_ids"],
  attrs: (raw) => ({ heads: raw.int("num_heads", 0), interleaved: raw.int("interleaved", 0) !== 0, turned: raw.int("rotary_embedding_dim", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    checkCaches(context, shapeOf(context, shape));
    if (context.inputs[3] !== undefined) pointsInto(context, 1, shape);
    return [tensorType(dtype, shape)];
  },
  lower(context) {
    const [x, cos, sin, ids] = [context.input(0), context.input(1), context.input(2), context.inputs[3]];
    const shape = shapeOf(context, x.shape);
    const place = (n: Dim, s: Dim): readonly Dim[] => {
      if (ids !== undefined) return [gatheredIndex(ids, [n, s], cos.shape[0] as Dim)];
      return [cos.shape[0] === 1 ? 0 : n, s];
    };
    return context.outputs.flatMap((output) =>
      rotate({
        x,
        output,
        shape,
        turned: turnedOf(context, shape.size),
        interleaved: context.attrs.interleaved,
        angle: (n, s, pair) => ({ cos: read(cos, [...place(n, s), pair]), sin: read(sin, [...place(n, s), pair]) }),
      }),
    );
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "halves, one quarter turn picked by its id",
      inputs: [
        { shape: [1, 1, 2, 4], values: [1, 2, 3, 4, 1, 2, 3, 4] },
        { shape: [2, 2], values: [1, 1, 0, 0] },
        { shape: [2, 2], values: [0, 0, 1, 1] },
        { dtype: "i64", shape: [1, 2], values: [1n, 0n] },
      ],
      outputs: [{ shape: [1, 1, 2, 4], values: [-3, -4, 1, 2, 1, 2, 3, 4] }],
    },
    {
      note: "neighbours, joined heads, the last element of each head stays",
      attrs: { interleaved: 1, num_heads: 2, rotary_embedding_dim: 2 },
      inputs: [
        { shape: [1, 1, 6], values: [1, 2, 3, 4, 5, 6] },
        { shape: [1, 1, 1], values: [0.5] },
        { shape: [1, 1, 1], values: [2] },
      ],
      outputs: [{ shape: [1, 1, 6], values: [-3.5, 3, 3, -8, 10.5, 6] }],
    },
  ],
});
