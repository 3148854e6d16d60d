/**
 * Convolution: out[n,oc,o] is the sum over ic, k of x[n, ic, o*stride + k*dilation - pad] * w[oc,ic,k], in any number of spatial axes, with
 * groups. Which types are multiplied, and what becomes of the sum, is the operator's.
 */
import { add, type Dim, dimOf, equalDims, floorDiv, min, mul, sym } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import { blockAlong } from "../../core/layout.ts";
import type { AttrReader, NodeContext } from "../../graph/graph.ts";
import { type Axis, axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { constant, type Expr, guarded, read, type Tensor, mul as times, variable } from "../../loop/expr.ts";
import type { ConvolutionShape } from "./convolution-algorithms.ts";
import { insideInput, type Refusing, reducedOver, spatialExtents, tapPosition, type WindowAxis, windowAttrs, windowsOf } from "./window.ts";

/** A window's attributes and group. */
export function convolutionAttrs(raw: AttrReader) {
  const group = raw.int("group", 1);
  if (group < 1) raw.fail(`group is ${group}, at least 1 is expected`);
  return { ...windowAttrs(raw), group };
}

export interface Geometry {
  readonly windows: readonly WindowAxis[];
  readonly group: number;
  readonly outChannels: Dim;
  /** Input channels each output channel sees. */
  readonly inPerGroup: Dim;
}

export type ConvolutionAttributes = ReturnType<typeof convolutionAttrs>;

/** Checks the shapes against each other and the attributes that `convolutionAttrs` read. */
export function geometry(context: Refusing<ConvolutionAttributes>, x: readonly Dim[], w: readonly Dim[]): Geometry {
  const spatial = spatialExtents(context, x);
  if (w.length !== x.length) context.fail(`weight has rank ${w.length}, the input rank ${x.length}; they must be equal`);
  const { group, kernel_shape: declared } = context.attrs;
  const [channels, outChannels, inPerGroup] = [x[1] as Dim, w[0] as Dim, w[1] as Dim];
  if (!equalDims(channels, mul(inPerGroup, group))) {
    const expected = `weight expects ${dimText(inPerGroup)} x group ${group} = ${dimText(mul(inPerGroup, group))}`;
    context.fail(`input has ${dimText(channels)} channels, ${expected}`, "check group, and that the input is in NCHW order");
  }
  if (group > 1 && (typeof outChannels !== "number" || outChannels % group !== 0))
    context.fail(`weight has ${dimText(outChannels)} output channels, no multiple of group ${group}`);
  if (outChannels === 0) context.fail(`weight has shape ${shapeText(w)}, which makes no output channels`);
  const kernel = w.slice(2);
  if (declared !== undefined && !(declared.length === kernel.length && declared.every((k, i) => equalDims(k, kernel[i] as Dim))))
    context.fail(`kernel_shape is [${declared.join(",")}], the weight's spatial shape ${shapeText(kernel)}`);
  return { windows: windowsOf(context, spatial, kernel), group, outChannels, inPerGroup };
}

/** What choosing an algorithm asks of a convolution; undefined where padding follows a free dim. */
export function convolutionShape(
  context: Refusing<ConvolutionAttributes>,
  input: readonly Dim[],
  weight: readonly Dim[],
  output: readonly Dim[],
): ConvolutionShape | undefined {
  const { windows, group } = geometry(context, input, weight);
  const padsBefore = windows.flatMap(({ before }) => (typeof before === "number" ? [before] : []));
  if (padsBefore.length < windows.length) return undefined;
  return { input, output, weight, group, strides: windows.map((w) => w.stride), dilations: windows.map((w) => w.dilation), padsBefore };
}

/** Refuses a bias that is not one number an output channel. */
export function checkBias(context: Pick<NodeContext, "fail">, bias: readonly Dim[], { outChannels }: Geometry): void {
  if (bias.length !== 1 || !equalDims(bias[0] as Dim, outChannels))
    context.fail(`bias has shape ${shapeText(bias)}, weight has ${dimText(outChannels)} output channels`);
}

/** How output channels are walked: the axes, the output channel and the first input channel of its group. */
interface Channels {
  readonly axes: readonly Axis[];
  readonly out: Dim;
  readonly firstIn: Dim;
}

/**
 * One axis over output channels, except for groups of several input channels whose output channels fill vectors of `lanes`: there a group axis stands before
 * it. Lanes behind the last channel read the last group, where theirs would lie behind the input's last block of `block` channels.
 */
function channelsOf({ group, outChannels, inPerGroup }: Geometry, lanes: number, block: number): Channels {
  if (group === 1 || typeof outChannels !== "number" || inPerGroup === 1 || (outChannels / group) % lanes !== 0) {
    const plain = axis("oc", outChannels);
    if (group === 1 || typeof outChannels !== "number") return { axes: [plain], out: coordinate(plain), firstIn: 0 };
    const [reached, perGroup] = [Math.ceil(outChannels / lanes) * lanes, outChannels / group];
    const isWithin = typeof inPerGroup !== "number" || Math.ceil(reached / perGroup) * inPerGroup <= Math.ceil((group * inPerGroup) / block) * block;
    const oc = isWithin ? plain : { ...plain, sym: sym("oc", 0, reached - 1) };
    const out = isWithin ? coordinate(plain) : dimOf(oc.sym);
    const g = floorDiv(out, perGroup);
    return { axes: [oc], out, firstIn: mul(isWithin ? g : min(g, group - 1), inPerGroup) };
  }
  const g = axis("g", group);
  const oc = axis("oc", outChannels / group);
  const out = add(mul(coordinate(g), outChannels / group), coordinate(oc));
  return { axes: [g, oc], out, firstIn: mul(coordinate(g), inPerGroup) };
}

export const convolvedShape = (x: readonly Dim[], { windows, outChannels }: Geometry): readonly Dim[] => [
  x[0] as Dim,
  outChannels,
  ...windows.map((w) => w.output),
];

export interface Convolution {
  /** As kernels are named, before the number of axes: "conv". */
  readonly kernel: string;
  readonly context: Refusing<ConvolutionAttributes>;
  readonly x: Tensor;
  readonly w: Tensor;
  readonly output: Tensor;
  /** The factor an element of x stands for, and that of an element of w of an output channel; the elements themselves unless said otherwise. */
  readonly input?: (x: Expr) => Expr;
  readonly weight?: (w: Expr, outChannel: Dim) => Expr;
  /** The factor that stands for an element outside the input; without it products with such add nothing. */
  readonly padding?: Expr;
  /** The output element, made of the sum. */
  readonly finish: (sum: Expr, outChannel: Dim) => Expr;
}

export function convolution(spec: Convolution): Compute {
  const { kernel, context, x, w, output, input = same, weight = same, padding, finish } = spec;
  const shape = geometry(context, x.shape, w.shape);
  const { windows } = shape;
  const channels = channelsOf(shape, blockAlong(w.layout, 0), blockAlong(x.layout, 1));
  const n = axis("n", x.shape[0] as Dim);
  const positions = windows.map((win) => axis(`o${win.letter}`, win.output));
  const reduced = reducedOver([["ic", shape.inPerGroup], ...windows.map((win) => [`k${win.letter}`, win.kernel] as const)]);
  const [ic, ...taps] = reduced.at as readonly [Dim, ...Dim[]];
  const places = windows.map((win, i) => tapPosition(win, coordinate(positions[i] as Axis), taps[i] as Dim));
  const inside = insideInput(windows, places);
  const element = input(read(x, [coordinate(n), add(channels.firstIn, ic), ...places]));
  const factor = padding === undefined ? element : guarded(inside, element, padding);
  const product = times(factor, weight(read(w, [channels.out, ic, ...taps]), channels.out));
  const body = padding === undefined ? guarded(inside, product, constant(product.dtype, 0)) : product;
  const at = [coordinate(n), channels.out, ...positions.map(coordinate)];
  const axes = [n, ...channels.axes, ...positions];
  const name = `${isDepthwise(shape) ? "depthwise_" : ""}${kernel}${windows.length}d`;
  if (reduced.axes.length === 0) return compute({ name, output, axes, at, value: finish(body, channels.out) });
  const result = variable("sum", product.dtype);
  const reduction = { axes: reduced.axes, combine: "sum" as const, body, result };
  return compute({ name, output, axes, at, reduction, value: finish(result, channels.out) });
}

const same = (x: Expr): Expr => x;

const isDepthwise = ({ group, inPerGroup }: Geometry): boolean => group > 1 && inPerGroup === 1;
