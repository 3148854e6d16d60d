/**
 * QuantizedAdd: y = a * f[0] + b * f[1] + f[2], rounded to bytes and cut to low..high: what DequantizeLinear of both, Add and QuantizeLinear are
 * together. f holds the operands' scales over the result's, and what zero points come to. Domain aot.
 */
import { equalShapes } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, f32, mul, nearest, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { asBytes, bytes, clipped, single, wide } from "./families/quantized.ts";
import { requantizeAttrs } from "./families/requantize.ts";
import { typed } from "./families/type-sets.ts";

export const QuantizedAdd = defineOp({
  name: "QuantizedAdd",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "sum of quantized values",
  inputs: ["A", "B", "factors"],
  attrs(raw) {
    const { to, low, high } = requantizeAttrs(raw);
    if (to === "f32") raw.fail("attribute to is f32, expected u8 or i8");
    return { to, low, high };
  },
  infer(context) {
    const [a, b] = [typed(context, 0, bytes), typed(context, 1, bytes)];
    const factors = typed(context, 2, { text: "f32", dtypes: ["f32"] });
    if (!equalShapes(a.shape, b.shape)) context.fail(`inputs have shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}; they must be equal`);
    if (!equalShapes(factors.shape, [3])) context.fail(`${context.inputName(2)} has shape ${shapeText(factors.shape)}, three numbers are expected`);
    return [tensorType(context.attrs.to, a.shape)];
  },
  lower(context) {
    const [a, b, factors] = [context.input(0), context.input(1), context.input(2)];
    const axes = axesOf(a.shape);
    const at = axes.map(coordinate);
    const term = (i: 0 | 1) => mul(single(wide(read(i === 0 ? a : b, at))), read(factors, [i]));
    const sum = add(term(0), add(term(1), read(factors, [2])));
    const cut = clipped(sum, f32(context.attrs.low), f32(context.attrs.high));
    return context.outputs.map((output) => compute({ name: "add_bytes", output, axes, value: asBytes(nearest(cut), output.dtype) }));
  },
  follows: 0,
  tolerance: { relative: 0, absolute: 1 },
  examples: [
    {
      note: "scales of their own, cut at both ends",
      attrs: { to: 2, low: 10, high: 100 },
      inputs: [
        { dtype: "u8", shape: [4], values: [0, 10, 20, 255] },
        { dtype: "i8", shape: [4], values: [-128, 3, 5, 127] },
        { shape: [3], values: [0.5, 2, 4], constant: true },
      ],
      outputs: [{ dtype: "u8", shape: [4], values: [10, 15, 24, 100] }],
    },
  ],
});
