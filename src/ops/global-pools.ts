/**
 * GlobalAveragePool, GlobalMaxPool: the mean and the maximum of each channel over all spatial axes, which become 1. Since opset 1.
 * https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html and onnx__GlobalMaxPool.html
 */
import { product } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, type Combine, type Compute, compute, coordinate } from "../loop/compute.ts";
import { cast, div, type Expr, index, read, scalarOf, variable } from "../loop/expr.ts";
import { floats, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

function pooled(context: LowerContext, name: string, combine: Combine, finish: (sum: Expr, count: Expr) => Expr): Compute {
  const x = context.input(0);
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const [n, c] = [axis("n", batch), axis("c", channels)];
  const letters = ["z", "y", "x"].slice(-Math.min(3, spatial.length));
  const reduced = reducedOver(spatial.map((extent, i) => [letters[i] ?? `s${i}`, extent] as const));
  const dtype = scalarOf(x.dtype);
  const result = variable("result", dtype);
  const body = read(x, [coordinate(n), coordinate(c), ...reduced.at]);
  const ones = spatial.map((_, i) => axis(`one${i}`, 1));
  const count = cast(dtype === "f64" ? "f64" : "f32", index(product(spatial)));
  const axes = [n, c, ...ones];
  if (reduced.axes.length === 0) return compute({ name, output, axes, value: finish(body, count) });
  return compute({ name, output, axes, reduction: { axes: reduced.axes, combine, body, result }, value: finish(result, count) });
}

const infer: Parameters<typeof defineOp>[0]["infer"] = (context) => {
  const x = typed(context, 0, floats);
  if (x.shape.length < 2) context.fail(`input has rank ${x.shape.length}; batch and channels at least are expected`);
  return [
    tensorType(
      x.dtype,
      x.shape.map((d, i) => (i < 2 ? d : 1)),
    ),
  ];
};

export const GlobalAveragePool = defineOp({
  name: "GlobalAveragePool",
  opset: 22,
  since: 1,
  doc: "the mean of each channel",
  inputs: ["X"],
  infer,
  lower: (context) => [pooled(context, "global_average_pool", "sum", (sum, count) => div(sum, count))],
  follows: 0,
  tolerance: f32Tolerance,
  examples: [{ note: "two channels", inputs: [{ shape: [1, 2, 1, 2], values: [1, 3, 5, 9] }], outputs: [{ shape: [1, 2, 1, 1], values: [2, 7] }] }],
});

export const GlobalMaxPool = defineOp({
  name: "GlobalMaxPool",
  opset: 22,
  since: 1,
  doc: "the maximum of each channel",
  inputs: ["X"],
  infer,
  lower: (context) => [pooled(context, "global_max_pool", "max", (most) => most)],
  follows: 0,
  tolerance: f32Tolerance,
  examples: [{ note: "two channels", inputs: [{ shape: [1, 2, 1, 2], values: [1, 3, 5, -9] }], outputs: [{ shape: [1, 2, 1, 1], values: [3, 5] }] }],
});
