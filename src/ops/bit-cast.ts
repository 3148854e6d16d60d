/** BitCast: the same bits read as another element type of the same width. Since opset 26. https://onnx.ai/onnx/operators/onnx__BitCast.html */

import { type DType, dtypes } from "../core/dtype.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { bitcast, cast, type Expr, read, type Tensor } from "../loop/expr.ts";
import type { Routine } from "../loop/kernel.ts";
import { axesOf } from "./families/axes.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { copyAll, memory, routine } from "./families/routines.ts";
import { elements, typed } from "./families/type-sets.ts";

function targetType(context: InferContext<{ readonly to: DType }>, from: DType): DType {
  const { to } = context.attrs;
  if (dtypes[to].bits !== dtypes[from].bits)
    context.fail(`${context.inputName(0)} is ${from} of ${dtypes[from].bits} bits, ${to} has ${dtypes[to].bits}; they must have as many`);
  return to;
}

/** Memory holds the bits of these, arithmetic their values. */
const isNarrowFloat = (dtype: DType): boolean => dtypes[dtype].kind === "float" && dtypes[dtype].bits < 32;

const isFloat = (e: Expr): boolean => e.dtype === "f32" || e.dtype === "f64";

function reinterpreted(x: Expr, to: Tensor): Expr {
  const target = dtypes[to.dtype];
  if (isFloat(x) && target.kind !== "float") {
    const bits = bitcast(target.bits === 64 ? "u64" : "u32", x);
    return bits.dtype === target.compute ? bits : cast(to.dtype, bits);
  }
  if (!isFloat(x) && target.kind === "float") return bitcast(target.bits === 64 ? "f64" : "f32", x);
  return x.dtype === target.compute ? x : cast(to.dtype, x);
}

/** Elements of 16 bits and less, one of them floats: copied as unsigned integers. */
function copiedBits(x: Tensor, y: Tensor): Routine {
  const type = dtypes[x.dtype].bits === 16 ? "u16" : "u8";
  const [from, to] = [memory("x", x, "in", type), memory("y", y, "out", type)];
  return routine("bit_cast", `${x.dtype} as ${y.dtype}, bit by bit`, [from, to], copyAll(from, to));
}

function lower(context: LowerContext<{ readonly to: DType }>): readonly Work[] {
  const x = context.input(0);
  return context.outputs.map((output) => {
    if (isNarrowFloat(x.dtype) || isNarrowFloat(output.dtype)) return copiedBits(x, output);
    const axes = axesOf(output.shape);
    return compute({ name: "bit_cast", output, axes, value: reinterpreted(read(x, axes.map(coordinate)), output) });
  });
}

export const BitCast = defineOp({
  name: "BitCast",
  opset: 26,
  since: 26,
  doc: "the same bits as another element type",
  inputs: ["input"],
  attrs: (raw) => ({ to: elementTypeAttribute(raw, "to") }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    return [tensorType(targetType(context, dtype), shape)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "floats as integers",
      attrs: { to: 6 },
      inputs: [{ shape: [2], values: [1, -2] }],
      outputs: [{ dtype: "i32", shape: [2], values: [0x3f800000, -0x40000000] }],
    },
    {
      note: "integers of 64 bits as doubles",
      attrs: { to: 11 },
      inputs: [{ dtype: "i64", shape: [1], values: [0x3ff0000000000000n] }],
      outputs: [{ dtype: "f64", shape: [1], values: [1] }],
    },
    {
      note: "bytes without sign as bytes with one",
      attrs: { to: 3 },
      inputs: [{ dtype: "u8", shape: [2], values: [127, 255] }],
      outputs: [{ dtype: "i8", shape: [2], values: [127, -1] }],
    },
    {
      note: "half floats as integers",
      attrs: { to: 4 },
      inputs: [{ dtype: "f16", shape: [1], values: [0x3c00] }],
      outputs: [{ dtype: "u16", shape: [1], values: [0x3c00] }],
    },
  ],
});
