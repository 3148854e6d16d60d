/** Recipes of what convolutional networks are made of: layers of many channels, joined, split, shuffled and weighed. */
import type { Growing, Operand } from "./growing.ts";
import { divisorOf, hasRank, i64, isFloat, type Recipe } from "./operands.ts";

const isImage = hasRank(4);

/** An image, or a given one where there is none. */
const image = (g: Growing): Operand | undefined => g.operand((x) => isImage(x) && (x.shape[2] as number) * (x.shape[3] as number) > 1);

const activations = ["Relu", "HardSwish", "Sigmoid", "LeakyRelu", "Tanh", "Gelu", "Elu", "Mish"];

function activated(g: Growing, x: Operand | undefined): Operand | undefined {
  if (x === undefined || g.chance(0.4)) return x;
  const kind = g.int(0, 3);
  if (kind === 0) return g.add("Clip", [x, g.constantOf("f32", [], [0]), g.constantOf("f32", [], [6])])?.[0];
  if (kind === 1) {
    const [gate] = g.add("Sigmoid", [x]) ?? [];
    return gate === undefined ? undefined : g.add("Mul", [x, gate])?.[0];
  }
  return g.add(g.pick(activations), [x])?.[0];
}

/** A convolution of any kernel, stride, padding and distance of taps; `out` channels. */
function convolved(g: Growing, x: Operand, out: number, group = 1, most = 5): Operand | undefined {
  const [, channels = 1, ...extents] = x.shape;
  const isSquare = g.chance(0.8);
  const side = g.pick([1, 1, 3, 3, 3, 5, 7].filter((k) => k <= most));
  const kernel = extents.map((d) => Math.min(d, isSquare ? side : g.pick([1, 2, 3, 4, most])));
  const stride = g.pick([1, 1, 1, 2, 2, 3]);
  const strides = extents.map(() => (isSquare ? stride : g.int(1, 2)));
  const dilation = g.pick([1, 1, 1, 1, 2, 3, 6]);
  const dilations = extents.map(() => dilation);
  const same = kernel.map((k) => ((k - 1) * dilation) >> 1);
  const pads = g.chance(0.7) ? [...same, ...same] : [...kernel, ...kernel].map((k) => g.int(0, k));
  const reach = 1 / Math.sqrt((channels / group) * kernel.reduce((n, k) => n * k, 1));
  const w = g.given("f32", [out, channels / group, ...kernel], true, [-2 * reach, 2 * reach]);
  const bias = g.chance(0.6) ? g.given("f32", [out], true) : undefined;
  const attrs = { kernel_shape: kernel, strides, group, ...(g.chance(0.15) && dilation === 1 ? { auto_pad: "SAME_UPPER" } : { dilations, pads }) };
  return g.add("Conv", [x, w, bias], { attrs })?.[0];
}

const channelCounts = [3, 4, 8, 12, 16, 16, 20, 24, 32, 32, 48, 58, 64];

const layer: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const channels = x.shape[1] as number;
  const kind = g.int(0, 5);
  const made =
    kind === 0
      ? convolved(g, x, channels * g.pick([1, 1, 1, 2]), channels)
      : kind === 1
        ? groups(g, x, channels)
        : convolved(g, x, g.pick(channelCounts));
  const [normal] = made !== undefined && g.chance(0.3) ? normalized(g, made) : [made];
  activated(g, normal);
};

function groups(g: Growing, x: Operand, channels: number): Operand | undefined {
  const group = divisorOf(g, channels, [2, 3, 4, 8, 16]);
  return convolved(g, x, group * g.pick([1, 2, 4, 6, 8, 16]), group);
}

function normalized(g: Growing, x: Operand): readonly (Operand | undefined)[] {
  const vector = (range: readonly [number, number]): Operand => g.given("f32", [x.shape[1] as number], true, range);
  return g.add("BatchNormalization", [x, vector([0.5, 2]), vector([-1, 1]), vector([-1, 1]), vector([0.5, 2])]) ?? [undefined];
}

/** A convolution around which its operand goes. */
const residual: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const [, channels = 1, height = 1, width = 1] = x.shape;
  const k = Math.min(g.pick([1, 3]), height, width);
  if (k === 2) return;
  const w = (): Operand => g.given("f32", [channels, channels, k, k], true, [-1 / Math.sqrt(channels * k), 1 / Math.sqrt(channels * k)]);
  const pads = [k >> 1, k >> 1, k >> 1, k >> 1];
  let y: Operand | undefined = x;
  for (let i = g.int(1, 2); i > 0 && y !== undefined; i--) y = activated(g, g.add("Conv", [y, w()], { attrs: { pads } })?.[0]);
  const [sum] = y === undefined ? [] : (g.add(g.pick(["Add", "Add", "Mul", "Sub", "Max"]), g.chance(0.5) ? [x, y] : [y, x]) ?? []);
  activated(g, sum);
};

const joined: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const others = g.operands.filter((y) => isFloat(y) && y.shape.length === 4 && y.shape.every((d, i) => i === 1 || d === x.shape[i]));
  const parts = Array.from({ length: g.int(2, 4) }, () => g.pick(others));
  g.add("Concat", parts, { attrs: { axis: 1 }, isExact: true });
};

/** A convolution that keeps height and width. */
function sameSize(g: Growing, x: Operand, out: number, k: number): Operand | undefined {
  const channels = x.shape[1] as number;
  const reach = 1 / Math.sqrt(channels * k);
  const w = g.given("f32", [out, channels, k, k], true, [-reach, reach]);
  return activated(g, g.add("Conv", [x, w], { attrs: { pads: [k >> 1, k >> 1, k >> 1, k >> 1] } })?.[0]);
}

/** Convolutions of one image, of any few channels, in one order and joined in another, and a convolution of all; each may be read again. */
const dense: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const made = Array.from({ length: g.int(2, 4) }, () => sameSize(g, x, g.pick([1, 2, 3, 4, 5, 7, 8, 12, 16, 20, 24, 41]), g.pick([1, 3])));
  const parts = made.flatMap((part) => (part === undefined ? [] : [part]));
  if (parts.length < made.length) return;
  const turns = g.int(0, parts.length - 1);
  const [all] = g.add("Concat", [...parts.slice(turns), ...parts.slice(0, turns)], { attrs: { axis: 1 }, isExact: true }) ?? [];
  if (all !== undefined) sameSize(g, all, 16, 1);
};

const equalParts = (g: Growing, x: Operand, count: number): readonly Operand[] => {
  const width = (x.shape[1] as number) / count;
  return (
    g.add(
      "Split",
      [
        x,
        i64(
          g,
          Array.from({ length: count }, () => width),
        ),
      ],
      { attrs: { axis: 1 }, outputs: count, isExact: true },
    ) ?? []
  );
};

/**
 * Parts of one image, each but the last convolved with what became of the one before (Res2Net), joined where they were; or an image joined with the end of what is
 * computed of it. A convolution of all.
 */
const inSteps: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const count = g.int(2, 4);
  const width = g.pick([3, 4, 8, 10, 16, 26]);
  const joinedParts: Operand[] = [];
  if (g.chance(0.7)) {
    const whole = sameSize(g, x, count * width, 1);
    const parts = whole === undefined ? [] : equalParts(g, whole, count);
    for (const part of parts.slice(0, -1)) {
      const before = joinedParts.at(-1);
      const [sum] = before === undefined || g.chance(0.3) ? [part] : (g.add("Add", [before, part]) ?? []);
      const made = sum === undefined ? undefined : sameSize(g, sum, width, g.pick([1, 3, 3]));
      if (made === undefined) return;
      joinedParts.push(made);
    }
    joinedParts.push(...parts.slice(-1));
  } else {
    const first = sameSize(g, x, width, 1);
    const longer = first === undefined ? undefined : sameSize(g, first, count * width, g.pick([1, 3]));
    if (first === undefined || longer === undefined) return;
    joinedParts.push(first, ...equalParts(g, longer, count).slice(1));
  }
  const [all] = joinedParts.length < 2 ? [] : (g.add("Concat", joinedParts, { attrs: { axis: 1 }, isExact: true }) ?? []);
  if (all !== undefined) sameSize(g, all, 16, 1);
};

const parted: Recipe = (g) => {
  const x = image(g);
  const channels = x?.shape[1] ?? 1;
  if (x === undefined || channels < 4) return;
  const first = g.chance(0.5) ? channels >> 1 : g.int(1, channels - 1);
  if (g.chance(0.6)) g.add("Split", [x, i64(g, [first, channels - first])], { attrs: { axis: 1 }, outputs: 2, isExact: true });
  else g.add("Slice", [x, i64(g, [g.int(0, first - 1)]), i64(g, [g.int(first, channels)]), i64(g, [1]), i64(g, [g.int(1, 2)])], { isExact: true });
};

const shuffled: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const group = divisorOf(g, channels, [2, 3, 4, 8]);
  const [split] = g.add("Reshape", [x, i64(g, [batch, group, channels / group, height, width])], { isExact: true }) ?? [];
  const [turned] = split === undefined ? [] : (g.add("Transpose", [split], { attrs: { perm: [0, 2, 1, 3, 4] }, isExact: true }) ?? []);
  if (turned !== undefined) g.add("Reshape", [turned, i64(g, [batch, channels, height, width])], { isExact: true });
};

/** Squeeze and excitation. */
const weighed: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const channels = x.shape[1] as number;
  const [mean] = g.chance(0.5)
    ? (g.add("GlobalAveragePool", [x]) ?? [])
    : (g.add("ReduceMean", [x, i64(g, [2, 3])], { attrs: { keepdims: 1 } }) ?? []);
  const few = g.pick([2, 4, 6, 8]);
  const [narrow] = g.add("Conv", [mean, g.given("f32", [few, channels, 1, 1], true, [-0.5, 0.5]), g.given("f32", [few], true)]) ?? [];
  const [relu] = narrow === undefined ? [] : (g.add("Relu", [narrow]) ?? []);
  const [wide] = relu === undefined ? [] : (g.add("Conv", [relu, g.given("f32", [channels, few, 1, 1], true, [-0.5, 0.5])]) ?? []);
  const [gate] = wide === undefined ? [] : (g.add(g.pick(["Sigmoid", "HardSigmoid"]), [wide]) ?? []);
  if (gate !== undefined) g.add("Mul", g.chance(0.5) ? [x, gate] : [gate, x]);
};

const pooled: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const k = Math.min(g.pick([2, 3, 5]), ...x.shape.slice(2));
  const attrs = {
    kernel_shape: [k, k],
    strides: [g.int(1, 2), g.int(1, 2)],
    pads: [k >> 1, k >> 1, (k - 1) >> 1, (k - 1) >> 1],
    ceil_mode: g.int(0, 1),
  };
  if (g.chance(0.5)) g.add("MaxPool", [x], { attrs, isExact: true });
  else g.add("AveragePool", [x], { attrs: { ...attrs, count_include_pad: g.int(0, 1) } });
};

const enlarged: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const channels = x.shape[1] as number;
  const kind = g.int(0, 2);
  if (kind === 0)
    g.add("Resize", [x, undefined, g.constantOf("f32", [4], [1, 1, 2, 2])], {
      attrs: { mode: g.pick(["nearest", "linear"]), coordinate_transformation_mode: g.pick(["asymmetric", "half_pixel"]), nearest_mode: "floor" },
      isExact: false,
    });
  else if (kind === 1) g.add("DepthToSpace", [x], { attrs: { blocksize: 2, mode: g.pick(["DCR", "CRD"]) }, isExact: true });
  else {
    const out = g.pick([1, 3, 8, 16, 20]);
    const k = g.pick([2, 3, 4]);
    const w = g.given("f32", [channels, out, k, k], true, [-1 / Math.sqrt(channels), 1 / Math.sqrt(channels)]);
    const pads = [g.int(0, 1), g.int(0, 1), g.int(0, 1), g.int(0, 1)];
    g.add("ConvTranspose", [x, w, g.chance(0.5) ? g.given("f32", [out], true) : undefined], { attrs: { strides: [2, 2], pads } });
  }
};

/** Rows of tokens and back: layers between channels last. */
const tokens: Recipe = (g) => {
  const x = image(g);
  if (x === undefined) return;
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const isFlat = g.chance(0.5);
  const [flat] = isFlat ? (g.add("Reshape", [x, i64(g, [batch, channels, height * width])], { isExact: true }) ?? []) : [x];
  const [last] = g.add("Transpose", [flat], { attrs: { perm: isFlat ? [0, 2, 1] : [0, 2, 3, 1] }, isExact: true }) ?? [];
  const [normal] = g.chance(0.5) ? (g.add("LayerNormalization", [last, g.given("f32", [channels], true)], { attrs: { axis: -1 } }) ?? []) : [last];
  const out = g.chance(0.5) ? channels : g.pick([8, 16, 24, 33]);
  const reach = 1 / Math.sqrt(channels);
  const [product] = normal === undefined ? [] : (g.add("MatMul", [normal, g.given("f32", [channels, out], true, [-reach, reach])]) ?? []);
  const [sum] = product !== undefined && g.chance(0.6) ? (g.add("Add", [product, g.given("f32", [out], true)]) ?? []) : [product];
  const acted = activated(g, sum);
  if (acted === undefined || g.chance(0.2)) return;
  const [first] = g.add("Transpose", [acted], { attrs: { perm: isFlat ? [0, 2, 1] : [0, 3, 1, 2] }, isExact: true }) ?? [];
  const [back] = first === undefined || !isFlat ? [first] : (g.add("Reshape", [first, i64(g, [batch, out, height, width])], { isExact: true }) ?? []);
  if (back !== undefined && out === channels) g.add("Add", [x, back]);
};

const classified: Recipe = (g) => {
  const x = image(g);
  if (x === undefined || g.chance(0.5)) return;
  const [flat] = g.add("Flatten", [x], { isExact: true }) ?? [];
  const depth = flat?.shape[1] ?? 0;
  if (flat === undefined || depth > 4000) return;
  g.add("Gemm", [flat, g.given("f32", [10, depth], true, [-0.05, 0.05]), g.given("f32", [10], true)], { attrs: { transB: 1 } });
};

export const networkRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [8, layer],
  [3, residual],
  [2, joined],
  [2, dense],
  [2, inSteps],
  [2, parted],
  [1, shuffled],
  [1, weighed],
  [1, pooled],
  [1, enlarged],
  [1, tokens],
  [0.5, classified],
];
