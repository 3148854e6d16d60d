/**
 * MeanVarianceNormalization: (x - mean) / (sqrt(variance) + 1e-9) over some axes, by default all but the channels of NCHW. Since opset 9.
 * https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { normalizeAxes } from "./families/axes.ts";
import { composer, typeOf } from "./families/composing.ts";
import { floats, typed } from "./families/type-sets.ts";
import { ReduceMean } from "./reduce.ts";
import { Sqrt } from "./roots.ts";

const leastDeviation = 1e-9;

export const MeanVarianceNormalization = defineOp({
  name: "MeanVarianceNormalization",
  opset: 13,
  since: 9,
  doc: "mean 0 and deviation 1 over some axes",
  inputs: ["X"],
  attrs: (raw) => ({ axes: raw.ints("axes", [0, 2, 3]) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    normalizeAxes(context, context.attrs.axes, shape.length);
    return [tensorType(dtype, shape)];
  },
  expand(context) {
    const c = composer(context);
    const [x] = context.inputs;
    if (x === undefined) return context.fail(`${context.inputName(0)} is missing`);
    const axes = c.integers(context.attrs.axes);
    const centered = c.sub(x, c.node(ReduceMean, [x, axes]));
    const deviation = c.node(Sqrt, [c.node(ReduceMean, [c.mul(centered, centered), axes])]);
    return [c.div(centered, c.add(deviation, c.scalar(typeOf(x).dtype, leastDeviation)))];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "each of two channels; equal elements become 0",
      inputs: [{ shape: [1, 2, 1, 2], values: [1, 3, 5, 5] }],
      outputs: [{ shape: [1, 2, 1, 2], values: [-1, 1, 0, 0] }],
    },
  ],
});
