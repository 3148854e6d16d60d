/** Recipes of windows and samples over images with the attributes that exporters seldom write. */
import { type Attributes, float } from "../../support/onnx-writer.ts";
import { divisorOf, hasRank, i64, isFloat, type Recipe, some, when } from "./operands.ts";

const resize: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1 && y.shape.length <= 4);
  if (x === undefined) return;
  const rank = x.shape.length;
  const mode = g.pick(["nearest", "linear", "cubic"]);
  const spatial = rank <= 2 ? [rank - 1] : rank === 3 ? [2] : [2, 3];
  const axes = g.chance(0.3) ? spatial : x.shape.map((_, i) => i);
  const coordinate_transformation_mode = g.pick([
    ...["half_pixel", "asymmetric", "pytorch_half_pixel", "align_corners", "half_pixel_symmetric", "tf_crop_and_resize"],
  ]);
  const isCropped = coordinate_transformation_mode === "tf_crop_and_resize";
  const sizes = axes.map((a) => {
    const extent = x.shape[a] as number;
    if (!spatial.includes(a)) return extent;
    const size = g.int(1, 11);
    // ONNX Runtime does not crop an axis whose extent stays where it takes the nearest.
    return isCropped && mode === "nearest" && size === extent ? size + 1 : size;
  });
  const roi = isCropped
    ? g.constantOf(
        "f32",
        [2 * axes.length],
        [...axes.map((a) => (spatial.includes(a) ? g.pick([0, 0.1]) : 0)), ...axes.map((a) => (spatial.includes(a) ? g.pick([1, 0.8]) : 1))],
      )
    : undefined;
  const attrs: Attributes = {
    mode,
    coordinate_transformation_mode,
    ...when(axes.length !== rank, { axes }),
    ...when(mode === "nearest", { nearest_mode: g.pick(["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]) }),
    ...when(mode === "cubic", { cubic_coeff_a: float(g.pick([-0.5, -0.75])), exclude_outside: g.int(0, 1) }),
    ...when(isCropped, { extrapolation_value: float(g.pick([0, 2])) }),
    ...when(mode !== "nearest" && !isCropped && rank === 4 && g.chance(0.3), { antialias: 1 }),
  };
  g.add("Resize", [x, roi, undefined, i64(g, sizes)], { attrs });
};

const pads: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined || x.shape.includes(0)) return;
  const mode = g.pick(["constant", "reflect", "edge", "wrap"]);
  const axes = x.shape
    .map((_, i) => i)
    .filter((_, i) => i === 0 || g.chance(0.6))
    .toReversed();
  const most = (d: number): number => (mode === "constant" || mode === "edge" ? 3 : Math.min(3, d - 1));
  const least = (d: number): number => (mode === "constant" && d > 3 ? -1 : 0);
  const amounts = [...axes, ...axes].map((a) => g.int(least(x.shape[a] as number), most(x.shape[a] as number)));
  const named = g.chance(0.5) ? axes : axes.map((a) => a - x.shape.length);
  g.add("Pad", [x, i64(g, amounts), some(g, 0.5, () => g.constantOf("f32", [], [-0.5])), i64(g, named)], { attrs: { mode }, isExact: true });
};

const pools: Recipe = (g) => {
  const x = g.operand(hasRank(3, 5));
  if (x === undefined || x.shape.includes(0)) return;
  const extents = x.shape.slice(2);
  const kernel = extents.map((d) => g.int(1, Math.min(4, d)));
  const dilations = kernel.map((k, i) => (k > 1 && (k - 1) * 2 + 1 <= (extents[i] as number) ? g.int(1, 2) : 1));
  const attrs: Attributes = {
    kernel_shape: kernel,
    strides: kernel.map(() => g.int(1, 3)),
    dilations,
    ceil_mode: g.int(0, 1),
    pads: [...kernel, ...kernel].map((k) => g.int(0, k - 1)),
  };
  const kind = g.int(0, 2);
  if (kind === 0)
    g.add("MaxPool", [x], { attrs: { ...attrs, ...when(g.chance(0.2), { storage_order: 0 }) }, outputs: x.isExact ? g.int(1, 2) : 1, isExact: true });
  else if (kind === 1) g.add("AveragePool", [x], { attrs: { ...attrs, count_include_pad: g.int(0, 1) } });
  else g.add("LpPool", [x], { attrs: { ...attrs, ceil_mode: 0, p: g.int(1, 3) } });
};

const transposed: Recipe = (g) => {
  const x = g.operand(hasRank(3, 5));
  if (x === undefined || x.shape.includes(0)) return;
  const channels = x.shape[1] as number;
  const group = divisorOf(g, channels, [2, 3, 4, channels]);
  const out = g.pick([1, 2, 3, 8]);
  const kernel = x.shape.slice(2).map(() => g.int(1, 4));
  const strides = kernel.map(() => g.int(1, 3));
  const dilations = kernel.map(() => g.pick([1, 1, 2]));
  const w = g.given("f32", [channels, out, ...kernel], g.chance(0.85), [-1, 1]);
  const how = g.int(0, 2);
  const full = kernel.map((k, i) => ((x.shape[i + 2] as number) - 1) * (strides[i] as number) + (k - 1) * (dilations[i] as number) + 1);
  const placed: Attributes =
    how === 0
      ? { auto_pad: g.pick(kernel.every((k, i) => k >= (strides[i] as number)) ? ["SAME_UPPER", "SAME_LOWER", "VALID"] : ["VALID"]) }
      : how === 1
        ? { output_shape: full.map((d, i) => Math.max(1, d - g.int(0, (kernel[i] as number) - 1))) }
        : { pads: [...kernel, ...kernel].map((k) => g.int(0, k - 1)), output_padding: strides.map((s) => g.int(0, s - 1)) };
  g.add("ConvTranspose", [x, w, some(g, 0.5, () => g.given("f32", [out * group], true))], {
    attrs: { group, strides, dilations, kernel_shape: kernel, ...placed },
  });
};

const convolved: Recipe = (g) => {
  const x = g.operand(hasRank(3, 5));
  if (x === undefined || x.shape.includes(0)) return;
  const channels = x.shape[1] as number;
  const group = divisorOf(g, channels, [2, 3, 4, 5, 7, 8, channels]);
  const out = group * g.pick([1, 2, 3, 4, 7, 9, 16]);
  const kernel = x.shape.slice(2).map(() => g.int(1, 5));
  const w = g.given("f32", [out, channels / group, ...kernel], g.chance(0.8), [-1, 1]);
  const strides = kernel.map(() => g.int(1, 4));
  const dilations = kernel.map(() => g.pick([1, 1, 2, 3]));
  const placed: Attributes =
    g.chance(0.3) && dilations.every((d) => d === 1)
      ? { auto_pad: g.pick(["SAME_UPPER", "SAME_LOWER"]) }
      : { pads: [...kernel, ...kernel].map((k, i) => g.int(0, k + ((dilations[i % kernel.length] as number) - 1) * (k - 1))) };
  g.add("Conv", [x, w, some(g, 0.5, () => g.given("f32", [out], g.chance(0.8)))], {
    attrs: { group, strides, dilations, kernel_shape: kernel, ...placed },
  });
};

const sampled: Recipe = (g) => {
  const x = g.operand(hasRank(4, 5));
  if (x === undefined || x.shape.includes(0)) return;
  const spatial = x.shape.length - 2;
  const grid = g.given("f32", [x.shape[0] as number, ...Array.from({ length: spatial }, () => g.int(1, 5)), spatial], g.chance(0.3), [-2.3, 2.3]);
  const mode = spatial === 2 ? g.pick(["linear", "cubic"]) : "linear";
  g.add("GridSample", [x, grid], { attrs: { mode, padding_mode: g.pick(["zeros", "border", "reflection"]), align_corners: g.int(0, 1) } });
};

const deformed: Recipe = (g) => {
  const x = g.operand((y) => hasRank(4)(y) && !y.shape.includes(0));
  if (x === undefined) return;
  const [batch, channels, height, width] = x.shape as readonly [number, number, number, number];
  const group = divisorOf(g, channels, [2, 4]);
  const offset_group = divisorOf(g, channels, [2, 4]);
  const [kh, kw] = [g.int(1, 3), g.int(1, 3)];
  const strides = [g.int(1, 2), g.int(1, 2)] as const;
  const dilations = [g.int(1, 2), g.int(1, 2)] as const;
  const pads = [g.int(0, 2), g.int(0, 2), g.int(0, 2), g.int(0, 2)] as const;
  const out = [
    Math.floor((height + pads[0] + pads[2] - dilations[0] * (kh - 1) - 1) / strides[0]) + 1,
    Math.floor((width + pads[1] + pads[3] - dilations[1] * (kw - 1) - 1) / strides[1]) + 1,
  ];
  if (out.some((d) => d < 1)) return;
  const offsets = g.given("f32", [batch, offset_group * 2 * kh * kw, ...out], g.chance(0.3), [-2.5, 2.5]);
  const mask = some(g, 0.5, () => g.given("f32", [batch, offset_group * kh * kw, ...out], false, [0, 1]));
  const m = group * g.pick([1, 2, 8]);
  const weights = g.given("f32", [m, channels / group, kh, kw], g.chance(0.8), [-1, 1]);
  g.add("DeformConv", [x, weights, offsets, some(g, 0.5, () => g.given("f32", [m], true)), mask], {
    attrs: { group, offset_group, kernel_shape: [kh, kw], strides: [...strides], dilations: [...dilations], pads: [...pads] },
  });
};

export const windowAttributeRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [2, resize],
  [1, pads],
  [2, pools],
  [2, transposed],
  [2, convolved],
  [1, sampled],
  [1, deformed],
];
