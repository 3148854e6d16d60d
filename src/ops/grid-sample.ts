/**
 * GridSample: the input at places between its elements, given by a grid of coordinates in [-1, 1], the last axis first. Places outside are 0, the
 * nearest element (border), or mirrored (reflection). Since opset 16 (any rank and new names of modes since 20).
 * https://onnx.ai/onnx/operators/onnx__GridSample.html
 */
import { add as addDims, type Dim } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { haloOf, plainLayout } from "../core/layout.ts";
import { type Algorithm, defineOp, f32Tolerance, type InferContext, type LowerContext, type Node, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Axis, axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import {
  add,
  allOf,
  and,
  cast,
  computedDim,
  constant,
  type Expr,
  floor,
  guarded,
  index,
  le,
  max,
  min,
  mul,
  nearest,
  read,
  sub,
  within,
} from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { axesOf } from "./families/axes.ts";
import { channelVectors } from "./families/channel-vectors.ts";
import { reflected } from "./families/reflection.ts";
import { floats, notEmpty, numbers, typed } from "./families/type-sets.ts";

const modes: readonly string[] = ["linear", "nearest", "cubic"];
const paddings: readonly string[] = ["zeros", "border", "reflection"];

/** Fewer channels than that compute places each for itself. */
const fewChannels = 4;

type Sampling = {
  readonly mode: string;
  readonly padding: string;
  readonly aligned: boolean;
};

/** A spatial axis of the input: which of them it is, its extent, and the places of its first and last border. */
interface Along {
  readonly spatial: number;
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

/** Weights of the elements around a place that lies `t` behind its floor: one less than the floor, the floor, and so on; the nearest alone has none. */
function taps(mode: string, t: Expr): readonly { readonly offset: number; readonly weight?: Expr }[] {
  const number = (value: number): Expr => constant(t.dtype, value);
  const one = number(1);
  if (mode === "nearest") return [{ offset: 0 }];
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

/** Of one axis: how far a place lies behind its floor, and of an element `offset` from there the coordinate and whether it is one. */
interface Read {
  readonly part: Expr;
  readonly at: (offset: number) => Dim;
  readonly inside: (offset: number) => Expr | undefined;
}

/** The place along an axis that the grid's number `g` gives; the nearest element's of that mode. */
function placeOf({ mode, padding, aligned }: Sampling, { extent, lo, hi }: Along, g: Expr): Expr {
  const number = (value: number): Expr => constant(g.dtype, value);
  const place = aligned
    ? mul(mul(add(g, number(1)), number(0.5)), number(extent - 1))
    : mul(sub(mul(add(g, number(1)), number(extent)), number(1)), number(0.5));
  const whole = mode === "nearest" ? nearest(place) : place;
  // Elements are moved inside one by one, as ONNX Runtime and PyTorch do; two beyond the border, all that a cubic takes are those of the border.
  if (padding === "border") return min(max(whole, number(-2)), number(extent + 1));
  return padding === "reflection" ? reflected(whole, lo, hi) : whole;
}

/** The element `offset` from the floor of `place`, a whole number. */
function elementAt({ padding }: Sampling, { lo, hi }: Along, place: Expr, offset: Expr): Expr {
  const whole = add(floor(place), offset);
  return padding === "reflection" ? reflected(whole, lo, hi) : whole;
}

const whole = (x: Expr, least: number, most: number): Expr => min(max(cast("i32", x), constant("i32", least)), constant("i32", most));

/** Places computed where elements are read. */
function readAt(how: Sampling, along: Along, place: Expr): Read {
  const element = (offset: number): Expr => elementAt(how, along, place, constant(place.dtype, offset));
  const number = (value: number): Expr => constant(place.dtype, value);
  const last = along.extent - 1;
  return {
    part: sub(place, floor(place)),
    at: (offset) => computedDim("index", whole(element(offset), 0, last), [0, last]),
    inside: (offset) => (how.padding === "zeros" ? and(le(number(0), element(offset)), le(element(offset), number(last))) : undefined),
  };
}

/** Places computed once for all channels: tables of parts and coordinates. Zeros that are the padding are read where they stand around the input. */
function readFromTables(
  context: LowerContext<Sampling>,
  how: Sampling,
  along: Along,
  axes: readonly Axis[],
  given: Expr,
): Read & { work: Compute[] } {
  const { spatial: i } = along;
  const at = axes.map(coordinate);
  const shape = axes.map((a) => a.extent);
  const offsets = taps(how.mode, given).map((t) => t.offset);
  const [first = 0] = offsets;
  const tap = axis("tap", offsets.length);
  const [least, most] = how.padding === "zeros" ? [-1, along.extent] : [0, along.extent - 1];
  const [places, parts] = [context.scratch(`places${i}`, given.dtype as "f32", shape), context.scratch(`parts${i}`, given.dtype as "f32", shape)];
  const elements = context.scratch(`elements${i}`, "i32", [offsets.length, ...shape]);
  const place = read(places, at);
  const offset = cast(given.dtype as "f32", index(addDims(coordinate(tap), first)));
  const found = offsets.map((_, k) => computedDim("index", read(elements, [k, ...at]), [least, most]));
  const halo = haloOf(context.input(0).layout, i + 2);
  const isAround = halo.before > 0 && halo.after > 0;
  const work = [
    compute({ name: "grid_places", output: places, axes, value: placeOf(how, along, given) }),
    compute({ name: "grid_elements", output: elements, axes: [tap, ...axes], value: whole(elementAt(how, along, place, offset), least, most) }),
  ];
  if (how.mode !== "nearest") work.push(compute({ name: "grid_parts", output: parts, axes, value: sub(place, floor(place)) }));
  return {
    work,
    part: read(parts, at),
    at: (o) => found[o - first] ?? 0,
    inside: (o) => (isAround ? undefined : within(found[o - first] ?? 0, 0, along.extent)),
  };
}

function lower(context: LowerContext<Sampling>): readonly Work[] {
  const [x, grid] = [context.input(0), context.input(1)];
  const how = context.attrs;
  const dtype = x.dtype === "f64" ? "f64" : "f32";
  const alongs = x.shape.slice(2).map((d, spatial): Along => {
    const extent = Number(d);
    return how.aligned ? { spatial, extent, lo: 0, hi: extent - 1 } : { spatial, extent, lo: -0.5, hi: extent - 0.5 };
  });
  return context.outputs.flatMap((output) => {
    const axes = axesOf(output.shape);
    const [n = 0, c = 0] = axes.map(coordinate);
    const positions = axes.filter((_, a) => a !== 1);
    const tables: Compute[] = [];
    const reads = alongs.map((along): Read => {
      const g = read(grid, [...positions.map(coordinate), alongs.length - 1 - along.spatial]);
      const given = g.dtype === dtype ? g : cast(dtype, g);
      if (Number(x.shape[1]) < fewChannels) return readAt(how, along, placeOf(how, along, given));
      const { work, ...found } = readFromTables(context, how, along, positions, given);
      tables.push(...work);
      return found;
    });
    const sampled = (offsets: readonly number[]): Expr => {
      const r = reads[offsets.length];
      if (r !== undefined)
        return taps(how.mode, r.part)
          .map(({ offset, weight }) => (weight === undefined ? sampled([...offsets, offset]) : mul(sampled([...offsets, offset]), weight)))
          .reduce(add);
      const found = read(x, [n, c, ...reads.map((r, i) => r.at(offsets[i] as number))]);
      const value = found.dtype === dtype ? found : cast(dtype, found);
      return guarded(allOf(reads.map((r, i) => r.inside(offsets[i] as number))), value, constant(dtype, 0));
    };
    const value = sampled([]);
    const samples = compute({ name: `grid_sample_${how.mode}`, output, axes, value: output.dtype === dtype ? value : cast(output.dtype, value) });
    return [...tables, samples];
  });
}

/**
 * Channels in vectors, where they fill one: they share places. The nearest elements are copied from rows to rows in less time than rows take to become
 * vectors and back. Zeros stand around the image where they are the padding.
 */
function algorithms(n: Node, machine: Machine): readonly Algorithm[] {
  const x = n.inputs[0]?.type;
  if (x?.kind !== "tensor" || typeof x.shape[1] !== "number" || x.shape[1] < fewChannels) return [];
  const rank = x.shape.length;
  const isInVectors = n.attrs.mode !== "nearest" && x.dtype === "f32" && x.shape[1] >= machine.lanes;
  const output = isInVectors ? channelVectors(rank, machine.lanes) : plainLayout(rank);
  const halo = x.shape.map((_, a) => (a > 1 && n.attrs.padding === "zeros" ? { before: 1, after: 1 } : { before: 0, after: 0 }));
  const inputs = [Object.freeze({ ...output, halo }), undefined];
  return [{ name: "channels", seconds: 0, weightBytes: 0, scratchBytes: 0, inputs, outputs: [output], precise: true }];
}

export const GridSample = defineOp({
  name: "GridSample",
  opset: 22,
  since: 16,
  doc: "the input between its elements, at the places of a grid",
  inputs: ["X", "grid"],
  attrs(raw) {
    const [mode, padding] = [raw.string("mode", "linear"), raw.string("padding_mode", "zeros")];
    if (!modes.includes(mode)) raw.fail(`mode is "${mode}", expected one of ${modes.join(", ")}`);
    if (!paddings.includes(padding)) raw.fail(`padding_mode is "${padding}", expected one of ${paddings.join(", ")}`);
    return { mode, padding, aligned: raw.int("align_corners", 0) !== 0 };
  },
  infer: (context) => [tensorType(typed(context, 0, numbers).dtype, outputShape(context))],
  algorithms,
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
