/** How Dims are taken apart: folded into other algebras, which are numbers, Dims again (substitution), lists of symbols, or text. */
import { invariant } from "./diagnostics.ts";
import { type Atom, add, type Dim, type DimExpr, dimOf, floorDiv, floorMod, max, min, mod, mul, type Sym } from "./dim.ts";

/** How a Dim is taken apart: one function for each form. */
export interface DimAlgebra<T> {
  constant(value: number): T;
  sym(s: Sym): T;
  add(a: T, b: T): T;
  mul(a: T, b: T): T;
  floorDiv(of: T, by: number, dim: Dim): T;
  mod(of: T, by: number, dim: Dim): T;
  min(a: T, b: T): T;
  max(a: T, b: T): T;
}

/** Rebuilds `d` in another algebra: numbers, Dims again (substitution), or expressions of a target language. */
export function foldDim<T>(d: Dim, into: DimAlgebra<T>): T {
  if (typeof d === "number") return into.constant(d);
  const atom = (x: Atom): T => {
    switch (x.kind) {
      case "sym":
        return into.sym(x);
      case "floordiv":
        return into.floorDiv(foldDim(x.of, into), x.by, x.of);
      case "mod":
        return into.mod(foldDim(x.of, into), x.by, x.of);
      case "min":
        return into.min(foldDim(x.a, into), foldDim(x.b, into));
      case "max":
        return into.max(foldDim(x.a, into), foldDim(x.b, into));
    }
  };
  let sum: T | undefined;
  // Large strides first: an address reads from its outermost axis to its innermost.
  const terms = d.terms.length === 1 ? d.terms : [...d.terms].sort((a, b) => Math.abs(b.coef) - Math.abs(a.coef));
  for (const term of terms) {
    let value = term.atoms.map(atom).reduce((a, b) => into.mul(a, b));
    if (term.coef !== 1) value = into.mul(value, into.constant(term.coef));
    sum = sum === undefined ? value : into.add(sum, value);
  }
  invariant(sum !== undefined, "a dim without terms is a number");
  return d.constant === 0 ? sum : into.add(sum, into.constant(d.constant));
}

/** Rebuilds `d` with some symbols replaced; `replace` gives undefined to keep one, and is asked once for each. */
export function substitute(d: Dim, replace: (s: Sym) => Dim | undefined): Dim {
  if (typeof d === "number") return d;
  const replaced = new Map(symbolsOf(d).map((s) => [s, replace(s)]));
  if ([...replaced.values()].every((by) => by === undefined)) return d;
  return foldDim<Dim>(d, { ...dimsAgain, sym: (s) => replaced.get(s) ?? dimOf(s) });
}

const dimsAgain = {
  constant: (value: number): Dim => value,
  add: (a: Dim, b: Dim) => add(a, b),
  mul: (a: Dim, b: Dim) => mul(a, b),
  floorDiv,
  mod,
  min,
  max,
};

/** The value of `d` for given symbol values. Not a fold: addresses are evaluated for each element of a tensor. */
export function evaluateDim(d: Dim, symValue: (s: Sym) => number): number {
  if (typeof d === "number") return d;
  let sum = d.constant;
  for (const { coef, atoms } of d.terms) {
    let product = coef;
    for (const x of atoms) product *= evaluateAtom(x, symValue);
    sum += product;
  }
  return sum;
}

function evaluateAtom(x: Atom, symValue: (s: Sym) => number): number {
  switch (x.kind) {
    case "sym":
      return symValue(x);
    case "floordiv":
      return Math.floor(evaluateDim(x.of, symValue) / x.by);
    case "mod":
      return floorMod(evaluateDim(x.of, symValue), x.by);
    case "min":
      return Math.min(evaluateDim(x.a, symValue), evaluateDim(x.b, symValue));
    case "max":
      return Math.max(evaluateDim(x.a, symValue), evaluateDim(x.b, symValue));
  }
}

const symbols = new WeakMap<DimExpr, readonly Sym[]>();

/** The distinct symbols of `d`, in order of first use. */
export function symbolsOf(d: Dim): readonly Sym[] {
  if (typeof d === "number") return [];
  const known = symbols.get(d);
  if (known !== undefined) return known;
  const found = new Set<Sym>();
  const seen = (): true => true;
  const note = (s: Sym): true => {
    found.add(s);
    return true;
  };
  foldDim<true>(d, { constant: seen, sym: note, add: seen, mul: seen, floorDiv: seen, mod: seen, min: seen, max: seen });
  const list = [...found];
  symbols.set(d, list);
  return list;
}

/** Text with the symbols' names, for people: "batch*64 + 3". */
export function dimText(d: Dim): string {
  return foldDim<{ text: string; sum: boolean }>(d, {
    constant: (value) => ({ text: `${value}`, sum: false }),
    sym: (s) => ({ text: s.name, sum: false }),
    add: (a, b) => ({ text: b.text.startsWith("-") ? `${a.text} - ${b.text.slice(1)}` : `${a.text} + ${b.text}`, sum: true }),
    mul: (a, b) => ({ text: [a, b].map((x) => (x.sum ? `(${x.text})` : x.text)).join("*"), sum: false }),
    floorDiv: (of, by) => ({ text: `${of.sum ? `(${of.text})` : of.text}/${by}`, sum: false }),
    mod: (of, by) => ({ text: `${of.sum ? `(${of.text})` : of.text}%${by}`, sum: false }),
    min: (a, b) => ({ text: `min(${a.text}, ${b.text})`, sum: false }),
    max: (a, b) => ({ text: `max(${a.text}, ${b.text})`, sum: false }),
  }).text;
}

export const shapeText = (shape: readonly Dim[]): string => `[${shape.map(dimText).join(",")}]`;
