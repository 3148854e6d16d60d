/**
 * Elements known before anything runs: Dims of small integer (and bool, as 0 or 1) values, exact numbers of small float values. They keep
 * Shape -> Gather -> Concat -> Reshape chains exact, also where a list passes through a matrix on the way (the pads of PyTorch). What an operator
 * does with them is said in its own file.
 */
import { bounds, type Dim, equalDims, product } from "../../core/dim.ts";
import { type DType, dtypes } from "../../core/dtype.ts";
import { numberOfBF16, numberOfF16 } from "../../core/half-floats.ts";
import { constantNumbers } from "../../graph/build.ts";
import type { InferContext, LowerContext, Value } from "../../graph/graph.ts";
import { type TensorType, tensorType } from "../../graph/types.ts";

/** As long as shapes and slice bounds ever get; longer constants are data. */
const longest = 1024;

const isSmall = (shape: readonly Dim[]): boolean => {
  const count = product(shape);
  return typeof count === "number" && count <= longest;
};

const inputValue = (context: InferContext | LowerContext, i: number): Value | undefined =>
  "node" in context ? context.node.inputs[i] : context.inputs[i];

/** The elements of a constant; 16-bit floats are held as bits. */
function constantElements(v: Value, dtype: DType): readonly number[] | undefined {
  const numbers = dtype === "string" ? undefined : constantNumbers(v);
  if (dtype === "f16") return numbers?.map(numberOfF16);
  return dtype === "bf16" ? numbers?.map(numberOfBF16) : numbers;
}

/**
 * The elements of input `i`, in row-major order, when they are few and known; undefined otherwise. Integers beyond 2^53 (the "to the end"
 * of slices) are near their value only.
 */
export function knownTensor(context: InferContext | LowerContext, i: number): readonly Dim[] | undefined {
  const v = inputValue(context, i);
  if (v?.type.kind !== "tensor" || !isSmall(v.type.shape)) return undefined;
  return v.type.known ?? (product(v.type.shape) === 0 ? [] : constantElements(v, v.type.dtype));
}

/** As `knownTensor`, for inputs of rank 0 or 1 only. */
export function knownOf(context: InferContext | LowerContext, i: number): readonly Dim[] | undefined {
  const v = inputValue(context, i);
  return v?.type.kind === "tensor" && v.type.shape.length <= 1 ? knownTensor(context, i) : undefined;
}

/** No Dim is: NaN, which equals nothing, -0, and integers beyond 2^53. */
const isExact = (dtype: DType, d: Dim): boolean =>
  typeof d !== "number" || (dtypes[dtype].kind === "float" ? !Number.isNaN(d) && !Object.is(d, -0) : Number.isSafeInteger(d));

/** As `knownTensor`, for arithmetic: undefined also where an element is none that Dims compute with exactly. */
export function exactTensor(context: InferContext | LowerContext, i: number): readonly Dim[] | undefined {
  const known = knownTensor(context, i);
  const type = inputValue(context, i)?.type;
  return type?.kind === "tensor" && known?.every((d) => isExact(type.dtype, d)) === true ? known : undefined;
}

/** `d` as an element of `dtype` holds it; undefined when that is not certain (overflow, rounding of a symbolic value). */
export function heldAs(dtype: DType, d: Dim): Dim | undefined {
  const { kind, bits } = dtypes[dtype];
  if (kind === "float") {
    if (dtype === "f64") return d;
    if (dtype !== "f32") return undefined;
    const [lo, hi] = bounds(d);
    return typeof d === "number" ? Math.fround(d) : lo >= -(2 ** 24) && hi <= 2 ** 24 ? d : undefined;
  }
  if (typeof d === "number" && !Number.isSafeInteger(d)) return undefined;
  const [lo, hi] = bounds(d);
  if (kind === "bool") return lo >= 0 && hi <= 1 ? d : undefined;
  const least = kind === "int" ? -(2 ** (bits - 1)) : 0;
  const most = kind === "int" ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  // A free dim without a stated maximum fits the types that hold shapes; that it does is checked where it enters the program.
  const fits = lo >= least && (hi <= most || (hi === Number.POSITIVE_INFINITY && bits >= 32));
  return fits ? d : undefined;
}

/** Formulas with more to write than this tell nobody anything; s/3 + s, again and again, has twice as many terms each time. */
const longestFormula = 2000;

/** No sum or product of symbols has a larger value for each of them at most 1. */
const weightOf = (d: Dim): number => (typeof d === "number" ? Math.abs(d) : d.terms.reduce((n, t) => n + Math.abs(t.coef), Math.abs(d.constant)));

/** Fractions exist only as numbers; Dim arithmetic takes integers, and its results are to be exact and short. */
export function isAlgebraic(elements: readonly Dim[]): boolean {
  if (elements.every((d) => typeof d === "number")) return true;
  if (!elements.every((d) => typeof d === "number" || d.key.length <= longestFormula)) return false;
  return elements.reduce<number>((n, d) => n * Math.max(2, weightOf(d)), 1) <= Number.MAX_SAFE_INTEGER;
}

/** A tensor type with the elements `f` makes of the inputs' elements at the same place (broadcast from single ones), when all are known. */
export function elementwiseKnown(
  type: TensorType,
  inputs: readonly (readonly Dim[] | undefined)[],
  f: (...elements: readonly Dim[]) => Dim | undefined,
): TensorType {
  if (!isSmall(type.shape)) return type;
  const known: Dim[] = [];
  for (let at = 0; at < (product(type.shape) as number); at++) {
    const row: Dim[] = [];
    for (const list of inputs) {
      const element = list?.length === 1 ? list[0] : list?.[at];
      if (element === undefined) return type;
      row.push(element);
    }
    const result = isAlgebraic(row) ? f(...row) : undefined;
    const held = result === undefined ? undefined : heldAs(type.dtype, result);
    if (held === undefined) return type;
    known.push(held);
  }
  return tensorType(type.dtype, type.shape, known);
}

/** `type` with `known`, its elements in row-major order, attached where every one is certain. */
export function withKnown(type: TensorType, known: readonly (Dim | undefined)[] | undefined): TensorType {
  if (known === undefined || !isSmall(type.shape) || known.length !== product(type.shape)) return type;
  const certain = known.filter((d) => d !== undefined);
  return certain.length === known.length ? tensorType(type.dtype, type.shape, certain) : type;
}

/** `type` with elements known as those of input 0, the one at `at` taken from where `source` says; symbolic coordinates leave it unknown. */
export function movedKnown(context: InferContext, type: TensorType, source: (at: readonly number[]) => readonly Dim[]): TensorType {
  const known = knownTensor(context, 0);
  if (known === undefined || !isSmall(type.shape)) return type;
  const from = context.tensor(0).shape as readonly number[];
  const to = type.shape as readonly number[];
  const moved = Array.from({ length: product(to) as number }, (_, i) => {
    const at: number[] = [];
    let rest = i;
    for (const extent of to.toReversed()) {
      at.unshift(rest % extent);
      rest = Math.floor(rest / extent);
    }
    const flat = source(at).reduce<Dim>((n, d, a) => (typeof n === "number" && typeof d === "number" ? n * (from[a] ?? 1) + d : Number.NaN), 0);
    return known[flat as number];
  });
  return withKnown(type, moved);
}

/** 1 or 0 where a comparison of two Dims is certain. */
export function certainOrder(relation: "eq" | "lt" | "le", a: Dim, b: Dim): 0 | 1 | undefined {
  if (equalDims(a, b)) return relation === "lt" ? 0 : 1;
  const [alo, ahi] = bounds(a);
  const [blo, bhi] = bounds(b);
  switch (relation) {
    case "eq":
      return ahi < blo || bhi < alo ? 0 : undefined;
    case "lt":
      return ahi < blo ? 1 : alo >= bhi ? 0 : undefined;
    case "le":
      return ahi <= blo ? 1 : alo > bhi ? 0 : undefined;
  }
}
