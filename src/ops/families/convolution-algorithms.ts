/**
 * Ways to compute a convolution, and the layouts each wants. With lanes, channels run along them: inputs and outputs in blocks of
 * `lanes` channels, weights packed O/c I/c kh kw ci co, padding as a zero halo around the input. Without lanes, row-major with a halo.
 */

import { ceilDiv, type Dim } from "../../core/dim.ts";
import { channelBlocked, type Halo, type Layout, plainLayout } from "../../core/layout.ts";
import type { Algorithm } from "../../graph/graph.ts";
import type { Machine } from "../../loop/machine.ts";
import { mostReaching } from "../../loop/schedules/guards.ts";
import { winogradName } from "../../loop/schedules/winograd.ts";
import { winogradChunk } from "../../loop/schedules/winograd-chunk.ts";
import { rolesOf, tileSides, winogradReach, winogradTiles } from "../../loop/schedules/winograd-convolution.ts";
import type { Side } from "../../loop/schedules/winograd-transforms.ts";
import { strassenAlgorithm } from "./matrix-algorithms.ts";

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

/** The share of terms that reach the input, along axes where schedules leave out the others. */
function reachedShare({ input, output, weight, strides, dilations, padsBefore }: ConvolutionShape): number {
  return strides.reduce((all, stride, i) => {
    const [extent, out, kernel] = [input, output, weight].map((shape) => shape[i + 2]);
    if (typeof extent !== "number" || typeof out !== "number" || typeof kernel !== "number") return all;
    const first = (tap: number): number => (padsBefore[i] ?? 0) - tap * (dilations[i] ?? 1);
    const reaching = Array.from({ length: kernel }, (_, tap) => {
      const [from, to] = [Math.ceil(first(tap) / stride), Math.ceil((first(tap) + extent) / stride)];
      return Math.max(0, Math.min(out, to) - Math.max(0, from));
    });
    const share = reaching.reduce((n, k) => n + k, 0) / (out * kernel);
    return share <= mostReaching ? all * share : all;
  }, 1);
}

/** A window of one element: the product of an image's pixels with a matrix. */
const isProduct = ({ weight, group }: ConvolutionShape): boolean => group === 1 && weight.slice(2).every((d) => d === 1);

/** Candidates for a convolution with static spatial extents and constant weights; none where the plain lowering is all there is. */
export function convolutionAlgorithms(s: ConvolutionShape, machine: Machine, hasBias: boolean): readonly Algorithm[] {
  const halo = convolutionHalo(s);
  const rank = s.input.length;
  const [channels, outChannels] = [s.input[1], s.output[1]];
  if (halo === undefined || typeof channels !== "number" || typeof outChannels !== "number") return [];
  const { lanes } = machine;
  const multiplyAdds = staticProduct(s.output) * staticProduct(s.weight.slice(1)) * reachedShare(s);
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
  const perOutput: Layout = lanes === 1 ? plain : Object.freeze({ ...plain, blocks: [{ axis: 0, size: lanes }] });
  const fast = (direct: Algorithm): readonly Algorithm[] => [
    direct,
    ...winogradAlgorithm(s, machine, direct, perOutput),
    ...(isProduct(s) ? strassenAlgorithm(direct, { rows: staticProduct(s.output.slice(2)), depth: channels, columns: outChannels }, machine) : []),
  ];
  if (lanes === 1) return fast(make("direct", { x: plain, w: plain, y: plain, efficiency: 0.5, blocks: [1, 1] }));
  const blocked = channelBlocked(rank, lanes);
  const pixels = s.output.at(-1);
  const isAlongPixels = s.strides.at(-1) === 1 && typeof pixels === "number" && pixels >= lanes;
  const alongPixels = make("along-pixels", { x: plain, w: plain, y: plain, efficiency: 0.2, blocks: [1, 1] });
  if (isAlongPixels && channels <= mostPlain && outChannels <= mostPlain && outChannels < lanes) return [alongPixels];
  // Where taps meet padding alone, tiles of channels leave those out.
  const overRows = s.group === channels && isAlongPixels && rank === 4 && reachedShare(s) === 1 ? [alongPixels] : [];
  if (s.group === channels && outChannels === channels)
    return [make("depthwise", { x: blocked, w: perOutput, y: blocked, efficiency: 0.3, blocks: [lanes, 1] }), ...overRows];
  // Where vectors do not lie within a group, or blocks of its inputs do not, a vector of results reads one channel of each group it meets.
  if (s.group !== 1 && [channels, outChannels].some((n) => (n / s.group) % lanes !== 0))
    return [make("grouped", { x: blocked, w: perOutput, y: blocked, efficiency: 0.5, blocks: [lanes, 1] }), ...overRows];
  if (channels < lanes && channels <= mostPlain)
    return [make("first-layer", { x: plain, w: perOutput, y: blocked, efficiency: 0.6, blocks: [lanes, 1] })];
  const size = { outChannels, channels, taps: staticProduct(s.weight.slice(2)), positions: staticProduct([s.output[0] ?? 1, ...s.output.slice(2)]) };
  if (s.group === 1 && hasFewResults(size, machine))
    return [make("along-depth", { x: blocked, w: depthPacked(rank, 1, 0, lanes), y: plain, efficiency: 0.9, blocks: [1, lanes] })];
  const packed: Layout = Object.freeze({
    ...plain,
    blocks: [
      { axis: 1, size: lanes },
      { axis: 0, size: lanes },
    ],
  });
  return fast(make("direct-blocked", { x: blocked, w: packed, y: blocked, efficiency: 0.9, blocks: [lanes, lanes] }));
}

/** Channels of an image that is read and written as rows of pixels. */
const mostPlain = 4;

/** Weights for lanes along the input channels: O I/c taps ci. */
function depthPacked(rank: number, inputAxis: number, outputAxis: number, lanes: number): Layout {
  const taps = Array.from({ length: rank - 2 }, (_, i) => i + 2);
  return Object.freeze({ order: [outputAxis, inputAxis, ...taps], blocks: [{ axis: inputAxis, size: lanes }], halo: [] });
}

/** Positions that are worth a tile of them. */
const leastPositions = 16;

/**
 * True for so few output channels that lanes along the input channels take fewer vectors: a position takes so many for each of them, and folding its sums as long as
 * two for each halving of the lanes.
 */
function hasFewResults(size: { outChannels: number; channels: number; taps: number; positions: number }, { lanes }: Machine): boolean {
  const { outChannels, channels, taps, positions } = size;
  const alongDepth = outChannels * (Math.ceil(channels / lanes) * taps + 2 * Math.log2(lanes));
  return outChannels < lanes && positions >= leastPositions && alongDepth < 0.9 * channels * taps;
}

/** Vector operations that transform a line of inputs, of products and of taps, beside those that load and store. */
const lineCost = { input: 37 / 3, output: 8.8, filter: 95 / 9 };

type Size = readonly [rows: number, columns: number];

/** Vector operations that transform a tile, memory included: down its columns, then along the rows of what that gives; lines of one element stay what they are. */
function transformCost(line: number, from: Size, to: Size): number {
  const lines = (from[0] > 1 ? from[1] : 0) + (from[1] > 1 ? to[0] : 0);
  return from[0] * from[1] + to[0] * to[1] + line * lines;
}

const sizeOf = ([y, x]: readonly [Side, Side], of: keyof Side): Size => [y[of], x[of]];

/**
 * Winograd's way for kernels of 3 or 5 taps along either or both axes of a plane at stride 1, for those of any depth in front of that, and for those along the depth alone: values
 * as the direct way has them, with a halo as far as whole tiles reach, and the taps of a filter side by side, so that memory is read in order. Its scratch is what a large cache holds, so machines with none do without;
 * with under 16 channels it would be most of an arena for little time.
 */
function winogradAlgorithm(s: ConvolutionShape, machine: Machine, direct: Algorithm, filters: Layout): readonly Algorithm[] {
  const [n, channels] = s.input;
  const [outChannels, , ...kernel] = s.weight;
  const { lanes } = machine;
  const rank = s.input.length;
  const [ix = 0, iy = 0, id] = rolesOf(kernel).toReversed();
  const deep = id === undefined ? 1 : kernel[id];
  const sides = rank === 4 || rank === 5 ? tileSides([kernel[iy], kernel[ix]]) : undefined;
  const serves = s.strides.every((d) => d === 1) && (id === undefined || s.dilations[id] === 1);
  if (sides === undefined || !serves || s.group !== 1 || machine.l2 < 256 * 1024 || typeof channels !== "number" || typeof outChannels !== "number")
    return [];
  if (channels % lanes !== 0 || outChannels % lanes !== 0 || channels < 16 || outChannels < 16 || typeof deep !== "number") return [];
  const extents = s.output.slice(2);
  if (!extents.every((d) => typeof d === "number") || !s.input.slice(2).every((d) => typeof d === "number")) return [];
  const slices = id === undefined ? 1 : (extents[id] as number);
  const [rows, columns] = [iy, ix].map((at, i) => winogradTiles(extents[at] as number, sides[i] as Side, s.dilations[at])) as [number, number];
  const chunk = winogradChunk(slices, rows, columns);
  const [ic, oc] = [channels / lanes, outChannels / lanes];
  const images = typeof n === "number" ? n : 1;
  const [tiles, inChunk] = [images * slices * rows * columns, chunk.rows * columns];
  const inputs = (tiles / chunk.slices) * (chunk.slices + deep - 1);
  const filterSets = tiles / (chunk.slices * inChunk);
  const [taps, outputs, inputTile] = [sizeOf(sides, "taps"), sizeOf(sides, "outputs"), sizeOf(sides, "inputs")];
  const ofTile = inputTile[0] * inputTile[1];
  const products = ofTile * tiles * ic * oc * lanes * deep;
  const group = Math.min(32, outChannels);
  const transforms =
    transformCost(lineCost.input, inputTile, inputTile) * inputs * ic +
    transformCost(lineCost.output, inputTile, outputs) * tiles * oc +
    transformCost(lineCost.filter, taps, inputTile) * filterSets * ic * oc * lanes * deep;
  const [none, ...own] = [{ before: 0, after: 0 }, ...(convolutionHalo(s) ?? []).slice(2)];
  const reach = own.map((halo, i): Halo => {
    if (i === id) return halo;
    const { before } = halo;
    const side = sides[i === iy ? 0 : 1];
    return { before, after: winogradReach(extents[i] as number, side, s.dilations[i]) - before - (s.input[i + 2] as number) };
  });
  const halo = [none, none, ...reach];
  return [
    {
      ...direct,
      name: winogradName,
      seconds: (products / 0.8 + transforms) / 3e9,
      scratchBytes: 4 * ofTile * (inChunk * ((chunk.slices + deep - 1) * channels + chunk.slices * group) + deep * channels * group),
      inputs: direct.inputs.map((layout, i) => (i === 1 ? filters : layout === undefined ? undefined : Object.freeze({ ...layout, halo }))),
      precise: false,
    },
  ];
}

/** What a transposed convolution reads. */
interface Reached {
  readonly group: number;
  /** Zeros around each spatial axis. */
  readonly reached: readonly Halo[];
  /** Taps that reach one position. */
  readonly tapsOfPhase: number;
  readonly positions: number;
}

/**
 * The one way for a transposed convolution: every remainder by the stride is a convolution, so values stand as convolutions want them, weights
 * [I, O, taps] as O/c taps I co, for few output channels as O I/c taps ci, of groups of one channel as I/c taps ci. Undefined where a group's results fill no vectors.
 */
export function transposedAlgorithm(
  weight: readonly Dim[],
  { group, reached, tapsOfPhase, positions }: Reached,
  machine: Machine,
  hasBias: boolean,
): Algorithm | undefined {
  const { lanes } = machine;
  const rank = weight.length;
  const none = { before: 0, after: 0 };
  const values = lanes === 1 ? plainLayout(rank) : channelBlocked(rank, lanes);
  const x = Object.freeze({ ...values, halo: [none, none, ...reached] });
  const [channels, outChannels] = [Number(weight[0]), Number(weight[1])];
  const isDepthwise = group > 1 && channels === group && outChannels === 1;
  if (group > 1 && !isDepthwise && outChannels % lanes !== 0) return undefined;
  const [along, within] = isDepthwise ? [0, 1] : [1, 0];
  const order = [along, ...weight.slice(2).map((_, i) => i + 2), within];
  const packed: Layout = Object.freeze({ order, blocks: lanes === 1 ? [] : [{ axis: along, size: lanes }], halo: [] });
  if (group === 1 && lanes > 1 && hasFewResults({ outChannels, channels, taps: tapsOfPhase, positions }, machine))
    return {
      name: "along-depth",
      seconds: 0,
      weightBytes: 4 * staticProduct(weight.slice(1)) * Math.ceil(channels / lanes) * lanes,
      scratchBytes: 0,
      inputs: [x, depthPacked(rank, 0, 1, lanes), ...(hasBias ? [undefined] : [])],
      outputs: [plainLayout(rank)],
      precise: true,
    };
  const stored = (staticProduct(weight) / Number(weight[along])) * Math.ceil(Number(weight[along]) / lanes) * lanes;
  return {
    name: "direct-transposed",
    // Weights read once at 20 GB/s; there is nothing to choose from.
    seconds: (4 * stored) / 20e9,
    weightBytes: 4 * stored,
    scratchBytes: 0,
    inputs: [x, packed, ...(hasBias ? [undefined] : [])],
    outputs: [values],
    precise: true,
  };
}
