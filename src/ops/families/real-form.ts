/**
 * Quantized operators of com.microsoft in terms of the float operators they stand for: operands dequantized, the result quantized. Fusion makes
 * one kernel of it that reads and writes bytes. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { DType } from "../../core/dtype.ts";
import type { Attrs, ExpandContext, InferContext, OpDef, Value } from "../../graph/graph.ts";
import { tensorType } from "../../graph/types.ts";
import { DequantizeLinear } from "../dequantize-linear.ts";
import { QuantizeLinear } from "../quantize-linear.ts";
import { type Composer, composer } from "./composing.ts";
import { numberOfElementType } from "./element-numbers.ts";
import { bytes, checkPair } from "./quantized.ts";
import { checkSingle } from "./single-element.ts";
import { type TypeSet, typed } from "./type-sets.ts";

/** What scales are here: f16 and bf16 would round what is computed of the bytes to 16 bits. */
const scales: TypeSet = { text: "f32", dtypes: ["f32"] };

export interface RealForm extends Composer {
  /** Input `i` as floats, by the scale and zero point in the inputs behind it. */
  operand(i: number): Value;
  /** `x` quantized by the scale at input `i` and the zero point behind it, as `dtype`. */
  stored(x: Value, i: number, dtype: DType): Value;
}

export function realForm(context: ExpandContext): RealForm {
  const c = composer(context);
  const { inputs } = context;
  return {
    ...c,
    operand: (i) => c.node(DequantizeLinear, [inputs[i], inputs[i + 1], inputs[i + 2]]),
    stored: (x, i, dtype) => c.node(QuantizeLinear, [x, inputs[i], inputs[i + 1]], { output_dtype: numberOfElementType(dtype) }),
  };
}

/** Checks the operand at `i` (bytes, scale, zero point), and gives its type. */
export function operandType(context: InferContext, i: number): DType {
  typed(context, i + 1, scales);
  return checkPair(context, [i, i + 1, i + 2], bytes);
}

/** Checks scale and zero point of the result, at `i` and behind it. */
export function checkResult(context: InferContext, i: number, dtype: DType): void {
  typed(context, i, scales);
  checkSingle(context, i);
  checkSingle(context, i + 1);
  const zero = context.inputs[i + 1];
  if (zero !== undefined && context.tensor(i + 1).dtype !== dtype)
    context.fail(`the operands are ${dtype}, the zero point of the result ${context.tensor(i + 1).dtype}`);
}

/** The operator on one quantized operand whose result has its shape. */
export function unaryForm<A extends Attrs>(
  apply: (c: RealForm, x: Value, context: ExpandContext<A>) => Value,
): Pick<OpDef<A>, "domain" | "opset" | "since" | "inputs" | "infer" | "expand"> {
  return {
    domain: "com.microsoft",
    opset: 1,
    since: 1,
    inputs: ["X", "X_scale", "X_zero_point", "Y_scale", "Y_zero_point"],
    infer(context) {
      const dtype = operandType(context, 0);
      checkResult(context, 3, dtype);
      return [tensorType(dtype, context.tensor(0).shape)];
    },
    expand(context) {
      const c = realForm(context);
      return [c.stored(apply(c, c.operand(0), context), 3, context.tensor(0).dtype)];
    },
  };
}
