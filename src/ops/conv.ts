/**
 * Conv: y[n,oc,o] = b[oc] + sum over ic, k of x[n, ic, o*stride + k*dilation - pad] * w[oc,ic,k], in one to three (or more) spatial axes,
 * with groups. Since opset 1 (11: unchanged meaning, 22: bf16). https://onnx.ai/onnx/operators/onnx__Conv.html
 */
import { add, type Dim, dimText, equalDims, floorDiv, mul, shapeText } from "../core/dim.ts";
import { inferContext } from "../graph/build.ts";
import { type Algorithm, defineOp, f32Tolerance, type InferContext, type LowerContext, type Node, nodeLabel } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Axis, axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import { constant, guarded, add as plus, read, scalarOf, mul as times, variable } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { convolutionAlgorithms } from "./families/convolution-algorithms.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { insideInput, reducedOver, spatialExtents, tapPosition, type WindowAxis, windowAttrs, windowsOf } from "./families/window.ts";

export const Conv = defineOp({
  name: "Conv",
  opset: 22,
  since: 1,
  doc: "convolution of an input with a weight, plus a bias per output channel",
  attrs: (raw) => {
    const group = raw.int("group", 1);
    if (group < 1) raw.fail(`group is ${group}, at least 1 is expected`);
    return { ...windowAttrs(raw), group };
  },
  infer: (context) => {
    const x = typed(context, 0, floats);
    const { windows, outChannels } = geometry(context, x.shape, context.tensor(1).shape);
    sameDType(context, 0, 1);
    if (context.inputs[2] !== undefined) {
      sameDType(context, 0, 2);
      const bias = context.tensor(2).shape;
      if (bias.length !== 1 || !equalDims(bias[0] as Dim, outChannels))
        context.fail(`bias has shape ${shapeText(bias)}, weight has ${dimText(outChannels)} output channels`);
    }
    return [tensorType(x.dtype, [x.shape[0] as Dim, outChannels, ...windows.map((w) => w.output)])];
  },
  lower: (context) => [convolution(context)],
  algorithms: candidates,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one channel, padding 1",
      attrs: { pads: [1, 1, 1, 1] },
      inputs: [
        { shape: [1, 1, 3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
        { shape: [1, 1, 3, 3], values: [0, 0, 0, 0, 1, 2, 0, 0, 0] },
      ],
      outputs: [{ shape: [1, 1, 3, 3], values: [5, 8, 3, 14, 17, 6, 23, 26, 9] }],
    },
    {
      note: "two channels, bias, 1-D, stride 2",
      attrs: { strides: [2] },
      inputs: [
        { shape: [1, 2, 5], values: [1, 2, 3, 4, 5, 10, 20, 30, 40, 50] },
        { shape: [1, 2, 3], values: [1, 1, 1, 0, 1, 0] },
        { shape: [1], values: [0.5] },
      ],
      outputs: [{ shape: [1, 1, 2], values: [26.5, 52.5] }],
    },
    {
      note: "depthwise, dilation 2",
      attrs: { group: 2, dilations: [2] },
      inputs: [
        { shape: [1, 2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { shape: [2, 1, 2], values: [1, 1, 1, -1] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [4, 6, -2, -2] }],
    },
    {
      note: "two groups of two input channels",
      attrs: { group: 2 },
      inputs: [
        { shape: [1, 4, 1, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { shape: [2, 2, 1, 1], values: [1, 10, 100, 1000] },
      ],
      outputs: [{ shape: [1, 2, 1, 2], values: [31, 42, 7500, 8600] }],
    },
    {
      note: "auto_pad SAME_LOWER puts the odd element first",
      attrs: { auto_pad: "SAME_LOWER" },
      inputs: [
        { shape: [1, 1, 3], values: [1, 2, 3] },
        { shape: [1, 1, 2], values: [1, 10] },
      ],
      outputs: [{ shape: [1, 1, 3], values: [10, 21, 32] }],
    },
  ],
});

interface Geometry {
  readonly windows: readonly WindowAxis[];
  readonly group: number;
  readonly outChannels: Dim;
  /** Input channels each output channel sees. */
  readonly inPerGroup: Dim;
}

type Refusing = Pick<InferContext | LowerContext, "attrs" | "fail">;

function geometry(context: Refusing, x: readonly Dim[], w: readonly Dim[]): Geometry {
  const spatial = spatialExtents(context, x);
  if (w.length !== x.length) context.fail(`weight has rank ${w.length}, the input rank ${x.length}; they must be equal`);
  const group = context.attrs.group as number;
  const [channels, outChannels, inPerGroup] = [x[1] as Dim, w[0] as Dim, w[1] as Dim];
  if (!equalDims(channels, mul(inPerGroup, group))) {
    const expected = `weight expects ${dimText(inPerGroup)} x group ${group} = ${dimText(mul(inPerGroup, group))}`;
    context.fail(`input has ${dimText(channels)} channels, ${expected}`, "check group, and that the input is in NCHW order");
  }
  if (group > 1 && (typeof outChannels !== "number" || outChannels % group !== 0))
    context.fail(`weight has ${dimText(outChannels)} output channels, no multiple of group ${group}`);
  const kernel = w.slice(2);
  const declared = context.attrs.kernel_shape as readonly number[] | undefined;
  if (declared !== undefined && !(declared.length === kernel.length && declared.every((k, i) => equalDims(k, kernel[i] as Dim))))
    context.fail(`kernel_shape is [${declared.join(",")}], the weight's spatial shape ${shapeText(kernel)}`);
  return { windows: windowsOf(context, spatial, kernel), group, outChannels, inPerGroup };
}

/** How output channels are walked: the axes, the output channel and the first input channel of its group. */
interface Channels {
  readonly axes: readonly Axis[];
  readonly out: Dim;
  readonly firstIn: Dim;
}

/** One axis over output channels, except for groups of several input channels: there a group axis stands before it. */
function channelsOf({ group, outChannels, inPerGroup }: Geometry): Channels {
  if (group === 1 || typeof outChannels !== "number" || inPerGroup === 1) {
    const oc = axis("oc", outChannels);
    const out = coordinate(oc);
    return { axes: [oc], out, firstIn: group === 1 ? 0 : floorDiv(out, (outChannels as number) / group) };
  }
  const g = axis("g", group);
  const oc = axis("oc", outChannels / group);
  const out = add(mul(coordinate(g), outChannels / group), coordinate(oc));
  return { axes: [g, oc], out, firstIn: mul(coordinate(g), inPerGroup) };
}

function convolution(context: LowerContext): Compute {
  const [x, w, bias] = [context.input(0), context.input(1), context.inputs[2]];
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const shape = geometry(context, x.shape, w.shape);
  const { windows } = shape;
  const channels = channelsOf(shape);
  const n = axis("n", x.shape[0] as Dim);
  const positions = windows.map((win) => axis(`o${win.letter}`, win.output));
  const reduced = reducedOver([["ic", shape.inPerGroup], ...windows.map((win) => [`k${win.letter}`, win.kernel] as const)]);
  const [ic, ...taps] = reduced.at as readonly [Dim, ...Dim[]];
  const places = windows.map((win, i) => tapPosition(win, coordinate(positions[i] as Axis), taps[i] as Dim));
  const dtype = scalarOf(output.dtype);
  const product = times(read(x, [coordinate(n), add(channels.firstIn, ic), ...places]), read(w, [channels.out, ic, ...taps]));
  const body = guarded(insideInput(windows, places), product, constant(dtype, 0));
  const at = [coordinate(n), channels.out, ...positions.map(coordinate)];
  const axes = [n, ...channels.axes, ...positions];
  const name = `${isDepthwise(shape) ? "depthwise_conv" : "conv"}${windows.length}d`;
  const withBias = (sum: typeof body): typeof body => (bias === undefined ? sum : plus(sum, read(bias, [channels.out])));
  if (reduced.axes.length === 0) return compute({ name, output, axes, at, value: withBias(body) });
  const result = variable("sum", dtype);
  return compute({ name, output, axes, at, reduction: { axes: reduced.axes, combine: "sum", body, result }, value: withBias(result) });
}

const isDepthwise = ({ group, inPerGroup }: Geometry): boolean => group > 1 && inPerGroup === 1;

/** Packed weights and blocked channels, for f32 with constant weights; the plain lowering serves all others. */
function candidates(n: Node, machine: Machine): readonly Algorithm[] {
  const context = inferContext({ attrs: n.attrs, inputs: n.inputs, outputCount: n.outputs.length, label: nodeLabel(n) });
  const [input, weight] = [context.tensor(0), context.tensor(1)];
  const output = n.outputs[0]?.type;
  if (input.dtype !== "f32" || n.inputs[1]?.data === undefined || output?.kind !== "tensor") return [];
  const { windows, group } = geometry(context, input.shape, weight.shape);
  if (windows.some((w) => typeof w.before !== "number")) return [];
  return convolutionAlgorithms(
    {
      input: input.shape,
      output: output.shape,
      weight: weight.shape,
      group,
      strides: windows.map((w) => w.stride),
      dilations: windows.map((w) => w.dilation),
      padsBefore: windows.map((w) => w.before as number),
    },
    machine,
    n.inputs[2] !== undefined,
  );
}
