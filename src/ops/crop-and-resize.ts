/**
 * CropAndResize (com.microsoft): regions of images, given by corners y1, x1, y2, x2 in parts of an image, resized to one size; what lies outside is
 * the extrapolation value. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, and, cast, ceil, constant, type Expr, floor, index, le, mul, nearest, read, select, sub } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { coordinateInside } from "./families/fractional-read.ts";
import { indexInside } from "./families/gathered-index.ts";
import { steeringNumbers } from "./families/steering.ts";
import { indexTypes, notEmpty, typed } from "./families/type-sets.ts";

const f32 = (value: number): Expr => constant("f32", value);

function sizes(context: InferContext | LowerContext): readonly [number, number] {
  const [height, width, ...more] = steeringNumbers(context, 3, "crop_size");
  if (height === undefined || width === undefined || more.length > 0 || height < 1 || width < 1)
    return context.fail(`crop_size is [${[height, width, ...more].join(", ")}], two numbers of at least 1 are expected`);
  return [height, width];
}

/** The place along an axis of `extent` elements of the crop's element `at`, and whether it lies in the image. */
function placeOf(low: Expr, high: Expr, at: Dim, count: number, extent: number): { readonly place: Expr; readonly inside: Expr } {
  const last = f32(extent - 1);
  const step = mul(cast("f32", index(at)), mul(sub(high, low), f32((extent - 1) / Math.max(1, count - 1))));
  const place = count > 1 ? add(mul(low, last), step) : mul(mul(f32(0.5), add(low, high)), last);
  return { place, inside: and(le(f32(0), place), le(place, last)) };
}

function lower(context: LowerContext): readonly Work[] {
  const [x, rois, batch] = [context.input(0), context.input(1), context.input(2)];
  const crop = sizes(context);
  const extents = x.shape.slice(2).map(Number);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const [r, c, ...at] = axes.map(coordinate) as [Dim, Dim, Dim, Dim];
    const image = indexInside(read(batch, [r]), x.shape[0] as Dim);
    const places = at.map((d, i) => placeOf(read(rois, [r, i]), read(rois, [r, i + 2]), d, crop[i] ?? 1, extents[i] ?? 1));
    const element = (whole: readonly Expr[]): Expr => read(x, [image, c, ...whole.map((w, i) => coordinateInside(w, extents[i] ?? 1))]);
    const along = (fixed: readonly Expr[]): Expr => {
      const place = places[fixed.length]?.place;
      if (place === undefined) return element(fixed);
      const part = sub(place, floor(place));
      const low = along([...fixed, floor(place)]);
      return add(low, mul(sub(along([...fixed, ceil(place)]), low), part));
    };
    const sampled = context.attrs.mode === "nearest" ? element(places.map((p) => nearest(p.place))) : along([]);
    const inside = places.map((p) => p.inside).reduce(and);
    return compute({ name: "crop_and_resize", output, axes, value: select(inside, sampled, f32(context.attrs.outside as number)) });
  });
}

export const CropAndResize = defineOp({
  name: "CropAndResize",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "regions of images, resized to one size",
  attrs(raw) {
    const mode = raw.string("mode", "bilinear");
    if (mode !== "bilinear" && mode !== "nearest") raw.fail(`mode is "${mode}", expected bilinear or nearest`);
    return { mode, outside: raw.float("extrapolation_value", 0) };
  },
  infer(context) {
    const single = { text: "f32", dtypes: ["f32"] } as const;
    const { shape } = typed(context, 0, single);
    const rois = typed(context, 1, single).shape;
    const batch = typed(context, 2, indexTypes).shape;
    if (shape.length !== 4 || typeof shape[2] !== "number" || typeof shape[3] !== "number")
      context.fail(`the input has shape ${shapeText(shape)}, [n, c, height, width] with known sizes is expected`);
    if (rois.length !== 2 || rois[1] !== 4 || batch.length !== 1 || !equalDims(batch[0] as Dim, rois[0] as Dim))
      context.fail(`rois have shape ${shapeText(rois)} and batch_indices ${shapeText(batch)}, [r, 4] and [r] are expected`);
    notEmpty(context, 0);
    return [tensorType("f32", [rois[0] as Dim, shape[1] as Dim, ...sizes(context)])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "half of the image, and outside",
      attrs: { extrapolation_value: -1 },
      inputs: [
        { shape: [1, 1, 1, 3], values: [1, 2, 3] },
        { shape: [2, 4], values: [0, 0, 0, 0.5, 0, 0.5, 0, 2] },
        { dtype: "i32", shape: [2], values: [0, 0] },
        { dtype: "i32", shape: [2], values: [1, 3], constant: true },
      ],
      outputs: [{ shape: [2, 1, 1, 3], values: [1, 1.5, 2, 2, -1, -1] }],
    },
  ],
});
