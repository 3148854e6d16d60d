/**
 * ConvTranspose: the gradient of a convolution: x[n,ic,i] * w[ic,oc,k] is added to y[n, oc, i*stride + k*dilation - pad]. Written from the
 * output's side, so that each element is one sum over the taps that reach it. Since opset 1 (11: unchanged meaning, 22: bf16).
 * https://onnx.ai/onnx/operators/onnx__ConvTranspose.html
 */
import { add, bounds, ceilDiv, type Dim, equalDims, floorDiv, max, min, mod, mul, sub } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { inferContextOf } from "../graph/build.ts";
import { type Algorithm, type AttrReader, defineOp, f32Tolerance, type LowerContext, type Node } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Axis, axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import { allOf, constant, type Expr, eq, guarded, index, add as plus, read, scalarOf, mul as times, variable, within } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { convolutionAttrs } from "./families/convolution.ts";
import { transposedAlgorithm } from "./families/convolution-algorithms.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { perAxis, type Refusing, reachOf, reducedOver, spatialExtents, spatialLetter, splitPadding } from "./families/window.ts";

function attrs(raw: AttrReader) {
  const optional = (name: string): readonly number[] | undefined => (raw.has(name) ? raw.ints(name) : undefined);
  return { ...convolutionAttrs(raw), output_padding: optional("output_padding"), output_shape: optional("output_shape") };
}

type Attributes = ReturnType<typeof attrs>;

export const ConvTranspose = defineOp({
  name: "ConvTranspose",
  opset: 22,
  since: 1,
  doc: "transposed convolution of an input with a weight, plus a bias per output channel",
  inputs: ["X", "W", "B"],
  attrs,
  infer: (context) => {
    const x = typed(context, 0, floats);
    const { spread, outChannels } = geometry(context, x.shape, context.tensor(1).shape);
    sameDType(context, 0, 1);
    if (context.inputs[2] !== undefined) {
      sameDType(context, 0, 2);
      const bias = context.tensor(2).shape;
      if (bias.length !== 1 || !equalDims(bias[0] as Dim, outChannels))
        context.fail(`bias has shape ${shapeText(bias)}, the result ${dimText(outChannels)} channels`);
    }
    return [tensorType(x.dtype, [x.shape[0] as Dim, outChannels, ...spread.map((s) => s.output)])];
  },
  lower: (context) => [transposedConvolution(context)],
  algorithms: candidates,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "stride 2 with a 2x2 kernel tiles the output",
      attrs: { strides: [2, 2] },
      inputs: [
        { shape: [1, 1, 1, 2], values: [1, 10] },
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [1], values: [0.5] },
      ],
      outputs: [{ shape: [1, 1, 2, 4], values: [1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5] }],
    },
    {
      note: "overlapping taps, padding and output_padding",
      attrs: { strides: [2], pads: [1, 1], output_padding: [1] },
      inputs: [
        { shape: [1, 1, 2], values: [1, 10] },
        { shape: [1, 1, 3], values: [1, 2, 3] },
      ],
      outputs: [{ shape: [1, 1, 4], values: [2, 13, 20, 30] }],
    },
    {
      note: "two groups",
      attrs: { group: 2 },
      inputs: [
        { shape: [1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [2, 1, 2], values: [1, 1, 1, -1] },
      ],
      outputs: [{ shape: [1, 2, 3], values: [1, 3, 2, 3, 1, -4] }],
    },
  ],
});

/** One spatial axis: input positions `stride` apart, each spread over `kernel` taps. */
interface Spread {
  readonly letter: string;
  readonly input: Dim;
  readonly kernel: Dim;
  readonly stride: number;
  readonly dilation: number;
  readonly before: Dim;
  readonly output: Dim;
}

interface Geometry {
  readonly spread: readonly Spread[];
  readonly group: number;
  readonly outChannels: Dim;
  readonly inPerGroup: Dim;
  readonly outPerGroup: Dim;
}

function geometry(context: Refusing<Attributes>, x: readonly Dim[], w: readonly Dim[]): Geometry {
  const spatial = spatialExtents(context, x);
  if (w.length !== x.length) context.fail(`weight has rank ${w.length}, the input rank ${x.length}; they must be equal`);
  const { group, kernel_shape: declared } = context.attrs;
  const [channels, inChannels, outPerGroup] = [x[1] as Dim, w[0] as Dim, w[1] as Dim];
  if (!equalDims(channels, inChannels))
    context.fail(`input has ${dimText(channels)} channels, weight expects ${dimText(inChannels)}`, "a transposed weight is [in, out / group, ...]");
  if (group > 1 && (typeof channels !== "number" || channels % group !== 0))
    context.fail(`input has ${dimText(channels)} channels, no multiple of group ${group}`);
  const kernel = w.slice(2);
  if (declared !== undefined && !(declared.length === kernel.length && declared.every((k, i) => equalDims(k, kernel[i] as Dim))))
    context.fail(`kernel_shape is [${declared.join(",")}], the weight's spatial shape ${shapeText(kernel)}`);
  const inPerGroup = group === 1 ? channels : (channels as number) / group;
  return { spread: spreadsOf(context, spatial, kernel), group, outChannels: mul(outPerGroup, group), inPerGroup, outPerGroup };
}

function spreadsOf(context: Refusing<Attributes>, spatial: readonly Dim[], kernel: readonly Dim[]): readonly Spread[] {
  const count = spatial.length;
  const strides = perAxis(context, "strides", count, 1);
  const dilations = perAxis(context, "dilations", count, 1);
  const extra = perAxis(context, "output_padding", count, 0);
  const pads = perAxis(context, "pads", 2 * count, 0);
  const shapes = context.attrs.output_shape;
  // Some exporters write the whole shape, batch and channels included.
  const wanted = shapes?.length === count + 2 ? shapes.slice(2) : shapes;
  if (wanted !== undefined && wanted.length !== count) context.fail(`output_shape has ${wanted.length} entries, expected ${count}`);
  return spatial.map((input, i): Spread => {
    const [k, stride, dilation] = [kernel[i] as Dim, strides[i] as number, dilations[i] as number];
    const full = add(mul(sub(input, 1), stride), extra[i] as number, reachOf(k, dilation));
    const { before, output } = place(context.attrs.auto_pad, mul(input, stride), full, wanted?.[i], [pads[i] as number, pads[count + i] as number]);
    const letter = spatialLetter(count, i);
    if (bounds(output)[1] < 1) context.fail(`the result has ${dimText(output)} elements along ${letter}`, "check pads, kernel_shape and strides");
    return { letter, input, kernel: k, stride, dilation, before, output };
  });
}

/** What is cut from the front of the full result, and how much is left. */
function place(
  autoPad: string,
  same: Dim,
  full: Dim,
  wanted: number | undefined,
  [before, after]: readonly [number, number],
): { readonly before: Dim; readonly output: Dim } {
  const isSame = autoPad === "SAME_UPPER" || autoPad === "SAME_LOWER";
  const output = wanted ?? (isSame ? same : undefined);
  if (output !== undefined) return { before: splitPadding(autoPad === "SAME_UPPER", max(0, sub(full, output))).before, output };
  return autoPad === "VALID" ? { before: 0, output: full } : { before, output: sub(full, before + after) };
}

/** Which taps reach an output position: how many are tried, and for each the tap, the input position and what must hold. */
interface Taps {
  readonly count: Dim;
  readonly tap: (o: Dim, t: Dim) => Dim;
  readonly input: (o: Dim, t: Dim) => Dim;
  readonly holds: (o: Dim, t: Dim) => readonly (Expr | undefined)[];
}

/**
 * i*stride = o + before - k*dilation. Without dilation k runs over the taps with the right remainder only: k = (o + before) mod stride +
 * t*stride. With both stride and dilation, every tap is tried.
 */
function tapsOf(s: Spread): Taps {
  if (hasOneTap(s)) return { count: 1, tap: (o) => add(o, s.before), input: () => 0, holds: () => [] };
  const inside = (i: Dim): Expr | undefined => within(i, 0, s.input);
  if (s.dilation === 1) {
    const asked = (o: Dim, t: Dim): Dim => add(mod(add(o, s.before), s.stride), mul(t, s.stride));
    // A stride longer than the kernel leaves remainders without a tap; what is read there counts for nothing, and stands inside the weights.
    const hasGaps = typeof s.kernel === "number" && s.kernel < s.stride;
    const tap = (o: Dim, t: Dim): Dim => (hasGaps ? min(asked(o, t), sub(s.kernel, 1)) : asked(o, t));
    const input = (o: Dim, t: Dim): Dim => sub(floorDiv(add(o, s.before), s.stride), t);
    const isWhole = equalDims(mod(s.kernel, s.stride), 0);
    return {
      count: ceilDiv(s.kernel, s.stride),
      tap,
      input,
      holds: (o, t) => [inside(input(o, t)), isWhole ? undefined : within(asked(o, t), 0, s.kernel)],
    };
  }
  const distance = (o: Dim, t: Dim): Dim => sub(add(o, s.before), mul(t, s.dilation));
  const input = (o: Dim, t: Dim): Dim => floorDiv(distance(o, t), s.stride);
  const isHit = (o: Dim, t: Dim): Expr | undefined => (s.stride === 1 ? undefined : eq(index(mod(distance(o, t), s.stride)), index(0)));
  return { count: s.kernel, tap: (_, t) => t, input, holds: (o, t) => [inside(input(o, t)), isHit(o, t)] };
}

/** True where there is one input position, which reaches every result by a tap of its own (the first layer of a generator). */
const hasOneTap = ({ input, kernel, dilation, before, output }: Spread): boolean =>
  input === 1 && dilation === 1 && bounds(sub(kernel, add(before, output)))[0] >= 0;

/** How output positions are walked: `at` in terms of the axes. */
interface Positions {
  readonly phase: readonly Axis[];
  readonly position: Axis;
  readonly at: Dim;
}

/**
 * Positions whose remainders by the stride are equal are reached by the same taps: where the stride divides the result, the remainder is an
 * axis of its own, and each of its points is a convolution of stride 1.
 */
function positionsOf(s: Spread): Positions {
  const { letter, stride, dilation, output } = s;
  if (stride === 1 || dilation > 1 || typeof output !== "number" || output % stride !== 0 || hasOneTap(s)) {
    const position = axis(`o${letter}`, output);
    return { phase: [], position, at: coordinate(position) };
  }
  const [phase, position] = [axis(`phase_${letter}`, stride), axis(`i${letter}`, output / stride)];
  return { phase: [phase], position, at: add(mul(coordinate(position), stride), coordinate(phase)) };
}

function transposedConvolution(context: LowerContext<Attributes>): Compute {
  const [x, w, bias] = [context.input(0), context.input(1), context.inputs[2]];
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const { spread, group, inPerGroup, outPerGroup } = geometry(context, x.shape, w.shape);
  const n = axis("n", x.shape[0] as Dim);
  const g = group === 1 ? [] : [axis("g", group)];
  const oc = axis("oc", outPerGroup);
  const positions = spread.map(positionsOf);
  const taps = spread.map(tapsOf);
  const reduced = reducedOver([["ic", inPerGroup], ...spread.map((s, i) => [`k${s.letter}`, (taps[i] as Taps).count] as const)]);
  const [ic, ...tried] = reduced.at as readonly [Dim, ...Dim[]];
  const at = positions.map((p) => p.at);
  const each = <T>(f: (t: Taps, o: Dim, k: Dim) => T): readonly T[] => taps.map((t, i) => f(t, at[i] as Dim, tried[i] as Dim));
  const inGroup = g.map(coordinate)[0] ?? 0;
  const inChannel = add(mul(inGroup, inPerGroup), ic);
  const outChannel = add(mul(inGroup, outPerGroup), coordinate(oc));
  const dtype = scalarOf(output.dtype);
  const product = times(
    read(x, [coordinate(n), inChannel, ...each((t, o, k) => t.input(o, k))]),
    read(w, [inChannel, coordinate(oc), ...each((t, o, k) => t.tap(o, k))]),
  );
  const body = guarded(allOf(each((t, o, k) => t.holds(o, k)).flat()), product, constant(dtype, 0));
  const spec = {
    name: `conv_transpose${spread.length}d`,
    output,
    axes: [n, ...g, oc, ...positions.flatMap((p) => p.phase), ...positions.map((p) => p.position)] as readonly Axis[],
    at: [coordinate(n), outChannel, ...at],
  };
  const withBias = (sum: Expr): Expr => (bias === undefined ? sum : plus(sum, read(bias, [outChannel])));
  if (reduced.axes.length === 0) return compute({ ...spec, value: withBias(body) });
  const result = variable("sum", dtype);
  return compute({ ...spec, reduction: { axes: reduced.axes, combine: "sum", body, result }, value: withBias(result) });
}

/** Packed weights and blocked channels, for f32 with constant weights and static extents; the plain lowering serves all others. */
function candidates(n: Node<Attributes>, machine: Machine): readonly Algorithm[] {
  const context = inferContextOf(n);
  const [input, weight] = [context.tensor(0), context.tensor(1)];
  if (input.dtype !== "f32" || n.inputs[1]?.data === undefined) return [];
  const { spread, group, outChannels } = geometry(context, input.shape, weight.shape);
  const reached = spread.flatMap((s) => {
    const { input: extent, kernel, stride, dilation, before, output } = s;
    if (typeof extent !== "number" || typeof kernel !== "number" || typeof before !== "number" || typeof output !== "number") return [];
    if (dilation > 1) return [];
    if (hasOneTap(s)) return [{ before: 0, after: 0 }];
    const first = Math.floor(before / stride) - Math.ceil(kernel / stride) + 1;
    return [{ before: Math.max(0, -first), after: Math.max(0, Math.floor((output - 1 + before) / stride) - extent + 1) }];
  });
  if (reached.length < spread.length || typeof input.shape[1] !== "number" || typeof outChannels !== "number") return [];
  const tapsOfPhase = spread.reduce((taps, s) => taps * Number(tapsOf(s).count), 1);
  const positions = spread.reduce((all, { output }) => all * Number(output), bounds(input.shape[0] ?? 1)[1]);
  const algorithm = transposedAlgorithm(weight.shape, { group, reached, tapsOfPhase, positions }, machine, n.inputs[2] !== undefined);
  return algorithm === undefined ? [] : [algorithm];
}
