/** Recipes of operators that read and write at places which indices name. */
import type { Growing, Operand } from "./growing.ts";
import { countOf, isFloat, type Recipe } from "./operands.ts";

/** Constant or given indices along an axis, from both ends. */
function indices(g: Growing, shape: readonly number[], extentAt: (at: number) => number): Operand {
  const values = Array.from({ length: countOf(shape) }, (_, at) => g.int(-extentAt(at), extentAt(at) - 1));
  return g.constantOf("i64", shape, values, g.chance(0.6));
}

/** Places of `depth` coordinates in the axes of `shape` from axis `first` on. */
const places = (g: Growing, x: Operand, count: readonly number[], depth: number, first = 0): Operand =>
  indices(g, [...count, depth], (at) => x.shape[first + (at % depth)] as number);

const gatherElements: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined) return;
  const axis = g.int(0, x.shape.length - 1);
  const shape = x.shape.map((d, i) => (i === axis ? g.int(1, 4) : g.int(1, d)));
  g.add("GatherElements", [x, indices(g, shape, () => x.shape[axis] as number)], { attrs: { axis }, isExact: true });
};

const gatherPlaces: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined) return;
  const batch = x.shape.length >= 2 && g.chance(0.3) ? 1 : 0;
  const count = [...x.shape.slice(0, batch), ...g.pick([[2], [3], [2, 2]])];
  g.add("GatherND", [x, places(g, x, count, g.int(1, x.shape.length - batch), batch)], { attrs: { batch_dims: batch }, isExact: true });
};

/** The order of what is scattered to one place twice is free, so without a reduction there is one place a row. */
const scatter: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const reduction = g.pick(["none", "none", "add", "mul", "max", "min"]);
  const isExact = reduction === "none" || reduction === "max" || reduction === "min";
  const few = (most: number): number => (reduction === "none" ? 1 : g.int(1, most));
  if (g.chance(0.5)) {
    const axis = g.int(0, x.shape.length - 1);
    const shape = x.shape.map((d, i) => (i === axis ? few(4) : g.int(1, d)));
    const at = indices(g, shape, () => x.shape[axis] as number);
    g.add("ScatterElements", [x, at, g.given("f32", shape, g.chance(0.5))], { attrs: { axis, reduction }, isExact });
  } else {
    const depth = g.int(1, x.shape.length);
    const count = few(4);
    g.add("ScatterND", [x, places(g, x, [count], depth), g.given("f32", [count, ...x.shape.slice(depth)], g.chance(0.5))], {
      attrs: { reduction },
      isExact,
    });
  }
};

const oneHot: Recipe = (g) => {
  const x = g.operand((y) => y.dtype === "i64" || y.dtype === "i32") ?? g.given("i64", [g.int(1, 5)], false, [-3, 8]);
  const depth = g.constantOf("i64", [], [g.int(1, 6)]);
  g.add("OneHot", [x, depth, g.constantOf("f32", [2], [g.pick([0, -1]), 1])], {
    attrs: { axis: g.int(-x.shape.length - 1, x.shape.length) },
    isExact: true,
  });
};

const triangle: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2);
  if (x === undefined) return;
  g.add("Trilu", g.chance(0.3) ? [x] : [x, g.constantOf("i64", [], [g.int(-2, 2)])], { attrs: { upper: g.int(0, 1) }, isExact: true });
};

const reversed: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2);
  if (x === undefined) return;
  const time = g.int(0, 1);
  const [steps, batch] = [x.shape[time] as number, x.shape[1 - time] as number];
  const lengths = g.constantOf(
    "i64",
    [batch],
    Array.from({ length: batch }, () => g.int(1, steps)),
    g.chance(0.5),
  );
  g.add("ReverseSequence", [x, lengths], { attrs: { time_axis: time, batch_axis: 1 - time }, isExact: true });
};

/** Flags, the first of them true. */
const flags = (g: Growing, count: number): readonly number[] => [1, ...Array.from({ length: count - 1 }, () => g.int(0, 1))];
const sum = (values: readonly number[]): number => values.reduce((n, v) => n + v, 0);

/** Elements that constants keep, or that the run finds. */
const kept: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined) return;
  const axis = g.int(0, x.shape.length - 1);
  const values = flags(g, x.shape[axis] as number);
  const isConstant = g.chance(0.4);
  const shape = isConstant ? {} : { shape: x.shape.with(axis, sum(values)) };
  g.add("Compress", [x, g.constantOf("bool", [values.length], values, isConstant)], { attrs: { axis }, isExact: true, ...shape });
};

/** Places of what is not zero, and what stands at some of them. */
const found: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1 && countOf(y.shape) < 2000);
  if (x === undefined) return;
  const values = flags(g, countOf(x.shape));
  const [at] = g.add("NonZero", [g.constantOf("bool", x.shape, values, false)], { isExact: true, shape: [x.shape.length, sum(values)] }) ?? [];
  const [rows] = at === undefined ? [] : (g.add("Transpose", [at], { attrs: { perm: [1, 0] }, isExact: true }) ?? []);
  if (rows !== undefined) g.add("GatherND", [x, rows], { isExact: true });
};

const cropped: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const axes = x.shape.map((_, i) => i).filter((_, i) => i === 0 || g.chance(0.5));
  g.add(
    "CenterCropPad",
    [
      x,
      g.constantOf(
        "i64",
        [axes.length],
        axes.map(() => g.int(1, 9)),
      ),
    ],
    { attrs: { axes }, isExact: true },
  );
};

export const placeRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [1, gatherElements],
  [1, gatherPlaces],
  [2, scatter],
  [1, oneHot],
  [1, triangle],
  [1, reversed],
  [1, kept],
  [1, found],
  [1, cropped],
];
