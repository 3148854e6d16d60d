/** Recipes of what detectors and signal chains take: regions, moved windows, columns of blocks, transforms. */
import type { Operand } from "./growing.ts";
import { axisOf, divisorOf, hasRank, i64, isFloat, type Recipe } from "./operands.ts";

const regions: Recipe = (g) => {
  const x = g.operand(hasRank(4));
  if (x === undefined) return;
  const [batch, , height, width] = x.shape as readonly [number, number, number, number];
  const count = g.int(1, 3);
  const corners = Array.from({ length: count }, () => {
    const [left, top] = [g.random.uniform(0, width), g.random.uniform(0, height)].map(Math.fround) as [number, number];
    return [left, top, left + g.random.uniform(0.5, width), top + g.random.uniform(0.5, height)].map(Math.fround);
  });
  const images = Array.from({ length: count }, () => g.int(0, batch - 1));
  const sampling_ratio = g.int(0, 2);
  // ONNX Runtime warns of its own sums where a maximum takes several samples.
  const mode = sampling_ratio === 1 ? g.pick(["avg", "max"]) : "avg";
  g.add("RoiAlign", [x, g.constantOf("f32", [count, 4], corners.flat(), g.chance(0.4)), g.constantOf("i64", [count], images)], {
    attrs: { output_height: g.int(1, 4), output_width: g.int(1, 4), sampling_ratio, mode },
  });
};

const movedWindows: Recipe = (g) => {
  const x = g.operand((y) => hasRank(4)(y) && (y.shape[2] as number) > 1 && (y.shape[3] as number) > 1);
  if (x === undefined) return;
  const [batch, channels, height, width] = x.shape as readonly [number, number, number, number];
  const group = g.chance(0.3) ? divisorOf(g, channels, [2, 4]) : 1;
  const offset_group = g.chance(0.3) ? divisorOf(g, channels, [2, 4]) : 1;
  const out: readonly number[] = [height - 1, width - 1];
  const offsets = g.given("f32", [batch, offset_group * 8, ...out], g.chance(0.3), [-1.5, 1.5]);
  const mask = g.chance(0.5) ? g.given("f32", [batch, offset_group * 4, ...out], false, [0, 1]) : undefined;
  const weights = g.given("f32", [group * g.pick([1, 2, 8]), channels / group, 2, 2], g.chance(0.8), [-1, 1]);
  g.add("DeformConv", [x, weights, offsets, undefined, mask], { attrs: { group, offset_group, kernel_shape: [2, 2] } });
};

const columns: Recipe = (g) => {
  const [height, width, k] = [g.int(2, 6), g.int(2, 6), 2];
  const x = g.given("f32", [g.int(1, 2), g.int(1, 3) * k * k, (height - k + 1) * (width - k + 1)], false);
  g.add("Col2Im", [x, i64(g, [height, width]), i64(g, [k, k])]);
};

const transforms: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2);
  if (x === undefined) return;
  const [wide] = g.add("Unsqueeze", [x, i64(g, [x.shape.length])], { isExact: true }) ?? [];
  if (wide === undefined) return;
  const axis = g.constantOf("i64", [], [g.int(1, x.shape.length - 1)]);
  g.add("DFT", [wide, undefined, axis], { attrs: { onesided: g.int(0, 1) } });
};

const largest: Recipe = (g) => {
  const x: Operand | undefined = g.operand((y) => isFloat(y) && y.isExact && y.shape.length >= 1);
  if (x !== undefined) g.add("Hardmax", [x], { attrs: { axis: axisOf(g, x) }, isExact: true });
};

export const imageRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [1, regions],
  [1, movedWindows],
  [0.5, columns],
  [1, transforms],
  [0.5, largest],
];
