/** The terms of a Dim by what stands in them: those of one symbol, those that are multiples of a number. */
import { type Atom, type Dim, fromTerms, make, makeTerm, type Sym, type Term } from "./dim.ts";

/** d = coef * s + rest, rest free of `s`; undefined when `d` is not linear in `s`. */
export function linearIn(d: Dim, s: Sym): { coef: Dim; rest: Dim } | undefined {
  if (typeof d === "number") return { coef: 0, rest: d };
  const coefs: Term[] = [];
  const rest: Term[] = [];
  for (const term of d.terms) {
    const at = term.atoms.indexOf(s);
    const others = term.atoms.filter((_, i) => i !== at);
    const inside = at < 0 ? term.atoms : others;
    if (inside.some((atom) => mentions(atom, s))) return undefined;
    if (at < 0) rest.push(term);
    else coefs.push(makeTerm(term.coef, others));
  }
  const constant = coefs.filter((t) => t.atoms.length === 0).reduce((n, t) => n + t.coef, 0);
  return {
    coef: fromTerms(
      constant,
      coefs.filter((t) => t.atoms.length > 0),
    ),
    rest: make(d.constant, rest),
  };
}

/** `d` less its terms that are multiples of `by` whatever their symbols are: equal to `d` modulo `by`. */
export const withoutMultiples = (d: Dim, by: number): Dim =>
  typeof d === "number"
    ? d
    : make(
        d.constant,
        d.terms.filter((t) => t.coef % by !== 0),
      );

function mentions(atom: Atom, s: Sym): boolean {
  switch (atom.kind) {
    case "sym":
      return atom === s;
    case "floordiv":
    case "mod":
      return dependsOn(atom.of, s);
    case "min":
    case "max":
      return dependsOn(atom.a, s) || dependsOn(atom.b, s);
  }
}

export const dependsOn = (d: Dim, s: Sym): boolean => typeof d !== "number" && d.terms.some((term) => term.atoms.some((atom) => mentions(atom, s)));
