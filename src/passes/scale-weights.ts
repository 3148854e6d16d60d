/**
 * scale-weights: a convolution of one image whose channels are each times a computed number (squeeze and excitation) gives those numbers to its weights, where
 * they are a quarter of the pixels that would be multiplied: the image is read once less. For machines with vectors; others have less memory to spare.
 */
import type { Node, Pass, Value } from "../graph/graph.ts";
import { rewriteNodes } from "../graph/rewrite-nodes.ts";
import { elementCount } from "../graph/types.ts";
import { Mul } from "../ops/arithmetic.ts";
import { Conv } from "../ops/conv.ts";
import { ScaledConv } from "../ops/scaled-conv.ts";
import { isFloat32, orders, sameType, typeOf } from "./patterns.ts";

/** NaN where it is not known. */
const sizeOf = (v: Value | undefined): number => {
  const type = typeOf(v);
  const count = type === undefined ? undefined : elementCount(type);
  return typeof count === "number" ? count : Number.NaN;
};

/** Weights as large as that share of the image come from further out and take as long as its product: measured at 14x14 pixels, 80 and 112 channels. */
const mostWeights = 1 / 4;

/** The image and its factors; undefined where the product is no such thing. */
function scaledImage(product: Node): readonly [Value, Value] | undefined {
  for (const [x, scale] of orders(product)) {
    const shape = typeOf(x)?.shape;
    const factors = typeOf(scale)?.shape;
    if (x === undefined || scale === undefined || shape === undefined || !sameType(x, product.outputs[0]) || x.data !== undefined) continue;
    const isOneAChannel = factors?.length === shape.length && factors.every((d, i) => d === (i === 1 ? shape[1] : 1));
    if (isOneAChannel && scale.data === undefined && shape[0] === 1 && isFloat32(x)) return [x, scale];
  }
  return undefined;
}

export const scaleWeights: Pass = {
  name: "scale-weights",
  doc: "multiplies run-time factors of channels into the weights of the convolution that reads them, where those are a quarter of the pixels",
  contract: "reassociates",
  run: (graph, { machine, options, note }) => {
    if (machine.lanes === 1 || options.deterministic) return graph;
    return rewriteNodes(graph, (n, rewriting) => {
      const [input, w, bias] = n.inputs;
      const product = rewriting.producer(input);
      if (n.op !== Conv || n.attrs.group !== 1 || w?.data === undefined || input === undefined) return undefined;
      const isFewer = sizeOf(w) <= mostWeights * sizeOf(input);
      if (product?.op !== Mul || rewriting.uses(input) !== 1 || !isFewer) return undefined;
      const found = scaledImage(product);
      if (found === undefined) return undefined;
      note("factors of channels put into weights", 1);
      return rewriting.replace(ScaledConv, [found[0], w, bias, found[1]], n.attrs);
    });
  },
};
