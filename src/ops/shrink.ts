/**
 * Shrink: x + bias below -lambd, x - bias above lambd, 0 between. Integers are computed as doubles and truncated.
 * Since opset 9. https://onnx.ai/onnx/operators/onnx__Shrink.html
 */
import { isFloat } from "../core/dtype.ts";
import { defineOp } from "../graph/graph.ts";
import { add, cast, constant, type Expr, gt, lt, select, sub } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { numbers } from "./families/type-sets.ts";

type Attributes = { readonly bias: number; readonly lambd: number };

function shrunk({ bias: shift, lambd }: Attributes, x: Expr): Expr {
  const bias = constant(x.dtype, shift);
  const above = select(gt(x, constant(x.dtype, lambd)), sub(x, bias), constant(x.dtype, 0));
  return select(lt(x, constant(x.dtype, -lambd)), add(x, bias), above);
}

export const Shrink = defineOp({
  name: "Shrink",
  opset: 9,
  since: 9,
  doc: "moves elements toward 0 by bias and sets those between -lambd and lambd to 0",
  attrs: (raw) => ({ bias: raw.float("bias", 0), lambd: raw.float("lambd", 0.5) }),
  ...pointwise<Attributes>({
    kernel: "shrink",
    inputs: { input: numbers },
    value:
      ({ attrs, input }) =>
      (x) => {
        const { dtype } = input(0);
        return isFloat(dtype) ? shrunk(attrs, x) : cast(dtype, shrunk(attrs, cast("f64", x)));
      },
  }),
  examples: [
    {
      note: "soft",
      attrs: { bias: 1.5, lambd: 1.5 },
      inputs: [{ shape: [5], values: [-2, -1, 0, 1, 2] }],
      outputs: [{ shape: [5], values: [-0.5, 0, 0, 0, 0.5] }],
    },
    {
      note: "hard, integers",
      attrs: { lambd: 1.5 },
      inputs: [{ dtype: "i32", shape: [4], values: [-2, -1, 1, 2] }],
      outputs: [{ dtype: "i32", shape: [4], values: [-2, 0, 0, 2] }],
    },
  ],
});
