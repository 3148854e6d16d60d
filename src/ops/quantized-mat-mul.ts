/**
 * QuantizedMatMul: y = (correction[n] + sum over k of x[..,m,k] * w[k,n]) * multiplier[n], x and w bytes, as a float or rounded to bytes around
 * y_zero. What DequantizeLinear, MatMul (or Gemm) and QuantizeLinear are together when weights are constant; see QuantizedConv. Domain aot.
 */
import type { Dim } from "../core/dim.ts";
import { type Layout, plainLayout } from "../core/layout.ts";
import { type Algorithm, defineOp, type Node } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Machine } from "../loop/machine.ts";
import { matrixProduct, productShape } from "./families/matrix-product.ts";
import { unsignedByte } from "./families/quantized.ts";
import { checkRequantized, requantizeAttrs, requantized } from "./families/requantize.ts";

export const QuantizedMatMul = defineOp({
  name: "QuantizedMatMul",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "matrix product of bytes with constant signed bytes",
  inputs: ["A", "W", "correction", "multiplier"],
  attrs: requantizeAttrs,
  infer(context) {
    const [x, w] = [context.tensor(0), context.tensor(1)];
    if (w.shape.length !== 2) context.fail(`weight has rank ${w.shape.length}, 2 is expected`);
    return [tensorType(checkRequantized(context, w.shape[1] as Dim), productShape(context, x.shape, w.shape))];
  },
  lower(context) {
    const x = context.input(0);
    return context.outputs.map((output) =>
      matrixProduct({
        kernel: "matmul_bytes",
        context,
        a: x,
        b: context.input(1),
        output,
        left: (element) => unsignedByte(element, x),
        finish: (sum, _, rightAt) => requantized(context, sum, rightAt.at(-1) as Dim),
      }),
    );
  },
  algorithms: candidates,
  tolerance: { relative: 0, absolute: 1 },
  examples: [
    {
      note: "two rows of three, quantized again",
      attrs: { to: 2, x_zero: 1, y_zero: 10 },
      inputs: [
        { dtype: "u8", shape: [2, 3], values: [1, 2, 3, 200, 1, 0] },
        { dtype: "i8", shape: [3, 2], values: [1, -1, 2, 0, 3, 4], constant: true },
        { dtype: "i32", shape: [2], values: [-6, -3], constant: true },
        { shape: [2], values: [0.5, 1], constant: true },
      ],
      outputs: [{ dtype: "u8", shape: [2, 2], values: [14, 18, 108, 0] }],
    },
    {
      note: "signed bytes in words, as floats",
      attrs: { to: 1 },
      inputs: [
        { dtype: "i8", shape: [1, 4], values: [-1, 2, -3, 4] },
        { dtype: "i8", shape: [4, 1], values: [1, 1, 1, 100], constant: true },
        { dtype: "i32", shape: [1], values: [-13184], constant: true },
        { shape: [1], values: [0.25], constant: true },
      ],
      outputs: [{ shape: [1, 1], values: [99.5] }],
    },
  ],
});

const word = 4;

/** Columns along vectors; four rows of the weights, and four elements of a row of x, stand together where words are multiplied at once. */
function candidates(n: Node, { lanes, dot4 }: Machine): readonly Algorithm[] {
  const [x, w] = [n.inputs[0]?.type, n.inputs[1]?.type];
  if ((lanes === 1 && !dot4) || n.inputs[1]?.data === undefined || x?.kind !== "tensor" || w?.kind !== "tensor") return [];
  const [depth, columns] = w.shape.map(Number) as [number, number];
  const rank = x.shape.length;
  const words = dot4 ? [{ axis: 0, size: word }] : [];
  const panel = lanes === 1 ? word : lanes;
  const packed: Layout = Object.freeze({ order: [1, 0], blocks: [{ axis: 1, size: panel }, ...words], halo: [] });
  // Rows that are no whole words are padded to such.
  const rows: Layout | undefined =
    dot4 && depth % word !== 0 ? Object.freeze({ ...plainLayout(rank), blocks: [{ axis: rank - 1, size: word }] }) : undefined;
  const weightBytes = Math.ceil(columns / panel) * panel * depth;
  return [
    {
      name: dot4 ? "words" : "packed",
      seconds: weightBytes / 20e9,
      weightBytes,
      scratchBytes: 0,
      inputs: [rows, packed, undefined, undefined],
      outputs: [undefined],
      precise: true,
    },
  ];
}
