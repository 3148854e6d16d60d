/** Prints Dims as C-family expressions: terms of one stride are factored, signs folded, quotients left to the dialect. */
import { bounds, type Dim, type DimExpr, type Sym, type Term } from "../core/dim.ts";
import { atom, infix, level, type Piece, prefix } from "./code-piece.ts";

/** How a language spells what its operators + - * cannot say. `of` is the divided Dim, for its bounds. */
export interface DimDialect {
  floorDiv(x: Piece, by: number, of: Dim): Piece;
  mod(x: Piece, by: number, of: Dim): Piece;
  min(a: Piece, b: Piece): Piece;
  max(a: Piece, b: Piece): Piece;
}

/** True for a Dim that costs nothing to evaluate in each round of a loop. */
export const isPlainDim = (d: Dim): boolean =>
  typeof d === "number" || d.terms.every((t) => t.atoms.every((a) => a.kind === "sym" && a.payload === undefined));

export const isNonNegative = (d: Dim): boolean => bounds(d)[0] >= 0;

/** `d` in the language of `dialect`, symbols spelled by `spell`. */
export function printDim(d: Dim, dialect: DimDialect, spell: (s: Sym) => Piece): Piece {
  if (typeof d === "number") return integer(d);
  const print = (x: Dim): Piece => printDim(x, dialect, spell);
  const factor = (a: Term["atoms"][number]): Piece => {
    switch (a.kind) {
      case "sym":
        return spell(a);
      case "floordiv":
        return dialect.floorDiv(print(a.of), a.by, a.of);
      case "mod":
        return dialect.mod(print(a.of), a.by, a.of);
      case "min":
        return dialect.min(print(a.a), print(a.b));
      case "max":
        return dialect.max(print(a.a), print(a.b));
    }
  };
  const { strides, constant } = byStride(d);
  const parts: Signed[] = [];
  for (const { coef, terms, offset } of strides) {
    const inner = [
      ...terms.map((t) => ({ piece: t.atoms.map(factor).reduce((a, b) => infix("*", a, b)), negative: t.coef < 0 !== coef < 0 })),
      ...constantPart(offset),
    ];
    const stride = Math.abs(coef);
    const [only] = inner;
    if (stride === 1) parts.push(...inner.map((p) => ({ ...p, negative: p.negative !== coef < 0 })));
    else if (inner.length === 1 && only !== undefined)
      parts.push({ piece: infix("*", only.piece, integer(stride)), negative: only.negative !== coef < 0 });
    else parts.push({ piece: infix("*", sum(inner), integer(stride)), negative: coef < 0 });
  }
  return sum([...parts, ...constantPart(constant)]);
}

interface Signed {
  readonly piece: Piece;
  readonly negative: boolean;
}

const integer = (value: number): Piece => (value < 0 ? { text: `${value}`, level: level.unary } : atom(`${value}`));
const constantPart = (value: number): readonly Signed[] => (value === 0 ? [] : [{ piece: integer(Math.abs(value)), negative: value < 0 }]);

/** a + b - c, a positive part first. */
function sum(parts: readonly Signed[]): Piece {
  const first = Math.max(
    0,
    parts.findIndex((p) => !p.negative),
  );
  const [head, ...rest] = [parts[first], ...parts.filter((_, i) => i !== first)];
  if (head === undefined) return integer(0);
  const start = head.negative ? prefix("-", head.piece) : head.piece;
  return rest.reduce<Piece>((a, p) => (p === undefined ? a : infix(p.negative ? "-" : "+", a, p.piece)), start);
}

interface Stride {
  readonly coef: number;
  readonly terms: Term[];
  offset: number;
}

/** Terms that share a stride, largest stride first; a negative constant goes into the strides it holds: (oy + ky - 1) * 8. */
function byStride(d: DimExpr): { strides: readonly Stride[]; constant: number } {
  const strides: Stride[] = [];
  for (const term of d.terms) {
    const same = strides.find((s) => Math.abs(s.coef) === Math.abs(term.coef));
    if (same === undefined) strides.push({ coef: term.coef, terms: [term], offset: 0 });
    else same.terms.push(term);
  }
  strides.sort((a, b) => Math.abs(b.coef) - Math.abs(a.coef));
  let constant = d.constant;
  if (constant < 0) {
    for (const stride of strides) {
      if (Math.abs(stride.coef) === 1 || stride.terms.length < 2) continue;
      const whole = Math.trunc(constant / stride.coef);
      stride.offset = whole;
      constant -= whole * stride.coef;
    }
  }
  return { strides, constant };
}
