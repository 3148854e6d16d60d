/**
 * STFT: Fourier transforms of frames of a signal, frame_step elements apart, each weighted by a window. Since opset 17.
 * https://onnx.ai/onnx/operators/onnx__STFT.html
 */
import { type Dim, add as plus, shapeText, mul as times } from "../core/dim.ts";
import { defineOp, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Axis } from "../loop/compute.ts";
import { type Expr, mul, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { type Complex, rootsOfUnity, transform } from "./families/fourier.ts";
import { hasInput, steeringNumbers } from "./families/steering.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

interface Frames {
  readonly step: number;
  readonly size: number;
  readonly count: number;
  readonly frequencies: number;
}

function framesOf(context: InferContext | LowerContext, signal: readonly Dim[], window: readonly Dim[] | undefined): Frames {
  const length = signal[1];
  if (typeof length !== "number") return context.fail(`the signal has shape ${shapeText(signal)}, a known length is expected`);
  const [step = 1] = steeringNumbers(context, 1, "frame_step");
  const [named] = window ?? [];
  const [size = typeof named === "number" ? named : context.fail("has neither frame_length nor a window")] = hasInput(context, 3)
    ? steeringNumbers(context, 3, "frame_length")
    : [];
  if (step < 1 || size < 1 || size > length) context.fail(`frame_step is ${step} and the frame length ${size}, for a signal of ${length} elements`);
  const count = Math.floor((length - size) / step) + 1;
  return { step, size, count, frequencies: context.attrs.onesided === true ? Math.floor(size / 2) + 1 : size };
}

function lower(context: LowerContext): readonly Work[] {
  const signal = context.input(0);
  const window = hasInput(context, 2) ? context.input(2) : undefined;
  const { step, size } = framesOf(context, signal.shape, window?.shape);
  const { work, table } = rootsOfUnity(context, size, signal);
  const element = (n: Dim, [batch = 0, frame = 0]: readonly Dim[]): Complex => {
    const weighted = (x: Expr): Expr => (window === undefined ? x : mul(x, read(window, [n])));
    const place = plus(times(frame, step), n);
    const part = (i: number): Expr => weighted(read(signal, signal.shape.length === 2 ? [batch, place] : [batch, place, i]));
    return signal.shape[2] === 2 ? { re: part(0), im: part(1) } : { re: part(0) };
  };
  return [
    work,
    ...context.outputs.map((output) => {
      const axes: Axis[] = [...axesOf(output.shape)];
      return transform({ name: "stft", output, axes, frequency: 2, size, count: size, inverse: false, table, element });
    }),
  ];
}

export const STFT = defineOp({
  name: "STFT",
  opset: 17,
  since: 17,
  doc: "Fourier transforms of the frames of a signal",
  attrs: (raw) => ({ onesided: raw.int("onesided", 1) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    if (shape.length < 2 || shape.length > 3) context.fail(`the signal has shape ${shapeText(shape)}, [batch, length, 1 or 2] is expected`);
    if (context.attrs.onesided === true && shape[2] === 2) context.fail("onesided asks for a real signal, the last axis has 2");
    if (hasInput(context, 2)) sameDType(context, 0, 2);
    const window = hasInput(context, 2) ? typed(context, 2, floats).shape : undefined;
    const { count, frequencies } = framesOf(context, shape, window);
    return [tensorType(dtype, [shape[0] as Dim, count, frequencies, 2])];
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
