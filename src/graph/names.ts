/** Names in the text form: written bare where that is unambiguous, as JSON strings otherwise. */

/** Words with a meaning of their own at the start of a statement or in place of a name. */
const keywords: ReadonlySet<string> = new Set(["graph", "dim", "return", "using", "_", "inf", "nan", "splat", "random", "positive", "tensor"]);

const isBare = (name: string): boolean => /^[A-Za-z_][\w.~]*$/.test(name) && !name.endsWith(".") && !keywords.has(name);

/** `name` as the text form writes it. */
export const nameText = (name: string): string => (isBare(name) ? name : JSON.stringify(name));

/** A name not in `taken`: `base`, else its next version, base~2, base~3, ...; it is added to `taken`. */
export function claimName(taken: { has(name: string): boolean; add(name: string): unknown }, base: string): string {
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${sourceName(base)}~${n}`;
  taken.add(name);
  return name;
}

/** The name without the version that a rewrite gave to it. */
export const sourceName = (name: string): string => name.replace(/~\d+$/, "");
