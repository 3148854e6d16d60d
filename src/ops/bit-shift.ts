/** BitShift: a << b or a >> b of unsigned integers, zeros shifted in. Since opset 11. https://onnx.ai/onnx/operators/onnx__BitShift.html */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { shl, shr } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { unsignedIntegers } from "./families/type-sets.ts";

export const BitShift = defineOp({
  name: "BitShift",
  opset: 11,
  since: 11,
  doc: "a << b or a >> b of unsigned integers",
  attrs(raw) {
    const direction = raw.string("direction");
    if (direction !== "LEFT" && direction !== "RIGHT") raw.fail(`attribute direction is "${direction}", expected LEFT or RIGHT`);
    return { direction };
  },
  ...pointwise({
    kernel: "bit_shift",
    inputs: [unsignedIntegers, unsignedIntegers],
    value: (context) => (a, b) => (context.attrs.direction === "LEFT" ? shl(a, b) : shr(a, b)),
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
  ],
});
