/**
 * STFT: Fourier transforms of frames of a signal, frame_step elements apart, each weighted by a window. Since opset 17.
 * https://onnx.ai/onnx/operators/onnx__STFT.html
 */
import { type Dim, add as plus, mul as times } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Axis } from "../loop/compute.ts";
import { add, and, bool, div, type Expr, eq, i32, lt, max, min, mul, not, or, read, type Tensor } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { type Complex, rootsOfUnity, transform } from "./families/fourier.ts";
import { caseOf, declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { checkSingle } from "./families/single-element.ts";
import { hasInput, steeringNumbers } from "./families/steering.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

/** Frames of one length, which are that many elements apart, or as many as the run says. */
interface Frames {
  readonly step: number | undefined;
  readonly size: number;
}

type Context = InferContext | LowerContext;
const [stepInput, windowInput, lengthInput] = [1, 2, 3] as const;
const isSteered = (context: Context): boolean => [stepInput, lengthInput].some((i) => isSteeredAtRunTime(context, i));

const frequenciesOf = (context: Context, size: number): number => (context.attrs.onesided === true ? Math.floor(size / 2) + 1 : size);

function lengthOf(context: Context, signal: readonly Dim[]): number {
  const length = signal[1];
  return typeof length === "number" ? length : context.fail(`the signal has shape ${shapeText(signal)}, a known length is expected`);
}

/** The frames that the operands may ask for: several lengths give one number of `frequencies` where only the run knows the length. */
function framesOf(context: Context, signal: readonly Dim[], window: readonly Dim[] | undefined, frequencies: Dim | undefined): readonly Frames[] {
  const length = lengthOf(context, signal);
  const [step] = isSteeredAtRunTime(context, stepInput) ? [undefined] : steeringNumbers(context, stepInput);
  const fits = (size: number): boolean => size >= 1 && size <= length && (frequencies === undefined || frequenciesOf(context, size) === frequencies);
  if (step !== undefined && step < 1) context.fail(`frame_step is ${step}, at least 1 is expected`);
  return sizesOf(context, window, frequencies)
    .filter(fits)
    .map((size) => ({ step, size }));
}

function sizesOf(context: Context, window: readonly Dim[] | undefined, frequencies: Dim | undefined): readonly number[] {
  const [named] = window ?? [];
  if (hasInput(context, lengthInput) && !isSteeredAtRunTime(context, lengthInput)) return steeringNumbers(context, lengthInput);
  if (typeof named === "number") return [named];
  if (typeof frequencies !== "number") return context.fail("has neither frame_length nor a window");
  return context.attrs.onesided === true ? [2 * frequencies - 2, 2 * frequencies - 1] : [frequencies];
}

/** The frames that the operands ask for; undefined where only the run knows. */
export function knownFrames(context: InferContext): { readonly step: number; readonly size: number } | undefined {
  if (isSteered(context)) return undefined;
  const window = hasInput(context, windowInput) ? context.tensor(windowInput).shape : undefined;
  const [frames] = framesOf(context, context.tensor(0).shape, window, undefined);
  return frames?.step === undefined ? undefined : { step: frames.step, size: frames.size };
}

const countOf = (length: number, { size }: Frames, step: number): number => Math.floor((length - size) / step) + 1;

function lower(context: LowerContext): readonly Work[] {
  const signal = context.input(0);
  const window = hasInput(context, windowInput) ? context.input(windowInput) : undefined;
  return context.outputs.flatMap((output) => {
    const every = framesOf(context, signal.shape, window?.shape, output.shape[2]);
    if (!isSteered(context)) return every.flatMap((frames) => transformed(context, output, frames, frames.step ?? 1));
    const plan = new Plan(context);
    const length = lengthOf(context, signal.shape);
    const asked = isSteeredAtRunTime(context, lengthInput) ? plan.let("size", plan.operand(lengthInput, 0)) : undefined;
    const isAsked = ({ size }: Frames): Expr => (asked === undefined ? bool(true) : eq(asked, i32(size)));
    plan.expect(every.map(isAsked).reduce((x, y) => or(x, y), bool(false)));
    const guarded = every.flatMap((frames) => {
      const { guarded: only } = caseOf(plan, isAsked(frames));
      const step = frames.step ?? steppedBy(plan, output, length, { frames, isAsked: isAsked(frames) });
      return only(transformed(context, output, frames, step));
    });
    return [plan.routine("stft_operands", output), ...guarded];
  });
}

/** The distance of frames at run time, which has to give as many as the output has. */
function steppedBy(plan: Plan, output: Tensor, length: number, { frames, isAsked }: { readonly frames: Frames; readonly isAsked: Expr }): Dim {
  const [count, room] = [Number(output.shape[1]), length - frames.size];
  const step = plan.let("step", plan.operand(stepInput, 0));
  const found = add(div(i32(room), max(step, i32(1))), i32(1));
  plan.expect(or(not(isAsked), and(lt(i32(0), step), eq(found, i32(count)))));
  const most = count > 1 ? Math.floor(room / (count - 1)) : 1;
  return plan.keep("frame_step", max(min(step, i32(most)), i32(0)), [0, most]);
}

function transformed(context: LowerContext, output: Tensor, { size }: Frames, step: Dim): readonly Work[] {
  const signal = context.input(0);
  const window = hasInput(context, windowInput) ? context.input(windowInput) : undefined;
  const { work, table } = rootsOfUnity(context, size, signal);
  const element = (n: Dim, [batch = 0, frame = 0]: readonly Dim[]): Complex => {
    const weighted = (x: Expr): Expr => (window === undefined ? x : mul(x, read(window, [n])));
    const place = plus(times(frame, step), n);
    const part = (i: number): Expr => weighted(read(signal, signal.shape.length === 2 ? [batch, place] : [batch, place, i]));
    return signal.shape[2] === 2 ? { re: part(0), im: part(1) } : { re: part(0) };
  };
  const axes: Axis[] = [...axesOf(output.shape)];
  return [work, transform({ name: "stft", output, axes, frequency: 2, size, count: size, inverse: false, table, element })];
}

export const STFT = defineOp({
  name: "STFT",
  opset: 17,
  since: 17,
  doc: "Fourier transforms of the frames of a signal",
  inputs: ["signal", "frame_step", "window", "frame_length"],
  attrs: (raw) => ({ onesided: raw.int("onesided", 1) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    checkSingle(context, stepInput);
    checkSingle(context, lengthInput);
    if (shape.length < 2 || shape.length > 3) context.fail(`the signal has shape ${shapeText(shape)}, [batch, length, 1 or 2] is expected`);
    if (context.attrs.onesided && shape[2] === 2) context.fail("onesided asks for a real signal, the last axis has 2");
    if (hasInput(context, 2)) sameDType(context, 0, 2);
    const window = hasInput(context, 2) ? typed(context, 2, floats).shape : undefined;
    if (window !== undefined && window.length !== 1) context.fail(`the window has shape ${shapeText(window)}, one axis is expected`);
    const declared = isSteered(context) ? declaredShape(context, 0, 4, "frame_step or frame_length") : undefined;
    const [frames] = framesOf(context, shape, window, declared?.[2]);
    if (frames === undefined) return context.fail(`no frame of the signal's ${lengthOf(context, shape)} elements is as long as that`);
    const count = frames.step === undefined ? (declared?.[1] ?? 0) : countOf(lengthOf(context, shape), frames, frames.step);
    return [tensorType(dtype, [shape[0] as Dim, count, frequenciesOf(context, frames.size), 2])];
  },
  lower,
  tolerance: { relative: 1e-4, absolute: 1e-5 },
  examples: [
    {
      note: "two frames, weighted",
      inputs: [
        { shape: [1, 3, 1], values: [1, 2, 3] },
        { dtype: "i64", shape: [], values: [1n], constant: true },
        { shape: [2], values: [1, 0.5] },
      ],
      outputs: [{ shape: [1, 2, 2, 2], values: [2, 0, 0, 0, 3.5, 0, 0.5, 0] }],
    },
    {
      note: "a distance and a length that the run gives",
      declared: true,
      inputs: [
        { shape: [1, 5, 1], values: [1, 2, 3, 4, 6] },
        { dtype: "i64", shape: [], values: [3n] },
        undefined,
        { dtype: "i64", shape: [], values: [2n] },
      ],
      outputs: [{ shape: [1, 2, 2, 2], values: [3, 0, -1, 0, 10, 0, -2, 0] }],
    },
    {
      note: "both sides, without a window",
      attrs: { onesided: 0 },
      inputs: [
        { shape: [1, 4, 1], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [], values: [2n], constant: true },
        undefined,
        { dtype: "i64", shape: [], values: [4n], constant: true },
      ],
      outputs: [{ shape: [1, 1, 4, 2], values: [10, 0, -2, 2, -2, 0, -2, -2] }],
    },
  ],
});
