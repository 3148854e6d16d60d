/**
 * ExpertProducts: y[t, j, row] = bias[e, row] + sum over k of x[t, j, k] * w[e, row, k], with e = experts[t, j]: of all experts' matrices only those that
 * are asked for. Weights are floats, or integers of 2, 4 or 8 bits in bytes, each row or each block along it with a scale and a zero point. Domain aot;
 * MoE and QMoE become it.
 */
import { ceilDiv, type Dim, equalDims, floorDiv } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, type Expr, mul, read, scalarOf, sub, variable } from "../loop/expr.ts";
import { bitField } from "./families/bit-fields.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { floats, indexTypes, ranked, typed, typeSet } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

/** Inputs by position. */
const [X, W, Experts, Bias, Scales, Zeros] = [0, 1, 2, 3, 4, 5] as const;

const bytes = typeSet("bytes", ["u8"]);

interface Sizes {
  readonly tokens: Dim;
  /** Experts that each token asks for. */
  readonly chosen: Dim;
  readonly experts: Dim;
  readonly rows: Dim;
  readonly depth: number;
  /** Of weights; 0 where they are floats. */
  readonly bits: number;
  /** Elements of a row that share a scale. */
  readonly block: number;
}

type Attributes = { readonly bits: number; readonly block: number };

function sizesOf(context: Pick<NodeContext<Attributes>, "attrs" | "inputName" | "fail">, shapes: readonly (readonly Dim[])[]): Sizes {
  const [x = [], w = [], experts = []] = shapes;
  const { bits, block } = context.attrs;
  const depth = x[2];
  if (typeof depth !== "number") return context.fail(`${context.inputName(0)} has shape ${shapeText(x)}, a known depth is expected`);
  return {
    tokens: experts[0] as Dim,
    chosen: experts[1] as Dim,
    experts: w[0] as Dim,
    rows: w[1] as Dim,
    depth,
    bits,
    block: block === 0 ? depth : block,
  };
}

/** What the shapes of constant inputs are for these sizes. */
function wantedShapes({ experts, rows, depth, bits, block }: Sizes): Readonly<Record<number, readonly Dim[]>> {
  const blocks = Math.ceil(depth / block);
  const packed = (count: Dim): Dim => ceilDiv(count, 8 / bits);
  if (bits === 0) return { [W]: [experts, rows, depth], [Bias]: [experts, rows] };
  const isWhole = blocks === 1;
  return {
    [W]: [experts, rows, packed(depth)],
    [Bias]: [experts, rows],
    [Scales]: [experts, rows, blocks],
    [Zeros]: isWhole ? [experts, packed(rows)] : [experts, rows, packed(blocks)],
  };
}

function checkShapes(context: InferContext, sizes: Sizes): void {
  for (const [i, wanted] of Object.entries(wantedShapes(sizes))) {
    const found = context.inputs[Number(i)] === undefined ? undefined : context.tensor(Number(i)).shape;
    if (found !== undefined && (found.length !== wanted.length || !found.every((d, a) => equalDims(d, wanted[a] as Dim))))
      context.fail(
        `weights of ${shapeText(context.tensor(W).shape)} and a depth of ${sizes.depth} want ${shapeText(wanted)}, found is ${shapeText(found)}`,
      );
  }
}

/** The weight of a row of an expert at `k`. */
function weightAt(context: LowerContext, { bits, block }: Sizes, dtype: "f32" | "f64"): (e: Dim, row: Dim, k: Dim) => Expr {
  const w = context.input(W);
  if (bits === 0) return (e, row, k) => cast(dtype, read(w, [e, row, k]));
  const [scales, zeros] = [context.input(Scales), context.inputs[Zeros]];
  return (e, row, k) => {
    const inRow = floorDiv(k, block);
    const stored = bitField(w, bits, k, (byte) => [e, row, byte]);
    const zero =
      zeros === undefined
        ? constant("i32", 2 ** (bits - 1))
        : bitField(zeros, bits, zeros.shape.length === 2 ? row : inRow, (byte) => (zeros.shape.length === 2 ? [e, byte] : [e, row, byte]));
    return mul(cast(dtype, sub(stored, zero)), cast(dtype, read(scales, [e, row, inRow])));
  };
}

function lower(context: LowerContext<Attributes>) {
  const [x, experts, bias] = [context.input(X), context.input(Experts), context.inputs[Bias]];
  const sizes = sizesOf(context, [x.shape, context.input(W).shape, experts.shape]);
  const dtype = scalarOf(x.dtype) === "f64" ? "f64" : "f32";
  const weight = weightAt(context, sizes, dtype);
  return context.outputs.map((output) => {
    const axes = [axis("token", sizes.tokens), axis("choice", sizes.chosen), axis("row", sizes.rows)];
    const [t, j, row] = axes.map(coordinate) as [Dim, Dim, Dim];
    const e = gatheredIndex(experts, [t, j], sizes.experts);
    const { axes: reduced, at } = reducedOver([["k", sizes.depth]]);
    const [k] = at as readonly [Dim];
    const body = mul(cast(dtype, read(x, [t, x.shape[1] === 1 ? 0 : j, k])), weight(e, row, k));
    const finish = (sum: Expr): Expr => (bias === undefined ? sum : add(sum, cast(dtype, read(bias, [e, row]))));
    if (reduced.length === 0) return compute({ name: "expert_products", output, axes, value: finish(body) });
    const result = variable("sum", dtype);
    return compute({ name: "expert_products", output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: finish(result) });
  });
}

export const ExpertProducts = defineOp({
  name: "ExpertProducts",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "vectors times the matrices that their indices choose",
  inputs: ["X", "W", "experts", "bias", "scales", "zero_points"],
  attrs: (raw) => ({ bits: raw.int("bits", 0), block: raw.int("block", 0) }),
  infer(context) {
    const { dtype } = typed(context, X, floats);
    typed(context, W, context.attrs.bits === 0 ? floats : bytes);
    typed(context, Experts, indexTypes);
    const shapes = [
      ranked(context, X, 3, "[tokens, choices, depth]"),
      ranked(context, W, 3, "[experts, rows, depth]"),
      ranked(context, Experts, 2, "[tokens, choices]"),
    ];
    const sizes = sizesOf(context, shapes);
    checkShapes(context, sizes);
    return [tensorType(dtype, [sizes.tokens, sizes.chosen, sizes.rows])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two of three experts, a bias",
      inputs: [
        { shape: [1, 1, 2], values: [1, 2] },
        { shape: [3, 1, 2], values: [1, 1, 5, 5, 10, 0] },
        { dtype: "i64", shape: [1, 2], values: [2n, 0n] },
        { shape: [3, 1], values: [0.5, 0, 1] },
      ],
      outputs: [{ shape: [1, 2, 1], values: [11, 3.5] }],
    },
    {
      note: "four bits a weight, a zero point a row",
      attrs: { bits: 4 },
      inputs: [
        { shape: [1, 1, 2], values: [1, 2] },
        { dtype: "u8", shape: [1, 2, 1], values: [0x21, 0x98] },
        { dtype: "i64", shape: [1, 1], values: [0n] },
        undefined,
        { shape: [1, 2, 1], values: [10, 1] },
        { dtype: "u8", shape: [1, 1], values: [0x81] },
      ],
      outputs: [{ shape: [1, 1, 2], values: [20, 2] }],
    },
  ],
});
