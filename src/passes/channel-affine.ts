/** y = x * scale[c] + shift[c] after a convolution: how both go into its weight and bias. Which operators mean that is left to the passes. */

import { constantNumbers, expandConstant } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { Rewriting } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Conv } from "../ops/conv.ts";
import { ConvTranspose } from "../ops/conv-transpose.ts";

/** One entry an output channel, in f64: rounded once, when the weights are made. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** The convolution that computes `input`, read by nothing else, with the affine map in its weights, in place of the node at hand. */
export function intoConvolution(input: Value, { scale, shift }: Affine, graph: Rewriting): readonly Value[] | undefined {
  const conv = graph.producer(input);
  const [x, weight, ownBias] = conv?.inputs ?? [];
  const isTransposed = conv?.op === ConvTranspose && conv.attrs.group === 1;
  if (conv === undefined || weight === undefined || graph.uses(input) !== 1 || (conv.op !== Conv && !isTransposed)) return undefined;
  const weights = elementsOf(weight);
  const bias = ownBias === undefined ? undefined : constantNumbers(ownBias);
  if (weights === undefined || (ownBias !== undefined && bias === undefined)) return undefined;
  const shape = (weight.type as TensorType).shape as readonly number[];
  // An output channel is a row of OIHW; in IOHW it is a run in the row of each input channel.
  const run = weights.length / ((isTransposed ? (shape[0] ?? 1) : 1) * scale.length);
  const w = scaledRuns(weights, run, scale);
  const b = Float32Array.from(shift, (d, c) => (bias?.[c] ?? 0) * (scale[c] as number) + d);
  const made = [graph.constant(weight.name, "f32", shape, w), graph.constant(ownBias?.name ?? `${weight.name}.bias`, "f32", [b.length], b)];
  return graph.change({ inputs: [x, ...made] }, conv);
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
  return expandConstant(v.data, v.type, count) as Float32Array;
}
