/**
 * The ways to compute a convolution of bytes, and the layouts each wants. Vectors run along output channels; where words of four bytes are
 * multiplied at once, four input channels stand together in the input and in the weights. Padding is a halo that holds the zero point.
 */
import { type Dim, floorDiv } from "../../core/dim.ts";
import { type Block, channelBlocked, type Layout, plainLayout } from "../../core/layout.ts";
import type { Algorithm } from "../../graph/graph.ts";
import type { Machine } from "../../loop/machine.ts";
import { type ConvolutionShape, convolutionHalo } from "./convolution-algorithms.ts";

const word = 4;

interface Way {
  readonly name: string;
  readonly x: Layout;
  readonly w: readonly Block[];
}

function wayOf(s: ConvolutionShape, channels: number, { lanes, dot4 }: Machine): Way | undefined {
  const rank = s.input.length;
  if (lanes === 1) return { name: "direct", x: plainLayout(rank), w: [] };
  const isDepthwise = s.group === channels && s.output[1] === channels;
  if (isDepthwise) return { name: "depthwise", x: channelBlocked(rank, lanes), w: [{ axis: 0, size: lanes }] };
  const inputs = channels / s.group;
  // Vectors lie within one group, and so do blocks of its inputs.
  const isDivided = s.group === 1 || (typeof s.output[1] === "number" && (s.output[1] / s.group) % lanes === 0);
  const size = inputs <= word || (s.group > 1 && inputs % lanes !== 0) ? word : lanes;
  const block = dot4 ? size : lanes;
  if (!isDivided || (s.group > 1 && inputs % block !== 0)) return undefined;
  const outputs = { axis: 0, size: lanes };
  if (!dot4) return { name: "direct-blocked", x: channelBlocked(rank, lanes), w: [{ axis: 1, size: lanes }, outputs] };
  const words = block === word ? [] : [{ axis: 1, size: block / word }];
  return { name: "words", x: channelBlocked(rank, block), w: [...words, outputs, { axis: 1, size: word }] };
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
      outputs: [machine.lanes === 1 ? plainLayout(rank) : channelBlocked(rank, machine.lanes)],
      precise: true,
    },
  ];
}
