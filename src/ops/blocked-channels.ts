/**
 * The operators of com.microsoft.nchwc, which ONNX Runtime writes when it saves an optimized model: Conv, ReorderInput, ReorderOutput, Upsample and
 * pools of values whose channels stand in blocks of 8 or 16 (`block`, which the reader of the file finds out) and fill the last one up with zeros. Here
 * such values are [batch, channels, height, width] like all others, weights are put back into that order, and layouts are chosen anew.
 * https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/graph/contrib_ops/nchwc_schema_defs.cc
 */
import { type Dim, mul } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import {
  type AttrReader,
  defineOp,
  type ExpandContext,
  exactTolerance,
  f32Tolerance,
  type InferContext,
  type OpDef,
  type Value,
} from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { AveragePool } from "./average-pool.ts";
import { channelsFirst, channelsLast } from "./families/channel-order.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { countAttribute, floats, ranked, typed } from "./families/type-sets.ts";
import { FusedConv } from "./fused-conv.ts";
import { GlobalAveragePool, GlobalMaxPool } from "./global-pools.ts";
import { Identity } from "./identity.ts";
import { MaxPool } from "./max-pool.ts";
import { Pad } from "./pad.ts";
import { Resize } from "./resize.ts";

/** All nodes of the domain are told the size of the blocks; convolutions alone read it. */
const common = { domain: "com.microsoft.nchwc", opset: 1, since: 1, ignores: ["block"] } as const;

/** Operators that mean the same of every channel, whatever blocks it stands in. */
const alias = (op: OpDef): OpDef => defineOp({ ...op, ...common });

export const BlockedAveragePool = alias(AveragePool);
export const BlockedGlobalAveragePool = alias(GlobalAveragePool);
export const BlockedGlobalMaxPool = alias(GlobalMaxPool);
export const BlockedMaxPool = alias(MaxPool);

const images = "[batch, channels, height, width]";

function image(context: Pick<InferContext, "tensor" | "inputName" | "fail">, isLast: boolean): readonly Dim[] {
  const shape = ranked(context, 0, 4, images);
  return isLast ? channelsFirst(4).map((a) => shape[a] as Dim) : shape;
}

const lastAttribute = (raw: AttrReader): boolean => raw.int("channels_last", 0) !== 0;

/** The channels of a shape, a number. */
function channelsOf(context: Pick<InferContext, "inputName" | "fail">, shape: readonly Dim[]): number {
  const channels = shape[1];
  return typeof channels === "number"
    ? channels
    : context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, a known number of channels is expected`);
}

export const ReorderInput = defineOp({
  ...common,
  name: "ReorderInput",
  doc: "an image with channels up to whole blocks, from channels second or last",
  inputs: ["X"],
  attrs: (raw) => ({ isLast: lastAttribute(raw), block: countAttribute(raw, "block") }),
  infer(context) {
    const { dtype } = typed(context, 0, floats);
    const shape = image(context, context.attrs.isLast);
    const block = context.attrs.block;
    return [tensorType(dtype, shape.with(1, Math.ceil(channelsOf(context, shape) / block) * block))];
  },
  expand(context) {
    const c = composer(context);
    const x = context.inputs[0] as Value;
    const first = context.attrs.isLast ? c.transpose(x, channelsFirst(4)) : x;
    const { shape } = typeOf(first);
    const missing = channelsOf(context, typeOf(context.node.outputs[0] as Value).shape) - channelsOf(context, shape);
    return [missing === 0 ? c.node(Identity, [first]) : c.node(Pad, [first, c.integers([0, 0, 0, 0, 0, missing, 0, 0])])];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two of four channels, last",
      attrs: { block: 4, channels_last: 1 },
      inputs: [{ shape: [1, 1, 2, 2], values: [1, 2, 3, 4] }],
      outputs: [{ shape: [1, 4, 1, 2], values: [1, 3, 2, 4, 0, 0, 0, 0] }],
    },
  ],
});

export const ReorderOutput = defineOp({
  ...common,
  name: "ReorderOutput",
  doc: "the first channels of an image, second or last",
  inputs: ["X"],
  attrs: (raw) => ({ isLast: lastAttribute(raw), channels: countAttribute(raw, "channels") }),
  infer(context) {
    const { dtype } = typed(context, 0, floats);
    const shape = image(context, false);
    const channels = context.attrs.channels;
    if (channels > channelsOf(context, shape))
      context.fail(`attribute channels is ${channels}, ${context.inputName(0)} has shape ${shapeText(shape)}`);
    const kept = shape.with(1, channels);
    return [tensorType(dtype, context.attrs.isLast ? channelsLast(4).map((a) => kept[a] as Dim) : kept)];
  },
  expand(context) {
    const c = composer(context);
    const kept = c.slice(context.inputs[0] as Value, 1, 0, context.attrs.channels);
    return [context.attrs.isLast ? c.transpose(kept, channelsLast(4)) : kept];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two of four channels, to the end",
      attrs: { channels: 2, channels_last: 1 },
      inputs: [{ shape: [1, 4, 1, 2], values: [1, 3, 2, 4, 9, 9, 9, 9] }],
      outputs: [{ shape: [1, 1, 2, 2], values: [1, 2, 3, 4] }],
    },
  ],
});

/**
 * Weights [outputs, inputs, height, width] out of blocks of output channels: those of few inputs (an image as it is given, one channel a group) stand as
 * O/b I kh kw b, all others in blocks of inputs too, as O/b I/b kh kw b b.
 */
function plainWeights(c: Composer, w: Value, block: number): Value {
  const [outputs, inputs, height, width] = typeOf(w).shape.map(Number) as [number, number, number, number];
  const taps = [height, width];
  const isByOutputs = inputs < block;
  const stored = isByOutputs ? [outputs / block, inputs, ...taps, block] : [outputs / block, inputs / block, ...taps, block, block];
  return c.reshape(c.transpose(c.reshape(w, stored), isByOutputs ? [0, 4, 1, 2, 3] : [0, 5, 1, 4, 2, 3]), [outputs, inputs, ...taps]);
}

export const BlockedConv = defineOp({
  ...common,
  name: "Conv",
  doc: "Conv by weights in blocks of channels, plus another value under an activation",
  inputs: FusedConv.inputs,
  attrs: (raw) => ({ ...FusedConv.attrs(raw), block: countAttribute(raw, "block") }),
  infer(context) {
    const [outputs, inputs] = ranked(context, 1, 4, "[outputs, inputs, height, width]");
    const block = context.attrs.block;
    const isWhole = (d: Dim | undefined): boolean => typeof d === "number" && d % block === 0;
    if (!isWhole(outputs) || typeof inputs !== "number" || (inputs >= block && !isWhole(inputs)))
      context.fail(`weights of shape ${shapeText(context.tensor(1).shape)} are no blocks of ${block} channels`);
    return FusedConv.infer(context);
  },
  expand(context) {
    const c = composer(context);
    const { block, parameters, ...attrs } = context.attrs;
    const [x, w, ...rest] = context.inputs as readonly [Value, Value, ...(Value | undefined)[]];
    return [c.node(FusedConv, [x, plainWeights(c, w, block), ...rest], { ...attrs, activation_params: parameters })];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "an image of one channel, two outputs",
      attrs: { block: 2, activation: "Relu" },
      inputs: [
        { shape: [1, 1, 1, 3], values: [1, 2, 3] },
        { shape: [2, 1, 1, 2], values: [1, -1, 10, 0] },
        { shape: [2], values: [0.5, 0] },
      ],
      outputs: [{ shape: [1, 2, 1, 2], values: [21.5, 32.5, 0, 0] }],
    },
    {
      note: "blocks of two inputs and two outputs, plus another value",
      attrs: { block: 2 },
      inputs: [
        { shape: [1, 2, 1, 1], values: [1, 10] },
        { shape: [2, 2, 1, 1], values: [1, 2, 3, 4] },
        undefined,
        { shape: [1, 2, 1, 1], values: [100, 200] },
      ],
      outputs: [{ shape: [1, 2, 1, 1], values: [131, 242] }],
    },
  ],
});

const modes = ["nearest", "linear"] as const;

function scaledShape(
  { attrs, fail }: Pick<InferContext<{ readonly scales: readonly number[] }>, "attrs" | "fail">,
  shape: readonly Dim[],
): readonly Dim[] {
  const scales = attrs.scales;
  if (scales.length !== shape.length || scales.some((s) => s < 1))
    fail(`attribute scales is [${scales.join(", ")}] for an input of ${shapeText(shape)}`);
  return shape.map((d, a) => mul(d, scales[a] as number));
}

/** Each element repeated, or interpolated, as often as `scales` says. */
function upsampled(context: ExpandContext<{ readonly mode: string; readonly coordinates: string; readonly scales: readonly number[] }>): Value {
  const { mode, coordinates, scales } = context.attrs;
  const factors = context.constant("scales", tensorType("f32", [scales.length]), { array: Float32Array.from(scales), splat: false });
  const attrs =
    mode === "nearest" ? { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" } : { coordinate_transformation_mode: coordinates };
  return composer(context).node(Resize, [context.inputs[0], undefined, factors], { mode, ...attrs });
}

export const BlockedUpsample = defineOp({
  ...common,
  name: "Upsample",
  doc: "an image a whole number of times as large, by nearest or linear interpolation",
  inputs: ["X"],
  attrs(raw) {
    const mode = raw.string("mode", "nearest");
    if (mode !== "nearest" && mode !== "linear") raw.fail(`mode is "${mode}", expected one of ${modes.join(", ")}`);
    return { mode, coordinates: raw.string("coordinate_transformation_mode", "asymmetric"), scales: raw.ints("scales") };
  },
  infer: (context) => [tensorType(typed(context, 0, floats).dtype, scaledShape(context, ranked(context, 0, 4, images)))],
  expand: (context) => [upsampled(context)],
  tolerance: f32Tolerance,
  examples: [
    {
      note: "nearest",
      attrs: { scales: [1, 1, 1, 2] },
      inputs: [{ shape: [1, 1, 1, 2], values: [1, 2] }],
      outputs: [{ shape: [1, 1, 1, 4], values: [1, 1, 2, 2] }],
    },
    {
      note: "linear",
      attrs: { scales: [1, 1, 1, 2], mode: "linear", coordinate_transformation_mode: "half_pixel" },
      inputs: [{ shape: [1, 1, 1, 2], values: [0, 4] }],
      outputs: [{ shape: [1, 1, 1, 4], values: [0, 1, 3, 4] }],
    },
  ],
});
