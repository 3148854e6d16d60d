/** Division of Dims where it is exact or certainly truncates as integers do: batch*64 / batch is 64. */
import { type Atom, add, bounds, type Dim, dimOf, equalDims, floorDiv, max, min, mod, mul, sub, type Term } from "../../core/dim.ts";

function dimOfAtom(atom: Atom): Dim {
  switch (atom.kind) {
    case "sym":
      return dimOf(atom);
    case "floordiv":
      return floorDiv(atom.of, atom.by);
    case "mod":
      return mod(atom.of, atom.by);
    case "min":
      return min(atom.a, atom.b);
    case "max":
      return max(atom.a, atom.b);
  }
}

/** The atoms of `term` without those of `by`; undefined when one of those is missing. */
function withoutAtoms(term: Term, by: Term): readonly Atom[] | undefined {
  const left = [...term.atoms];
  for (const atom of by.atoms) {
    const at = left.findIndex((x) => equalDims(dimOfAtom(x), dimOfAtom(atom)));
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left;
}

/** a / b when it is an integer polynomial; undefined otherwise. */
export function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  if (equalDims(a, b)) return b === 0 ? undefined : 1;
  if (typeof a === "number" && typeof b === "number") return b !== 0 && a % b === 0 ? a / b : undefined;
  if (typeof b === "number") {
    const divides = typeof a !== "number" && b !== 0 && a.constant % b === 0 && a.terms.every((t) => t.coef % b === 0);
    return divides ? add(a.constant / b, ...a.terms.map((t) => mul(t.coef / b, ...t.atoms.map(dimOfAtom)))) : undefined;
  }
  const [by] = b.terms;
  if (by === undefined || b.terms.length > 1 || b.constant !== 0) return undefined;
  if (typeof a === "number" || a.constant !== 0) return a === 0 ? 0 : undefined;
  const parts: Dim[] = [];
  for (const term of a.terms) {
    const left = withoutAtoms(term, by);
    if (left === undefined || term.coef % by.coef !== 0) return undefined;
    parts.push(mul(term.coef / by.coef, ...left.map(dimOfAtom)));
  }
  return add(0, ...parts);
}

/** a / b rounded toward zero, as integer Div does; undefined where that is not certain. */
export function truncatedQuotient(a: Dim, b: Dim): Dim | undefined {
  const exact = exactQuotient(a, b);
  if (exact !== undefined) return exact;
  if (typeof b !== "number" || b === 0) return undefined;
  if (typeof a === "number") return Math.trunc(a / b);
  const size = Math.abs(b);
  const [lo, hi] = bounds(a);
  if (lo < 0 && hi > 0) return undefined;
  const magnitude = floorDiv(lo >= 0 ? a : sub(0, a), size);
  return lo >= 0 === b > 0 ? magnitude : sub(0, magnitude);
}
