/**
 * Dropout: at inference the input, and a mask of all true when asked for. In training each element is 0 with probability `ratio`, and the rest is
 * larger by 1 / (1 - ratio). Since opset 1 (ratio and training_mode as inputs since 12). https://onnx.ai/onnx/operators/onnx__Dropout.html
 */

import { constantNumbers } from "../graph/build.ts";
import { defineOp, type ExpandContext, exactTolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { Less } from "./comparison.ts";
import { composer, typeOf } from "./families/composing.ts";
import { type Seeded, seedAttrs } from "./families/random.ts";
import { checkSingle } from "./families/single-element.ts";
import { floats, typed } from "./families/type-sets.ts";
import { Identity } from "./identity.ts";
import { And, Not } from "./logic.ts";
import { RandomUniformLike } from "./random.ts";
import { Where } from "./where.ts";

/** True when the node surely keeps every element. */
function keepsAll(context: ExpandContext): boolean {
  if (context.inputs[2] === undefined) return true;
  const [training] = constantNumbers(context.inputs[2]) ?? [];
  const [ratio] = constantNumbers(context.inputs[1]) ?? [];
  return training === 0 || ratio === 0;
}

/** The random form; training_mode may be known only at run time. */
function dropped(context: ExpandContext<Seeded>): readonly Value[] {
  const [x, asked, training] = context.inputs as readonly (Value | undefined)[];
  if (x === undefined) return context.fail(`${context.inputName(0)} is missing`);
  const c = composer(context);
  const { dtype } = typeOf(x);
  const ratio = asked === undefined ? c.scalar("f32", 0.5) : c.cast(asked, "f32");
  const { seed } = context.attrs;
  const drawn = c.node(RandomUniformLike, [x], { dtype: 1, ...(seed === undefined ? {} : { seed }) });
  const unlucky = c.node(Less, [drawn, ratio]);
  const isSure = constantNumbers(training)?.[0] === 1;
  const zeroed = isSure || training === undefined ? unlucky : c.node(And, [unlucky, training]);
  const grown = c.div(c.scalar("f32", 1), c.sub(c.scalar("f32", 1), ratio));
  const scale = isSure || training === undefined ? grown : c.node(Where, [training, grown, c.scalar("f32", 1)]);
  const mask = c.node(Not, [zeroed]);
  return [c.node(Where, [mask, c.mul(x, c.cast(scale, dtype)), c.scalar(dtype, 0)]), mask];
}

export const Dropout = defineOp({
  name: "Dropout",
  opset: 22,
  since: 1,
  doc: "the input at inference, some of its elements in training",
  inputs: ["data", "ratio", "training_mode"],
  attrs: (raw) => seedAttrs(raw),
  infer(context) {
    const type = typed(context, 0, floats);
    checkSingle(context, 1);
    checkSingle(context, 2);
    return [type, tensorType("bool", type.shape)].slice(0, context.outputCount);
  },
  expand(context) {
    const { inputs, node, emit, constant } = context;
    if (!keepsAll(context)) return dropped(context).slice(0, node.outputs.length);
    const [mask] = node.outputs.slice(1);
    const kept = emit(Identity, [inputs[0]]);
    if (mask?.type.kind !== "tensor") return kept;
    return [...kept, constant(mask.name, mask.type, { array: Uint8Array.of(1), splat: true })];
  },
  impure: true,
  tolerance: exactTolerance,
  examples: [
    { note: "nothing is dropped", inputs: [{ shape: [3], values: [1, 2, 3] }], outputs: [{ shape: [3], values: [1, 2, 3] }] },
    {
      note: "trained with a ratio of 0",
      inputs: [
        { shape: [3], values: [1, 2, 3] },
        { shape: [], values: [0] },
        { dtype: "bool", shape: [], values: [true] },
      ],
      outputs: [
        { shape: [3], values: [1, 2, 3] },
        { dtype: "bool", shape: [3], values: [true, true, true] },
      ],
    },
  ],
});
