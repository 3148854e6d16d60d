/**
 * Trilu: the upper (or lower) triangle of matrices, from the k-th diagonal on; 0 elsewhere. Since opset 14.
 * https://onnx.ai/onnx/operators/onnx__Trilu.html
 */
import { sub } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, type Expr, ge, index, le, read, scalarOf, select } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkSingle, only } from "./families/single-element.ts";
import { hasInput } from "./families/steering.ts";
import { elements, typed } from "./families/type-sets.ts";

function diagonal(context: LowerContext): Expr {
  if (!hasInput(context, 1)) return constant("i32", 0);
  const [known] = context.known(1) ?? [];
  return typeof known === "number" ? constant("i32", known) : cast("i32", only(context, 1));
}

export const Trilu = defineOp({
  name: "Trilu",
  opset: 14,
  since: 14,
  doc: "the upper or lower triangle of matrices",
  inputs: ["input", "k"],
  attrs: (raw) => ({ upper: raw.int("upper", 1) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    checkSingle(context, 1);
    if (shape.length < 2) context.fail(`${context.inputName(0)} has rank ${shape.length}, 2 or more is expected`);
    return [tensorType(dtype, shape)];
  },
  lower(context) {
    const x = context.input(0);
    const axes = axesOf(x.shape);
    const at = axes.map(coordinate);
    const offset = cast("i32", index(sub(at.at(-1) ?? 0, at.at(-2) ?? 0)));
    const k = diagonal(context);
    const isKept = context.attrs.upper ? ge(offset, k) : le(offset, k);
    const value = select(isKept, read(x, at), constant(scalarOf(x.dtype), 0));
    return context.outputs.map((output) => compute({ name: "trilu", output, axes, value }));
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "upper, without the diagonal",
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [], values: [1n] },
      ],
      outputs: [{ shape: [2, 3], values: [0, 2, 3, 0, 0, 6] }],
    },
    {
      note: "lower, two matrices",
      attrs: { upper: 0 },
      inputs: [{ dtype: "i64", shape: [2, 2, 2], values: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n] }],
      outputs: [{ dtype: "i64", shape: [2, 2, 2], values: [1n, 0n, 3n, 4n, 5n, 0n, 7n, 8n] }],
    },
  ],
});
