/** StringConcat: a followed by b, with broadcasting. Since opset 20. https://onnx.ai/onnx/operators/onnx__StringConcat.html */
import { bounds, product } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { stringType } from "../graph/types.ts";
import { broadcastCoordinates, broadcastShapes } from "./families/broadcast.ts";
import { flattened } from "./families/counting.ts";
import { routine } from "./families/routines.ts";
import { eachOf, partsOf, spanOf, strings, stringsAt, stringTypeOf, stringWriter } from "./families/strings.ts";

function lower(context: LowerContext): readonly Work[] {
  const [a, b] = [strings("a", context.input(0), "in"), strings("b", context.input(1), "in")];
  const shapes = [0, 1].map((i) => stringTypeOf(context, i).shape);
  const shape = broadcastShapes(context, shapes);
  return context.outputs.map((output) => {
    const to = strings("y", output, "out");
    const writer = stringWriter(to);
    const body = eachOf(shape, (at) => [
      ...[a, b].flatMap((from, i) => {
        const own = shapes[i] ?? [];
        const { statements, span } = spanOf(from, flattened(own, broadcastCoordinates(own, at)), i === 0 ? "a_" : "b_");
        return [...statements, ...writer.append(from, span)];
      }),
      writer.finish(flattened(shape, at)),
    ]);
    return routine("string_concat", "a followed by b", [...partsOf(a), ...partsOf(b), ...partsOf(to)], [...writer.start, ...body]);
  });
}

export const StringConcat = defineOp({
  name: "StringConcat",
  opset: 20,
  since: 20,
  doc: "a followed by b",
  inputs: ["X", "Y"],
  strings: "held",
  infer(context) {
    const types = [stringsAt(context, 0), stringsAt(context, 1)];
    const shape = broadcastShapes(
      context,
      types.map((t) => t.shape),
    );
    const longest = types.reduce((n, t) => n + t.text.longest, 0);
    // Of an operand that is not repeated, all bytes together are a better bound.
    const most = bounds(product(shape))[1];
    const total = types.reduce((n, t) => n + (bounds(product(t.shape))[1] === most ? t.text.total : most * t.text.longest), 0);
    return [stringType(shape, longest, total)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "one for each row, one for each column",
      inputs: [
        { dtype: "string", shape: [2, 1], values: ["a", "é"] },
        { dtype: "string", shape: [3], values: ["", "b", "東京"] },
      ],
      outputs: [{ dtype: "string", shape: [2, 3], values: ["a", "ab", "a東京", "é", "éb", "é東京"] }],
    },
  ],
});
