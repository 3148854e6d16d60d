/**
 * BiasAdd and BiasSplitGelu (com.microsoft), of diffusion models: x plus a vector plus a skipped value; and of x plus a vector the first half of the
 * last axis times the Gelu of the second. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { defineOp, f32Tolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { composer } from "./families/composing.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { Gelu } from "./gelu.ts";

const common = { domain: "com.microsoft", opset: 1, since: 1, tolerance: f32Tolerance } as const;

export const BiasAdd = defineOp({
  ...common,
  name: "BiasAdd",
  doc: "x plus a vector along the last axis plus another value",
  inputs: ["X", "bias", "skip"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    for (const i of [1, 2]) {
      sameDType(context, 0, i);
      checkBroadcastsTo(context, context.tensor(i).shape, shape);
    }
    return [tensorType(dtype, shape)];
  },
  expand(context) {
    const c = composer(context);
    const [x, bias, skip] = context.inputs as readonly [Value, Value, Value];
    return [c.add(c.add(x, bias), skip)];
  },
  examples: [
    {
      note: "a row",
      inputs: [
        { shape: [1, 1, 2], values: [1, 2] },
        { shape: [2], values: [10, 20] },
        { shape: [1, 1, 2], values: [100, 200] },
      ],
      outputs: [{ shape: [1, 1, 2], values: [111, 222] }],
    },
  ],
});

export const BiasSplitGelu = defineOp({
  ...common,
  name: "BiasSplitGelu",
  doc: "one half of a biased value times the Gelu of the other",
  inputs: ["X", "bias"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    sameDType(context, 0, 1);
    checkBroadcastsTo(context, context.tensor(1).shape, shape);
    const width = shape.at(-1);
    if (typeof width !== "number" || width % 2 !== 0)
      return context.fail(`the last axis has ${String(width)} elements, a known even number is expected`);
    return [tensorType(dtype, [...shape.slice(0, -1), width / 2])];
  },
  expand(context) {
    const c = composer(context);
    const [x, bias] = context.inputs as readonly [Value, Value];
    const { shape } = context.tensor(0);
    const half = Number(shape.at(-1)) / 2;
    const [left, right] = c.split(c.add(x, bias), shape.length - 1, [half, half]) as readonly [Value, Value];
    return [c.mul(left, c.node(Gelu, [right]))];
  },
  examples: [
    {
      note: "a row",
      inputs: [
        { shape: [1, 1, 2], values: [2, 1] },
        { shape: [2], values: [1, 0] },
      ],
      outputs: [{ shape: [1, 1, 1], values: [3 * 0.8413447460685429] }],
    },
  ],
});
