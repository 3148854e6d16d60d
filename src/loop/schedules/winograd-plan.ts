/** How a Winograd convolution is scheduled: how much of it is transformed, multiplied and held at a time, and the private arrays that hold it. */
import { add, type Dim, mul } from "../../core/dim.ts";
import { plainLayout } from "../../core/layout.ts";
import type { Compute } from "../compute.ts";
import type { Machine } from "../machine.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { depthAtOnce, vectorsAtOnce, type WinogradChunk, winogradChunk } from "./winograd-chunk.ts";
import { type WinogradConvolution, winogradTiles } from "./winograd-convolution.ts";
import { tilesAtOnce } from "./winograd-in-registers.ts";
import { blocksOf, type Scratch, scratch } from "./winograd-scratch.ts";

/** Transformed filters in memory. */
export interface StoredFilters {
  readonly kind: "stored";
  /** Input channels whose filters are held at a time; the products over all of them are summed in memory. */
  readonly depth: number;
  /** The taps of a vector of filters [channel][tap][lane]; left out where they stand side by side anyway, and for V8, where a copy takes longer. */
  readonly g: Scratch | undefined;
  /** [product][channel][out channel] */
  readonly u: Scratch;
}

/** Filters that are transformed in registers, for so many tiles at a time. */
export interface FiltersInRegisters {
  readonly kind: "registers";
  readonly atOnce: number;
}

export interface WinogradPlan {
  readonly c: Compute;
  readonly found: WinogradConvolution;
  readonly machine: Machine;
  readonly parameters: Parameters;
  /** Vectors of output channels whose products are held at a time. */
  readonly vectors: number;
  readonly chunk: WinogradChunk;
  /** Rows of tiles, tiles in a row, and those of a slice of a chunk. */
  readonly rows: number;
  readonly columns: number;
  readonly inSlice: number;
  /** Taps along the depth. */
  readonly deep: number;
  readonly filters: StoredFilters | FiltersInRegisters;
  /** Transformed inputs of a chunk [product][tile][channel], and products [product][tile][out channel]. */
  readonly v: Scratch;
  readonly m: Scratch;
  /** What stands between the two halves of a transform, where unrolled bodies would be too long. */
  readonly t: Scratch | undefined;
  /** Results of a tile for a vector of channels, where they are stored one by one. */
  readonly r: Scratch | undefined;
}

export function planWinograd(c: Compute, found: WinogradConvolution, machine: Machine): WinogradPlan {
  const { lanes, shortBodies } = machine;
  const { depth: slices, sides, size, dilations, channels } = found;
  const [high, wide] = sides;
  const [rows, columns] = [winogradTiles(size[0], high, dilations[0]), winogradTiles(size[1], wide, dilations[1])];
  const products = high.inputs * wide.inputs;
  const chunk = winogradChunk(slices?.extent ?? 1, rows, columns);
  const deep = slices?.taps ?? 1;
  const inSlice = chunk.rows * columns;
  const tiles = chunk.slices * inSlice;
  const inputs = (chunk.slices + deep - 1) * inSlice;
  const atOnce = deep === 1 && sides.every((s) => s.taps === 3) ? tilesAtOnce(tiles, machine) : undefined;
  const vectors = atOnce === undefined ? vectorsAtOnce(found.outChannels / lanes, machine) : 1;
  const width = vectors * lanes;
  const own = (name: string, shape: readonly number[], layout = plainLayout(3)): Scratch => scratch(c.output, name, shape, layout);
  const storedFilters = (): StoredFilters => {
    const depth = depthAtOnce(channels, { products, inputs, sums: tiles, deep, width }, machine);
    const count = depth * deep;
    const g = lanes === 1 || shortBodies ? undefined : own("g", [count, high.taps * wide.taps, lanes]);
    return { kind: "stored", depth, g, u: own("u", [products, count, width], blocksOf(lanes, count, width)) };
  };
  return {
    ...{ c, found, machine, parameters: parametersOf(c), vectors, chunk, rows, columns, inSlice, deep },
    filters: atOnce === undefined ? storedFilters() : { kind: "registers", atOnce },
    v: own("v", [products, inputs, channels], blocksOf(lanes, inputs, channels)),
    m: own("m", [products, tiles, width], blocksOf(lanes, tiles, width)),
    t: shortBodies ? own("t", [high.inputs, wide.inputs, lanes]) : undefined,
    r: found.scatters ? own("r", [high.outputs, wide.outputs, lanes]) : undefined,
  };
}

/** All private arrays. */
export function scratchOf({ filters, v, m, t, r }: WinogradPlan): readonly Scratch[] {
  const { g, u } = filters.kind === "stored" ? filters : {};
  return [v, g, u, m, t, r].flatMap((s) => s ?? []);
}

/** The number of the product in row i and column j of a tile. */
export const productAt = ({ sides }: Pick<WinogradConvolution, "sides">, i: Dim, j: Dim): Dim => add(mul(i, sides[1].inputs), j);

/** Coordinates along the depth, y and x in the order of the tensors' axes. */
export const inAxesOrder = ({ roles }: Pick<WinogradConvolution, "roles">, coordinates: readonly Dim[]): readonly Dim[] =>
  roles.map((role) => coordinates[role] as Dim);
