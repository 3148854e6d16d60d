/**
 * MatMulNBits (com.microsoft): a times the transpose of a matrix [columns, depth] whose elements are 2, 4 or 8 bits wide, each block along the depth
 * with a scale and a zero point: w = (bits - zero) * scale. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { equalDims, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { BitMatMul } from "./bit-mat-mul.ts";
import { packingOf } from "./families/bit-matrix-product.ts";
import { composer } from "./families/composing.ts";
import { countAttribute, floats, onlyDefault, sameDType, typed } from "./families/type-sets.ts";

/** Inputs by position. */
const [A, B, Scales, Zeros, Bias] = [0, 1, 2, 3, 5] as const;

/** How many axes the constant inputs may have. */
const ranksOf: Readonly<Record<number, readonly number[]>> = { [B]: [2, 3], [Scales]: [1, 2], [Zeros]: [1, 2], [Bias]: [1] };

function checkElements(context: InferContext, i: number, count: number): void {
  if (context.inputs[i] === undefined) return;
  const { shape } = context.tensor(i);
  const ranks = ranksOf[i] ?? [];
  if (!ranks.includes(shape.length)) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, rank ${ranks.join(" or ")} is expected`);
  if (!equalDims(product(shape), count)) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${count} elements are expected`);
}

export const MatMulNBits = defineOp({
  name: "MatMulNBits",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "matrix product with a right operand of few bits",
  inputs: ["A", "B", "scales", "zero_points", "g_idx", "bias"],
  attrs(raw) {
    const bits = raw.int("bits", 4);
    if (![2, 4, 8].includes(bits)) raw.fail(`attribute bits is ${bits}, 2, 4 or 8 is expected`);
    const sizes = { columns: countAttribute(raw, "N"), depth: countAttribute(raw, "K"), block: countAttribute(raw, "block_size") };
    if ((sizes.block * bits) % 8 !== 0) raw.fail(`attribute block_size is ${sizes.block}, blocks of whole bytes are expected of ${bits} bits`);
    onlyDefault(raw, "weight_prepacked", 0, "export without packing weights for a GPU");
    // The least accuracy that a may be computed with; 4 stands for bytes.
    return { bits, ...sizes, rounds: raw.int("accuracy_level", 0) === 4 ? 1 : 0 };
  },
  infer(context) {
    const { dtype, shape } = typed(context, A, floats);
    const { bits, columns, depth, block, blocks } = packingOf(context);
    if (!equalDims(shape.at(-1) ?? 1, depth)) context.fail(`a has shape ${shapeText(shape)}, attribute K is ${depth}`);
    sameDType(context, A, Scales);
    checkElements(context, B, (columns * blocks * block * bits) / 8);
    checkElements(context, Scales, columns * blocks);
    const zeros = context.inputs[Zeros] === undefined || context.tensor(Zeros).dtype !== "u8" ? blocks : Math.ceil((blocks * bits) / 8);
    checkElements(context, Zeros, columns * zeros);
    checkElements(context, Bias, columns);
    return [tensorType(dtype, [...shape.slice(0, -1), columns])];
  },
  expand(context) {
    const { inputs, attrs, emit } = context;
    const { columns, blocks, each } = packingOf(context);
    const c = composer(context);
    // However many axes they are given with: one for the columns, one for the blocks of a column.
    const zeros = inputs[Zeros];
    const packed = zeros !== undefined && context.tensor(Zeros).dtype === "u8" ? Math.ceil(blocks / each) : blocks;
    const operands = inputs.map((v, i) => {
      if (v === undefined) return undefined;
      if (i === B) return c.reshape(v, [columns, blocks, attrs.block / each]);
      if (i === Scales) return c.reshape(v, [columns, blocks]);
      return i === Zeros ? c.reshape(v, [columns, packed]) : v;
    });
    return emit(BitMatMul, operands, attrs);
  },
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
