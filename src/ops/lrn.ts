/**
 * LRN: y = x / (bias + alpha / size * s) ^ beta, s the sum of squares of the `size` neighbouring channels (from floor((size - 1) / 2)
 * before to ceil((size - 1) / 2) after). Since opset 1. https://onnx.ai/onnx/operators/onnx__LRN.html
 */
import { add as addDim, sub as subDim } from "../core/dim.ts";
import { plainLayout } from "../core/layout.ts";
import { inferContextOf } from "../graph/build.ts";
import { type Algorithm, defineOp, f32Tolerance, type Node } from "../graph/graph.ts";
import { axesOver, axis, compute, coordinate } from "../loop/compute.ts";
import { add, constant, div, guarded, mul, read, scalarOf, variable, within } from "../loop/expr.ts";
import { pow } from "../loop/math/index.ts";
import { floats, typed } from "./families/type-sets.ts";

export const LRN = defineOp({
  name: "LRN",
  opset: 13,
  since: 1,
  doc: "local response normalization across channels",
  inputs: ["X"],
  attrs: (raw) => ({ alpha: raw.float("alpha", 0.0001), beta: raw.float("beta", 0.75), bias: raw.float("bias", 1), size: raw.int("size") }),
  infer: (context) => [typed(context, 0, floats)],
  lower: (context) => {
    const x = context.input(0);
    const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
    const size = context.attrs.size;
    const axes = axesOver(x.shape, "n c y x");
    const at = axes.map(coordinate);
    const near = axis("k", size);
    const channel = addDim(subDim(at[1] ?? 0, Math.floor((size - 1) / 2)), coordinate(near));
    const neighbour = read(
      x,
      at.map((d, i) => (i === 1 ? channel : d)),
    );
    const dtype = scalarOf(x.dtype);
    const number = (v: unknown) => constant(dtype, Number(v));
    const body = guarded(within(channel, 0, x.shape[1] ?? 1), mul(neighbour, neighbour), number(0));
    const result = variable("squares", dtype);
    const base = add(number(context.attrs.bias), mul(number(context.attrs.alpha / size), result));
    const value = div(read(x, at), pow(base, number(context.attrs.beta)));
    return [compute({ name: "lrn", output, axes, reduction: { axes: [near], combine: "sum", body, result }, value })];
  },
  algorithms: inRows,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "three channels",
      attrs: { size: 3, alpha: 3, beta: 1, bias: 1 },
      inputs: [{ shape: [1, 3, 1, 1], values: [1, 2, 3] }],
      outputs: [{ shape: [1, 3, 1, 1], values: [1 / 6, 2 / 15, 3 / 14] }],
    },
  ],
});

/** Lanes along rows: in blocks of channels, windows of channels lie across lanes. */
function inRows(n: Node): readonly Algorithm[] {
  const rows = [plainLayout(inferContextOf(n).tensor(0).shape.length)];
  return [{ name: "rows", seconds: 0, weightBytes: 0, scratchBytes: 0, inputs: rows, outputs: rows, precise: true }];
}
