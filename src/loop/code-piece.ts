/** Pieces of C-family code: text with a precedence, so that parentheses are printed only where they are needed, and long lines are broken. */

/** An expression's text and how tightly its outermost operator binds. */
export interface Piece {
  readonly text: string;
  readonly level: number;
}

/** C's and JavaScript's shared precedence, tightest first. */
export const level = {
  primary: 16,
  unary: 15,
  multiply: 13,
  add: 12,
  shift: 11,
  relation: 10,
  equality: 9,
  bitand: 8,
  bitxor: 7,
  bitor: 6,
  and: 5,
  or: 4,
  choice: 3,
} as const;

const infixLevels: Readonly<Record<string, number>> = {
  "*": level.multiply,
  "/": level.multiply,
  "%": level.multiply,
  "+": level.add,
  "-": level.add,
  "<<": level.shift,
  ">>": level.shift,
  ">>>": level.shift,
  "<": level.relation,
  "<=": level.relation,
  "==": level.equality,
  "!=": level.equality,
  "===": level.equality,
  "!==": level.equality,
  "&": level.bitand,
  "^": level.bitxor,
  "|": level.bitor,
  "&&": level.and,
  "||": level.or,
};

/** Stands for a space where a long line may be broken. */
const softSpace = "\u0001";

export const atom = (text: string): Piece => ({ text, level: level.primary });
export const enclose = (p: Piece): Piece => atom(`(${p.text})`);
const atLeast = (p: Piece, least: number): string => (p.level < least ? `(${p.text})` : p.text);

/** name(a, b, ...) */
export const apply = (name: string, ...args: readonly Piece[]): Piece => atom(`${name}(${args.map((a) => a.text).join(`,${softSpace}`)})`);

/** name[at] */
export const element = (name: string, ...at: readonly Piece[]): Piece => atom(name + at.map((i) => `[${i.text}]`).join(""));

/** A prefix operator or a C cast "(int)"; a second sign is enclosed. */
export const prefix = (operator: string, x: Piece): Piece => ({
  text: operator + (x.level < level.unary || (operator === "-" && x.text.startsWith("-")) ? `(${x.text})` : x.text),
  level: level.unary,
});

/** Binary operators people confuse (shifts, bits, comparisons of comparisons, && in ||) get parentheses even where the grammar needs none. */
export function infix(operator: string, a: Piece, b: Piece): Piece {
  const own = infixLevels[operator] ?? level.choice;
  const confusing = own < level.add && own > level.and;
  const least = confusing
    ? own === level.relation || own === level.equality
      ? level.shift
      : level.unary
    : own === level.or
      ? level.relation - 1
      : own;
  const chain = own === level.and || own === level.or;
  const left = chain && a.level === own ? a.text : atLeast(a, least);
  const right = chain && b.level === own ? b.text : atLeast(b, Math.max(least, chain ? own : own + 1));
  return { text: `${left}${softSpace}${operator} ${right}`, level: own };
}

/** condition ? then : otherwise, with a chain of choices in the last place left open. */
export const choice = (condition: Piece, then: Piece, otherwise: Piece): Piece => ({
  text: `${atLeast(condition, level.choice + 1)}${softSpace}? ${atLeast(then, level.choice + 1)}${softSpace}: ${atLeast(otherwise, level.choice)}`,
  level: level.choice,
});

/** Sums over indented lines: breaks at the outermost soft spaces that fit into `width`. */
export function breakLine(text: string, indent: string, width: number, step: string): readonly string[] {
  const lines: string[] = [];
  let lead = indent;
  let rest = text;
  while (lead.length + rest.length > width) {
    const at = breakPoint(rest, width - lead.length);
    if (at < 0) break;
    lines.push(lead + plain(rest.slice(0, at)));
    rest = rest.slice(at + 1);
    lead = indent + step + step;
  }
  lines.push(lead + plain(rest));
  return lines;
}

const plain = (text: string): string => text.replaceAll(softSpace, " ");

/** The last soft space of least nesting within `room` characters (the first of all when none fits); -1 when there is none. */
function breakPoint(text: string, room: number): number {
  let depth = 0;
  let best = -1;
  let bestDepth = Number.POSITIVE_INFINITY;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "(" || c === "[") depth++;
    if (c === ")" || c === "]") depth--;
    if (c !== softSpace) continue;
    if (i > room) return best < 0 ? i : best;
    if (depth <= bestDepth) {
      best = i;
      bestDepth = depth;
    }
  }
  return best;
}
