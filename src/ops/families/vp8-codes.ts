/** How VP8 (RFC 6386) writes its numbers: the fields of a frame's header, trees of codes, and what the ten ways of predicting a small block add up. */

/**
 * Trees: two entries a node, for the bits 0 and 1: the next node, or -1 - value for a value. The k-th probability of a code is that of node k.
 */
type Tree = readonly number[];
const leaf = (value: number): number => -1 - value;

export const modes = { dc: 0, trueMotion: 1, up: 2, left: 3, smallBlocks: 10 } as const;

/** The mode of a macroblock's luma (with these probabilities), chroma, and of one small block. Section 11.2 and 11.3. */
const lumaTree: Tree = [leaf(modes.smallBlocks), 1, 2, 3, leaf(modes.dc), leaf(modes.up), leaf(modes.left), leaf(modes.trueMotion)];
const lumaProbabilities = [145, 156, 163, 128];
const chromaTree: Tree = [leaf(modes.dc), 1, leaf(modes.up), 2, leaf(modes.left), leaf(modes.trueMotion)];
const chromaProbabilities = [142, 114, 183];
const smallTree: Tree = [leaf(0), 1, leaf(1), 2, leaf(2), 3, 4, 6, leaf(3), 5, leaf(4), leaf(5), leaf(6), 7, leaf(7), 8, leaf(8), leaf(9)];
const segmentTree: Tree = [1, 2, leaf(0), leaf(1), leaf(2), leaf(3)];
const flagTree: Tree = [leaf(0), leaf(1)];

/** Coefficients: 0 ends a block, 1 is zero, the others are rows of `sizes`. Section 13.2. */
const coefficientTree: Tree = [leaf(0), 1, leaf(1), 2, leaf(2), 3, 4, 6, leaf(3), 5, leaf(4), leaf(5), 7, 8, leaf(6), leaf(7), 9, 10].concat(
  [leaf(8), leaf(9)],
  [leaf(10), leaf(11)],
);
/** Of each size of a coefficient: the smallest, and the probabilities of the bits that are added to it. */
const sizes: readonly (readonly [least: number, bits: readonly number[]])[] = [
  [1, []],
  [2, []],
  [3, []],
  [4, []],
  [5, [159]],
  [7, [165, 145]],
  [11, [173, 148, 140]],
  [19, [176, 155, 140, 135]],
  [35, [180, 157, 141, 134, 130]],
  [67, [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129]],
];
const signProbability = 128;
const bitsBefore = (size: number): number => sizes.slice(0, size).reduce((n, [, bits]) => n + bits.length + 1, 0);

/** Three numbers a size: the smallest, where its bits stand in `extraBits`, and how many there are with the sign behind them. */
const sizeRows = sizes.flatMap(([least, bits], k) => [least, bitsBefore(k), bits.length + 1]);
const extraBits = sizes.flatMap(([, bits]) => [...bits, signProbability]);

/**
 * The header's numbers in order (section 9): what has to be other than 0 for one to be there (none: always), whether a flag says that it is
 * there, its bits, whether a sign follows, and what it is where it is left out.
 */
interface Field {
  readonly name: string;
  readonly after?: string;
  readonly flagged?: true;
  readonly bits: number;
  readonly signed?: true;
  readonly otherwise?: number;
}
const four = (field: Field): readonly Field[] => [0, 1, 2, 3].map((k) => ({ ...field, name: `${field.name}${k}` }));
const header: readonly Field[] = [
  { name: "color", bits: 1 },
  { name: "clamping", bits: 1 },
  { name: "segments", bits: 1 },
  { name: "segmentMap", after: "segments", bits: 1 },
  { name: "segmentData", after: "segments", bits: 1 },
  { name: "isAbsolute", after: "segmentData", bits: 1 },
  ...four({ name: "segmentIndex", after: "segmentData", flagged: true, bits: 7, signed: true }),
  ...four({ name: "segmentLevel", after: "segmentData", flagged: true, bits: 6, signed: true }),
  ...four({ name: "segmentProbability", after: "segmentMap", flagged: true, bits: 8, otherwise: 255 }).slice(0, 3),
  { name: "isSimple", bits: 1 },
  { name: "level", bits: 6 },
  { name: "sharpness", bits: 3 },
  { name: "adjusts", bits: 1 },
  { name: "adjustments", after: "adjusts", bits: 1 },
  ...four({ name: "frameLevel", after: "adjustments", flagged: true, bits: 6, signed: true }),
  ...four({ name: "modeLevel", after: "adjustments", flagged: true, bits: 6, signed: true }),
  { name: "partitions", bits: 2 },
  { name: "index", bits: 7 },
  ...["lumaDc", "lumaOfDcDc", "lumaOfDcAc", "chromaDc", "chromaAc"].map((name): Field => ({ name, flagged: true, bits: 4, signed: true })),
  { name: "refreshes", bits: 1 },
  // Before this one stand the probabilities of coefficients.
  { name: "skips", bits: 1 },
  { name: "skipProbability", after: "skips", bits: 8 },
];
const placeOf = (name: string): number => header.findIndex((field) => field.name === name);
/** Where a field of the header stands among them; the first of four. */
export const fieldAt = (name: string): number => Math.max(placeOf(name), placeOf(`${name}0`));
export const fieldCount = header.length;
const fields = header.flatMap(({ after, flagged, bits, signed, otherwise }) => [
  after === undefined ? 0 : placeOf(after) + 1,
  flagged ? 1 : 0,
  bits,
  signed ? 1 : 0,
  otherwise ?? 0,
]);

/**
 * Small blocks (section 12.3), of the pixels around them in one row: the last on the left three times, the others upward, the corner, eight above
 * and the last again. Each pixel is 1:2:1 of three around k, or the mean of k and k + 1 (16 + k).
 */
const pixelsFrom = (at: (x: number, y: number) => number): readonly number[] => Array.from({ length: 16 }, (_, i) => at(i & 3, i >> 2));
const mean = (k: number): number => 16 + k;
const directions = [
  pixelsFrom((x) => 7 + x),
  pixelsFrom((_, y) => 5 - y),
  pixelsFrom((x, y) => 6 + x - y),
  [mean(6), mean(7), mean(8), mean(9), 6, 7, 8, 9, 5, mean(6), mean(7), mean(8), 4, 6, 7, 8],
  pixelsFrom((x, y) => 8 + x + y),
  [mean(7), mean(8), mean(9), mean(10), 8, 9, 10, 11, mean(8), mean(9), mean(10), 12, 9, 10, 11, 13],
  [mean(5), 6, 7, 8, mean(4), 5, mean(5), 6, mean(3), 4, mean(4), 5, mean(2), 3, mean(3), 4],
  [mean(4), 4, mean(3), 3, mean(3), 3, mean(2), 2, mean(2), 2, 1, 1, 1, 1, 1, 1],
].flat();

export const vp8Codes = {
  lumaTree,
  lumaProbabilities,
  chromaTree,
  chromaProbabilities,
  smallTree,
  segmentTree,
  flagTree,
  coefficientTree,
  sizeRows,
  extraBits,
  fields,
  directions,
  /** Where the k-th coefficient of a block stands, row by row, and the band of its probabilities. Section 13. */
  blockOrder: [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15],
  bands: [0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0],
} as const;
