/** Axes of tensors: negative numbers counted from the end, and the domain letters axes are named by. */
import type { Dim } from "../../core/dim.ts";
import { type Axis, axis } from "../../loop/compute.ts";

type Fail = (rule: string, hint?: string) => never;

/** `a` in 0..rank-1; a negative axis counts from the end. */
export function normalizeAxis(context: { readonly fail: Fail }, a: number, rank: number): number {
  if (!Number.isInteger(a) || a < -rank || a >= rank) context.fail(`axis ${a} is out of range for rank ${rank} (${-rank}..${rank - 1})`);
  return a < 0 ? a + rank : a;
}

/** All of `axes` normalized, in the order given; refuses a repeated one. */
export function normalizeAxes(context: { readonly fail: Fail }, axes: readonly number[], rank: number): readonly number[] {
  const normal = axes.map((a) => normalizeAxis(context, a, rank));
  if (new Set(normal).size !== normal.length) context.fail(`axes [${axes.join(", ")}] name one axis twice (rank ${rank})`);
  return normal;
}

const letters: readonly (readonly string[])[] = [[], ["i"], ["n", "c"], ["n", "c", "x"], ["n", "c", "y", "x"], ["n", "c", "z", "y", "x"]];

/** How axis `a` of a tensor of `rank` is named in loops: n c y x for four, i0 i1 ... for more than five. */
export const axisLetter = (rank: number, a: number): string => letters[rank]?.[a] ?? `i${a}`;

/** One axis of iteration for each axis of `shape`. */
export const axesOf = (shape: readonly Dim[]): readonly Axis[] => shape.map((extent, a) => axis(axisLetter(shape.length, a), extent));

/** An axis over dimension `a` of `shape` that a reduction runs along: "ry" beside "y". */
export const reducedAxis = (shape: readonly Dim[], a: number): Axis => axis(`r${axisLetter(shape.length, a)}`, shape[a] ?? 1);
