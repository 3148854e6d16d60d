/**
 * DynamicQuantizeLSTM (com.microsoft): LSTM whose weights are 8-bit integers, inputs before gates ([directions, inputs, 4 * hidden]), of one scale and zero
 * point a direction or one a gate's unit. ONNX Runtime also rounds x and the state to 8 bits in each step; here they stay floats, so that results
 * differ by what that rounding costs. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type Attrs, defineOp, type ExpandContext, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { composer, typeOf } from "./families/composing.ts";
import { bytes } from "./families/quantized.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { LSTM } from "./lstm.ts";

/** Inputs by position; those of LSTM come first. */
const [W, R, Peepholes] = [1, 2, 7] as const;
const scaleOf = (i: number): number => (i === W ? 8 : 10);
const zeroOf = (i: number): number => scaleOf(i) + 1;

function check(context: InferContext, i: number): void {
  const { shape } = typed(context, i, bytes);
  if (shape.length !== 3) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, [directions, inputs, 4 * hidden] is expected`);
  typed(context, scaleOf(i), floats);
  sameDType(context, i, zeroOf(i));
  for (const k of [scaleOf(i), zeroOf(i)]) {
    const given = context.tensor(k).shape;
    const fits =
      given.length >= 1 &&
      given.length <= 2 &&
      equalDims(given[0] as Dim, shape[0] as Dim) &&
      (given.length === 1 || equalDims(given[1] as Dim, shape[2] as Dim));
    if (!fits)
      context.fail(`${context.inputName(k)} has shape ${shapeText(given)}, one number a direction or a column of ${shapeText(shape)} is expected`);
  }
}

/** The inputs as LSTM takes them: float weights, gates before inputs. */
const asFloats = <A extends Attrs>(context: InferContext<A>): InferContext<A> => ({
  ...context,
  inputs: context.inputs.slice(0, Peepholes + 1),
  tensor(i) {
    const type = context.tensor(i);
    if (i !== W && i !== R) return type;
    const [directions, inputs, gates] = type.shape as readonly [Dim, Dim, Dim];
    return tensorType("f32", [directions, gates, inputs]);
  },
});

/** Weights as floats, gates before inputs. */
function dequantized(context: ExpandContext, i: number): Value {
  const c = composer(context);
  const { inputs } = context;
  const along = (v: Value): Value => {
    const { shape } = typeOf(v);
    return c.reshape(v, [shape[0] as Dim, 1, shape[1] ?? 1]);
  };
  const [q, scale, zero] = [inputs[i], inputs[scaleOf(i)], inputs[zeroOf(i)]] as readonly [Value, Value, Value];
  const centered = c.sub(c.cast(q, "f32"), along(c.cast(zero, "f32")));
  return c.transpose(c.mul(centered, along(scale)), [0, 2, 1]);
}

export const DynamicQuantizeLSTM = defineOp({
  name: "DynamicQuantizeLSTM",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "LSTM with weights of 8-bit integers",
  inputs: ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P", "W_scale", "W_zero_point", "R_scale", "R_zero_point"],
  attrs: LSTM.attrs,
  infer(context) {
    for (const i of [W, R]) check(context, i);
    return LSTM.infer(asFloats(context));
  },
  expand(context) {
    const { inputs, attrs, node, emit } = context;
    const given = inputs.slice(0, Peepholes + 1).map((v, i) => (i === W || i === R ? dequantized(context, i) : v));
    return emit(LSTM, given, { ...attrs, input_forget: Number(attrs.input_forget) }, node.outputs.length);
  },
  tolerance: { relative: 1e-4, absolute: 1e-5 },
  examples: [
    {
      note: "weights of 0: the state follows the bias alone",
      attrs: { hidden_size: 1 },
      inputs: [
        { shape: [1, 1, 1], values: [3] },
        { dtype: "u8", shape: [1, 1, 4], values: [7, 7, 7, 7] },
        { dtype: "u8", shape: [1, 1, 4], values: [9, 9, 9, 9] },
        { shape: [1, 8], values: [0, 0, 0, 1, 0, 0, 0, 0] },
        undefined,
        undefined,
        undefined,
        undefined,
        { shape: [1], values: [0.5] },
        { dtype: "u8", shape: [1], values: [7] },
        { shape: [1], values: [0.5] },
        { dtype: "u8", shape: [1], values: [9] },
      ],
      // sigmoid(0) * tanh(sigmoid(0) * tanh(1))
      outputs: [{ shape: [1, 1, 1, 1], values: [0.5 * Math.tanh(0.5 * Math.tanh(1))] }],
    },
  ],
});
