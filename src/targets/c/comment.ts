/** Comments in C. */

import { quiet } from "../describe.ts";

/** A block comment over `lines`, whose text may not end it. */
export function comment(lines: readonly string[]): readonly string[] {
  const safe = lines.map(quiet);
  if (safe.length === 0) return [];
  return safe.map((line, i) => `${i === 0 ? "/* " : " * "}${line}${i === safe.length - 1 ? " */" : ""}`);
}
