/**
 * MaxRoiPool: the largest elements of a grid of bins in each region of interest. Regions are [image, x1, y1, x2, y2], times spatial_scale and rounded to
 * whole elements, the last one included; a bin without elements is 0. Since opset 1. https://onnx.ai/onnx/operators/onnx__MaxRoiPool.html
 */
import * as dims from "../core/dim.ts";
import { type Dim, dimOf } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import {
  abs,
  add,
  cast,
  ceil,
  computedDim,
  constant,
  div,
  type Expr,
  eq,
  floor,
  index,
  le,
  lt,
  max,
  min,
  mul,
  neg,
  or,
  select,
  sub,
  variable,
} from "../loop/expr.ts";
import { letStmt, loop, type Stmt } from "../loop/kernel.ts";
import { indexInside } from "./families/gathered-index.ts";
import { bound, memory, overShape, routine } from "./families/routines.ts";
import { floats, typed } from "./families/type-sets.ts";

type How = {
  readonly bins: readonly [down: number, across: number];
  readonly scale: number;
};

/** Halves away from zero. */
function rounded(x: Expr): Expr {
  const [size, number] = [abs(x), (value: number): Expr => constant(x.dtype, value)];
  const below = floor(size);
  const whole = select(le(number(0.5), sub(size, below)), add(below, number(1)), below);
  return select(lt(x, number(0)), neg(whole), whole);
}

/** One side of a region: its first element, and how many elements are in a bin. */
interface Side {
  readonly start: Expr;
  readonly bin: Expr;
}

/** Elements that bin `at` covers of an axis of `extent` elements: the first, and how many. */
function elementsOf(name: string, { start, bin }: Side, at: Dim, extent: number): readonly [ReturnType<typeof bound>, ReturnType<typeof bound>] {
  const edge = (x: Expr): Expr => min(max(cast("i32", add(x, start)), constant("i32", 0)), constant("i32", extent));
  const float = (d: Dim): Expr => cast(bin.dtype === "f64" ? "f64" : "f32", index(d));
  const from = edge(floor(mul(float(at), bin)));
  const to = edge(ceil(mul(float(dims.add(at, 1)), bin)));
  const count = max(sub(to, from), constant("i32", 0));
  return [bound(`${name}0`, computedDim("from", from, [0, extent])), bound(`${name}s`, computedDim("count", count, [0, extent]))];
}

function lower(context: LowerContext<How>): readonly Work[] {
  const { bins, scale } = context.attrs;
  const [x, rois] = [memory("x", context.input(0), "in"), memory("rois", context.input(1), "in")];
  const dtype = x.tensor.dtype === "f64" ? "f64" : "f32";
  const [images = 1, channels = 1, height, width] = x.tensor.shape;
  const extents = [Number(height), Number(width)] as const;
  return context.outputs.map((output) => {
    const out = memory("y", output, "out");
    const body = loop("r", output.shape[0] ?? 1, (r) => {
      const lets: Stmt[] = [];
      const keep = (name: string, value: Expr): Expr => {
        const held = variable(name, value.dtype);
        lets.push(letStmt(held, value));
        return held;
      };
      const corner = (i: number): Expr => {
        const given = rois.get([dimOf(r), i]);
        return rounded(mul(given, constant(given.dtype, scale)));
      };
      const sideOf = (axis: string, i: number, count: number): Side => {
        const start = keep(`start_${axis}`, corner(i));
        const one = constant(start.dtype, 1);
        const length = max(add(sub(corner(i + 2), start), one), one);
        return { start, bin: keep(`bin_${axis}`, div(length, constant(start.dtype, count))) };
      };
      const [down, across] = [sideOf("y", 2, bins[0]), sideOf("x", 1, bins[1])];
      const image = bound("image", indexInside(rois.get([dimOf(r), 0]), images));
      const all = overShape(bins, ([ph = 0, pw = 0]) => {
        const [top, rows] = elementsOf("y", down, ph, extents[0]);
        const [left, columns] = elementsOf("x", across, pw, extents[1]);
        const isNone = (count: Dim): Expr => eq(cast("i32", index(count)), constant("i32", 0));
        const inside = (first: Dim, i: Dim, extent: number): Dim => dims.min(dims.add(first, i), extent - 1);
        const largest = loop("c", channels, (c) => {
          const at = [dimOf(r), dimOf(c), ph, pw];
          const least = select(or(isNone(rows.dim), isNone(columns.dim)), constant(dtype, 0), constant(dtype, Number.NEGATIVE_INFINITY));
          const elements = overShape([rows.dim, columns.dim], ([iy = 0, ix = 0]) => {
            const element = x.get([image.dim, dimOf(c), inside(top.dim, iy, extents[0]), inside(left.dim, ix, extents[1])]);
            return [out.put(at, max(out.get(at), element))];
          });
          return [out.put(at, least), ...elements];
        });
        return [...[top, rows, left, columns].map((b) => b.statement), largest];
      });
      return [...lets, image.statement, ...all];
    });
    return routine("max_roi_pool", `the largest elements in ${bins.join(" x ")} bins of each region`, [x, rois, out], [body]);
  });
}

export const MaxRoiPool = defineOp({
  name: "MaxRoiPool",
  opset: 22,
  since: 1,
  doc: "the largest elements of regions of interest",
  inputs: ["X", "rois"],
  attrs(raw): How {
    const [down = 0, across = 0, ...more] = raw.ints("pooled_shape");
    if (down < 1 || across < 1 || more.length > 0)
      raw.fail(`pooled_shape is [${raw.ints("pooled_shape").join(",")}], two numbers from 1 are expected`);
    return { bins: [down, across], scale: raw.float("spatial_scale", 1) };
  },
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    const rois = typed(context, 1, floats).shape;
    if (shape.length !== 4 || shape[0] === 0 || shape.slice(2).some((d) => typeof d !== "number" || d === 0))
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [n, c, height, width] with known sizes from 1 is expected`);
    if (rois.length !== 2 || rois[1] !== 5) context.fail(`${context.inputName(1)} has shape ${shapeText(rois)}, [r, 5] is expected`);
    return [tensorType(dtype, [rois[0] as Dim, shape[1] as Dim, ...context.attrs.bins])];
  },
  lower,
  examples: [
    {
      note: "two bins, and a region that ends in the image's last column",
      attrs: { pooled_shape: [1, 2] },
      inputs: [
        { shape: [1, 1, 2, 4], values: [1, 2, 3, 4, 8, 7, 6, 5] },
        { shape: [2, 5], values: [0, 0, 0, 3, 1, 0, 2, 0, 5, 0] },
      ],
      outputs: [{ shape: [2, 1, 1, 2], values: [8, 6, 4, 0] }],
    },
  ],
});
