/**
 * BitShift: a << b or a >> b, zeros shifted in, or to the right of signed integers their sign. Amounts that are negative or at least the width shift everything
 * out. Since opset 11 (28: signed integers). https://onnx.ai/onnx/operators/onnx__BitShift.html
 */
import { dtypes } from "../core/dtype.ts";
import { defineOp, exactTolerance, type LowerContext } from "../graph/graph.ts";
import { and, constant, type Expr, le, lt, select, shl, shr } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { integers } from "./families/type-sets.ts";

function shifted({ attrs, input }: LowerContext): (a: Expr, b: Expr) => Expr {
  const isLeft = attrs.direction === "LEFT";
  const { kind, bits } = dtypes[input(0).dtype];
  if (kind === "uint") return isLeft ? shl : shr;
  return (a, b) => {
    const [none, width] = [constant(b.dtype, 0), constant(b.dtype, bits)];
    const isInside = and(le(none, b), lt(b, width));
    const amount = select(isInside, b, none);
    return select(isInside, isLeft ? shl(a, amount) : shr(a, amount), isLeft ? constant(a.dtype, 0) : shr(a, constant(a.dtype, bits - 1)));
  };
}

export const BitShift = defineOp({
  name: "BitShift",
  opset: 28,
  since: 11,
  doc: "a << b or a >> b",
  attrs(raw) {
    const direction = raw.string("direction");
    if (direction !== "LEFT" && direction !== "RIGHT") raw.fail(`attribute direction is "${direction}", expected LEFT or RIGHT`);
    return { direction };
  },
  ...pointwise({
    kernel: "bit_shift",
    inputs: { X: integers, Y: integers },
    value: shifted,
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "bytes lose their top bits",
      attrs: { direction: "LEFT" },
      inputs: [
        { dtype: "u8", shape: [3], values: [16, 4, 255] },
        { dtype: "u8", shape: [3], values: [1, 2, 4] },
      ],
      outputs: [{ dtype: "u8", shape: [3], values: [32, 16, 240] }],
    },
    {
      note: "right, the top bit is no sign",
      attrs: { direction: "RIGHT" },
      inputs: [
        { dtype: "u32", shape: [2], values: [4294967295, 8] },
        { dtype: "u32", shape: [2], values: [28, 3] },
      ],
      outputs: [{ dtype: "u32", shape: [2], values: [15, 1] }],
    },
    {
      note: "right, signed: the sign comes in, and is all that is left of a shift by more than there is",
      attrs: { direction: "RIGHT" },
      inputs: [
        { dtype: "i8", shape: [5], values: [-128, 100, -3, -3, 5] },
        { dtype: "i8", shape: [5], values: [3, 2, 8, -1, 100] },
      ],
      outputs: [{ dtype: "i8", shape: [5], values: [-16, 25, -1, -1, 0] }],
    },
    {
      note: "left, 64 bits: what passes the sign is lost",
      attrs: { direction: "LEFT" },
      inputs: [
        { dtype: "i64", shape: [4], values: [3n, -1n, 7n, 7n] },
        { dtype: "i64", shape: [4], values: [63n, 4n, 64n, -2n] },
      ],
      outputs: [{ dtype: "i64", shape: [4], values: [-(2n ** 63n), -16n, 0n, 0n] }],
    },
  ],
});
