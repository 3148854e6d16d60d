/**
 * BitMatMul: a times the transpose of a matrix of integers of 2, 4 or 8 bits in bytes, bits [columns, blocks, bytes of a block], each block along the
 * depth with a scale [columns, blocks] and a zero point, packed like the bits or as floats: w = (bits - zero) * scale. What MatMulNBits is, its
 * operands in these shapes. `groups`: the block of each element of the depth, where that is not its place. Domain aot.
 */
import { equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type Layout, plainLayout } from "../core/layout.ts";
import { type Algorithm, defineOp, f32Tolerance, type InferContext, type LowerContext, type Node, type Work } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { word } from "../loop/schedules/byte-products.ts";
import { blockedColumns, mostRows, rowsOf, streamed } from "./families/bit-columns.ts";
import { type BitProduct, bitProduct, packingOf } from "./families/bit-matrix-product.ts";
import { rowsTimesPanels, unpacked } from "./families/bit-panels.ts";
import { inWords, leastBlock, mostRoundedRows, rowsInWords } from "./families/bit-words.ts";
import { rowPanels } from "./families/matrix-algorithms.ts";
import { floats, typed } from "./families/type-sets.ts";

/** Inputs by position; those behind the scales may be left out. */
const [A, B, Scales, Zeros, Groups] = [0, 1, 2, 3, 4] as const;

export const BitMatMul = defineOp({
  name: "BitMatMul",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "matrix product with a right operand of few bits",
  inputs: ["A", "B", "scales", "zero_points", "groups", "bias"],
  attrs: (raw) => ({
    ...{ bits: raw.int("bits"), columns: raw.int("columns"), depth: raw.int("depth"), block: raw.int("block") },
    // Whether rows may be rounded to bytes.
    rounds: raw.int("rounds", 0),
  }),
  infer(context) {
    const { dtype, shape } = typed(context, A, floats);
    const { columns, depth, blocks, each, block } = packingOf(context);
    if (!equalDims(shape.at(-1) ?? 1, depth)) context.fail(`a has shape ${shapeText(shape)}, attribute depth is ${depth}`);
    check(context, B, [columns, blocks, block / each]);
    check(context, Scales, [columns, blocks]);
    if (context.inputs[Zeros] !== undefined)
      check(context, Zeros, [columns, context.tensor(Zeros).dtype === "u8" ? Math.ceil(blocks / each) : blocks]);
    return [tensorType(dtype, [...shape.slice(0, -1), columns])];
  },
  lower: (context) => context.outputs.flatMap((output) => (ways[context.node.algorithm ?? ""] ?? whole)(context, output)),
  algorithms: layouts,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two blocks of four bits, zero points side by side in a byte",
      attrs: { bits: 4, columns: 1, depth: 4, block: 2 },
      inputs: [
        { shape: [1, 4], values: [1, 2, 3, 4] },
        { dtype: "u8", shape: [1, 2, 1], values: [0x21, 0x43], constant: true },
        { shape: [1, 2], values: [0.5, 2], constant: true },
        { dtype: "u8", shape: [1, 1], values: [0x31], constant: true },
      ],
      outputs: [{ shape: [1, 1], values: [9] }],
    },
  ],
});

type Way = (context: LowerContext<BitProduct>, output: Tensor) => readonly Work[];
const whole: Way = (context, output) => [bitProduct(context, output)];
const ways: Readonly<Record<string, Way>> = { [streamed]: rowsOf, [unpacked]: rowsTimesPanels, [inWords]: rowsInWords };

function check(context: InferContext, i: number, wanted: readonly number[]): void {
  const { shape } = context.tensor(i);
  if (shape.length !== wanted.length || !shape.every((d, a) => equalDims(d, wanted[a] as number)))
    context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${shapeText(wanted)} is expected`);
}

/** Columns along vectors, where bits, scales and zero points are constant; few rows of f32, and rows that may be rounded to bytes, have kernels of their own. */
function layouts(n: Node<BitProduct & { readonly rounds: number }>, machine: Machine): readonly Algorithm[] {
  const { lanes, dot4, dot4InOne } = machine;
  const { depth, columns, block, bits } = packingOf(n);
  const constants = [B, Scales, Zeros].map((i) => n.inputs[i]);
  const isRegular = depth % block === 0 && n.inputs[Groups] === undefined && constants.every((v) => v === undefined || v.data !== undefined);
  if (lanes === 1 || !isRegular) return [];
  const a = n.inputs[A]?.type as TensorType;
  const rows = a.shape.slice(0, -1).reduce<number>((count, d) => count * (typeof d === "number" ? d : Number.POSITIVE_INFINITY), 1);
  const weightBytes = (Math.ceil(columns / lanes) * lanes * depth * bits) / 8;
  const way = (name: string, seconds: number, as: { readonly a?: Layout | undefined; readonly bits?: Layout } = {}): Algorithm => ({
    name,
    seconds,
    weightBytes,
    scratchBytes: 0,
    inputs: n.inputs.map((v, i) => {
      const own = i === A ? as.a : i === B ? as.bits : undefined;
      return own ?? blockedColumns(v, i === B || i === Scales || i === Zeros ? lanes : 1);
    }),
    outputs: [undefined],
    precise: name === "blocks",
  });
  const zeros = n.inputs[Zeros]?.type;
  const isRead = zeros?.kind !== "tensor" || zeros.dtype === "u8" || zeros.dtype === "f32";
  const isFloat = a.dtype === "f32" && isRead && Number.isFinite(rows);
  const isRounded = dot4 && (dot4InOne || rows <= mostRoundedRows);
  const words: Layout = Object.freeze({
    ...plainLayout(3),
    blocks: [
      { axis: 0, size: lanes },
      { axis: 2, size: word },
    ],
  });
  return [
    way("blocks", weightBytes / 5e9),
    ...(isFloat && rows <= mostRows ? [way(streamed, weightBytes / 20e9)] : []),
    ...(isFloat && rows > mostRows ? [way(unpacked, weightBytes / 20e9, { a: rowPanels(n, machine, columns, depth) })] : []),
    ...(isFloat && isRounded && n.attrs.rounds === 1 && block % leastBlock === 0 ? [way(inWords, weightBytes / 40e9, { bits: words })] : []),
  ];
}
