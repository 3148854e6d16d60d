/** Tables of JPEG 2000 (ITU T.800): the states of its arithmetic code, contexts of coefficients, and the orders in which packets stand. */

/** Of each state: the probability of the less likely bit, the states that follow the likelier and the other, and whether the two change places. Table C.2. */
// biome-ignore format: a table
const states = [
  0x5601, 1, 1, 1, 0x3401, 2, 6, 0, 0x1801, 3, 9, 0, 0x0ac1, 4, 12, 0, 0x0521, 5, 29, 0, 0x0221, 38, 33, 0, 0x5601, 7, 6, 1, 0x5401, 8, 14, 0,
  0x4801, 9, 14, 0, 0x3801, 10, 14, 0, 0x3001, 11, 17, 0, 0x2401, 12, 18, 0, 0x1c01, 13, 20, 0, 0x1601, 29, 21, 0, 0x5601, 15, 14, 1,
  0x5401, 16, 14, 0, 0x5101, 17, 15, 0, 0x4801, 18, 16, 0, 0x3801, 19, 17, 0, 0x3401, 20, 18, 0, 0x3001, 21, 19, 0, 0x2801, 22, 19, 0,
  0x2401, 23, 20, 0, 0x2201, 24, 21, 0, 0x1c01, 25, 22, 0, 0x1801, 26, 23, 0, 0x1601, 27, 24, 0, 0x1401, 28, 25, 0, 0x1201, 29, 26, 0,
  0x1101, 30, 27, 0, 0x0ac1, 31, 28, 0, 0x09c1, 32, 29, 0, 0x08a1, 33, 30, 0, 0x0521, 34, 31, 0, 0x0441, 35, 32, 0, 0x02a1, 36, 33, 0,
  0x0221, 37, 34, 0, 0x0141, 38, 35, 0, 0x0111, 39, 36, 0, 0x0085, 40, 37, 0, 0x0049, 41, 38, 0, 0x0025, 42, 39, 0, 0x0015, 43, 40, 0,
  0x0009, 44, 41, 0, 0x0005, 45, 42, 0, 0x0001, 45, 43, 0, 0x5601, 46, 46, 0,
];

/** Numbers of contexts: those of new coefficients begin at 0. */
export const contexts = { sign: 9, bit: 14, run: 17, uniform: 18, count: 19 } as const;

/** The context of a new coefficient by how many of its neighbors are not 0, along, across and diagonal. Table D.1. */
function newContext(along: number, across: number, diagonal: number): number {
  if (along === 2) return 8;
  if (along === 1) return across > 0 ? 7 : diagonal > 0 ? 6 : 5;
  return across > 0 ? across + 2 : Math.min(diagonal, 2);
}
function newDiagonalContext(sides: number, diagonal: number): number {
  if (diagonal > 2) return 8;
  if (diagonal === 2) return sides > 0 ? 7 : 6;
  return diagonal === 1 ? 3 + Math.min(sides, 2) : Math.min(sides, 2);
}

/** By band (low or vertical details, horizontal details, both), neighbors in the row (0 to 2), in the column, and at the corners (0 to 4). */
export const newContextAt = { band: 45, row: 15, column: 5 } as const;
const newContexts = [0, 1, 2].flatMap((band) =>
  Array.from({ length: 45 }, (_, k) => {
    const [row, column, diagonal] = [Math.floor(k / 15), Math.floor(k / 5) % 3, k % 5];
    if (band === 2) return newDiagonalContext(row + column, diagonal);
    return band === 0 ? newContext(row, column, diagonal) : newContext(column, row, diagonal);
  }),
);

/** Twice the context of a sign, plus 1 where the bit is turned, by the signs in the row (-1 to 1) and in the column. Table D.3. */
const signContexts = [-1, 0, 1].flatMap((row) =>
  [-1, 0, 1].map((column) => {
    const isTurned = row < 0 || (row === 0 && column < 0);
    const [r, c] = isTurned ? [-row, -column] : [row, column];
    return 2 * (r === 0 ? contexts.sign + c : contexts.sign + 3 + c) + (isTurned ? 1 : 0);
  }),
);

/** What each of a packet's loops counts, from outside in, by progression order. Table A.16. */
export const digits = { layer: 0, resolution: 1, component: 2, place: 3 } as const;
const { layer, resolution, component, place } = digits;
const progressions = [
  [layer, resolution, component, place],
  [resolution, layer, component, place],
  [resolution, place, component, layer],
  [place, component, resolution, layer],
  [component, place, resolution, layer],
].flat();

export const jpeg2000Tables = { arithmeticStates: states, newContexts, signContexts, progressions } as const;
