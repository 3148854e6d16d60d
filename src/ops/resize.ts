/**
 * Resize: an input resampled along its axes by nearest, linear or cubic interpolation, in all coordinate modes; with antialias the filter
 * covers every input element when shrinking. Since opset 10 (11: modes and sizes, 13: roi optional and no tf_half_pixel_for_nn, which tf2onnx
 * still writes, 18: axes, antialias, aspect ratio, 19: half_pixel_symmetric). https://onnx.ai/onnx/operators/onnx__Resize.html
 */
import { type Dim, floorDiv, mul } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { normalizeAxes } from "./families/axes.ts";
import { exactQuotient } from "./families/exact-division.ts";
import { interpolated, nearest } from "./families/interpolate.ts";
import { type AxisMap, coordinateModes, type Fraction, fraction, fractionOf, nearestModes, positionOf } from "./families/resample.ts";
import { isCroppedAtRunTime, isResizedAtRunTime, mapByExtents, resizedShape, steeredMaps } from "./families/steered-resize.ts";
import { steeringScales } from "./families/steering.ts";
import { choiceAttribute, elements, typed } from "./families/type-sets.ts";

const modes = ["nearest", "linear", "cubic"] as const;
const policies = ["stretch", "not_larger", "not_smaller"] as const;

const attrs = (raw: AttrReader) => ({
  antialias: raw.int("antialias", 0),
  axes: raw.has("axes") ? raw.ints("axes") : undefined,
  coordinate_transformation_mode: choiceAttribute(raw, "coordinate_transformation_mode", coordinateModes, "half_pixel"),
  cubic_coeff_a: raw.float("cubic_coeff_a", -0.75),
  exclude_outside: raw.int("exclude_outside", 0),
  extrapolation_value: raw.float("extrapolation_value", 0),
  keep_aspect_ratio_policy: choiceAttribute(raw, "keep_aspect_ratio_policy", policies, "stretch"),
  mode: choiceAttribute(raw, "mode", modes, "nearest"),
  nearest_mode: choiceAttribute(raw, "nearest_mode", nearestModes, "round_prefer_floor"),
});

type Attributes = ReturnType<typeof attrs>;

export const Resize = defineOp({
  name: "Resize",
  opset: 19,
  since: 10,
  doc: "resampling by nearest, linear or cubic interpolation",
  inputs: ["X", "roi", "scales", "sizes"],
  attrs,
  infer: (context) => {
    const x = typed(context, 0, elements);
    if (isResizedAtRunTime(context)) return [tensorType(x.dtype, resizedShape(context, x.shape, axesOf(context, x.shape.length)))];
    const maps = mapsOf(context, x.shape);
    return [
      tensorType(
        x.dtype,
        maps.map((m) => m.output),
      ),
    ];
  },
  lower,
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "the pixel that holds the center of the new one, as TensorFlow does",
      attrs: { coordinate_transformation_mode: "tf_half_pixel_for_nn", nearest_mode: "floor" },
      inputs: [
        { shape: [1, 1, 1, 5], values: [1, 2, 3, 4, 5] },
        undefined,
        undefined,
        { dtype: "i64", shape: [4], values: [1n, 1n, 1n, 3n], constant: true },
      ],
      outputs: [{ shape: [1, 1, 1, 3], values: [1, 3, 5] }],
    },
    {
      note: "nearest, twice as large",
      inputs: [{ shape: [1, 1, 1, 2], values: [1, 2] }, undefined, { shape: [4], values: [1, 1, 2, 2], constant: true }],
      outputs: [{ shape: [1, 1, 2, 4], values: [1, 1, 2, 2, 1, 1, 2, 2] }],
    },
    {
      note: "linear, half pixel centers",
      attrs: { mode: "linear" },
      inputs: [{ shape: [1, 1, 2], values: [0, 4] }, undefined, undefined, { dtype: "i64", shape: [3], values: [1, 1, 4], constant: true }],
      outputs: [{ shape: [1, 1, 4], values: [0, 1, 3, 4] }],
    },
    {
      note: "linear, corners aligned by a scale that gives 2.4 elements (ONNX's resize_downsample_scales_linear_align_corners)",
      attrs: { mode: "linear", coordinate_transformation_mode: "align_corners", axes: [0] },
      inputs: [{ shape: [4], values: [1, 2, 3, 4] }, undefined, { shape: [1], values: [0.6], constant: true }],
      outputs: [{ shape: [2], values: [1, 3.1428571] }],
    },
    {
      note: "linear, corners aligned, two axes",
      attrs: { mode: "linear", coordinate_transformation_mode: "align_corners", axes: [0, 1] },
      inputs: [{ shape: [2, 2], values: [0, 2, 4, 6] }, undefined, undefined, { dtype: "i64", shape: [2], values: [3, 3], constant: true }],
      outputs: [{ shape: [3, 3], values: [0, 1, 2, 2, 3, 4, 4, 5, 6] }],
    },
    {
      note: "cubic, half as large",
      attrs: { mode: "cubic", axes: [0] },
      inputs: [{ shape: [4], values: [0, 0, 8, 8] }, undefined, { shape: [1], values: [0.5], constant: true }],
      outputs: [{ shape: [2], values: [-0.75, 8.75] }],
    },
    {
      note: "antialias: a plain mean when halving a row of equal pairs",
      attrs: { mode: "linear", antialias: 1, axes: [0], exclude_outside: 1 },
      inputs: [{ shape: [4], values: [2, 2, 2, 2] }, undefined, { shape: [1], values: [0.5], constant: true }],
      outputs: [{ shape: [2], values: [2, 2] }],
    },
  ],
});

type Context = InferContext<Attributes> | LowerContext<Attributes>;

/** The elements of a steering input; undefined where it is left out or empty. */
function given(context: Context, i: number): readonly Dim[] | undefined {
  if (context.inputs[i] === undefined) return undefined;
  const found = steeringScales(context, i);
  return found.length === 0 ? undefined : found;
}

function axesOf(context: Context, rank: number): readonly number[] {
  const named = context.attrs.axes;
  return named === undefined ? Array.from({ length: rank }, (_, a) => a) : normalizeAxes(context, named, rank);
}

const whole: readonly [Fraction, Fraction] = [fraction(0, 1), fraction(1, 1)];

/** How each axis is mapped as far as its extents say. */
function mapsByExtents(context: LowerContext<Attributes>, shape: readonly Dim[], output: readonly Dim[]): readonly AxisMap[] {
  const axes = axesOf(context, shape.length);
  const mode = context.attrs.coordinate_transformation_mode;
  const roi = knownCrops(context, axes);
  return shape.map((input, a) => {
    const at = axes.indexOf(a);
    return mapByExtents({ mode: at < 0 ? "asymmetric" : mode, input, output: output[a] ?? 1, crop: roi?.[at] ?? whole });
  });
}

/** How each axis is mapped; untouched axes have scale 1. */
function mapsOf(context: Context, shape: readonly Dim[]): readonly AxisMap[] {
  const axes = axesOf(context, shape.length);
  const [scales, sizes] = [given(context, 2), given(context, 3)];
  if ((scales === undefined) === (sizes === undefined))
    context.fail(`scales ${scales === undefined ? "and sizes are both missing" : "and sizes are both given"}, exactly one is expected`);
  const list = (scales ?? sizes) as readonly Dim[];
  const what = scales === undefined ? "sizes" : "scales";
  if (list.length !== axes.length) context.fail(`${what} has ${list.length} entries, expected ${axes.length} (one an axis)`);
  const targets = scales === undefined ? bySizes(context, shape, axes, list) : byScales(context, shape, axes, scales);
  const roi = knownCrops(context, axes);
  return shape.map((input, a): AxisMap => {
    const at = axes.indexOf(a);
    const target = targets[at];
    const mode = context.attrs.coordinate_transformation_mode;
    if (target === undefined) return { mode: "asymmetric", input, output: input, scale: fraction(1, 1), crop: whole };
    return { mode, input, ...target, crop: roi?.[at] ?? whole };
  });
}

interface Target {
  readonly output: Dim;
  readonly scale: Fraction;
}

function byScales(context: Context, shape: readonly Dim[], axes: readonly number[], scales: readonly Dim[]): readonly Target[] {
  return scales.map((s, i): Target => {
    const input = shape[axes[i] as number] as Dim;
    if (typeof s !== "number" || !(s > 0)) return context.fail(`scales is ${scales.map(dimText).join(", ")}, every entry must be a positive number`);
    const scale = fractionOf(s);
    const output = typeof input === "number" ? Math.floor(Math.fround(Math.fround(s) * input)) : floorDiv(mul(input, scale.p), scale.q as number);
    if (output === 0) context.fail(`scale ${s} leaves nothing of ${dimText(input)} elements along axis ${axes[i]}`);
    return { output, scale };
  });
}

function bySizes(context: Context, shape: readonly Dim[], axes: readonly number[], sizes: readonly Dim[]): readonly Target[] {
  const inputs = axes.map((a) => shape[a] as Dim);
  const policy = context.attrs.keep_aspect_ratio_policy;
  if (policy === "stretch")
    return sizes.map((output, i): Target => {
      const input = inputs[i] as Dim;
      const whole = exactQuotient(output, input);
      return { output, scale: whole === undefined ? fraction(output, input) : fraction(whole, 1) };
    });
  const ratios = sizes.map((output, i) => Number(output) / Number(inputs[i]));
  if (ratios.some(Number.isNaN))
    return context.fail(
      `keep_aspect_ratio_policy ${policy} of free dims: ${sizes.map(dimText).join(", ")}`,
      "give the free dims values (--dim name=value)",
    );
  const by = ratios.indexOf(policy === "not_larger" ? Math.min(...ratios) : Math.max(...ratios));
  const scale = fraction(sizes[by] as Dim, inputs[by] as Dim);
  const [p, q] = [Number(scale.p), Number(scale.q)];
  return inputs.map((input): Target => ({ output: Math.floor((2 * Number(input) * p + q) / (2 * q)), scale }));
}

/** Start and end along each resized axis; undefined where nothing is cropped, or where the run gives the crop. */
function knownCrops(context: Context, axes: readonly number[]): readonly (readonly [Fraction, Fraction])[] | undefined {
  if (context.attrs.coordinate_transformation_mode !== "tf_crop_and_resize" || isCroppedAtRunTime(context)) return undefined;
  const roi = given(context, 1) ?? context.fail(`coordinate_transformation_mode tf_crop_and_resize needs ${context.inputName(1)}`);
  if (roi.length !== 2 * axes.length) context.fail(`roi has ${roi.length} entries, expected ${2 * axes.length} (starts, then ends)`);
  const at = (i: number): Fraction => {
    const d = roi[i] as Dim;
    return typeof d === "number" ? fractionOf(d) : context.fail(`roi is ${dimText(d)}, a number is expected`);
  };
  return axes.map((_, i) => [at(i), at(axes.length + i)] as const);
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const x = context.input(0);
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const known = isResizedAtRunTime(context) ? mapsByExtents(context, x.shape, output.shape) : mapsOf(context, x.shape);
  const { work, maps } = steeredMaps(context, output, axesOf(context, x.shape.length), known);
  maps.forEach((m, a) => {
    if (positionOf(m, 0) === undefined)
      context.fail(
        `axis ${a} is resized from ${dimText(m.input)} to ${dimText(m.output)}, whose ratio is only known at run time`,
        "give the free dim a value (--dim name=value)",
      );
  });
  const { mode, nearest_mode } = context.attrs;
  const outside = context.attrs.extrapolation_value;
  if (mode === "nearest") return [...work, nearest(x, output, maps, nearest_mode, outside)];
  return [...work, ...interpolated(context, { x, output, maps, outside })];
}
