/**
 * NGramRepeatBlock (com.microsoft): scores of the next token, minus infinity for those that would repeat an n-gram of the sequence.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, dimOf, equalDims, add as plus } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { allOf, constant, type Expr, eq } from "../loop/expr.ts";
import { ifStmt, loop } from "../loop/kernel.ts";
import { indexInside } from "./families/gathered-index.ts";
import { copyAll, memory, overShape, routine } from "./families/routines.ts";
import { countAttribute, typed } from "./families/type-sets.ts";

/** Each token of an n-gram is one comparison in the kernel. */
const longest = 64;

function lower(context: LowerContext<{ readonly size: number }>): readonly Work[] {
  const [tokens, scores] = [memory("tokens", context.input(0), "in"), memory("scores", context.input(1), "in")];
  const size = context.attrs.size;
  const [batch, length] = tokens.tensor.shape as [Dim, number];
  return context.outputs.map((output) => {
    const y = memory("y", output, "out");
    const block =
      length < size
        ? []
        : overShape([batch], ([b = 0]) => [
            loop("i", length - size + 1, (i) => {
              const same = Array.from(
                { length: size - 1 },
                (_, k): Expr => eq(tokens.get([b, plus(dimOf(i), k)]), tokens.get([b, length - size + 1 + k])),
              );
              const repeated = indexInside(tokens.get([b, plus(dimOf(i), size - 1)]), output.shape[1] as Dim);
              return [ifStmt(allOf(same) ?? constant("bool", true), [y.put([b, repeated], constant("f32", Number.NEGATIVE_INFINITY))])];
            }),
          ]);
    return routine("ngram_repeat_block", `no ${size}-gram twice`, [tokens, scores, y], [...copyAll(scores, y), ...block]);
  });
}

export const NGramRepeatBlock = defineOp({
  name: "NGramRepeatBlock",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "scores without tokens that would repeat an n-gram",
  inputs: ["input_ids", "scores"],
  attrs(raw) {
    const size = countAttribute(raw, "ngram_size");
    if (size > longest) raw.fail(`ngram_size is ${size}, at most ${longest} is expected`);
    return { size };
  },
  infer(context) {
    const tokens = typed(context, 0, { text: "i64", dtypes: ["i64"] }).shape;
    const { dtype, shape } = typed(context, 1, { text: "f32", dtypes: ["f32"] });
    if (tokens.length !== 2 || shape.length !== 2 || typeof tokens[1] !== "number" || !equalDims(tokens[0] as Dim, shape[0] as Dim))
      context.fail(
        `tokens have shape ${shapeText(tokens)} and scores ${shapeText(shape)}, [batch, known length] and [batch, vocabulary] are expected`,
      );
    return [tensorType(dtype, shape)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "1 came after 0 before",
      attrs: { ngram_size: 2 },
      inputs: [
        { dtype: "i64", shape: [1, 3], values: [0n, 1n, 0n] },
        { shape: [1, 3], values: [5, 6, 7] },
      ],
      outputs: [{ shape: [1, 3], values: [5, Number.NEGATIVE_INFINITY, 7] }],
    },
  ],
});
