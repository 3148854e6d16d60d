/** The private arrays of Winograd's convolution: transformed inputs and filters, and their products. */
import type { Dim } from "../../core/dim.ts";
import { addressOf, type Halo, type Layout, storageElements } from "../../core/layout.ts";
import { type Buffer, buffer, type Tensor, tensor } from "../expr.ts";

/** Where a private array of a chunk lies. */
export interface Scratch {
  readonly tensor: Tensor;
  readonly buffer: Buffer;
}

/** An odd number of elements along an axis, so that the products of one tile, a multiple of them apart, never share a cache set. */
const odd = (axis: 1 | 2, extent: number): readonly Halo[] => [0, 1, 2].map((a) => ({ before: 0, after: a === axis ? 1 - (extent % 2) : 0 }));

/**
 * [product][row][channel] in blocks of `lanes` channels: C/lanes, product, row, channel. Without lanes product, channel, row: what a transform stores
 * goes on in the lines of the one before.
 */
export const blocksOf = (lanes: number, rows: number, channels: number): Layout =>
  lanes === 1
    ? Object.freeze({ order: [0, 2, 1], blocks: [], halo: odd(2, channels) })
    : Object.freeze({ order: [2, 0, 1], blocks: [{ axis: 2, size: lanes }], halo: odd(1, rows) });

export function scratch(of: Tensor, name: string, shape: readonly number[], layout: Layout): Scratch {
  const t = tensor(`${of.name}.${name}`, "f32", shape, layout);
  return { tensor: t, buffer: buffer(name, "f32", storageElements(layout, shape), "out") };
}

/** The address of an element. */
export const at = ({ tensor: t }: Scratch, ...coordinates: readonly Dim[]): Dim => addressOf(t.layout, t.shape, coordinates);
