/**
 * RoiAlign: each region of interest as a grid of means (or maxima) of samples read between the elements. Since opset 10 (16: half-pixel
 * coordinates). Of `max`, as published: the largest of the four weighted neighbours of all samples.
 * https://onnx.ai/onnx/operators/onnx__RoiAlign.html
 */
import { type Dim, dimOf, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import {
  add,
  and,
  cast,
  ceil,
  computedDim,
  constant,
  div,
  type Expr,
  floor,
  index,
  le,
  max,
  min,
  mul,
  select,
  sub,
  type Tile,
  tile,
  tileGet,
  variable,
} from "../loop/expr.ts";
import { declareTile, letStmt, loop, type Stmt, setTile } from "../loop/kernel.ts";
import { coordinateInside } from "./families/fractional-read.ts";
import { indexInside } from "./families/gathered-index.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { floats, indexTypes, typed } from "./families/type-sets.ts";

interface How {
  readonly mode: string;
  readonly halfPixel: boolean;
  readonly height: number;
  readonly width: number;
  readonly ratio: number;
  readonly scale: number;
}

/** One side of a region: where it starts, the length of a bin, and samples a bin (a count of type i32). */
interface Side {
  readonly start: Expr;
  readonly bin: Expr;
  readonly samples: Expr;
}

/** Samples along one side of a bin never pass this: with more, regions are infinite or not in the image at all, and must not take forever. */
const mostSamples = 4096;

function sideOf(how: How, low: Expr, high: Expr, bins: number, keep: (name: string, x: Expr) => Expr): Side {
  const number = (value: number): Expr => constant(low.dtype, value);
  const half = number(how.halfPixel ? 0.5 : 0);
  const start = keep("start", sub(mul(low, number(how.scale)), half));
  const length = sub(sub(mul(high, number(how.scale)), half), start);
  const bin = keep("bin", div(how.halfPixel ? length : max(length, number(1)), number(bins)));
  const samples = how.ratio > 0 ? constant("i32", how.ratio) : min(max(cast("i32", ceil(bin)), constant("i32", 0)), constant("i32", mostSamples));
  return { start, bin, samples: keep("samples", samples) };
}

/** A place along an axis of `extent`: its two neighbours, their weights, and whether it counts at all. */
function neighbours(place: Expr, extent: number): { readonly at: readonly Dim[]; readonly weights: readonly Expr[]; readonly counts: Expr } {
  const number = (value: number): Expr => constant(place.dtype, value);
  const counts = and(le(number(-1), place), le(place, number(extent)));
  const kept = min(max(place, number(0)), number(extent - 1));
  const below = floor(kept);
  const part = sub(kept, below);
  const at = [below, add(below, number(1))].map((p) => coordinateInside(p, extent));
  return { at, weights: [sub(number(1), part), part], counts };
}

function sample(x: Memory, leading: readonly Dim[], y: Expr, z: Expr): { readonly terms: readonly Expr[]; readonly counts: Expr } {
  const [rows, columns] = [neighbours(y, Number(x.tensor.shape[2])), neighbours(z, Number(x.tensor.shape[3]))];
  const terms = rows.at.flatMap((row, i) =>
    columns.at.map((column, j) => mul(mul(rows.weights[i] as Expr, columns.weights[j] as Expr), x.get([...leading, row, column]))),
  );
  return { terms, counts: and(rows.counts, columns.counts) };
}

function binBody(how: How, x: Memory, leading: readonly Dim[], sides: readonly [Side, Side], bin: readonly [Dim, Dim], acc: Tile): readonly Stmt[] {
  const number = (value: number): Expr => constant(acc.dtype, value);
  const steps = sides.map((s, i) => computedDim(`samples${i}`, s.samples, [0, mostSamples]));
  const placeOf = (s: Side, at: Dim, step: Dim): Expr => {
    const within = div(mul(add(cast(acc.dtype as "f32", index(step)), number(0.5)), s.bin), cast(acc.dtype as "f32", s.samples));
    return add(add(s.start, mul(cast(acc.dtype as "f32", index(at)), s.bin)), within);
  };
  const isMax = how.mode === "max";
  const inner = loop("iy", steps[0] as Dim, (iy) => [
    loop("ix", steps[1] as Dim, (ix) => {
      const { terms, counts } = sample(x, leading, placeOf(sides[0], bin[0], dimOf(iy)), placeOf(sides[1], bin[1], dimOf(ix)));
      const value = select(counts, terms.reduce(isMax ? max : add), number(0));
      return [setTile(acc, [], isMax ? max(tileGet(acc, []), value) : add(tileGet(acc, []), value))];
    }),
  ]);
  return [declareTile(acc, number(isMax ? Number.NEGATIVE_INFINITY : 0)), inner];
}

function lower(context: LowerContext): readonly Work[] {
  const how = context.attrs as unknown as How;
  const [x, rois, batch] = [memory("x", context.input(0), "in"), memory("rois", context.input(1), "in"), memory("batch", context.input(2), "in")];
  const dtype = x.tensor.dtype === "f64" ? "f64" : "f32";
  return context.outputs.map((output) => {
    const out = memory("y", output, "out");
    const [regions, channels] = output.shape as [Dim, Dim];
    const body = loop("r", regions, (r) => {
      const region = dimOf(r);
      const lets: Stmt[] = [];
      const keep =
        (axis: string) =>
        (name: string, value: Expr): Expr => {
          const bound = variable(`${name}_${axis}`, value.dtype);
          lets.push(letStmt(bound, value));
          return bound;
        };
      const corner = (i: number): Expr => rois.get([region, i]);
      const sides = [sideOf(how, corner(1), corner(3), how.height, keep("y")), sideOf(how, corner(0), corner(2), how.width, keep("x"))] as const;
      const n = indexInside(batch.get([region]), x.tensor.shape[0] as Dim);
      const count = max(mul(sides[0].samples, sides[1].samples), constant("i32", 1));
      const bins = overShape([channels, how.height, how.width], ([c = 0, ph = 0, pw = 0]) => {
        const acc = tile("acc", dtype, 1, []);
        const value = how.mode === "max" ? tileGet(acc, []) : div(tileGet(acc, []), cast(dtype, count));
        return [...binBody(how, x, [n, c], sides, [ph, pw], acc), out.put([region, c, ph, pw], value)];
      });
      return [...lets, ...bins];
    });
    return routine("roi_align", `${how.mode} of samples in ${how.height} x ${how.width} bins of each region`, [x, rois, batch, out], [body]);
  });
}

function checkShapes(context: InferContext): readonly Dim[] {
  const { shape } = typed(context, 0, floats);
  const rois = typed(context, 1, floats).shape;
  const batch = typed(context, 2, indexTypes).shape;
  if (shape.length !== 4 || shape[0] === 0 || shape.slice(2).some((d) => typeof d !== "number" || d === 0))
    context.fail(`the input has shape ${shapeText(shape)}, [n, c, height, width] with known sizes from 1 is expected`);
  if (rois.length !== 2 || rois[1] !== 4 || batch.length !== 1 || !equalDims(batch[0] as Dim, rois[0] as Dim))
    context.fail(`rois have shape ${shapeText(rois)} and batch_indices ${shapeText(batch)}, [r, 4] and [r] are expected`);
  return [rois[0] as Dim, shape[1] as Dim];
}

export const RoiAlign = defineOp({
  name: "RoiAlign",
  opset: 22,
  since: 10,
  doc: "regions of interest as grids of samples",
  attrs(raw) {
    const mode = raw.string("mode", "avg");
    if (mode !== "avg" && mode !== "max") raw.fail(`mode is "${mode}", expected avg or max`);
    const coordinates = raw.string("coordinate_transformation_mode", "half_pixel");
    if (coordinates !== "half_pixel" && coordinates !== "output_half_pixel")
      raw.fail(`coordinate_transformation_mode is "${coordinates}", expected half_pixel or output_half_pixel`);
    const [height, width, ratio] = [raw.int("output_height", 1), raw.int("output_width", 1), raw.int("sampling_ratio", 0)];
    if (height < 1 || width < 1 || ratio < 0)
      raw.fail(`output is ${height} x ${width} with sampling_ratio ${ratio}, at least 1 x 1 and 0 are expected`);
    if (ratio > mostSamples) raw.fail(`sampling_ratio is ${ratio}, at most ${mostSamples} samples a bin are taken along each side`);
    return { mode, halfPixel: coordinates === "half_pixel", height, width, ratio, scale: raw.float("spatial_scale", 1) };
  },
  infer(context) {
    const { height, width } = context.attrs as unknown as How;
    return [tensorType(typed(context, 0, floats).dtype, [...checkShapes(context), height, width])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "the mean of a whole image",
      attrs: { sampling_ratio: 2, coordinate_transformation_mode: "output_half_pixel" },
      inputs: [
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [1, 4], values: [0, 0, 1, 1] },
        { dtype: "i64", shape: [1], values: [0n] },
      ],
      outputs: [{ shape: [1, 1, 1, 1], values: [2.5] }],
    },
    {
      note: "as many samples as a bin has elements",
      attrs: { output_width: 2 },
      inputs: [
        { shape: [1, 1, 1, 4], values: [1, 2, 3, 4] },
        { shape: [1, 4], values: [0, 0, 4, 1] },
        { dtype: "i64", shape: [1], values: [0n] },
      ],
      outputs: [{ shape: [1, 1, 1, 2], values: [1.5, 3.5] }],
    },
  ],
});
