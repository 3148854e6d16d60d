/** ByteTable: y = table[x], the element for each byte x; the table of a signed x begins at -128. Domain aot. */
import { equalShapes } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, computedDim, i32, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { bytes, wide } from "./families/quantized.ts";
import { typed } from "./families/type-sets.ts";

/** How many values a byte has. */
const values = 256;

export const ByteTable = defineOp({
  name: "ByteTable",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "a function of bytes, looked up",
  inputs: ["x", "table"],
  infer(context) {
    const [x, table] = [typed(context, 0, bytes), typed(context, 1, bytes)];
    if (!equalShapes(table.shape, [values]))
      context.fail(`${context.inputName(1)} has shape ${shapeText(table.shape)}, ${values} elements are expected`);
    return [tensorType(table.dtype, x.shape)];
  },
  lower(context) {
    const [x, table] = [context.input(0), context.input(1)];
    const axes = axesOf(x.shape);
    const byte = wide(read(x, axes.map(coordinate)));
    const place = computedDim("byte", x.dtype === "i8" ? add(byte, i32(values / 2)) : byte, [0, values - 1]);
    return context.outputs.map((output) => compute({ name: "look_up", output, axes, value: read(table, [place]) }));
  },
  follows: 0,
  elementwise: true,
  tolerance: exactTolerance,
  examples: [
    {
      note: "the square of signed bytes, cut",
      inputs: [
        { dtype: "i8", shape: [2, 2], values: [-128, -2, 0, 15] },
        {
          dtype: "u8",
          shape: [values],
          values: Array.from({ length: values }, (_, i) => Math.min(255, (i - values / 2) ** 2)),
          constant: true,
        },
      ],
      outputs: [{ dtype: "u8", shape: [2, 2], values: [255, 4, 0, 225] }],
    },
  ],
});
