/**
 * Floor, Ceil, Round (halves to even). Since opset 1, Round since 11 (13 and 22: bf16).
 * https://onnx.ai/onnx/operators/onnx__Floor.html and onnx__Ceil, onnx__Round.
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type OpDef } from "../graph/graph.ts";
import { ceil, type Expr, floor, nearest } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats } from "./families/type-sets.ts";

function halvesToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** Symbolic Dims are whole already. */
const rounding = (
  kernel: string,
  value: (x: Expr) => Expr,
  known: (x: number) => number,
): Pick<OpDef, "inputs" | "infer" | "lower" | "follows" | "tolerance"> => ({
  ...pointwise({ kernel, inputs: { X: floats }, value: () => value, known: () => (x: Dim) => (typeof x === "number" ? known(x) : x) }),
  tolerance: exactTolerance,
});

const halves = [{ shape: [6], values: [-1.5, -0.5, 0.5, 1.5, 2.5, 3] }];

export const Floor = defineOp({
  name: "Floor",
  opset: 13,
  since: 1,
  doc: "the largest integer not above x",
  ...rounding("floor", floor, Math.floor),
  examples: [{ note: "halves", inputs: halves, outputs: [{ shape: [6], values: [-2, -1, 0, 1, 2, 3] }] }],
});

export const Ceil = defineOp({
  name: "Ceil",
  opset: 13,
  since: 1,
  doc: "the smallest integer not below x",
  ...rounding("ceil", ceil, Math.ceil),
  examples: [{ note: "halves", inputs: halves, outputs: [{ shape: [6], values: [-1, -0, 1, 2, 3, 3] }] }],
});

export const Round = defineOp({
  name: "Round",
  opset: 22,
  since: 11,
  doc: "the nearest integer, halves to even",
  ...rounding("round", nearest, halvesToEven),
  examples: [
    { note: "halves", inputs: halves, outputs: [{ shape: [6], values: [-2, -0, 0, 2, 2, 3] }] },
    {
      note: "doubles",
      inputs: [{ dtype: "f64", shape: [2], values: [2 ** 51 + 0.5, -2.7] }],
      outputs: [{ dtype: "f64", shape: [2], values: [2 ** 51, -3] }],
    },
  ],
});
