/**
 * GatherBlockQuantized (com.microsoft): slices along an axis, picked by indices, of elements (q - zero) * scale. Each block along the quantized axis has
 * a scale and a zero point; q are integers of 4 bits, bytes that hold integers of 2, 4 or 8 bits, or floats of 8 or 4 bits, which have no zero points.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { ceilDiv, type Dim, equalDims, floorDiv, mul as mulDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, type Expr, mul, read, scalarOf, sub, type Tensor } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { bitField } from "./families/bit-fields.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { floats, indexTypes, pointsInto, smallFloats, typed, typeSet } from "./families/type-sets.ts";

/** Inputs by position. */
const [Data, Indices, Scales, Zeros] = [0, 1, 2, 3] as const;

const packed = typeSet("a byte, an integer of 4 bits or a float of 8 or 4 bits", ["u8", "u4", "i4", ...smallFloats.dtypes]);

type Attributes = Readonly<Record<"gathered" | "quantized" | "bits" | "size", number>>;

type Context = Pick<NodeContext<Attributes>, "attrs" | "fail">;

interface Blocks {
  readonly gathered: number;
  readonly quantized: number;
  /** Elements a block along the quantized axis. */
  readonly size: number;
  /** Elements that a stored one holds: 1, or several in a byte. */
  readonly each: number;
  /** As if every element were stored alone. */
  readonly shape: readonly Dim[];
}

function blocksOf(context: Context, { dtype, shape }: Pick<Tensor, "dtype" | "shape">): Blocks {
  const { attrs } = context;
  const [gathered, quantized] = [attrs.gathered, attrs.quantized].map((axis) => normalizeAxis(context, axis, shape.length)) as [number, number];
  const each = dtype === "u8" ? 8 / attrs.bits : 1;
  if (dtype === "u8" && (gathered !== 0 || quantized !== shape.length - 1 || shape.length < 2))
    context.fail(`gathers along axis ${gathered} bytes that are quantized along axis ${quantized}; the first and the last of several are expected`);
  const whole = shape.with(quantized, mulDims(shape[quantized] as Dim, each));
  const length = whole[quantized] as Dim;
  const size = attrs.size === 0 ? Number(length) : attrs.size;
  if (!Number.isInteger(size) || size < 1) context.fail(`has blocks as long as axis ${quantized}, which is not of a known size`);
  return { gathered, quantized, size, each, shape: whole };
}

/** Input `i` against the number of blocks along the quantized axis; an extent of 1 stands for all elsewhere where `broadcasts` says so. */
function checkBlocks(context: InferContext, i: number, { shape, quantized, size }: Blocks, options: { each: number; broadcasts: boolean }): void {
  if (context.inputs[i] === undefined) return;
  const found = context.tensor(i).shape;
  const wanted = shape.with(quantized, ceilDiv(ceilDiv(shape[quantized] as Dim, size), options.each));
  const fits = (d: Dim, a: number): boolean => equalDims(d, wanted[a] as Dim) || (options.broadcasts && a !== quantized && d === 1);
  if (found.length !== wanted.length || !found.every(fits))
    context.fail(
      `${context.inputName(i)} has shape ${shapeText(found)}, blocks of ${size} along axis ${quantized} of ${shapeText(shape)} make it ${shapeText(wanted)}`,
    );
}

/** The zero point of the block whose scale stands at `at`, as an i32: 0 where signed integers have none, the middle where bytes have none. */
function zeroOf(context: LowerContext, { each, quantized }: Blocks, at: readonly Dim[]): Expr {
  const zeros = context.inputs[Zeros];
  const bits = 8 / each;
  if (zeros === undefined) return constant("i32", context.input(Data).dtype === "u8" ? 2 ** (bits - 1) : 0);
  return zeros.dtype === "u8" ? bitField(zeros, bits, at[quantized] as Dim, (byte) => at.with(quantized, byte)) : cast("i32", read(zeros, at));
}

function lower(context: LowerContext<Attributes>) {
  const [data, indices, scales] = [context.input(Data), context.input(Indices), context.input(Scales)];
  const blocks = blocksOf(context, data);
  const { gathered, quantized, size, each, shape } = blocks;
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const picked = gatheredIndex(indices, at.slice(gathered, gathered + indices.shape.length), shape[gathered] as Dim);
    const place = [...at.slice(0, gathered), picked, ...at.slice(gathered + indices.shape.length)];
    const along = place[quantized] as Dim;
    const block = place.with(quantized, floorDiv(along, size)).map((d, a) => (scales.shape[a] === 1 ? 0 : d));
    const dtype = scalarOf(scales.dtype) === "f64" ? "f64" : "f32";
    const isFloat = smallFloats.dtypes.includes(data.dtype);
    const stored = data.dtype === "u8" ? bitField(data, 8 / each, along, (byte) => place.with(quantized, byte)) : read(data, place);
    const element = isFloat ? cast(dtype, stored) : cast(dtype, sub(cast("i32", stored), zeroOf(context, blocks, block)));
    return compute({ name: "gather_blocks", output, axes, value: mul(element, cast(dtype, read(scales, block))) });
  });
}

const halves = Array.from({ length: 16 }, (_, i) => (i === 0 ? 0x9a : 0x88));

export const GatherBlockQuantized = defineOp({
  name: "GatherBlockQuantized",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "slices along an axis of elements quantized in blocks",
  inputs: ["data", "indices", "scales", "zero_points"],
  attrs(raw) {
    const [bits, size] = [raw.int("bits", 4), raw.int("block_size", 128)];
    if (![2, 4, 8].includes(bits)) raw.fail(`attribute bits is ${bits}, 2, 4 or 8 is expected`);
    if (size < 0) raw.fail(`attribute block_size is ${size}, at least 0 is expected`);
    return { bits, size, gathered: raw.int("gather_axis", 0), quantized: raw.int("quantize_axis", 1) };
  },
  infer(context) {
    const data = typed(context, Data, packed);
    const indices = typed(context, Indices, indexTypes);
    const blocks = blocksOf(context, data);
    const isFloat = smallFloats.dtypes.includes(data.dtype);
    checkBlocks(context, Scales, blocks, { each: 1, broadcasts: isFloat });
    checkBlocks(context, Zeros, blocks, { each: blocks.each, broadcasts: false });
    if (context.inputs[Zeros] !== undefined && context.tensor(Zeros).dtype !== data.dtype)
      context.fail(`the zero points are ${context.tensor(Zeros).dtype}, the elements ${data.dtype}; they must have one element type`);
    if (isFloat && context.inputs[Zeros] !== undefined) context.fail(`has zero points of ${data.dtype}, which has none`);
    const picked = blocks.shape.toSpliced(blocks.gathered, 1, ...indices.shape);
    pointsInto(context, Data, picked);
    return [tensorType(typed(context, Scales, floats).dtype, picked)];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "four bits in bytes, the middle as zero",
      attrs: { block_size: 16, bits: 4 },
      inputs: [
        { dtype: "u8", shape: [2, 8], values: halves },
        { dtype: "i64", shape: [2], values: [1n, -2n] },
        { shape: [2, 1], values: [0.5, 1] },
      ],
      outputs: [{ shape: [2, 16], values: [...Array<number>(16).fill(0), 1, 0.5, ...Array<number>(14).fill(0)] }],
    },
    {
      note: "signed integers of four bits, the quantized axis first, zero points",
      attrs: { gather_axis: 1, quantize_axis: 0, block_size: 16 },
      inputs: [
        { dtype: "i4", shape: [2, 3], values: [1, 2, 3, -4, -5, -6] },
        { dtype: "i32", shape: [], values: [2] },
        { shape: [1, 3], values: [1, 1, 10] },
        { dtype: "i4", shape: [1, 3], values: [0, 0, -1] },
      ],
      outputs: [{ shape: [2], values: [40, -50] }],
    },
  ],
});
