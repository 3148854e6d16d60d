/** S-expressions of WebAssembly text: a tree, and its layout in lines. Knows nothing of instructions. */

/** (head arg arg ...); `head` holds the instruction and its immediates: "f32.load offset=4". */
export interface Sexpr {
  readonly head: string;
  readonly args: readonly Sexpr[];
}

export const sexpr = (head: string, ...args: readonly Sexpr[]): Sexpr => ({ head, args });

export const localGet = (name: string): Sexpr => sexpr(`local.get $${name}`);
export const localSet = (name: string, value: Sexpr): Sexpr => sexpr(`local.set $${name}`, value);
export const localTee = (name: string, value: Sexpr): Sexpr => sexpr(`local.tee $${name}`, value);
export const i32Const = (value: number): Sexpr => sexpr(`i32.const ${value}`);

/** True for what may be repeated at no cost. */
export const isLeaf = (e: Sexpr): boolean => e.args.length === 0 && /^(local\.get|global\.get|\w+\.const) /.test(e.head);

/** The value of an i32.const; undefined for anything else. */
export const constantValue = (e: Sexpr): number | undefined => (e.head.startsWith("i32.const ") ? Number(e.head.slice(10)) : undefined);

export function flat(e: Sexpr): string {
  return e.args.length === 0 ? `(${e.head})` : `(${e.head} ${e.args.map(flat).join(" ")})`;
}

const width = 120;

/** `e` in lines indented by `indent` blanks: on one line where it fits, else one line for each operand that does. */
export function layout(e: Sexpr, indent: number): readonly string[] {
  const line = flat(e);
  const blanks = " ".repeat(indent);
  if (indent + line.length <= width || e.args.length === 0) return [blanks + line];
  const inner = e.args.map((arg) => layout(arg, indent + 2));
  const [first] = inner;
  // A chain whose first operand is short reads on from its head: (local.set $x / (f32x4.add (local.get $x) ...
  const lines =
    first?.length === 1 && inner.length > 1
      ? [`${blanks}(${e.head} ${first[0]?.trim()}`, ...inner.slice(1).flat()]
      : [`${blanks}(${e.head}`, ...inner.flat()];
  const tail = lines.pop();
  return [...lines, `${tail})`];
}
