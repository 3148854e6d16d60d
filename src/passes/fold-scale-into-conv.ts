/**
 * fold-scale-into-conv: a product or sum with one constant a channel goes into the weights of the convolution or Gemm before it, when nothing
 * else reads that.
 */

import { constantNumbers } from "../graph/build.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import { rewriteNodes } from "../graph/rewrite-nodes.ts";
import { Add, Mul } from "../ops/arithmetic.ts";
import { type Affine, intoWeights } from "./channel-affine.ts";
import { variesAlong } from "./constant-elements.ts";

/** The convolved operand and the numbers, one a channel or one for all. */
function operandsOf(n: Node): readonly [Value, readonly number[], number] | undefined {
  const [a, b] = n.inputs;
  const [x, c] = a?.data === undefined ? [a, b] : [b, a];
  if (x?.type.kind !== "tensor" || x.type.dtype !== "f32") return undefined;
  const [rank, channels] = [x.type.shape.length, x.type.shape[1]];
  const numbers = constantNumbers(c);
  if (typeof channels !== "number" || numbers === undefined || !variesAlong(c, { rank, axis: 1, count: channels })) return undefined;
  return [x, numbers, channels];
}

export const foldScaleIntoConv: Pass = {
  name: "fold-scale-into-conv",
  doc: "folds products and sums with constants into the weights of the convolutions and matrix products before them",
  contract: "reassociates",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      const operands = n.op === Mul || n.op === Add ? operandsOf(n) : undefined;
      if (operands === undefined) return undefined;
      const [x, numbers, channels] = operands;
      // As many numbers as there are channels, however few are written: made only for weights that are as many.
      const affine = (): Affine => {
        const each = Float64Array.from({ length: channels }, (_, c) => numbers[numbers.length === 1 ? 0 : c] as number);
        return n.op === Mul ? { scale: each, shift: new Float64Array(channels) } : { scale: new Float64Array(channels).fill(1), shift: each };
      };
      const folded = intoWeights(x, affine, rewriting);
      if (folded !== undefined) note(`${n.op.name} folded into weights`, 1);
      return folded;
    }),
};
