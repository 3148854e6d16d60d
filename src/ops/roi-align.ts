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
  load,
  lt,
  max,
  min,
  mul,
  select,
  sub,
  type Var,
  variable,
} from "../loop/expr.ts";
import { ifStmt, letStmt, loop, type Stmt } from "../loop/kernel.ts";
import { channelRoom, channelsInside, eachChannel, lanesIn } from "./families/channel-vectors.ts";
import { coordinateInside, roundedPlace } from "./families/fractional-read.ts";
import { indexInside } from "./families/gathered-index.ts";
import { bound, type Memory, memory, overShape, routine } from "./families/routines.ts";
import { floats, indexTypes, typed } from "./families/type-sets.ts";

type How = {
  readonly mode: string;
  readonly halfPixel: boolean;
  readonly height: number;
  readonly width: number;
  readonly ratio: number;
  readonly scale: number;
};

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

/** A place along an axis: its two neighbours, their weights, and whether it counts at all; `lets` compute them. */
interface Place {
  readonly lets: readonly Stmt[];
  readonly at: readonly Dim[];
  readonly weights: readonly Expr[];
  readonly counts: Expr;
}

/** Sample `step` of bin `bin` along an axis of `extent` elements. */
function placeOf(name: string, side: Side, [bin, step]: readonly [Dim, Dim], extent: number): Place {
  const { dtype } = side.start;
  const number = (value: number): Expr => constant(dtype, value);
  const float = (d: Dim): Expr => cast(dtype as "f32", index(d));
  const within = div(mul(add(float(step), number(0.5)), side.bin), cast(dtype as "f32", side.samples));
  const [place, kept, below, part] = ["place", "kept", "below", "part"].map((what) => variable(`${what}_${name}`, dtype)) as [Var, Var, Var, Var];
  const at = [below, add(below, number(1))].map((p, i) => bound(`${name}${i}`, coordinateInside(p, extent)));
  const lets = [
    letStmt(place, roundedPlace(add(add(side.start, mul(float(bin), side.bin)), within))),
    letStmt(kept, min(max(place, number(0)), number(extent - 1))),
    letStmt(below, floor(kept)),
    letStmt(part, sub(kept, below)),
    ...at.map((b) => b.statement),
  ];
  const counts = and(le(number(-1), place), le(place, number(extent)));
  return { lets, at: at.map((b) => b.dim), weights: [sub(number(1), part), part], counts };
}

/** The sum (or maximum, which is -infinity of no samples) of one bin's samples, of all channels: places and weights are computed once for them. */
class Bins {
  readonly #how: How;
  readonly #x: Memory;
  readonly #sums: Memory;
  readonly #lanes: number;

  constructor(how: How, x: Memory, sums: Memory, lanes: number) {
    [this.#how, this.#x, this.#sums, this.#lanes] = [how, x, sums, lanes];
  }

  sum(image: Dim, sides: readonly [Side, Side], bin: readonly [Dim, Dim]): readonly Stmt[] {
    const [, , height, width] = this.#x.tensor.shape.map(Number);
    const [rows, columns] = sides.map((s, i) =>
      this.#how.ratio > 0 ? this.#how.ratio : computedDim(`samples${i}`, s.samples, [0, mostSamples]),
    ) as [Dim, Dim];
    const samples = loop("iy", rows, (iy) => {
      const y = placeOf("y", sides[0], [bin[0], dimOf(iy)], height ?? 1);
      const line = loop("ix", columns, (ix) => {
        const x = placeOf("x", sides[1], [bin[1], dimOf(ix)], width ?? 1);
        return [...x.lets, ...this.#sample(image, y, x)];
      });
      return [...y.lets, line];
    });
    return [this.#each(() => this.#number(this.#isMax ? Number.NEGATIVE_INFINITY : 0)), samples];
  }

  get #isMax(): boolean {
    return this.#how.mode === "max";
  }

  #sample(image: Dim, y: Place, x: Place): readonly Stmt[] {
    const corners = y.at.flatMap((row, i) =>
      x.at.map((column, j) => ({
        row,
        column,
        weight: variable(`weight${i}${j}`, this.#dtype),
        value: mul(y.weights[i] as Expr, x.weights[j] as Expr),
      })),
    );
    const combine = this.#isMax ? max : add;
    const counted = this.#each((held, c) =>
      combine(held, corners.map(({ row, column, weight }) => mul(weight, this.#load(this.#x, [image, c, row, column]))).reduce(combine)),
    );
    // What lies outside is 0.
    const skipped = this.#isMax ? [this.#each((held) => max(held, this.#number(0)))] : [];
    return [...corners.map(({ weight, value }) => letStmt(weight, value)), ifStmt(and(y.counts, x.counts), [counted], skipped)];
  }

  get #dtype(): "f32" | "f64" {
    return this.#sums.tensor.dtype as "f32" | "f64";
  }

  #number(value: number): Expr {
    return constant(this.#dtype, value, this.#lanes);
  }

  #load(m: Memory, at: readonly Dim[]): Expr {
    return load(m.buffer, m.address(at), this.#lanes);
  }

  #each(change: (held: Expr, c: Dim) => Expr): Stmt {
    return eachChannel(this.#sums, this.#lanes, change);
  }
}

function lower(context: LowerContext<How>): readonly Work[] {
  const how = context.attrs;
  const [x, rois, batch] = [memory("x", context.input(0), "in"), memory("rois", context.input(1), "in"), memory("batch", context.input(2), "in")];
  const dtype = x.tensor.dtype === "f64" ? "f64" : "f32";
  const lanes = lanesIn(x.tensor, context.machine);
  return context.outputs.map((output) => {
    const out = memory("y", output, "out");
    const [regions, channels] = output.shape as [Dim, Dim];
    const sums = memory("sums", context.scratch("sums", dtype, [channelRoom(channels, lanes)]), "out");
    const bins = new Bins(how, x, sums, lanes);
    const body = loop("r", regions, (r) => {
      const region = dimOf(r);
      const lets: Stmt[] = [];
      const keep =
        (axis: string) =>
        (name: string, value: Expr): Expr => {
          const held = variable(`${name}_${axis}`, value.dtype);
          lets.push(letStmt(held, value));
          return held;
        };
      const corner = (i: number): Expr => rois.get([region, i]);
      const sides = [sideOf(how, corner(1), corner(3), how.height, keep("y")), sideOf(how, corner(0), corner(2), how.width, keep("x"))] as const;
      const image = bound("image", indexInside(batch.get([region]), x.tensor.shape[0] as Dim));
      const samples = mul(sides[0].samples, sides[1].samples);
      const count = keep("of")("count", cast(dtype, max(samples, constant("i32", 1))));
      const all = overShape([how.height, how.width], ([ph = 0, pw = 0]) => {
        const largest = (c: Dim): Expr => select(lt(constant("i32", 0), samples), sums.get([c]), constant(dtype, 0));
        const value = (c: Dim): Expr => (how.mode === "max" ? largest(c) : div(sums.get([c]), count));
        return [...bins.sum(image.dim, sides, [ph, pw]), loop("c", channels, (c) => [out.put([region, dimOf(c), ph, pw], value(dimOf(c)))])];
      });
      return [...lets, image.statement, ...all];
    });
    return routine("roi_align", `${how.mode} of samples in ${how.height} x ${how.width} bins of each region`, [x, rois, batch, sums, out], [body]);
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
  inputs: ["X", "rois", "batch_indices"],
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
    const { height, width } = context.attrs;
    return [tensorType(typed(context, 0, floats).dtype, [...checkShapes(context), height, width])];
  },
  algorithms: channelsInside,
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
    {
      note: "the largest sample, 0 of a region without any",
      attrs: { mode: "max" },
      inputs: [
        { shape: [1, 1, 1, 4], values: [1, 2, 3, 4] },
        { shape: [2, 4], values: [0, 0, 4, 1, 2, 0, 2, 1] },
        { dtype: "i64", shape: [2], values: [0n, 0n] },
      ],
      outputs: [{ shape: [2, 1, 1, 1], values: [4, 0] }],
    },
  ],
});
