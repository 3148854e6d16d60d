/**
 * CropAndResize (com.microsoft): regions of images, given by corners y1, x1, y2, x2 in parts of an image, resized to one size; what lies outside is
 * the extrapolation value. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, dimOf, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { add, and, cast, ceil, constant, div, type Expr, floor, index, le, load, mul, select, sub, variable } from "../loop/expr.ts";
import { ifStmt, letStmt, loop, type Stmt } from "../loop/kernel.ts";
import { channelRoom, channelsInside, eachChannel, lanesIn } from "./families/channel-vectors.ts";
import { coordinateInside, roundedPlace } from "./families/fractional-read.ts";
import { indexInside } from "./families/gathered-index.ts";
import { bound, memory, routine } from "./families/routines.ts";
import { steeringNumbers } from "./families/steering.ts";
import { indexTypes, notEmpty, typed } from "./families/type-sets.ts";

const f32 = (value: number): Expr => constant("f32", value);

function sizes(context: InferContext | LowerContext): readonly [number, number] {
  const [height, width, ...more] = steeringNumbers(context, 3);
  if (height === undefined || width === undefined || more.length > 0 || height < 1 || width < 1)
    return context.fail(`crop_size is [${[height, width, ...more].join(", ")}], two numbers of at least 1 are expected`);
  return [height, width];
}

/** The place along an axis of `extent` elements of the crop's element `at`: ONNX Runtime's operations in its order, each of them rounded, since places halfway between two elements decide. */
function placeOf(low: Expr, high: Expr, at: Dim, count: number, extent: number): Expr {
  const last = f32(extent - 1);
  const rounded = roundedPlace;
  if (count === 1) return rounded(mul(rounded(mul(f32(0.5), rounded(add(low, high)))), last));
  const step = rounded(div(rounded(mul(rounded(sub(high, low)), last)), f32(count - 1)));
  return rounded(add(rounded(mul(low, last)), rounded(mul(cast("f32", index(at)), step))));
}

/** A place computed once: the elements it lies between, or the nearest one, of two the one behind it (C's round), and how far behind the first it is. */
interface Between {
  readonly lets: readonly Stmt[];
  readonly at: readonly [Dim, Dim];
  readonly part: Expr;
  readonly inside: Expr;
}

function betweenOf(name: string, place: Expr, extent: number, isNearest: boolean): Between {
  const [held, part] = [variable(`place_${name}`, "f32"), variable(`part_${name}`, "f32")];
  const rounded = select(le(f32(0.5), part), ceil(held), floor(held));
  const ends = isNearest ? [rounded, rounded] : [floor(held), ceil(held)];
  const [low, high] = ends.map((x, i) => bound(`${name}${i}`, coordinateInside(x, extent))) as [ReturnType<typeof bound>, ReturnType<typeof bound>];
  const lets = [letStmt(held, place), letStmt(part, sub(held, floor(held))), low.statement, high.statement];
  return { lets, at: [low.dim, high.dim], part, inside: and(le(f32(0), held), le(held, f32(extent - 1))) };
}

function lower(context: LowerContext<{ readonly mode: string; readonly outside: number }>): readonly Work[] {
  const [x, rois, batch] = [memory("x", context.input(0), "in"), memory("rois", context.input(1), "in"), memory("batch", context.input(2), "in")];
  const { shape } = x.tensor;
  const [[height, width], lanes, isNearest] = [sizes(context), lanesIn(x.tensor, context.machine), context.attrs.mode === "nearest"];
  return context.outputs.map((output) => {
    const out = memory("y", output, "out");
    const [regions, channels] = output.shape as [Dim, Dim];
    const pixel = memory("pixel", context.scratch("pixel", "f32", [channelRoom(channels, lanes)]), "out");
    const body = loop("r", regions, (r) => {
      const region = dimOf(r);
      const image = bound("image", indexInside(batch.get([region]), shape[0] as Dim));
      const side = (name: string, axis: number, at: Dim, count: number): Between => {
        const extent = Number(shape[axis + 2]);
        return betweenOf(name, placeOf(rois.get([region, axis]), rois.get([region, axis + 2]), at, count, extent), extent, isNearest);
      };
      const lines = loop("py", height, (py) => {
        const y = side("y", 0, dimOf(py), height);
        const pixels = loop("px", width, (px) => {
          const z = side("x", 1, dimOf(px), width);
          const sampled = (c: Dim): Expr => {
            const element = (i: 0 | 1, j: 0 | 1): Expr => load(x.buffer, x.address([image.dim, c, y.at[i], z.at[j]]), lanes);
            const mixed = (a: Expr, b: Expr, part: Expr): Expr => add(a, mul(sub(b, a), part));
            const along = (i: 0 | 1): Expr => mixed(element(i, 0), element(i, 1), z.part);
            return isNearest ? element(0, 0) : mixed(along(0), along(1), y.part);
          };
          const outside = eachChannel(pixel, lanes, () => constant("f32", context.attrs.outside, lanes));
          const put = loop("c", channels, (c) => [out.put([region, dimOf(c), dimOf(py), dimOf(px)], pixel.get([dimOf(c)]))]);
          return [...z.lets, ifStmt(and(y.inside, z.inside), [eachChannel(pixel, lanes, (_, c) => sampled(c))], [outside]), put];
        });
        return [...y.lets, pixels];
      });
      return [image.statement, lines];
    });
    return routine("crop_and_resize", `regions as ${height} x ${width} pixels`, [x, rois, batch, pixel, out], [body]);
  });
}

export const CropAndResize = defineOp({
  name: "CropAndResize",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "regions of images, resized to one size",
  inputs: ["X", "rois", "batch_indices", "crop_size"],
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
  algorithms: channelsInside,
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
    {
      note: "nearest pixels, of two as near the one behind",
      attrs: { mode: "nearest" },
      inputs: [
        { shape: [1, 1, 1, 6], values: [0, 1, 2, 3, 4, 5] },
        { shape: [2, 4], values: [0, 0.5, 0, 1, 0, 0.1, 0, 0.9] },
        { dtype: "i32", shape: [2], values: [0, 0] },
        { dtype: "i32", shape: [2], values: [1, 5], constant: true },
      ],
      outputs: [{ shape: [2, 1, 1, 5], values: [3, 3, 4, 4, 5, 1, 2, 3, 3, 5] }],
    },
  ],
});
