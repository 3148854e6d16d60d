/**
 * MatMulNBits (com.microsoft): a times the transpose of a matrix [columns, depth] whose elements are 2, 4 or 8 bits wide, each block along the depth
 * with a scale and a zero point: w = (bits - zero) * scale. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { add as addDims, type Dim, equalDims, floorDiv, mod, mul as mulDims, product, shapeText } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, type Expr, mul, read, scalarOf, sub, type Tensor, variable } from "../loop/expr.ts";
import { bitField } from "./families/bit-fields.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { countAttribute, floats, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

/** Inputs by position. */
const [A, B, Scales, Zeros, Groups, Bias] = [0, 1, 2, 3, 4, 5] as const;

interface Packing {
  readonly bits: number;
  readonly columns: number;
  readonly depth: number;
  readonly block: number;
  readonly blocks: number;
}

function packingOf({ attrs }: Pick<InferContext | LowerContext, "attrs">): Packing {
  const { bits, columns, depth, block } = attrs as Readonly<Record<"bits" | "columns" | "depth" | "block", number>>;
  return { bits, columns, depth, block, blocks: Math.ceil(depth / block) };
}

/** An element at a place in the row-major elements of `t`. */
function elementOf(t: Tensor, place: Dim): readonly Dim[] {
  if (t.shape.length === 1) return [place];
  const width = t.shape.at(-1) as number;
  return [floorDiv(place, width), mod(place, width)];
}

/** The zero point of a column's block: a number, or packed like the weights, or the middle of what bits can say. */
function zeroOf(context: LowerContext, { bits, blocks }: Packing, column: Dim, block: Dim, dtype: "f32" | "f64"): Expr {
  const zeros = context.inputs[Zeros];
  if (zeros === undefined) return constant(dtype, 2 ** (bits - 1));
  if (zeros.dtype !== "u8") return cast(dtype, read(zeros, elementOf(zeros, addDims(mulDims(column, blocks), block))));
  const bytes = Math.ceil((blocks * bits) / 8);
  return cast(
    dtype,
    bitField(zeros, bits, block, (byte) => elementOf(zeros, addDims(mulDims(column, bytes), byte))),
  );
}

function lower(context: LowerContext) {
  const [a, b, scales, groups, bias] = [context.input(A), context.input(B), context.input(Scales), context.inputs[Groups], context.inputs[Bias]];
  const packing = packingOf(context);
  const { bits, columns, depth, block, blocks } = packing;
  const dtype = scalarOf(a.dtype) === "f64" ? "f64" : "f32";
  return context.outputs.map((output) => {
    const outer = a.shape.slice(0, -1).map((extent, i, all) => axis(i === all.length - 1 ? "row" : `n${i}`, extent));
    const axes = [...outer, axis("column", columns)];
    const at = axes.map(coordinate);
    const column = at.at(-1) as Dim;
    const { axes: reduced, at: places } = reducedOver([["k", depth]]);
    const [k] = places as readonly [Dim];
    const inBlock = floorDiv(k, block);
    const group = groups === undefined ? inBlock : gatheredIndex(groups, [k], blocks);
    const bitsAt = bitField(b, bits, mod(k, block), (byte) =>
      b.shape.length === 3 ? [column, inBlock, byte] : [column, addDims(mulDims(inBlock, (block * bits) / 8), byte)],
    );
    const scale = cast(dtype, read(scales, elementOf(scales, addDims(mulDims(column, blocks), group))));
    const weight = mul(sub(cast(dtype, bitsAt), zeroOf(context, packing, column, group, dtype)), scale);
    const body = mul(cast(dtype, read(a, [...at.slice(0, -1), k])), weight);
    const finish = (sum: Expr): Expr => (bias === undefined ? sum : add(sum, cast(dtype, read(bias, [column]))));
    if (reduced.length === 0) return compute({ name: "matmul_bits", output, axes, value: finish(body) });
    const result = variable("sum", dtype);
    return compute({ name: "matmul_bits", output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: finish(result) });
  });
}

/** How many axes the constant inputs may have. */
const ranksOf: Readonly<Record<number, readonly number[]>> = { [B]: [2, 3], [Scales]: [1, 2], [Zeros]: [1, 2], [Bias]: [1] };

function checkElements(context: InferContext, i: number, count: number, what: string): void {
  if (context.inputs[i] === undefined) return;
  const { shape } = context.tensor(i);
  const ranks = ranksOf[i] ?? [];
  if (!ranks.includes(shape.length)) context.fail(`input ${i} (${what}) has shape ${shapeText(shape)}, rank ${ranks.join(" or ")} is expected`);
  if (!equalDims(product(shape), count)) context.fail(`input ${i} (${what}) has shape ${shapeText(shape)}, ${count} elements are expected`);
}

export const MatMulNBits = defineOp({
  name: "MatMulNBits",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "matrix product with a right operand of few bits",
  attrs(raw) {
    const bits = raw.int("bits", 4);
    if (![2, 4, 8].includes(bits)) raw.fail(`attribute bits is ${bits}, 2, 4 or 8 is expected`);
    return { bits, columns: countAttribute(raw, "N"), depth: countAttribute(raw, "K"), block: countAttribute(raw, "block_size") };
  },
  infer(context) {
    const { dtype, shape } = typed(context, A, floats);
    const { bits, columns, depth, block, blocks } = packingOf(context);
    if (!equalDims(shape.at(-1) ?? 1, depth)) context.fail(`a has shape ${shapeText(shape)}, attribute K is ${depth}`);
    sameDType(context, A, Scales);
    checkElements(context, B, (columns * blocks * block * bits) / 8, "bits");
    checkElements(context, Scales, columns * blocks, "scales");
    const zeros = context.inputs[Zeros] === undefined || context.tensor(Zeros).dtype !== "u8" ? blocks : Math.ceil((blocks * bits) / 8);
    checkElements(context, Zeros, columns * zeros, "zero points");
    checkElements(context, Bias, columns, "bias");
    return [tensorType(dtype, [...shape.slice(0, -1), columns])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "four bits, the middle as zero",
      attrs: { K: 16, N: 1, bits: 4, block_size: 16 },
      inputs: [
        { shape: [1, 16], values: [1, 2, ...Array<number>(14).fill(0)] },
        { dtype: "u8", shape: [1, 1, 8], values: [0x9a, ...Array<number>(7).fill(0x88)] },
        { shape: [1], values: [0.5] },
      ],
      outputs: [{ shape: [1, 1], values: [2] }],
    },
    {
      note: "zero points and a bias",
      attrs: { K: 16, N: 2, bits: 4, block_size: 16 },
      inputs: [
        { shape: [1, 16], values: [1, ...Array<number>(15).fill(0)] },
        { dtype: "u8", shape: [2, 1, 8], values: [5, ...Array<number>(7).fill(0), 3, ...Array<number>(7).fill(0)] },
        { shape: [2], values: [2, 1] },
        { dtype: "u8", shape: [2], values: [1, 0] },
        undefined,
        { shape: [2], values: [0, 10] },
      ],
      outputs: [{ shape: [1, 2], values: [8, 13] }],
    },
  ],
});
