/**
 * CDist (com.microsoft): the distance of each row of A from each row of B, Euclidean or its square. skl2onnx writes it for nearest neighbours and
 * Gaussian processes. Sums squared differences, where ONNX Runtime takes |a|^2 + |b|^2 - 2ab. Since version 1.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.CDist
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { composer, typeOf } from "./families/composing.ts";
import { choiceAttribute, sameDType, typed, typeSet } from "./families/type-sets.ts";
import { ReduceL2, ReduceSumSquare } from "./reduce-norms.ts";

const metrics = ["euclidean", "sqeuclidean"] as const;
const distances = { euclidean: ReduceL2, sqeuclidean: ReduceSumSquare } as const;
const taken = typeSet("f32 or f64", ["f32", "f64"]);

export const CDist = defineOp({
  domain: "com.microsoft",
  name: "CDist",
  opset: 1,
  since: 1,
  doc: "distances between the rows of two matrices",
  inputs: ["A", "B"],
  attrs(raw) {
    return { metric: choiceAttribute(raw, "metric", metrics, "sqeuclidean") };
  },
  infer(context) {
    const [a, b] = [typed(context, 0, taken), typed(context, 1, taken)];
    sameDType(context, 0, 1);
    if (a.shape.length !== 2 || b.shape.length !== 2)
      context.fail(`inputs have shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}, two matrices are expected`);
    return [tensorType(a.dtype, [a.shape[0] as Dim, b.shape[0] as Dim])];
  },
  expand(context) {
    const c = composer(context);
    const [a, b] = context.inputs;
    if (a === undefined || b === undefined) return context.fail("has fewer than 2 inputs");
    const [m = 1, width = 1] = typeOf(a).shape;
    const [n = 1] = typeOf(b).shape;
    const differences = c.sub(c.reshape(a, [m, 1, width]), c.reshape(b, [1, n, width]));
    return [c.node(distances[context.attrs.metric], [differences, c.integers([-1])], { keepdims: 0 })];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "squared",
      inputs: [
        { shape: [2, 2], values: [0, 0, 3, 4] },
        { shape: [3, 2], values: [0, 0, 3, 0, 0, 1] },
      ],
      outputs: [{ shape: [2, 3], values: [0, 9, 1, 25, 16, 18] }],
    },
    {
      note: "lengths",
      attrs: { metric: "euclidean" },
      inputs: [
        { shape: [1, 2], values: [3, 4] },
        { shape: [2, 2], values: [0, 0, 3, 0] },
      ],
      outputs: [{ shape: [1, 2], values: [5, 4] }],
    },
  ],
});
