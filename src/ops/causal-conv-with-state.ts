/**
 * CausalConvWithState: a convolution of each channel along the last axis that sees the elements before, the first of them from a past state;
 * what the next call needs is given back. Since opset 27. https://onnx.ai/onnx/operators/onnx__CausalConvWithState.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { newArray } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type InferContext, type OpDef, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { Concat } from "./concat.ts";
import { Conv } from "./conv.ts";
import { composer, typeOf } from "./families/composing.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { Swish } from "./sigmoids.ts";

const activations: Readonly<Record<string, OpDef | undefined>> = { none: undefined, silu: Swish, swish: Swish };

function shapes(context: InferContext): readonly (readonly Dim[])[] {
  const { shape } = typed(context, 0, floats);
  const weight = typed(context, 1, floats).shape;
  const [n, channels, length] = shape;
  const [first, one, size] = weight;
  if (n === undefined || channels === undefined || length === undefined || shape.length !== 3)
    return context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [batch, channels, length] is expected`);
  if (weight.length !== 3 || !equalDims(first as Dim, channels) || one !== 1 || typeof size !== "number")
    return context.fail(`weight has shape ${shapeText(weight)}, [${shapeText([channels])}, 1, k] is expected`);
  const state = [n, channels, size - 1];
  for (const i of [2, 3]) if (context.inputs[i] !== undefined) sameDType(context, 0, i);
  const past = context.inputs[3] === undefined ? undefined : context.tensor(3).shape;
  if (past !== undefined && !(past.length === 3 && state.every((d, a) => equalDims(d, past[a] as Dim))))
    context.fail(`past_state has shape ${shapeText(past)}, ${shapeText(state)} is expected`);
  return [shape, state];
}

export const CausalConvWithState = defineOp({
  name: "CausalConvWithState",
  opset: 27,
  since: 27,
  doc: "a causal convolution of each channel, and its state",
  inputs: ["input", "weight", "bias", "past_state"],
  attrs(raw) {
    const activation = raw.string("activation", "none");
    if (!Object.hasOwn(activations, activation)) raw.fail(`activation is "${activation}", expected one of ${Object.keys(activations).join(", ")}`);
    return { activation };
  },
  infer(context) {
    const { dtype } = typed(context, 0, floats);
    return shapes(context)
      .map((shape) => tensorType(dtype, shape))
      .slice(0, Math.max(1, context.outputCount));
  },
  expand(context) {
    const { inputs, attrs, node, emit, constant } = context;
    const [x, weight, bias, past] = inputs as readonly (Value | undefined)[];
    if (x === undefined || weight === undefined) return context.fail("has fewer than 2 inputs");
    const c = composer(context);
    const { dtype, shape } = typeOf(x);
    const [channels, length] = [Number(shape[1]), shape[2] as Dim];
    const size = Number(typeOf(weight).shape[2]);
    const zeros = (): Value => constant("past", tensorType(dtype, [shape[0] as Dim, channels, size - 1]), { array: newArray(dtype, 1), splat: true });
    const whole = size === 1 ? x : (emit(Concat, [past ?? zeros(), x], { axis: 2 })[0] as Value);
    const [sum] = emit(Conv, [whole, weight, bias], { group: channels });
    const activation = activations[attrs.activation];
    const output = activation === undefined ? (sum as Value) : c.node(activation, [sum]);
    if (node.outputs.length < 2) return [output];
    return [output, c.slice(whole, 2, Number(length), Number(length) + size - 1)];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "from nothing",
      inputs: [
        { shape: [1, 1, 3], values: [1, 2, 3] },
        { shape: [1, 1, 2], values: [10, 1] },
      ],
      outputs: [
        { shape: [1, 1, 3], values: [1, 12, 23] },
        { shape: [1, 1, 1], values: [3] },
      ],
    },
    {
      note: "from a past state, with a bias",
      inputs: [
        { shape: [1, 2, 1], values: [1, 2] },
        { shape: [2, 1, 2], values: [10, 1, 100, 1] },
        { shape: [2], values: [0.5, 0] },
        { shape: [1, 2, 1], values: [3, 4] },
      ],
      outputs: [
        { shape: [1, 2, 1], values: [31.5, 402] },
        { shape: [1, 2, 1], values: [1, 2] },
      ],
    },
  ],
});
