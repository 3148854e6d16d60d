/**
 * ArgMax, ArgMin: where along an axis the largest (smallest) element is; the first of equal ones, or the last with select_last_index. The
 * first NaN counts as the extreme. Since opset 1 (select_last_index since 12).
 * https://onnx.ai/onnx/operators/onnx__ArgMax.html and onnx__ArgMin.
 */
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type OpDef } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { cast } from "../loop/expr.ts";
import { normalizeAxis } from "./families/axes.ts";
import { extremeIndex } from "./families/extreme-index.ts";
import { type Reduced, reducedShape } from "./families/reduction.ts";
import { numbers, typed } from "./families/type-sets.ts";

type Attributes = { readonly axis: number; readonly keepdims: boolean; readonly last: boolean };

const argExtreme = (kernel: string, which: "max" | "min"): Pick<OpDef<Attributes>, "inputs" | "attrs" | "infer" | "lower" | "tolerance"> => ({
  inputs: ["data"],
  attrs: (raw) => ({ axis: raw.int("axis", 0), keepdims: raw.int("keepdims", 1) !== 0, last: raw.int("select_last_index", 0) !== 0 }),
  infer(context) {
    const { shape } = typed(context, 0, numbers);
    const axis = normalizeAxis(context, context.attrs.axis, shape.length);
    if (shape[axis] === 0)
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, and 0 elements along axis ${axis} have no ${which}imum`);
    return [tensorType("i64", reducedShape(shape, { axes: new Set([axis]), keepdims: context.attrs.keepdims }))];
  },
  lower(context) {
    const from = context.input(0);
    const axis = normalizeAxis(context, context.attrs.axis, from.shape.length);
    const how: Reduced = { axes: new Set([axis]), keepdims: context.attrs.keepdims };
    const last = context.attrs.last;
    return context.outputs.flatMap((output) =>
      extremeIndex({ kernel, context, from, output, how, axis, which, last, finish: (i) => cast("i64", i) }),
    );
  },
  tolerance: exactTolerance,
});

const rows = { shape: [2, 3], values: [2, 1, 2, 3, 10, -1] } as const;

export const ArgMax = defineOp({
  name: "ArgMax",
  opset: 13,
  since: 1,
  doc: "the index of the largest element along an axis",
  ...argExtreme("arg_max", "max"),
  examples: [
    { note: "first of equals", attrs: { axis: 1 }, inputs: [rows], outputs: [{ dtype: "i64", shape: [2, 1], values: [0n, 1n] }] },
    {
      note: "last of equals",
      attrs: { axis: -1, keepdims: 0, select_last_index: 1 },
      inputs: [rows],
      outputs: [{ dtype: "i64", shape: [2], values: [2n, 1n] }],
    },
    {
      note: "NaN is the extreme",
      attrs: { keepdims: 0 },
      inputs: [{ shape: [3], values: [5, Number.NaN, 7] }],
      outputs: [{ dtype: "i64", shape: [], values: [1n] }],
    },
  ],
});

export const ArgMin = defineOp({
  name: "ArgMin",
  opset: 13,
  since: 1,
  doc: "the index of the smallest element along an axis",
  ...argExtreme("arg_min", "min"),
  examples: [
    { note: "outer axis", attrs: { keepdims: 0 }, inputs: [rows], outputs: [{ dtype: "i64", shape: [3], values: [0n, 0n, 1n] }] },
    {
      note: "small integers",
      attrs: { keepdims: 0 },
      inputs: [{ dtype: "u8", shape: [3], values: [200, 7, 7] }],
      outputs: [{ dtype: "i64", shape: [], values: [1n] }],
    },
  ],
});
