/**
 * DFT: the discrete Fourier transform along an axis, or its inverse; the last axis holds real (and imaginary) parts. `onesided` gives (or takes,
 * for the inverse) the first half of a symmetric spectrum. Since opset 17. https://onnx.ai/onnx/operators/onnx__DFT.html
 */
import { type Dim, equalShapes, min, mod, sub } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Axis } from "../loop/compute.ts";
import { allOf, bool, type Expr, eq, i32, index, neg, or, read, select, type Tensor } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { type Complex, rootsOfUnity, transform } from "./families/fourier.ts";
import { caseOf, declaredShape, fromStart, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { checkSingle } from "./families/single-element.ts";
import { hasInput, steeringNumbers } from "./families/steering.ts";
import { floats, typed } from "./families/type-sets.ts";

/** A transform along one axis. */
export interface Along {
  readonly axis: number;
  /** Elements along the axis, N of the transform, and of the result. */
  readonly from: number;
  readonly size: number;
  readonly to: number;
  readonly inverse: boolean;
  readonly onesided: boolean;
}

type Context = InferContext | LowerContext;
const [lengthInput, axisInput] = [1, 2] as const;

/** Along `axis`, of `length` elements, as many as there are where that is left out. */
function along(context: Context, shape: readonly Dim[], axis: number, length: number | undefined): Along {
  const from = shape[axis];
  if (typeof from !== "number") return context.fail(`axis ${axis} is not of a known size`, "give the free dim a value (--dim name=value)");
  const [inverse, onesided] = [context.attrs.inverse === true, context.attrs.onesided === true];
  const size = length ?? (inverse && onesided ? 2 * (from - 1) : from);
  return { axis, from, size, to: onesided && !inverse ? Math.floor(size / 2) + 1 : size, inverse, onesided };
}

function shapeAlong(shape: readonly Dim[], { axis, to, inverse, onesided }: Along): readonly Dim[] {
  return [...shape.with(axis, to).slice(0, -1), inverse && onesided ? 1 : 2];
}

const isSteered = (context: Context): boolean => isSteeredAtRunTime(context, lengthInput) || isSteeredAtRunTime(context, axisInput);

/** The transforms that the operands may ask for: all that give the shape `result`, where an operand is only known at run time. */
function transformsOf(context: Context, shape: readonly Dim[], result: readonly Dim[] | undefined): readonly Along[] {
  const axes = isSteeredAtRunTime(context, axisInput) ? Array.from({ length: shape.length - 1 }, (_, a) => a) : [knownAxis(context, shape)];
  const every = axes.flatMap((axis) => lengthsOf(context, result?.[axis]).map((length) => along(context, shape, axis, length)));
  if (result !== undefined) return every.filter((a) => a.size > 0 && equalShapes(shapeAlong(shape, a), result));
  const empty = every.find(({ size }) => size < 1);
  return empty === undefined ? every : context.fail(`dft_length is ${empty.size}, 1 or more is expected`);
}

function knownAxis(context: Context, shape: readonly Dim[]): number {
  const [asked = -2] = hasInput(context, axisInput) ? steeringNumbers(context, axisInput) : [];
  const axis = normalizeAxis(context, asked, shape.length);
  if (axis === shape.length - 1) context.fail(`axis ${asked} is the last one, which holds real and imaginary parts`);
  return axis;
}

/** The transform that the operands ask for; undefined where only the run knows. */
export function knownTransform(context: InferContext): Along | undefined {
  return isSteered(context) ? undefined : transformsOf(context, context.tensor(0).shape, undefined)[0];
}

/** The lengths that give `to` elements: one side of a spectrum is that of two. */
function lengthsOf(context: Context, to: Dim | undefined): readonly (number | undefined)[] {
  if (!hasInput(context, lengthInput)) return [undefined];
  if (!isSteeredAtRunTime(context, lengthInput)) return steeringNumbers(context, lengthInput);
  if (typeof to !== "number") return [];
  const isHalf = context.attrs.onesided === true && context.attrs.inverse !== true;
  return (isHalf ? [2 * to - 2, 2 * to - 1] : [to]).filter((length) => length > 0);
}

function lower(context: LowerContext): readonly Work[] {
  const x = context.input(0);
  return context.outputs.flatMap((output) => {
    const roots = new Map<number, ReturnType<typeof rootsOfUnity>>();
    const rootsFor = (size: number): ReturnType<typeof rootsOfUnity> => {
      const found = roots.get(size) ?? rootsOfUnity(context, size, x);
      roots.set(size, found);
      return found;
    };
    const steered = isSteered(context);
    const work = transformsOf(context, x.shape, steered ? output.shape : undefined).map((a) => ({
      a,
      work: alongOne(output, x, a, rootsFor(a.size)),
    }));
    const plan = new Plan(context);
    const chosen = steered ? chosenBy(context, plan, work, output) : work.map((w) => w.work);
    return [...[...roots.values()].map((r) => r.work), ...chosen];
  });
}

/** Each transform guarded by what the operands say, behind the kernel that reads them. */
function chosenBy(context: LowerContext, plan: Plan, work: readonly { readonly a: Along; readonly work: Work }[], output: Tensor): readonly Work[] {
  const rank = output.shape.length;
  const axis = isSteeredAtRunTime(context, axisInput) ? plan.let("axis", fromStart(plan.let("given", plan.operand(axisInput, 0)), rank)) : undefined;
  const length = isSteeredAtRunTime(context, lengthInput) ? plan.let("length", plan.operand(lengthInput, 0)) : undefined;
  const isAsked = ({ axis: a, size }: Along): Expr =>
    allOf([axis === undefined ? undefined : eq(axis, i32(a)), length === undefined ? undefined : eq(length, i32(size))]) ?? bool(true);
  plan.expect(work.map(({ a }) => isAsked(a)).reduce((x, y) => or(x, y), bool(false)));
  const guarded = work.flatMap(({ a, work: w }) => caseOf(plan, isAsked(a)).guarded([w]));
  return [plan.routine("dft_operands", output), ...guarded];
}

function alongOne(output: Tensor, x: Tensor, { axis, from, size, inverse, onesided }: Along, { table }: { readonly table: Tensor }): Work {
  const isComplex = x.shape.at(-1) === 2;
  const half = inverse && onesided;
  /** Of a onesided spectrum the second half is the conjugate of the first. */
  const element = (n: Dim, at: readonly Dim[]): Complex => {
    const mirrored = half ? min(n, mod(sub(size, n), size)) : n;
    const place = (part: number): readonly Dim[] => [...at.with(axis, mirrored).slice(0, -1), part];
    const re = read(x, place(0));
    if (!isComplex) return { re };
    const im = read(x, place(1));
    if (!half) return { re, im };
    const isFirst = eq(index(mirrored), index(n));
    return { re, im: select(isFirst, im, neg(im)) };
  };
  const axes: Axis[] = [...axesOf(output.shape)];
  return transform({ name: "dft", output, axes, frequency: axis, size, count: half ? size : Math.min(from, size), inverse, table, element });
}

export const DFT = defineOp({
  name: "DFT",
  opset: 20,
  since: 17,
  doc: "the discrete Fourier transform along an axis",
  inputs: ["input", "dft_length", "axis"],
  attrs: (raw) => ({ inverse: raw.int("inverse", 0) !== 0, onesided: raw.int("onesided", 0) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    checkSingle(context, lengthInput);
    checkSingle(context, axisInput);
    const parts = shape.at(-1);
    if (shape.length < 2 || (parts !== 1 && parts !== 2))
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, a last axis of 1 or 2 is expected`);
    if (context.attrs.onesided && !context.attrs.inverse && parts === 2) context.fail("onesided asks for real elements, the last axis has 2");
    const declared = isSteered(context) ? declaredShape(context, 0, shape.length, "dft_length or axis") : undefined;
    const [first] = transformsOf(context, shape, declared);
    if (first === undefined) return context.fail(`no axis or length gives the declared shape ${shapeText(declared ?? [])}`);
    return [tensorType(dtype, declared ?? shapeAlong(shape, first))];
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
      note: "along an axis that the run gives",
      declared: true,
      inputs: [{ shape: [2, 2, 1], values: [1, 2, 3, 5] }, undefined, { dtype: "i64", shape: [], values: [-3n] }],
      outputs: [{ shape: [2, 2, 2], values: [4, 0, 7, 0, -2, 0, -3, 0] }],
    },
    {
      note: "one side of a length that the run gives",
      declared: true,
      attrs: { onesided: 1 },
      inputs: [
        { shape: [1, 2, 1], values: [1, 2] },
        { dtype: "i64", shape: [], values: [5n] },
      ],
      outputs: [{ shape: [1, 3, 2], values: [3, 0, 1.618034, -1.902113, -0.618034, -1.175571] }],
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
