/** Relayout(x) = x, stored in another layout: made by assign-layout where a consumer wants what its producer cannot write. Domain aot. */

import { defineOp } from "../graph/graph.ts";
import { axesOver, compute, coordinate } from "../loop/compute.ts";
import { read } from "../loop/expr.ts";

export const Relayout = defineOp({
  name: "Relayout",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "The same elements in the layout of the output value.",
  inputs: ["X"],
  infer: (context) => [context.tensor(0)],
  lower(context) {
    const [output] = context.outputs;
    if (output === undefined) return [];
    const axes = axesOver(output.shape, output.shape.length === 4 ? "n c y x" : "");
    return [compute({ name: "relayout", output, axes, value: read(context.input(0), axes.map(coordinate)) })];
  },
  tolerance: { relative: 0, absolute: 0 },
  examples: [{ note: "the identity", inputs: [{ shape: [2], values: [1, 2] }], outputs: [{ shape: [2], values: [1, 2] }] }],
});
