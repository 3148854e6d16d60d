/**
 * AveragePool: the mean of each window, over the elements inside the input or (count_include_pad) inside the padded input. Since opset 1
 * (7: count_include_pad, 10: ceil_mode, 19: dilations). https://onnx.ai/onnx/operators/onnx__AveragePool.html
 */
import { product } from "../core/dim.ts";
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { compute } from "../loop/compute.ts";
import { cast, constant, div, guarded, index, read, variable } from "../loop/expr.ts";
import { inferPool, poolAttrs, poolOf } from "./families/pool.ts";
import { floats } from "./families/type-sets.ts";
import { tapsInside } from "./families/window.ts";

export const AveragePool = defineOp({
  name: "AveragePool",
  opset: 22,
  since: 1,
  doc: "the mean of each window",
  inputs: ["X"],
  attrs: (raw) => ({ ...poolAttrs(raw), count_include_pad: raw.int("count_include_pad", 0) === 0 ? 0 : 1 }),
  infer: (context) => [inferPool(context, floats)],
  lower: (context) => {
    const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
    const { x, windows, axes, taps, at, inside, positions } = poolOf(context);
    const element = read(x, at);
    const body = guarded(inside, element, constant(element.dtype, 0));
    const isPadded = context.attrs.count_include_pad === 1;
    const count = product(windows.map((w, i) => tapsInside(w, positions[i] ?? 0, isPadded)));
    const divisor = typeof count === "number" ? constant(element.dtype, count) : cast(element.dtype === "f64" ? "f64" : "f32", index(count));
    const name = `average_pool${windows.length}d`;
    if (taps.axes.length === 0) return [compute({ name, output, axes, value: div(body, divisor) })];
    const result = variable("sum", element.dtype);
    return [compute({ name, output, axes, reduction: { axes: taps.axes, combine: "sum", body, result }, value: div(result, divisor) })];
  },
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "padding is not counted",
      attrs: { kernel_shape: [2, 2], pads: [1, 1, 0, 0] },
      inputs: [{ shape: [1, 1, 2, 2], values: [1, 2, 3, 4] }],
      outputs: [{ shape: [1, 1, 2, 2], values: [1, 1.5, 2, 2.5] }],
    },
    {
      note: "padding is counted",
      attrs: { kernel_shape: [2, 2], pads: [1, 1, 0, 0], count_include_pad: 1 },
      inputs: [{ shape: [1, 1, 2, 2], values: [1, 2, 3, 4] }],
      outputs: [{ shape: [1, 1, 2, 2], values: [0.25, 0.75, 1, 2.5] }],
    },
    {
      note: "ceil_mode: what hangs over the end is not counted",
      attrs: { kernel_shape: [3], strides: [2], ceil_mode: 1, count_include_pad: 1 },
      inputs: [{ shape: [1, 1, 4], values: [1, 2, 3, 5] }],
      outputs: [{ shape: [1, 1, 2], values: [2, 4] }],
    },
  ],
});
