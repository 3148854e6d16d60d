/** Shape: the extents of the input from axis start to axis end. Since opset 1 (15: start and end). https://onnx.ai/onnx/operators/onnx__Shape.html */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, compute } from "../loop/compute.ts";
import { cast, index } from "../loop/expr.ts";

const clipped = (at: number, rank: number): number => Math.max(0, Math.min(rank, at < 0 ? at + rank : at));

export const Shape = defineOp({
  name: "Shape",
  opset: 25,
  since: 1,
  doc: "the extents of the input",
  attrs: (raw) => ({ start: raw.int("start", 0), end: raw.has("end") ? raw.int("end") : 2 ** 31 }),
  infer: (context) => {
    const { shape } = context.tensor(0);
    const known = shape.slice(clipped(Number(context.attrs.start), shape.length), clipped(Number(context.attrs.end), shape.length));
    return [tensorType("i64", [known.length], known)];
  },
  lower: (context) => {
    const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
    const { shape } = context.input(0);
    const known = shape.slice(clipped(Number(context.attrs.start), shape.length), clipped(Number(context.attrs.end), shape.length));
    return known.map((d, i) => compute({ name: "shape", output, axes: [axis("i", 1)], at: [i], value: cast("i64", index(d)) }));
  },
  tolerance: exactTolerance,
  examples: [
    { note: "all", inputs: [{ shape: [2, 1], values: [0, 0] }], outputs: [{ dtype: "i64", shape: [2], values: [2n, 1n] }] },
    {
      note: "the last",
      attrs: { start: -1 },
      inputs: [{ shape: [2, 3], values: [0, 0, 0, 0, 0, 0] }],
      outputs: [{ dtype: "i64", shape: [1], values: [3n] }],
    },
  ],
});
