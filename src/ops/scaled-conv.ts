/**
 * ScaledConv: Conv of one image whose channels are each times a number that the run finds, x[0,c,...] * scale[0,c]: the weights take the factors, in
 * scratch, before they are used. What Conv(Mul(x, scale)) is where weights are few beside pixels. Domain aot.
 */
import { equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext } from "../graph/graph.ts";
import { axesOver, compute, coordinate } from "../loop/compute.ts";
import { mul, read } from "../loop/expr.ts";
import { Conv } from "./conv.ts";
import { sameDType } from "./families/type-sets.ts";

/** The factors, behind Conv's own inputs. */
const Scale = 3;

export const ScaledConv = defineOp({
  name: "ScaledConv",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "convolution of an image times one factor a channel",
  inputs: ["X", "W", "B", "scale"],
  attrs: (raw) => Conv.attrs(raw),
  infer(context) {
    sameDType(context, 0, Scale);
    checkScale(context);
    return Conv.infer({ ...context, inputs: context.inputs.slice(0, Scale) });
  },
  lower(context) {
    const [w, scale] = [context.input(1), context.input(Scale)];
    const scaled = context.scratch("scaled", w.dtype, w.shape, w.layout);
    const axes = axesOver(w.shape, "oc ic");
    const at = axes.map(coordinate);
    const factor = read(
      scale,
      scale.shape.map((_, i) => (i === 1 ? (at[1] ?? 0) : 0)),
    );
    const input = (i: number) => (i === 1 ? scaled : context.input(i));
    const convolved = Conv.lower?.({ ...context, input, inputs: context.inputs.with(1, scaled) }) ?? [];
    return [compute({ name: "scale_weights", output: scaled, axes, value: mul(read(w, at), factor) }), ...convolved];
  },
  algorithms: (n, machine, isConstant) => Conv.algorithms?.(n, machine, isConstant) ?? [],
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two channels of two pixels",
      inputs: [
        { shape: [1, 2, 1, 2], values: [1, 2, 3, 4] },
        { shape: [1, 2, 1, 1], values: [10, 1] },
        { shape: [1], values: [1] },
        { shape: [1, 2, 1, 1], values: [0.5, 2] },
      ],
      outputs: [{ shape: [1, 1, 1, 2], values: [12, 19] }],
    },
  ],
});

/** Refuses factors that are not one for each channel, several images and groups. */
function checkScale(context: InferContext): void {
  const [x, scale] = [context.tensor(0).shape, context.tensor(Scale).shape];
  const fits = x[0] === 1 && scale.length === x.length && scale.every((d, i) => equalDims(d, i === 1 ? (x[1] ?? 1) : 1));
  if (!fits) context.fail(`the factors have shape ${shapeText(scale)}, one for each channel of one image ${shapeText(x)} is expected`);
  if (context.attrs.group !== 1) context.fail(`group is ${context.attrs.group}, 1 is expected`);
}
