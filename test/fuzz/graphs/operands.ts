/** What recipes ask of operands, and small operands of their own. */
import type { Attributes } from "../../support/onnx-writer.ts";
import type { Growing, Operand } from "./growing.ts";

/** Adds a node where an operand fits; nothing happens where none does. */
export type Recipe = (g: Growing) => void;

export const isFloat = (x: Operand): boolean => x.dtype === "f32";

export const hasRank =
  (least: number, most = least) =>
  (x: Operand): boolean =>
    isFloat(x) && x.shape.length >= least && x.shape.length <= most;

/** A constant list. */
export const i64 = (g: Growing, values: readonly number[]): Operand => g.constantOf("i64", [values.length], values);

export const axisOf = (g: Growing, x: Operand): number => g.int(-x.shape.length, x.shape.length - 1);

/** A shape that broadcasts to `shape`: leading axes left out, some of the others 1. */
export function narrower(g: Growing, shape: readonly number[]): readonly number[] {
  return shape.slice(g.int(0, shape.length)).map((d) => (g.chance(0.4) ? 1 : d));
}

export const countOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

export const divisorOf = (g: Growing, n: number, among: readonly number[]): number => g.pick([1, ...among].filter((d) => n % d === 0));

/** An order of `rank` axes. */
export function permutation(g: Growing, rank: number): readonly number[] {
  const perm = Array.from({ length: rank }, (_, i) => i);
  for (let i = perm.length - 1; i > 0; i--) {
    const j = g.int(0, i);
    [perm[i], perm[j]] = [perm[j] as number, perm[i] as number];
  }
  return perm;
}

export const some = <T>(g: Growing, chance: number, value: () => T): T | undefined => (g.chance(chance) ? value() : undefined);

export const when = (condition: boolean, attrs: Attributes): Attributes => (condition ? attrs : {});
