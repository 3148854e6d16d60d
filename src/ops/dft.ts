/**
 * DFT: the discrete Fourier transform along an axis, or its inverse; the last axis holds real (and imaginary) parts. `onesided` gives (or takes,
 * for the inverse) the first half of a symmetric spectrum. Since opset 17. https://onnx.ai/onnx/operators/onnx__DFT.html
 */
import { type Dim, min, mod, shapeText, sub } from "../core/dim.ts";
import { defineOp, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Axis } from "../loop/compute.ts";
import { eq, index, neg, read, select } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { type Complex, rootsOfUnity, transform } from "./families/fourier.ts";
import { hasInput, steeringNumbers } from "./families/steering.ts";
import { floats, typed } from "./families/type-sets.ts";

interface Plan {
  readonly axis: number;
  /** Elements along the axis, N of the transform, and of the result. */
  readonly from: number;
  readonly size: number;
  readonly to: number;
  readonly inverse: boolean;
  readonly onesided: boolean;
}

function planOf(context: InferContext | LowerContext, shape: readonly Dim[]): Plan {
  const [asked = -2] = hasInput(context, 2) ? steeringNumbers(context, 2, "axis") : [];
  const axis = normalizeAxis(context, asked, shape.length);
  if (axis === shape.length - 1) context.fail(`axis ${asked} is the last one, which holds real and imaginary parts`);
  const from = shape[axis];
  if (typeof from !== "number") return context.fail(`axis ${axis} is not of a known size`, "give the free dim a value (--dim name=value)");
  const { inverse, onesided } = context.attrs as Readonly<Record<string, boolean>>;
  const whole = inverse === true && onesided === true ? 2 * (from - 1) : from;
  const [size = whole] = hasInput(context, 1) ? steeringNumbers(context, 1, "dft_length") : [];
  if (size < 1) context.fail(`dft_length is ${size}, 1 or more is expected`);
  const to = onesided === true && inverse !== true ? Math.floor(size / 2) + 1 : size;
  return { axis, from, size, to, inverse: inverse === true, onesided: onesided === true };
}

function lower(context: LowerContext): readonly Work[] {
  const x = context.input(0);
  const plan = planOf(context, x.shape);
  const { axis, from, size } = plan;
  const isComplex = x.shape.at(-1) === 2;
  const { work, table } = rootsOfUnity(context, size, x);
  /** Of a onesided spectrum the second half is the conjugate of the first. */
  const element = (n: Dim, at: readonly Dim[]): Complex => {
    const half = plan.inverse && plan.onesided;
    const mirrored = half ? min(n, mod(sub(size, n), size)) : n;
    const place = (part: number): readonly Dim[] => [...at.with(axis, mirrored).slice(0, -1), part];
    const re = read(x, place(0));
    if (!isComplex) return { re };
    const im = read(x, place(1));
    if (!half) return { re, im };
    const isFirst = eq(index(mirrored), index(n));
    return { re, im: select(isFirst, im, neg(im)) };
  };
  const count = plan.inverse && plan.onesided ? size : Math.min(from, size);
  return [
    work,
    ...context.outputs.map((output) => {
      const axes: Axis[] = [...axesOf(output.shape)];
      return transform({ name: "dft", output, axes, frequency: axis, size, count, inverse: plan.inverse, table, element });
    }),
  ];
}

export const DFT = defineOp({
  name: "DFT",
  opset: 20,
  since: 17,
  doc: "the discrete Fourier transform along an axis",
  attrs: (raw) => ({ inverse: raw.int("inverse", 0) !== 0, onesided: raw.int("onesided", 0) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    const parts = shape.at(-1);
    if (shape.length < 2 || (parts !== 1 && parts !== 2)) context.fail(`input 0 has shape ${shapeText(shape)}, a last axis of 1 or 2 is expected`);
    const { axis, to, inverse, onesided } = planOf(context, shape);
    if (onesided && !inverse && parts === 2) context.fail("onesided asks for real elements, the last axis has 2");
    return [tensorType(dtype, [...shape.with(axis, to).slice(0, -1), inverse && onesided ? 1 : 2])];
  },
  lower,
  tolerance: { relative: 1e-4, absolute: 1e-5 },
  examples: [
    {
      note: "of real numbers",
      inputs: [{ shape: [1, 4, 1], values: [1, 2, 3, 4] }],
      outputs: [{ shape: [1, 4, 2], values: [10, 0, -2, 2, -2, 0, -2, -2] }],
    },
    {
      note: "one side, and more elements than there are",
      attrs: { onesided: 1 },
      inputs: [
        { shape: [1, 2, 1], values: [1, 2] },
        { dtype: "i64", shape: [], values: [4n], constant: true },
      ],
      outputs: [{ shape: [1, 3, 2], values: [3, 0, 1, -2, -1, 0] }],
    },
    {
      note: "back",
      attrs: { inverse: 1 },
      inputs: [{ shape: [1, 4, 2], values: [10, 0, -2, 2, -2, 0, -2, -2] }],
      outputs: [{ shape: [1, 4, 2], values: [1, 0, 2, 0, 3, 0, 4, 0] }],
    },
    {
      note: "back from one side",
      attrs: { inverse: 1, onesided: 1 },
      inputs: [{ shape: [1, 3, 2], values: [10, 0, -2, 2, -2, 0] }],
      outputs: [{ shape: [1, 4, 1], values: [1, 2, 3, 4] }],
    },
  ],
});
