/** What the kernels of a JPEG 2000 file know of it: its size and coding, and lists of tiles, resolutions, precincts, code blocks and their bytes. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import type { Memory } from "./routines.ts";
import { down, minus, most, type Num, plus, times, up } from "./script.ts";

/** Rows of numbers one behind the other; `add` counts them. */
export interface Rows<K extends string> {
  readonly memory: Memory;
  readonly fields: Readonly<Record<K, number>>;
  readonly size: number;
  readonly capacity: number;
}

function rowsOf<K extends string>(file: ImageFile, name: string, names: readonly K[], capacity: number, more = 0): Rows<K> {
  const size = names.length + more;
  const fields = Object.fromEntries(names.map((n, k) => [n, k])) as Record<K, number>;
  return { memory: file.scratch(name, "i32", size * capacity), fields, size, capacity };
}

export const read = <K extends string>({ script }: ImageFile, { memory, fields, size }: Rows<K>, row: Num, field: K): Expr =>
  script.get(memory, plus(times(row, size), fields[field]));

export const write = <K extends string>(
  { script }: ImageFile,
  { memory, fields, size }: Rows<K>,
  row: Num,
  values: Partial<Record<K, Num>>,
): void => {
  for (const [field, value] of Object.entries(values)) script.put(memory, plus(times(row, size), fields[field as K]), value as Num);
};

/** The image and its first tile, in samples of the reference grid; what the coding style of all components says. */
const imageNames = ["left", "top", "right", "bottom", "tileWidth", "tileHeight", "tileLeft", "tileTop", "tilesAcross", "tiles"] as const;
const codingNames = ["components", "progression", "layers", "mixes", "markers", "levels"] as const;
/** Of a component; behind them the sizes of precincts and the steps of its bands. */
const componentNames = ["levels", "blockWidth", "blockHeight", "style", "isReversible", "guardBits", "quantization"] as const;
export const mostLevels = 24;
export const precinctsAt = componentNames.length;
export const stepsAt = precinctsAt + mostLevels + 1;
const componentSize = stepsAt + 3 * mostLevels + 1;

const tileNames = ["first", "isOpen", "digit0", "digit1", "digit2", "digit3"] as const;
const resolutionNames = ["left", "top", "across", "along", "first"] as const;
const precinctNames = ["first", "across", "along", "nodes"] as const;
const nodeNames = ["value", "least"] as const;
const blockNames = [
  "place",
  "width",
  "height",
  "band",
  "component",
  "step",
  "planes",
  "passes",
  "lengthBits",
  "first",
  "last",
  "segment",
  "room",
] as const;
const chunkNames = ["start", "length", "passes", "begins", "next"] as const;

export interface Jpeg2000 {
  readonly image: Rows<(typeof imageNames)[number] | (typeof codingNames)[number]>;
  readonly components: Rows<(typeof componentNames)[number]>;
  readonly tiles: Rows<(typeof tileNames)[number]>;
  /** Of a tile: by component, then by resolution. */
  readonly resolutions: Rows<(typeof resolutionNames)[number]>;
  /** A precinct of one band. */
  readonly precincts: Rows<(typeof precinctNames)[number]>;
  /** Of tag trees. */
  readonly nodes: Rows<(typeof nodeNames)[number]>;
  readonly blocks: Rows<(typeof blockNames)[number]>;
  /** Bytes of code blocks, in lists that begin at `first` of a block; 0 is no chunk. */
  readonly chunks: Rows<(typeof chunkNames)[number]>;
  /** How many blocks there are; one i32. */
  readonly count: Memory;
}

export const mostComponents = 4;

export function begun(file: ImageFile): Jpeg2000 {
  const { width, height, length } = file;
  const tiles = Math.ceil((width * height) / 256) + 64;
  const blocks = mostComponents * (Math.ceil((width * height) / 16) + 128);
  return {
    image: rowsOf(file, "image", [...imageNames, ...codingNames], 1),
    components: rowsOf(file, "components", componentNames, mostComponents, componentSize - componentNames.length),
    tiles: rowsOf(file, "tiles", tileNames, tiles),
    resolutions: rowsOf(file, "resolutions", resolutionNames, mostComponents * (tiles * 8 + mostLevels)),
    precincts: rowsOf(file, "precincts", precinctNames, blocks),
    nodes: rowsOf(file, "nodes", nodeNames, 4 * blocks),
    blocks: rowsOf(file, "blocks", blockNames, blocks),
    chunks: rowsOf(file, "chunks", chunkNames, 2 * length + 1),
    count: file.scratch("block_count", "i32", 1),
  };
}

/** The same in a later kernel. */
export function heldJpeg2000(file: ImageFile, given: Jpeg2000): Jpeg2000 {
  const entries = Object.entries(given).map(([name, rows]) => [
    name,
    name === "count" ? file.held(rows as Memory) : { ...rows, memory: file.held((rows as Rows<string>).memory) },
  ]);
  return Object.fromEntries(entries) as Jpeg2000;
}

/** x / 2^by, rounded up. */
export const halved = (x: Num, by: Num): Expr => down(plus(x, minus(up(1, by), 1)), by);

export const positive = (x: Expr): Expr => most(x, 0);
