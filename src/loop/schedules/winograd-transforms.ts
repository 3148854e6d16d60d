/**
 * Winograd's transforms by six points: F(4x4, 3x3), 4x4 outputs of a 3x3 convolution from 36 products, F(2x2, 5x5), 2x2 of a 5x5, and along one axis alone. Lavin and
 * Gray, "Fast Algorithms for Convolutional Neural Networks" (2016); the matrices are Toom and Cook's for the points 0, 3/4, -3/4, 3/2, -3/2 and infinity. With the usual
 * points 0, 1, -1, 2, -2 rounding errors are up to four times as large.
 */
import { invariant } from "../../core/diagnostics.ts";
import { type Dim, dimOf, add as plus, mul as times } from "../../core/dim.ts";
import { add, type Buffer, constant, type Expr, f32, load, mul, sub, type Tile, tile, tileGet, variable } from "../expr.ts";
import { declareTile, letStmt, loop, type Stmt, setTile, store } from "../kernel.ts";

/** A tile along an axis: its taps, the outputs it gives, and the inputs it reads, which are as many as products. One tap is multiplied as it is. */
export interface Side {
  readonly taps: number;
  readonly outputs: number;
  readonly inputs: number;
}

/** Inputs of a tile along an axis of several taps. */
const inputTile = 6;

/** The side of so many taps; undefined where these have none. */
export const sideOf = (taps: number): Side | undefined =>
  taps === 1 ? { taps, outputs: 1, inputs: 1 } : taps === 3 || taps === 5 ? { taps, outputs: inputTile + 1 - taps, inputs: inputTile } : undefined;

type Matrix = readonly (readonly number[])[];

/** Points besides 0 and infinity are these and their negatives. */
export const near = 3 / 4;
export const far = 3 / 2;
const points = [0, near, -near, far, -far];

/** Coefficients, lowest power first, of the product of (x - root) over `roots`. */
const polynomial = (roots: readonly number[]): readonly number[] =>
  roots.reduce<readonly number[]>((c, root) => Array.from({ length: c.length + 1 }, (_, i) => (c[i - 1] ?? 0) - root * (c[i] ?? 0)), [1]);

const others = (k: number): readonly number[] => points.filter((_, i) => i !== k);
/** What a point's polynomial gives at the point itself. */
const norm = (p: number, k: number): number => others(k).reduce((n, q) => n * (p - q), 1);

/** Inputs into their transformed tile: 6x6, all entries exact in f32. */
export const inputMatrix: Matrix = [...points.map((_, k) => [...polynomial(others(k)), 0]), polynomial(points)];
/** Numbers below `n`. */
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** Taps into their transformed tile: 6 rows of so many. */
export const filterMatrix = (taps: number): Matrix => [
  ...points.map((p, k) => upTo(taps).map((i) => p ** i / norm(p, k))),
  upTo(taps).map((i) => (i === taps - 1 ? 1 : 0)),
];
/** `inputMatrix` for filters that are transformed by powers of the points alone. */
const scaledInputMatrix: Matrix = inputMatrix.map((row, k) => row.map((c) => c / (k < points.length ? norm(points[k] as number, k) : 1)));
/** Products into so many outputs, a row each, all entries exact in f32. */
export const outputMatrix = (outputs: number): Matrix => upTo(outputs).map((i) => [...points.map((p) => p ** i), i === outputs - 1 ? 1 : 0]);

/** A matrix times a list of expressions: bindings in order, then one expression a row. */
export interface Transformed {
  readonly lets: readonly Stmt[];
  readonly rows: readonly Expr[];
}

/** Points of opposite sign stand side by side: rows (or columns) 1 and 2, 3 and 4 differ in the sign of their odd powers only. */
const pairs = [
  [1, 2],
  [3, 4],
] as const;
const groups = [[0], ...pairs, [inputTile - 1]] as const;

/** The sum of coefficient times expression over the terms whose coefficient is not 0. */
function combination(terms: readonly (readonly [coefficient: number, x: Expr])[]): Expr {
  const [first, ...rest] = terms.filter(([c]) => c !== 0).sort(([a], [b]) => Number(b === 1) - Number(a === 1));
  invariant(first !== undefined, "a row of zeros");
  const scaled = ([c, x]: readonly [number, Expr]): Expr => (c === 1 ? x : mul(x, f32(c)));
  return rest.reduce((sum, [c, x]) => (c === -1 ? sub(sum, x) : add(sum, scaled([c, x]))), scaled(first));
}

const bound = (name: string, value: Expr): { readonly let: Stmt; readonly value: Expr } => {
  const made = variable(name, value.dtype, value.lanes);
  return { let: letStmt(made, value), value: made };
};

/** Some rows of a matrix times `x`: of a pair, the sum and the difference of its even and its odd powers. */
function rowsOf(matrix: Matrix, [plus, minus]: (typeof groups)[number], x: readonly Expr[]): Transformed {
  const a = matrix[plus] as readonly number[];
  if (minus === undefined) return { lets: [], rows: [combination(a.map((c, i) => [c, x[i] as Expr]))] };
  const b = matrix[minus] as readonly number[];
  const part = (isOdd: boolean): Expr => combination(a.map((c, i) => [(c === -(b[i] as number)) === isOdd ? c : 0, x[i] as Expr]));
  const [even, odd] = [bound("even", part(false)), bound("odd", part(true))];
  return { lets: [even.let, odd.let], rows: [add(even.value, odd.value), sub(even.value, odd.value)] };
}

/** Of a line of elements. */
type Transform = (x: readonly Expr[]) => Transformed;

const asTheyAre: Transform = (rows) => ({ lets: [], rows });

/** `inputMatrix` or `filterMatrix` times what it is given. */
const by =
  (matrix: Matrix): Transform =>
  (x) => {
    const parts = groups.map((group) => rowsOf(matrix, group, x));
    return { lets: parts.flatMap(({ lets }) => lets), rows: parts.flatMap(({ rows }) => rows) };
  };

const along =
  (make: (side: Side) => Transform) =>
  (side: Side): Transform =>
    side.inputs === 1 ? asTheyAre : make(side);

export const ofInputs = along(() => by(inputMatrix));
/** Of inputs for filters that are transformed by powers of the points alone. */
export const ofScaledInputs = along(() => by(scaledInputMatrix));
export const ofTaps = along(({ taps }) => by(filterMatrix(taps)));
export const ofProducts = along(({ outputs }) => outputsFrom(outputMatrix(outputs)));

/**
 * The taps of `element` transformed down their columns and along the rows of what that gives, for a pair of rows at a time: what stands between are two values a
 * column, and taps are read again for each pair.
 */
export function filterInPairs([height, width]: readonly [Side, Side], { element, finish }: Pick<BothWays, "element" | "finish">): readonly Stmt[] {
  return groups.flatMap((group) => {
    const columns = upTo(width.taps).map((j) => {
      const { lets, rows } = rowsOf(
        filterMatrix(height.taps),
        group,
        upTo(height.taps).map((i) => element(i, j)),
      );
      const held = rows.map((value) => bound("t", value));
      return { statements: [...lets, ...held.map((t) => t.let)], values: held.map((t) => t.value) };
    });
    const rows = group.flatMap((i, n) => {
      const { lets, rows } = ofTaps(width)(columns.map(({ values }) => values[n] as Expr));
      return [...lets, ...rows.flatMap((value, j) => finish(i, j, value))];
    });
    return [...columns.flatMap(({ statements }) => statements), ...rows];
  });
}

/** `outputMatrix` times `x`: sums and differences of a pair of columns serve all rows. */
const outputsFrom =
  (matrix: Matrix): Transform =>
  (x) => {
    const lets: Stmt[] = [];
    const terms: (readonly [column: number, x: Expr, isOdd: boolean])[] = [];
    for (const [plus, minus] of pairs) {
      const [a, b] = [x[plus] as Expr, x[minus] as Expr];
      const [sum, difference] = [bound("sum", add(a, b)), bound("difference", sub(a, b))];
      lets.push(sum.let, difference.let);
      terms.push([plus, sum.value, false], [plus, difference.value, true]);
    }
    const rows = matrix.map((row, power) =>
      combination([
        [row[0] as number, x[0] as Expr],
        ...terms.map(([column, value, isOdd]) => [(power % 2 === 1) === isOdd ? (row[column] as number) : 0, value] as const),
        [row[inputTile - 1] as number, x[inputTile - 1] as Expr],
      ]),
    );
    return { lets, rows };
  };

/** A transform of elements down their columns, then along the rows of what that gave; of one row or column, along the other alone. */
export interface BothWays {
  readonly lanes: number;
  /** Rows and columns of elements, and of the result. */
  readonly from: readonly [rows: number, columns: number];
  readonly to: readonly [rows: number, columns: number];
  /** Loads row i of column j. */
  readonly element: (i: Dim, j: Dim) => Expr;
  readonly transforms: readonly [down: Transform, along: Transform];
  /** Takes the result in row i and column j. */
  readonly finish: (i: Dim, j: Dim, value: Expr) => readonly Stmt[];
  /** Memory for what stands between; without it that is a register tile and all loops are unrolled. */
  readonly between?: Buffer;
}

export function bothWays({ lanes, from, to, element, transforms, finish, between }: BothWays): readonly Stmt[] {
  const [[rows, columns], [height, width], [transformDown, transformAlong]] = [from, to, transforms];
  const held = tile("t", "f32", lanes, [height, columns]);
  const place = (i: Dim, j: Dim): Dim => times(plus(times(i, columns), j), lanes);
  const put = (i: Dim, j: Dim, value: Expr): Stmt => (between === undefined ? setTile(held, [i, j], value) : store(between, place(i, j), value));
  const get = (i: Dim, j: Dim): Expr => (between === undefined ? tileGet(held, [i, j]) : load(between, place(i, j), lanes));
  const zero = constant("f32", 0, lanes);
  const line = (name: string, length: number): Tile => tile(name, "f32", lanes, [length]);
  const each = (name: string, length: number, body: (i: Dim) => readonly Stmt[]): Stmt => loop(name, length, (s) => body(dimOf(s)), { unroll: true });
  const entries = (t: Tile): readonly Expr[] => Array.from({ length: t.shape[0] as number }, (_, i) => tileGet(t, [i]));
  const down = (j: Dim, took: (i: number, value: Expr) => readonly Stmt[]): readonly Stmt[] => {
    const x = line("x", rows);
    const { lets, rows: results } = transformDown(entries(x));
    const loaded = each("r", rows, (i) => [setTile(x, [i], element(i, j))]);
    return [declareTile(x, zero), loaded, ...lets, ...results.flatMap((value, i) => took(i, value))];
  };
  const along = (i: Dim, elementOf: (j: Dim) => Expr, isHeld: boolean): readonly Stmt[] => {
    const z = line("z", width);
    const read = Array.from({ length: columns }, (_, j) => bound("x", elementOf(j)));
    const { lets, rows: results } = transformAlong(read.map(({ value }, j) => (isHeld ? elementOf(j) : value)));
    const made = results.map((value, j) => setTile(z, [j], value));
    const loaded = isHeld ? [] : read.map((x) => x.let);
    return [...loaded, ...lets, declareTile(z, zero), ...made, each("c", width, (j) => finish(i, j, tileGet(z, [j])))];
  };
  if (rows === 1) return along(0, (j) => element(0, j), false);
  if (columns === 1) return down(0, (i, value) => finish(i, 0, value));
  const unroll = between === undefined;
  return [
    ...(unroll ? [declareTile(held, zero)] : []),
    loop("j", columns, (j) => down(dimOf(j), (i, value) => [put(i, dimOf(j), value)]), { unroll }),
    loop("i", height, (i) => along(dimOf(i), (j) => get(dimOf(i), j), unroll), { unroll }),
  ];
}
