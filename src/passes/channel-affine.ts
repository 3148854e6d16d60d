/** y = x * scale[c] + shift[c] after a convolution or Gemm: how both go into its weight and bias. Which operators mean that is left to the passes. */

import { constantNumbers, expandConstant } from "../graph/build.ts";
import type { Node, Value } from "../graph/graph.ts";
import type { Rewriting } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Conv } from "../ops/conv.ts";
import { ConvTranspose } from "../ops/conv-transpose.ts";
import { Gemm } from "../ops/gemm.ts";

/** One entry an output channel, in f64: rounded once, when the weights are made. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** How many elements in a row of the weight belong to one output channel; undefined when the node is nothing with such a weight. */
function runLength(n: Node, shape: readonly number[]): number | undefined {
  const [, second = 1, ...taps] = shape;
  const kernel = taps.reduce((a, b) => a * b, 1);
  // OIHW: an output channel is a row. IOHW: it is a part of the row of each input channel.
  if (n.op === Conv) return second * kernel;
  if (n.op === ConvTranspose) return n.attrs.group === 1 ? kernel : undefined;
  if (n.op !== Gemm || n.attrs.alpha !== 1 || n.attrs.beta !== 1) return undefined;
  return n.attrs.transB === 1 ? second : 1;
}

/** The convolution or Gemm that computes `input`, read by nothing else, with the affine map in its weights, in place of the node at hand. */
export function intoWeights(input: Value, affine: () => Affine, graph: Rewriting): readonly Value[] | undefined {
  const found = withAffineWeights(input, affine, graph);
  return found === undefined ? undefined : graph.change({ inputs: found.inputs }, found.producer);
}

/** The convolution or Gemm that computes `input`, read by nothing else, and its inputs with the affine map in its weights. */
export function withAffineWeights(
  input: Value,
  affine: () => Affine,
  graph: Rewriting,
): { readonly producer: Node; readonly inputs: readonly (Value | undefined)[] } | undefined {
  const producer = graph.producer(input);
  const [x, weight, ownBias] = producer?.inputs ?? [];
  if (producer === undefined || weight === undefined || graph.uses(input) !== 1) return undefined;
  const shape = (weight.type as TensorType).shape as readonly number[];
  const run = runLength(producer, shape);
  const weights = elementsOf(weight);
  if (run === undefined || weights === undefined) return undefined;
  const { scale, shift } = affine();
  const bias = ownBias === undefined ? undefined : biasOf(ownBias, scale.length);
  if (ownBias !== undefined && bias === undefined) return undefined;
  const w = scaledRuns(weights, run, scale);
  const b = Float32Array.from(shift, (d, c) => (bias?.[c] ?? 0) * (scale[c] as number) + d);
  const made = [graph.constant(weight.name, "f32", shape, w), graph.constant(ownBias?.name ?? `${weight.name}.bias`, "f32", [b.length], b)];
  return { producer, inputs: [x, ...made] };
}

/** One number a channel; a Gemm's bias may also be one for all. */
function biasOf(v: Value, channels: number): readonly number[] | undefined {
  const numbers = constantNumbers(v);
  const rank = (v.type as TensorType).shape.length;
  if (numbers?.length === 1) return Array.from({ length: channels }, () => numbers[0] as number);
  return rank === 1 ? numbers : undefined;
}

/** Runs of `length` elements times scale[0], scale[1], ... over and over. */
function scaledRuns(weights: Float32Array, length: number, scale: Float64Array): Float32Array {
  const scaled = new Float32Array(weights.length);
  for (let start = 0, c = 0; start < weights.length; start += length, c = (c + 1) % scale.length) {
    const factor = scale[c] as number;
    for (let i = start; i < start + length; i++) scaled[i] = (weights[i] as number) * factor;
  }
  return scaled;
}

function elementsOf(v: Value): Float32Array | undefined {
  if (v.data === undefined || v.type.kind !== "tensor" || v.type.dtype !== "f32") return undefined;
  const count = v.type.shape.reduce<number>((n, d) => n * Number(d), 1);
  return expandConstant(v.data, count) as Float32Array;
}
