/**
 * Mod: the remainder of a / b. fmod = 0 (integers only): the sign of b, as Python's %. fmod = 1: the sign of a, as C's fmod.
 * Since opset 10 (13: bf16). https://onnx.ai/onnx/operators/onnx__Mod.html
 */
import { bounds, mod as floorMod } from "../core/dim.ts";
import { isFloat } from "../core/dtype.ts";
import { defineOp } from "../graph/graph.ts";
import { add, and, constant, type Expr, lt, ne, rem, select, xor } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { numbers } from "./families/type-sets.ts";

function signOfDivisor(a: Expr, b: Expr): Expr {
  const r = rem(a, b);
  const zero = constant(r.dtype, 0);
  if (r.dtype === "u32" || r.dtype === "u64") return r;
  return select(and(ne(r, zero), xor(lt(r, zero), lt(b, zero))), add(r, b), r);
}

const parts = pointwise({
  kernel: "mod",
  inputs: { A: numbers, B: numbers },
  value: (context) => (context.attrs.fmod === 1 ? (a, b) => rem(a, b) : signOfDivisor),
  known: (context) => (a, b) => {
    if (isFloat(context.tensor(0).dtype) || typeof b !== "number" || b <= 0) return undefined;
    return context.attrs.fmod === 1 && bounds(a)[0] < 0 ? undefined : floorMod(a, b);
  },
});

export const Mod = defineOp({
  name: "Mod",
  opset: 13,
  since: 10,
  doc: "remainder of a / b, with the sign of b (fmod=0) or of a (fmod=1)",
  attrs: (raw) => ({ fmod: raw.int("fmod", 0) }),
  ...parts,
  infer(context) {
    const { dtype } = context.tensor(0);
    if (context.attrs.fmod !== 1 && isFloat(dtype)) context.fail(`${context.inputName(0)} is ${dtype} and fmod is 0; floats need fmod=1`);
    return parts.infer(context);
  },
  examples: [
    {
      note: "integers take the divisor's sign",
      inputs: [
        { dtype: "i32", shape: [6], values: [-4, 7, 5, 4, -7, 8] },
        { dtype: "i32", shape: [6], values: [2, -3, 8, -2, 3, 5] },
      ],
      outputs: [{ dtype: "i32", shape: [6], values: [0, -2, 5, 0, 2, 3] }],
    },
    {
      note: "fmod takes the dividend's sign",
      attrs: { fmod: 1 },
      inputs: [
        { shape: [4], values: [-4.25, 7.25, 5, -8.5] },
        { shape: [4], values: [2, -3, 8, 3] },
      ],
      outputs: [{ shape: [4], values: [-0.25, 1.25, 5, -2.5] }],
    },
    {
      note: "unsigned small integers",
      inputs: [
        { dtype: "u8", shape: [2], values: [250, 7] },
        { dtype: "u8", shape: [2], values: [7, 250] },
      ],
      outputs: [{ dtype: "u8", shape: [2], values: [5, 7] }],
    },
  ],
});
