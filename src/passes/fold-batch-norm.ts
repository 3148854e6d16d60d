/**
 * fold-batch-norm: a BatchNormalization with constant statistics goes into the weights of the convolution or Gemm before it, when nothing
 * else reads that; elsewhere it becomes one product and one sum. w' = w * s, b' = (b - mean) * s + bias, s = scale / sqrt(variance + epsilon).
 */

import { constantNumbers } from "../graph/build.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Add, Mul } from "../ops/arithmetic.ts";
import { BatchNormalization } from "../ops/batch-normalization.ts";
import { type Affine, intoWeights } from "./channel-affine.ts";

export const foldBatchNorm: Pass = {
  name: "fold-batch-norm",
  doc: "folds batch normalizations into the weights of the convolutions and matrix products before them",
  contract: "reassociates",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      if (n.op !== BatchNormalization || n.attrs.training === true) return undefined;
      const affine = affineOf(n);
      if (affine === undefined) {
        note("left: statistics are no constants", 1);
        return undefined;
      }
      const folded = intoWeights(n.inputs[0] as Value, () => affine, rewriting);
      note(folded === undefined ? "made a product and a sum" : "folded into weights", 1);
      return folded ?? productAndSum(n, affine, rewriting);
    }),
};

/** y = x * scale[c] + shift[c], computed in f64 and rounded once. */
function affineOf(n: Node): Affine | undefined {
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => constantNumbers(n.inputs[i]));
  const type = n.inputs[0]?.type;
  if (scale === undefined || bias === undefined || mean === undefined || variance === undefined) return undefined;
  if (type?.kind !== "tensor" || type.dtype !== "f32") return undefined;
  const epsilon = Number(n.attrs.epsilon);
  const s = Float64Array.from(scale, (x, c) => x / Math.sqrt((variance[c] as number) + epsilon));
  return { scale: s, shift: Float64Array.from(bias, (x, c) => x - (mean[c] as number) * (s[c] as number)) };
}

function productAndSum(n: Node, { scale, shift }: Affine, graph: Rewriting): readonly Value[] {
  const input = n.inputs[0] as Value;
  const rank = (input.type as TensorType).shape.length;
  const shape = [scale.length, ...Array.from({ length: Math.max(0, rank - 2) }, () => 1)];
  const name = n.outputs[0]?.name ?? "";
  const factor = graph.constant(`${name}.scale`, "f32", shape, Float32Array.from(scale));
  const term = graph.constant(`${name}.shift`, "f32", shape, Float32Array.from(shift));
  return graph.replace(Add, [graph.emit(`${name}.scaled`, Mul, [input, factor]), term]);
}
