/**
 * scale-into-swish: the convolution or Gemm whose result only a Swish reads gives it log2 e times, in its weights, and the Swish takes powers of 2 of it: sums
 * are all that stands before the polynomial. For machines with vectors, whose way of computing e^x starts with products.
 */
import type { Pass } from "../graph/graph.ts";
import { rewriteNodes } from "../graph/rewrite-nodes.ts";
import { Swish, Swish2 } from "../ops/sigmoids.ts";
import { withAffineWeights } from "./channel-affine.ts";
import { isFloat32, typeOf } from "./patterns.ts";

export const scaleIntoSwish: Pass = {
  name: "scale-into-swish",
  doc: "scales what a Swish reads by log2 e, in the weights of the convolution before it, so that it takes powers of 2 instead of e",
  contract: "reassociates",
  run: (graph, { machine, options, note }) => {
    if (machine.lanes === 1 || options.deterministic || options.precise) return graph;
    return rewriteNodes(graph, (n, rewriting) => {
      const [x] = n.inputs;
      const channels = typeOf(x)?.shape[1];
      if (n.op !== Swish || n.attrs.alpha !== 1 || x === undefined || !isFloat32(x) || typeof channels !== "number") return undefined;
      const affine = () => ({ scale: new Float64Array(channels).fill(Math.LOG2E), shift: new Float64Array(channels) });
      const scaled = withAffineWeights(x, affine, rewriting);
      if (scaled === undefined) return undefined;
      note("Swish of scaled results", 1);
      return rewriting.replace(Swish2, [rewriting.emitLike(scaled.producer, scaled.inputs, scaled.producer.origin)]);
    });
  },
};
