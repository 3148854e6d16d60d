/** Recipes of operators that move a window over an image. */
import type { Growing } from "./growing.ts";
import { hasRank, type Recipe } from "./operands.ts";

export const windowAttrs = (g: Growing, spatial: number, kernel: readonly number[]) => ({
  strides: Array.from({ length: spatial }, () => g.int(1, 2)),
  ...(g.chance(0.3)
    ? { auto_pad: g.pick(["SAME_UPPER", "SAME_LOWER", "VALID"]) }
    : { pads: [...kernel, ...kernel].map((k) => g.int(0, Math.floor(k / 2))) }),
});

export const convolution: Recipe = (g) => {
  const x = g.operand(hasRank(3, 5));
  if (x === undefined) return;
  const [channels, spatial] = [x.shape[1] as number, x.shape.length - 2];
  const group = g.chance(0.3) ? g.pick([1, 2, 3, 4, channels].filter((d) => channels % d === 0)) : 1;
  const out = group * g.pick(group === 1 ? [1, 2, 3, 5, 8, 16, 32] : [1, 2, 3, 5, 8]);
  const kernel = x.shape.slice(2).map((d) => g.int(1, Math.min(3, d)));
  const w = g.given("f32", [out, channels / group, ...kernel], g.chance(0.85), [-1, 1]);
  const attrs = {
    ...windowAttrs(g, spatial, kernel),
    group,
    kernel_shape: kernel,
    ...(g.chance(0.2) ? { dilations: kernel.map(() => g.int(1, 2)) } : {}),
  };
  g.add("Conv", [x, w, g.chance(0.5) ? g.given("f32", [out], true) : undefined], { attrs });
};

export const transposedConvolution: Recipe = (g) => {
  const x = g.operand(hasRank(3, 4));
  if (x === undefined) return;
  const channels = x.shape[1] as number;
  const group = g.chance(0.3) ? g.pick([1, 2, channels].filter((d) => channels % d === 0)) : 1;
  const out = g.pick([1, 2, 4, 8]);
  const kernel = x.shape.slice(2).map(() => g.int(1, 3));
  const strides = kernel.map(() => g.int(1, 3));
  const w = g.given("f32", [channels, out, ...kernel], g.chance(0.85), [-1, 1]);
  const attrs = {
    group,
    strides,
    kernel_shape: kernel,
    pads: [...kernel, ...kernel].map((k) => g.int(0, Math.floor((k - 1) / 2))),
    ...(g.chance(0.3) ? { output_padding: strides.map((s) => g.int(0, s - 1)) } : {}),
  };
  g.add("ConvTranspose", [x, w, g.chance(0.5) ? g.given("f32", [out * group], true) : undefined], { attrs });
};

export const pool: Recipe = (g) => {
  const x = g.operand(hasRank(3, 5));
  if (x === undefined) return;
  const kernel = x.shape.slice(2).map((d) => g.int(1, Math.min(3, d)));
  if (g.chance(0.15)) g.add("GlobalAveragePool", [x]);
  else if (g.chance(0.5))
    g.add("MaxPool", [x], { attrs: { ...windowAttrs(g, kernel.length, kernel), kernel_shape: kernel, ceil_mode: g.int(0, 1) }, isExact: true });
  else
    g.add("AveragePool", [x], {
      attrs: { ...windowAttrs(g, kernel.length, kernel), kernel_shape: kernel, ceil_mode: g.int(0, 1), count_include_pad: g.int(0, 1) },
    });
};
