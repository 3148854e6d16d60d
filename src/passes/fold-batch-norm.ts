/**
 * fold-batch-norm: a BatchNormalization with constant statistics goes into the weights of the convolution before it, when nothing else
 * reads that; elsewhere it becomes one product and one sum. w' = w * s, b' = (b - mean) * s + bias, s = scale / sqrt(variance + epsilon).
 */

import { constantNumbers, expandConstant } from "../graph/build.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Add, Mul } from "../ops/arithmetic.ts";
import { BatchNormalization } from "../ops/batch-normalization.ts";
import { Conv } from "../ops/conv.ts";

export const foldBatchNorm: Pass = {
  name: "fold-batch-norm",
  doc: "batch normalizations go into the weights of the convolutions before them",
  contract: "reassociates",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      if (n.op !== BatchNormalization) return undefined;
      const affine = affineOf(n);
      if (affine === undefined) {
        note("left: statistics are no constants", 1);
        return undefined;
      }
      const folded = intoConvolution(n, affine, rewriting);
      note(folded === undefined ? "made a product and a sum" : "folded into weights", 1);
      return folded ?? productAndSum(n, affine, rewriting);
    }),
};

interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

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

function intoConvolution(n: Node, { scale, shift }: Affine, graph: Rewriting): readonly Value[] | undefined {
  const input = n.inputs[0] as Value;
  const conv = graph.producer(input);
  const weight = conv?.inputs[1];
  if (conv?.op !== Conv || weight === undefined || graph.uses(input) !== 1) return undefined;
  const weights = elementsOf(weight);
  const bias = conv.inputs[2] === undefined ? undefined : constantNumbers(conv.inputs[2]);
  if (weights === undefined || (conv.inputs[2] !== undefined && bias === undefined)) return undefined;
  const shape = (weight.type as TensorType).shape as readonly number[];
  const perChannel = weights.length / scale.length;
  const w = scaledRows(weights, perChannel, scale);
  const b = Float32Array.from(shift, (x, c) => (bias?.[c] ?? 0) * (scale[c] as number) + x);
  const made = [graph.constant(weight.name, "f32", shape, w), graph.constant(conv.inputs[2]?.name ?? `${weight.name}.bias`, "f32", [b.length], b)];
  return graph.change({ inputs: [conv.inputs[0], ...made] }, conv);
}

/** Row c of `weights`, `length` elements long, times scale[c]. */
function scaledRows(weights: Float32Array, length: number, scale: Float64Array): Float32Array {
  const scaled = new Float32Array(weights.length);
  for (let c = 0; c < scale.length; c++) {
    const factor = scale[c] as number;
    for (let i = c * length; i < (c + 1) * length; i++) scaled[i] = (weights[i] as number) * factor;
  }
  return scaled;
}

function elementsOf(v: Value): Float32Array | undefined {
  if (v.data === undefined || v.type.kind !== "tensor" || v.type.dtype !== "f32") return undefined;
  const count = v.type.shape.reduce<number>((n, d) => n * Number(d), 1);
  return expandConstant(v.data, v.type, count) as Float32Array;
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
