/** How far the outputs of a program are from what they should be. */

import type { Case } from "./cases.ts";
import { dtypes, type Elements } from "./core/dtype.ts";
import { loadedValue } from "./loop/semantics.ts";
import type { Reference } from "./onnx-runtime.ts";
import type { RoundingSpread } from "./rounding-spread.ts";
import type { NamedTensor } from "./run.ts";

export interface OutputError {
  readonly output: string;
  /** NaN where there is no difference to tell: another number of elements, or a NaN or an infinity in one of the two. */
  readonly maxAbsolute: number;
  /** max |a - b| / max |b| */
  readonly maxRelative: number;
  /** The largest difference in units in the last place of f32, over elements larger than a thousandth of the largest. */
  readonly maxUlp: number;
  /** Of an output over the tolerance, where its right results lie far apart by rounding alone: how far, as a part of the largest element. Twice as much is allowed. */
  readonly spread?: number;
  readonly passed: boolean;
}

const float = new Float32Array(2);
const bits = new Int32Array(float.buffer);

/** Distance of two f32 numbers in units of the last place. */
function ulps(a: number, b: number): number {
  float[0] = a;
  float[1] = b;
  const ordered = (x: number): number => (x < 0 ? -(x & 0x7fffffff) : x);
  return Math.abs(ordered(bits[0] as number) - ordered(bits[1] as number));
}

/**
 * What right programs of a model may differ by because one rounds where the other does not, as a part of the largest element: four units in the last place
 * of the shortest of the 16-bit floats that it computes with.
 */
export function roundingOf(cases: readonly Case[]): number {
  const values = cases.flatMap(({ model }) => [...model.graph.inputs, ...model.graph.nodes.flatMap((n) => n.outputs)]);
  const types = values.map((v) => v.type.kind === "tensor" && v.type.dtype);
  if (types.includes("bf16")) return 4 * 2 ** -7;
  return types.includes("f16") ? 4 * 2 ** -10 : 0;
}

/** Parts of the largest element between which a spread is allowed for: less is ordinary rounding, which the tolerance is for, and beyond it a comparison says nothing. */
const [leastSpread, largestSpread] = [1e-4, 0.05];

/** Compares all outputs of a run; `spreadOf` is asked only for those over the tolerance. */
export async function compareAll(
  outputs: readonly NamedTensor[],
  reference: Reference | undefined,
  tolerance: number,
  spreadOf: () => Promise<RoundingSpread>,
): Promise<readonly OutputError[]> {
  const errors: OutputError[] = [];
  for (const o of outputs) {
    const error = compareWith(o, reference, tolerance);
    const spread = error.passed ? 0 : ((await spreadOf()).get(o.name) ?? 0);
    const counts = spread > leastSpread && spread <= largestSpread;
    errors.push(counts ? { ...error, spread, passed: error.maxRelative <= tolerance + 2 * spread } : error);
  }
  return errors;
}

/** An output beside the reference's that it agrees with, or the first. */
export function compareWith(actual: NamedTensor, reference: Reference | undefined, tolerance: number): OutputError {
  const errors = reference?.outputs.map((o) => compare(actual, o.get(actual.name), tolerance)) ?? [];
  return errors.find((e) => e.passed) ?? errors[0] ?? compare(actual, undefined, tolerance);
}

/** Elements as programs have them: f16 are bits here, and numbers where ONNX Runtime finds a Float16Array (node 24). */
const asProgramsHave = (data: Elements): Elements =>
  ArrayBuffer.isView(data) && Object.prototype.toString.call(data) === "[object Float16Array]"
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : data;

/** Element-wise comparison of what elements stand for; a NaN agrees with a NaN only, an infinity with the same infinity only. */
export function compare(actual: NamedTensor, reference: Elements | undefined, tolerance: number): OutputError {
  const expected = reference === undefined ? undefined : asProgramsHave(reference);
  const failed = { output: actual.name, maxAbsolute: Number.NaN, maxRelative: Number.NaN, maxUlp: Number.NaN, passed: false };
  if (expected === undefined || expected.length !== actual.array.length) return failed;
  if (!ArrayBuffer.isView(expected)) {
    const passed = expected.every((text, i) => text === actual.array[i]);
    return passed ? { output: actual.name, maxAbsolute: 0, maxRelative: 0, maxUlp: 0, passed } : failed;
  }
  const numberOf = (element: number | bigint | undefined): number => Number(loadedValue(actual.dtype, element ?? Number.NaN));
  let largest = 0;
  for (const e of expected) if (Number.isFinite(numberOf(e))) largest = Math.max(largest, Math.abs(numberOf(e)));
  let maxAbsolute = 0;
  let maxUlp = 0;
  const isFloat = dtypes[actual.dtype].kind === "float";
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [numberOf(actual.array[i] as number | bigint), numberOf(expected[i])];
    if (Object.is(a, e) || a === e) continue;
    if (Number.isNaN(a) && Number.isNaN(e)) continue;
    if (!Number.isFinite(a) || !Number.isFinite(e)) return failed;
    maxAbsolute = Math.max(maxAbsolute, Math.abs(a - e));
    if (Math.abs(e) > largest / 1000) maxUlp = Math.max(maxUlp, ulps(a, e));
  }
  const limit = isFloat ? tolerance * Math.max(largest, Number.MIN_VALUE) : 0;
  return {
    output: actual.name,
    maxAbsolute,
    maxRelative: largest === 0 ? maxAbsolute : maxAbsolute / largest,
    maxUlp,
    passed: maxAbsolute <= limit,
  };
}
