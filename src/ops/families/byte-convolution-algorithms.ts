/**
 * The ways to compute a convolution of bytes, and the layouts each wants. Vectors run along output channels; where words of four bytes are
 * multiplied at once, four input channels stand together in the input and in the weights, with vectors or without. Padding is a halo that holds
 * the zero point.
 */
import { type Dim, floorDiv } from "../../core/dim.ts";
import { type Block, channelBlocked, type Layout, plainLayout } from "../../core/layout.ts";
import type { Algorithm } from "../../graph/graph.ts";
import type { Machine } from "../../loop/machine.ts";
import { type ConvolutionShape, convolutionHalo } from "./convolution-algorithms.ts";

const word = 4;
/** Channels from which on a word is worth what its empty bytes cost. */
const leastInWord = 3;

interface Way {
  readonly name: string;
  readonly x: Layout;
  readonly y: Layout;
  readonly w: readonly Block[];
}

function wayOf(s: ConvolutionShape, channels: number, machine: Machine): Way | undefined {
  const rank = s.input.length;
  const { lanes, dot4 } = machine;
  if (lanes === 1) return scalarWay(s, channels, machine);
  const y = channelBlocked(rank, lanes);
  const isDepthwise = s.group === channels && s.output[1] === channels;
  if (isDepthwise) return { name: "depthwise", x: y, y, w: [{ axis: 0, size: lanes }] };
  const inputs = channels / s.group;
  const isDivided = s.group === 1 || (typeof s.output[1] === "number" && (s.output[1] / s.group) % lanes === 0 && inputs % lanes === 0);
  const size = inputs <= word || !isDivided ? word : lanes;
  const block = dot4 ? size : lanes;
  const outputs = { axis: 0, size: lanes };
  // A vector of results of several groups reads one byte or word of each.
  if (!isDivided && !(dot4 && inputs % word === 0)) return { name: "grouped", x: y, y, w: [outputs] };
  // A single channel has no neighbours to stand together with.
  if (channels === 1) return { name: "direct", x: plainLayout(rank), y, w: [outputs] };
  if (!dot4) return { name: "direct-blocked", x: y, y, w: [{ axis: 1, size: lanes }, outputs] };
  const words = block === word ? [] : [{ axis: 1, size: block / word }];
  return { name: "words", x: channelBlocked(rank, block), y, w: [...words, outputs, { axis: 1, size: word }] };
}

/** Without lanes, words are all that stands together; where groups or the input have fewer channels, bytes are multiplied one by one. */
function scalarWay(s: ConvolutionShape, channels: number, { dot4 }: Machine): Way {
  const rank = s.input.length;
  const inputs = channels / s.group;
  const layout = (count: number): Layout => (dot4 && count >= leastInWord ? channelBlocked(rank, word) : plainLayout(rank));
  const outChannels = Number(s.output[1]);
  const [x, y] = [layout(channels), layout(outChannels)];
  if (!dot4 || (s.group === 1 ? inputs < leastInWord : inputs % word !== 0)) return { name: "direct", x, y, w: [] };
  const rows = outChannels >= leastInWord ? [{ axis: 0, size: word }] : [];
  return { name: "words", x, y, w: [...rows, { axis: 1, size: word }] };
}

/** One candidate, or none where spatial extents are free. `zero` fills the halo; operands behind the weights are row-major. */
export function byteConvolutionAlgorithms(s: ConvolutionShape, machine: Machine, zero: number, operands: number): readonly Algorithm[] {
  const halo = convolutionHalo(s);
  const [channels, outChannels] = [s.input[1], s.output[1]];
  if (halo === undefined || typeof channels !== "number" || typeof outChannels !== "number") return [];
  const way = wayOf(s, channels, machine);
  if (way === undefined) return [];
  const rank = s.input.length;
  const product = (dims: readonly Dim[]): number => dims.reduce<number>((n, d) => n * (typeof d === "number" ? d : 1), 1);
  const weightBytes = way.w.reduce((n, { size }) => Number(floorDiv(n + size - 1, size)) * size, product(s.weight));
  return [
    {
      name: way.name,
      seconds: (product(s.output) * product(s.weight.slice(1))) / (machine.lanes * (machine.dot4 ? word : 1) * 3e9),
      weightBytes,
      scratchBytes: 0,
      inputs: [
        Object.freeze({ ...way.x, halo, ...(zero === 0 ? {} : { fill: zero }) }),
        Object.freeze({ ...plainLayout(rank), blocks: way.w }),
        ...Array.from({ length: operands }, () => undefined),
      ],
      outputs: [way.y],
      precise: true,
    },
  ];
}
