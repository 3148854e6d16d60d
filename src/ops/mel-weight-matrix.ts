/**
 * MelWeightMatrix: a matrix that turns spectra into mel spectra: triangles over frequency bins whose corners stand at equal distances on the mel
 * scale. Since opset 17. https://onnx.ai/onnx/operators/onnx__MelWeightMatrix.html
 */
import type { Dim } from "../core/dim.ts";
import { type Attrs, defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, and, cast, constant, div, type Expr, eq, floor, i32, index, le, lt, mul, select, sub, type Tensor } from "../loop/expr.ts";
import { exp, log } from "../loop/math/index.ts";
import { axesOf } from "./families/axes.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { checkSingle, only } from "./families/single-element.ts";
import { steeringNumbers } from "./families/steering.ts";
import { floats, indexTypes, typed } from "./families/type-sets.ts";

const operands = ["num_mel_bins", "dft_length", "sample_rate", "lower_edge_hertz", "upper_edge_hertz"] as const;
const [binsInput, lengthInput] = [0, 1] as const;
type Context<A extends Attrs = Attrs> = InferContext<A> | LowerContext<A>;

/** A number that the model holds; undefined where only the run knows it. */
function numberOf(context: Context, i: typeof binsInput | typeof lengthInput): number | undefined {
  if (isSteeredAtRunTime(context, i)) return undefined;
  const [value = 0] = steeringNumbers(context, i);
  if (value < 1) context.fail(`${operands[i]} is ${value}, at least 1 is expected`);
  return value;
}

const f64 = (value: number): Expr => constant("f64", value);
const double = (x: Expr): Expr => (x.dtype === "f64" ? x : cast("f64", x));
const mel = (hertz: Expr): Expr => mul(f64(2595 / Math.LN10), log(add(f64(1), div(hertz, f64(700)))));

/** The frequency bin of corner `i`. */
function corner(context: LowerContext, bins: number, i: Expr): Expr {
  const length = double(only(context, lengthInput));
  const [low, high] = [mel(double(only(context, 3))), mel(double(only(context, 4)))];
  const place = add(low, mul(i, div(sub(high, low), f64(bins + 2))));
  const hertz = mul(f64(700), sub(exp(mul(place, f64(Math.LN10 / 2595))), f64(1)));
  return floor(div(mul(add(length, f64(1)), hertz), double(only(context, 2))));
}

/** What is checked of numbers that only the run knows. */
function checked(context: LowerContext, output: Tensor): readonly Work[] {
  const plan = new Plan(context);
  const steered = [lengthInput, binsInput].filter((i) => isSteeredAtRunTime(context, i));
  for (const i of steered) {
    const value = plan.let(operands[i], plan.operand(i, 0));
    const extent = i === binsInput ? value : add(div(value, i32(2)), i32(1));
    plan.expect(lt(i32(0), value));
    plan.extent(output.shape[i === binsInput ? 1 : 0] ?? 1, extent);
  }
  return steered.length === 0 ? [] : [plan.routine("mel_operands", output)];
}

function lower(context: LowerContext): readonly Work[] {
  return context.outputs.flatMap((output) => {
    const bins = Number(output.shape[1]);
    const axes = axesOf(output.shape);
    const [row, column] = axes.map((a) => cast("f64", index(coordinate(a)))) as [Expr, Expr];
    const [first, middle, last] = [0, 1, 2].map((k) => corner(context, bins, add(column, f64(k)))) as [Expr, Expr, Expr];
    const rising = select(and(le(first, row), le(row, middle)), div(sub(row, first), sub(middle, first)), f64(0));
    const left = select(eq(first, middle), select(eq(row, middle), f64(1), f64(0)), rising);
    const falls = and(le(middle, row), lt(row, last));
    const value = select(falls, div(sub(last, row), sub(last, middle)), left);
    const weights = compute({ name: "mel_weights", output, axes, value: output.dtype === "f64" ? value : cast(output.dtype, value) });
    return [...checked(context, output), weights];
  });
}

export const MelWeightMatrix = defineOp({
  name: "MelWeightMatrix",
  opset: 17,
  since: 17,
  doc: "the matrix of a mel filter bank",
  inputs: ["num_mel_bins", "dft_length", "sample_rate", "lower_edge_hertz", "upper_edge_hertz"],
  attrs: (raw) => ({ to: raw.has("output_datatype") ? elementTypeAttribute(raw, "output_datatype") : "f32" }),
  infer(context) {
    for (const i of [0, 1, 2]) typed(context, i, indexTypes);
    for (const i of [3, 4]) typed(context, i, floats);
    for (const i of operands.keys()) checkSingle(context, i);
    const [bins, length] = [numberOf(context, binsInput), numberOf(context, lengthInput)];
    const isOpen = bins === undefined || length === undefined;
    const [rows = 0, columns = 0] = isOpen ? declaredShape(context, 0, 2, "num_mel_bins or dft_length") : [];
    const shape: readonly Dim[] = [length === undefined ? rows : Math.floor(length / 2) + 1, bins ?? columns];
    return [tensorType(context.attrs.to, shape)];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two triangles over five bins",
      inputs: [
        { dtype: "i64", shape: [], values: [2n], constant: true },
        { dtype: "i64", shape: [], values: [8n], constant: true },
        { dtype: "i64", shape: [], values: [8000n] },
        { shape: [], values: [0] },
        { shape: [], values: [4000] },
      ],
      // Corners at bins 0, 0, 1, 2.
      outputs: [{ shape: [5, 2], values: [1, 0, 0, 1, 0, 0, 0, 0, 0, 0] }],
    },
    {
      note: "all operands given by the run",
      declared: true,
      inputs: [
        { dtype: "i64", shape: [], values: [2n] },
        { dtype: "i64", shape: [], values: [8n] },
        { dtype: "i64", shape: [], values: [8000n] },
        { shape: [], values: [0] },
        { shape: [], values: [4000] },
      ],
      outputs: [{ shape: [5, 2], values: [1, 0, 0, 1, 0, 0, 0, 0, 0, 0] }],
    },
  ],
});
