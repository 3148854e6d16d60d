/**
 * Ways to compute a convolution, and the layouts each wants. With lanes, channels run along them: inputs and outputs in blocks of
 * `lanes` channels, weights packed O/c I/c kh kw ci co, padding as a zero halo around the input. Without lanes, row-major with a halo.
 */

import { ceilDiv, type Dim } from "../../core/dim.ts";
import { channelBlocked, type Halo, type Layout, plainLayout } from "../../core/layout.ts";
import type { Algorithm } from "../../graph/graph.ts";
import type { Machine } from "../../loop/machine.ts";

export interface ConvolutionShape {
  /** Of the input and output: N, C, then spatial extents. */
  readonly input: readonly Dim[];
  readonly output: readonly Dim[];
  /** O, I / group, then kernel extents. */
  readonly weight: readonly Dim[];
  readonly group: number;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each spatial axis. */
  readonly padsBefore: readonly number[];
}

/** Zeros the convolution reads around each axis of its input. */
export function convolutionHalo(s: ConvolutionShape): readonly Halo[] | undefined {
  const halo: Halo[] = [
    { before: 0, after: 0 },
    { before: 0, after: 0 },
  ];
  for (let i = 2; i < s.input.length; i++) {
    const [extent, out, kernel] = [s.input[i], s.output[i], s.weight[i]];
    if (typeof extent !== "number" || typeof out !== "number" || typeof kernel !== "number") return undefined;
    const before = s.padsBefore[i - 2] ?? 0;
    const last = (out - 1) * (s.strides[i - 2] ?? 1) + (kernel - 1) * (s.dilations[i - 2] ?? 1) - before;
    halo.push({ before: Math.max(0, before), after: Math.max(0, last - extent + 1) });
  }
  return halo;
}

const staticProduct = (dims: readonly Dim[]): number => dims.reduce<number>((n, d) => n * (typeof d === "number" ? d : 1), 1);

/** Candidates for a convolution with static spatial extents and constant weights; none where the plain lowering is all there is. */
export function convolutionAlgorithms(s: ConvolutionShape, machine: Machine, hasBias: boolean): readonly Algorithm[] {
  const halo = convolutionHalo(s);
  const rank = s.input.length;
  const [channels, outChannels] = [s.input[1], s.output[1]];
  if (halo === undefined || typeof channels !== "number" || typeof outChannels !== "number") return [];
  const { lanes } = machine;
  const multiplyAdds = staticProduct(s.output) * staticProduct(s.weight.slice(1));
  const make = (name: string, parts: { x: Layout; w: Layout; y: Layout; efficiency: number; blocks: readonly number[] }): Algorithm => ({
    name,
    // Two operations a lane and cycle at 3 GHz, times what is reached.
    seconds: multiplyAdds / (lanes * parts.efficiency * 3e9),
    weightBytes: 4 * parts.blocks.reduce((n, b, i) => n * Number(ceilDiv(s.weight[i] ?? 1, b)) * b, staticProduct(s.weight.slice(2))),
    scratchBytes: 0,
    inputs: [Object.freeze({ ...parts.x, halo }), parts.w, ...(hasBias ? [undefined] : [])],
    outputs: [parts.y],
    precise: true,
  });
  const plain = plainLayout(rank);
  if (lanes === 1) return [make("direct", { x: plain, w: plain, y: plain, efficiency: 0.5, blocks: [1, 1] })];
  const blocked = channelBlocked(rank, lanes);
  const perOutput: Layout = Object.freeze({ ...plain, blocks: [{ axis: 0, size: lanes }] });
  if (s.group === channels && outChannels === channels)
    return [make("depthwise", { x: blocked, w: perOutput, y: blocked, efficiency: 0.3, blocks: [lanes, 1] })];
  if (s.group !== 1) return [];
  if (channels < lanes && channels <= 4) return [make("first-layer", { x: plain, w: perOutput, y: blocked, efficiency: 0.6, blocks: [lanes, 1] })];
  const packed: Layout = Object.freeze({
    ...plain,
    blocks: [
      { axis: 1, size: lanes },
      { axis: 0, size: lanes },
    ],
  });
  return [make("direct-blocked", { x: blocked, w: packed, y: blocked, efficiency: 0.9, blocks: [lanes, lanes] })];
}
