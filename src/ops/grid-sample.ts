/**
 * GridSample: the input at places between its elements, given by a grid of coordinates in [-1, 1], the last axis first. Places outside are 0, the
 * nearest element (border), or mirrored (reflection). Since opset 16 (any rank and new names of modes since 20).
 * https://onnx.ai/onnx/operators/onnx__GridSample.html
 */
import type { Dim } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, allOf, and, cast, computedDim, constant, type Expr, floor, guarded, le, max, min, mul, nearest, read, sub } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { reflected } from "./families/reflection.ts";
import { floats, notEmpty, numbers, typed } from "./families/type-sets.ts";

const modes: readonly string[] = ["linear", "nearest", "cubic"];
const paddings: readonly string[] = ["zeros", "border", "reflection"];

interface Sampling {
  readonly mode: string;
  readonly padding: string;
  readonly aligned: boolean;
}

/** An axis of the input: its extent, and the places of its first and last border. */
interface Along {
  readonly extent: number;
  readonly lo: number;
  readonly hi: number;
}

function outputShape(context: InferContext): readonly Dim[] {
  const { shape } = typed(context, 0, numbers);
  const grid = typed(context, 1, floats);
  notEmpty(context, 0);
  const spatial = shape.length - 2;
  if (spatial < 1 || grid.shape.length !== shape.length || grid.shape.at(-1) !== spatial)
    context.fail(
      `grid has shape ${shapeText(grid.shape)}, for an input of ${shapeText(shape)} it must be [n, ..., ${spatial}] of rank ${shape.length}`,
    );
  for (const d of shape.slice(2))
    if (typeof d !== "number") context.fail(`the input's extent ${dimText(d)} is free`, "give the free dim a value (--dim name=value)");
  return [shape[0] as Dim, shape[1] as Dim, ...grid.shape.slice(1, -1)];
}

/** One element, guarded or moved inside as the padding says. `place` are whole numbers. */
type ElementAt = (place: readonly Expr[]) => Expr;

/** Weights of the elements around x: one less than the floor, the floor, and so on. */
function taps(mode: string, x: Expr): readonly { readonly offset: number; readonly weight: Expr }[] {
  const number = (value: number): Expr => constant(x.dtype as "f32" | "f64", value);
  const t = sub(x, floor(x));
  const one = number(1);
  if (mode === "linear")
    return [
      { offset: 0, weight: sub(one, t) },
      { offset: 1, weight: t },
    ];
  // Keys' convolution with a = -0.75.
  const near = (d: Expr): Expr => add(mul(mul(sub(mul(number(1.25), d), number(2.25)), d), d), one);
  const far = (d: Expr): Expr => sub(mul(add(mul(sub(number(3.75), mul(number(0.75), d)), d), number(-6)), d), number(-3));
  return [
    { offset: -1, weight: far(add(t, one)) },
    { offset: 0, weight: near(t) },
    { offset: 1, weight: near(sub(one, t)) },
    { offset: 2, weight: far(sub(number(2), t)) },
  ];
}

function interpolated(mode: string, places: readonly Expr[], element: ElementAt): Expr {
  const along = (fixed: readonly Expr[]): Expr => {
    const x = places[fixed.length];
    if (x === undefined) return element(fixed);
    return taps(mode, x)
      .map(({ offset, weight }) => mul(along([...fixed, add(floor(x), constant(x.dtype, offset))]), weight))
      .reduce(add);
  };
  return along([]);
}

/** The whole number as a coordinate of an axis of `extent` elements. */
const asCoordinate = (x: Expr, extent: number): Dim =>
  computedDim("index", min(max(cast("i32", x), constant("i32", 0)), constant("i32", extent - 1)), [0, extent - 1]);

function lower(context: LowerContext): readonly Work[] {
  const [x, grid] = [context.input(0), context.input(1)];
  const how = context.attrs as unknown as Sampling;
  const dtype = x.dtype === "f64" ? "f64" : "f32";
  const number = (value: number): Expr => constant(dtype, value);
  const alongs = x.shape.slice(2).map((d): Along => {
    const extent = Number(d);
    return how.aligned ? { extent, lo: 0, hi: extent - 1 } : { extent, lo: -0.5, hi: extent - 0.5 };
  });
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const places = alongs.map((a, i) => {
      const given = read(grid, [at[0] as Dim, ...at.slice(2), alongs.length - 1 - i]);
      const g = given.dtype === dtype ? given : cast(dtype, given);
      const place = how.aligned
        ? mul(mul(add(g, number(1)), number(0.5)), number(a.extent - 1))
        : mul(sub(mul(add(g, number(1)), number(a.extent)), number(1)), number(0.5));
      const whole = how.mode === "nearest" ? nearest(place) : place;
      // Elements are moved inside one by one, as ONNX Runtime and PyTorch do; two beyond the border, all that a cubic takes are those of the border.
      if (how.padding === "border") return min(max(whole, number(-2)), number(a.extent + 1));
      return how.padding === "reflection" ? reflected(whole, a.lo, a.hi) : whole;
    });
    const element: ElementAt = (whole) => {
      const moved = whole.map((p, i) => (how.padding === "reflection" ? reflected(p, alongs[i]?.lo ?? 0, alongs[i]?.hi ?? 0) : p));
      const found = read(x, [at[0] as Dim, at[1] as Dim, ...moved.map((p, i) => asCoordinate(p, alongs[i]?.extent ?? 1))]);
      const value = found.dtype === dtype ? found : cast(dtype, found);
      if (how.padding !== "zeros") return value;
      const inside = allOf(moved.map((p, i) => and(le(number(0), p), le(p, number((alongs[i]?.extent ?? 1) - 1)))));
      return guarded(inside, value, number(0));
    };
    const sampled = how.mode === "nearest" ? element(places) : interpolated(how.mode, places, element);
    return compute({ name: `grid_sample_${how.mode}`, output, axes, value: output.dtype === dtype ? sampled : cast(output.dtype, sampled) });
  });
}

export const GridSample = defineOp({
  name: "GridSample",
  opset: 22,
  since: 16,
  doc: "the input between its elements, at the places of a grid",
  attrs(raw) {
    const [mode, padding] = [raw.string("mode", "linear"), raw.string("padding_mode", "zeros")];
    if (!modes.includes(mode)) raw.fail(`mode is "${mode}", expected one of ${modes.join(", ")}`);
    if (!paddings.includes(padding)) raw.fail(`padding_mode is "${padding}", expected one of ${paddings.join(", ")}`);
    return { mode, padding, aligned: raw.int("align_corners", 0) !== 0 };
  },
  infer: (context) => [tensorType(typed(context, 0, numbers).dtype, outputShape(context))],
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "corners, the middle, and outside",
      attrs: { align_corners: 1 },
      inputs: [
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [1, 1, 4, 2], values: [-1, -1, 1, 1, 0, 0, 3, 3] },
      ],
      outputs: [{ shape: [1, 1, 1, 4], values: [1, 4, 2.5, 0] }],
    },
    {
      note: "the nearest, mirrored",
      attrs: { mode: "nearest", padding_mode: "reflection" },
      inputs: [
        { shape: [1, 1, 3], values: [1, 2, 3] },
        { shape: [1, 3, 1], values: [-1.6, 0, 1.6] },
      ],
      outputs: [{ shape: [1, 1, 3], values: [1, 2, 3] }],
    },
    {
      note: "linear, up to the border",
      attrs: { padding_mode: "border" },
      inputs: [
        { shape: [1, 1, 3], values: [1, 2, 3] },
        { shape: [1, 2, 1], values: [-5, 0.5] },
      ],
      outputs: [{ shape: [1, 1, 2], values: [1, 2.75] }],
    },
  ],
});
