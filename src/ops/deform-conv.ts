/**
 * DeformConv: a convolution in two axes whose taps are moved by offsets of their own, read between the elements (0 outside) and weighted by a
 * mask on demand. Since opset 19. https://onnx.ai/onnx/operators/onnx__DeformConv.html
 */
import { type Dim, equalDims, floorDiv, add as plus, mul as times } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Axis, axis, compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, type Expr, floor, index, mul, read, sub, variable } from "../loop/expr.ts";
import { checkBias, convolutionAttrs, convolvedShape, type Geometry, geometry } from "./families/convolution.ts";
import { elementOrZero } from "./families/fractional-read.ts";
import { hasInput } from "./families/steering.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver, tapPosition, type WindowAxis } from "./families/window.ts";

const attrs = (raw: AttrReader) => ({ ...convolutionAttrs(raw), offsetGroup: raw.int("offset_group", 1) });

type Attributes = ReturnType<typeof attrs>;

function checkOffsets(context: InferContext<Attributes>, x: readonly Dim[], shape: Geometry): void {
  const groups = context.attrs.offsetGroup;
  const channels = x[1];
  if (typeof channels !== "number" || channels % groups !== 0)
    context.fail(`the input has shape ${shapeText(x)}, its channels are no multiple of offset_group ${groups}`);
  const taps = shape.windows.reduce((n, w) => n * Number(w.kernel), 1);
  const places = shape.windows.map((w) => w.output);
  const check = (i: number, count: number): void => {
    const wanted = [x[0] as Dim, count, ...places];
    const given = context.tensor(i).shape;
    if (given.length !== wanted.length || !wanted.every((d, a) => equalDims(d, given[a] as Dim)))
      context.fail(`${context.inputName(i)} has shape ${shapeText(given)}, ${shapeText(wanted)} is expected`);
    sameDType(context, 0, i);
  };
  check(2, groups * taps * 2);
  if (hasInput(context, 4)) check(4, groups * taps);
}

interface Tap {
  readonly place: readonly Dim[];
  /** Which of the offset's pairs belongs to it. */
  readonly pair: Dim;
}

/** A position of the output, and the channel of the input that is read for it. */
interface Position {
  readonly n: Dim;
  readonly channel: Dim;
  readonly at: readonly Dim[];
}

/** The input at a tap, moved by its offset. */
function movedElement(context: LowerContext, windows: readonly WindowAxis[], tap: Tap, { n, channel, at }: Position): Expr {
  const offset = context.input(2);
  const places = windows.map((w, i) => {
    const moved = read(offset, [n, plus(times(tap.pair, windows.length), i), ...at]);
    return add(cast(moved.dtype as "f32" | "f64", index(tapPosition(w, at[i] as Dim, tap.place[i] as Dim))), moved);
  });
  // Linear between the neighbours of each axis, those outside being 0.
  const along = (fixed: readonly Expr[]): Expr => {
    const p = places[fixed.length];
    if (p === undefined) return elementOrZero(context.input(0), [n, channel], fixed);
    const t = sub(p, floor(p));
    const one = constant(p.dtype, 1);
    return add(mul(along([...fixed, floor(p)]), sub(one, t)), mul(along([...fixed, add(floor(p), one)]), t));
  };
  return along([]);
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const [x, w] = [context.input(0), context.input(1)];
  const bias = hasInput(context, 3) ? context.input(3) : undefined;
  const mask = hasInput(context, 4) ? context.input(4) : undefined;
  const shape = geometry(context, x.shape, w.shape);
  const { windows, group, outChannels, inPerGroup } = shape;
  const perOffset = Number(x.shape[1]) / context.attrs.offsetGroup;
  return context.outputs.map((output) => {
    const axes: readonly Axis[] = [
      axis("n", x.shape[0] as Dim),
      axis("oc", outChannels),
      ...windows.map((win) => axis(`o${win.letter}`, win.output)),
    ];
    const [n, oc, ...at] = axes.map(coordinate) as [Dim, Dim, ...Dim[]];
    const reduced = reducedOver([["ic", inPerGroup], ...windows.map((win) => [`k${win.letter}`, win.kernel] as const)]);
    const [ic, ...place] = reduced.at as [Dim, ...Dim[]];
    const channel = plus(times(floorDiv(oc, Number(outChannels) / group), inPerGroup), ic);
    const pair = place.reduce<Dim>((flat, d, i) => plus(times(flat, windows[i]?.kernel ?? 1), d), floorDiv(channel, perOffset));
    const element = movedElement(context, windows, { place, pair }, { n, channel, at });
    const masked = mask === undefined ? element : mul(element, read(mask, [n, pair, ...at]));
    const body = mul(masked, read(w, [oc, ic, ...place]));
    const finish = (sum: Expr): Expr => (bias === undefined ? sum : add(sum, read(bias, [oc])));
    if (reduced.axes.length === 0) return compute({ name: "deform_conv", output, axes, value: finish(body) });
    const result = variable("sum", body.dtype);
    return compute({ name: "deform_conv", output, axes, reduction: { axes: reduced.axes, combine: "sum", body, result }, value: finish(result) });
  });
}

export const DeformConv = defineOp({
  name: "DeformConv",
  opset: 22,
  since: 19,
  doc: "a convolution whose taps are moved",
  inputs: ["X", "W", "offset", "B", "mask"],
  attrs,
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    for (const i of [1, 2, 3, 4]) if (hasInput(context, i)) sameDType(context, 0, i);
    const convolved = geometry(context, shape, context.tensor(1).shape);
    checkOffsets(context, shape, convolved);
    if (hasInput(context, 3)) checkBias(context, context.tensor(3).shape, convolved);
    return [tensorType(dtype, convolvedShape(shape, convolved))];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "half an element to the right, one row down",
      inputs: [
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 5] },
        { shape: [1, 1, 1, 1], values: [10] },
        { shape: [1, 2, 2, 2], values: [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5] },
      ],
      outputs: [{ shape: [1, 1, 2, 2], values: [40, 25, 0, 0] }],
    },
    {
      note: "not moved, masked, with a bias",
      inputs: [
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [1, 1, 1, 2], values: [1, 1] },
        { shape: [1, 4, 2, 1], values: [0, 0, 0, 0, 0, 0, 0, 0] },
        { shape: [1], values: [100] },
        { shape: [1, 2, 2, 1], values: [1, 1, 0, 0.5] },
      ],
      outputs: [{ shape: [1, 1, 2, 1], values: [101, 105] }],
    },
  ],
});
