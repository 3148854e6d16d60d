/**
 * NegativeLogLikelihoodLoss: -input[n, target[n, d...], d...] * weight[target[n, d...]], alone, summed, or averaged over the weights. Elements
 * whose target is ignore_index count nothing. Since opset 12. https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, div, type Expr, eq, guarded, mul, neg, not, read, variable } from "../loop/expr.ts";
import { axesOf, reducedAxis } from "./families/axes.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { type LossAttributes, lossAttrs } from "./families/loss.ts";
import { hasInput } from "./families/steering.ts";
import { floats, indexTypes, pointsInto, sameDType, typed } from "./families/type-sets.ts";

function inferLoss(context: InferContext<LossAttributes>): TensorType {
  const { dtype, shape } = typed(context, 0, floats);
  const target = typed(context, 1, indexTypes);
  const wanted = shape.filter((_, a) => a !== 1);
  if (shape.length < 2 || target.shape.length !== wanted.length || !wanted.every((d, a) => equalDims(d, target.shape[a] as Dim)))
    context.fail(`target has shape ${shapeText(target.shape)}, for an input of ${shapeText(shape)} it must be ${shapeText(wanted)}`);
  pointsInto(context, 0, target.shape);
  if (hasInput(context, 2)) {
    const weight = typed(context, 2, floats);
    sameDType(context, 0, 2);
    if (weight.shape.length !== 1 || !equalDims(weight.shape[0] as Dim, shape[1] as Dim))
      context.fail(`weight has shape ${shapeText(weight.shape)}, one number for each class of ${shapeText(shape)} is expected`);
  }
  return tensorType(dtype, context.attrs.reduction === "none" ? target.shape : []);
}

/** Weight and weighted loss of the element at `at` of the target; both 0 where it is ignored. */
function termsAt(context: LowerContext<LossAttributes>, at: readonly Dim[]): { readonly weight: Expr; readonly loss: Expr } {
  const [x, target] = [context.input(0), context.input(1)];
  const chosen = gatheredIndex(target, at, x.shape[1] as Dim);
  const element = read(x, [at[0] as Dim, chosen, ...at.slice(1)]);
  const zero = constant(element.dtype, 0);
  const { ignore_index: ignored } = context.attrs;
  const label = read(target, at);
  const counts = ignored === undefined ? undefined : not(eq(label, constant(label.dtype, ignored)));
  const weight = guarded(counts, hasInput(context, 2) ? read(context.input(2), [chosen]) : constant(element.dtype, 1), zero);
  return { weight, loss: guarded(counts, neg(mul(element, weight)), zero) };
}

function lower(context: LowerContext<LossAttributes>): readonly Work[] {
  const [output] = context.outputs;
  if (output === undefined) return context.fail("has 0 outputs, 1 is expected");
  const { shape } = context.input(1);
  if (context.attrs.reduction === "none") {
    const axes = axesOf(shape);
    return [compute({ name: "nll_loss", output, axes, value: termsAt(context, axes.map(coordinate)).loss })];
  }
  const axes = shape.map((_, a) => reducedAxis(shape, a));
  const { weight, loss } = termsAt(context, axes.map(coordinate));
  const total = (body: Expr) => ({ axes, combine: "sum" as const, body, result: variable("total", body.dtype) });
  const sum = total(loss);
  if (context.attrs.reduction === "sum") return [compute({ name: "nll_loss", output, axes: [], reduction: sum, value: sum.result })];
  const weights = context.scratch("weights", loss.dtype === "f64" ? "f64" : "f32", []);
  const all = total(weight);
  return [
    compute({ name: "nll_loss_weights", output: weights, axes: [], reduction: all, value: all.result }),
    compute({ name: "nll_loss", output, axes: [], reduction: sum, value: cast(output.dtype, div(sum.result, read(weights, []))) }),
  ];
}

export const NegativeLogLikelihoodLoss = defineOp({
  name: "NegativeLogLikelihoodLoss",
  opset: 22,
  since: 12,
  doc: "the negative of the input at the target class, weighted",
  inputs: ["input", "target", "weight"],
  attrs: lossAttrs,
  infer: (context) => [inferLoss(context)],
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "each element",
      attrs: { reduction: "none" },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [2], values: [2n, 0n] },
      ],
      outputs: [{ shape: [2], values: [-3, -4] }],
    },
    {
      note: "the weighted mean, one ignored",
      attrs: { ignore_index: -1 },
      inputs: [
        { shape: [1, 2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [1, 3], values: [0n, 1n, -1n] },
        { shape: [2], values: [1, 3] },
      ],
      outputs: [{ shape: [], values: [-4] }],
    },
    {
      note: "the sum",
      attrs: { reduction: "sum" },
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i32", shape: [2], values: [1, 1] },
      ],
      outputs: [{ shape: [], values: [-6] }],
    },
  ],
});
