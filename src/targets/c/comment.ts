/** Comments in C. */

/** Text that may stand in a comment, on one line. */
export const quiet = (text: string): string => text.replaceAll("*/", "* /").replaceAll("/*", "/ *").replace(/\s+/g, " ");

/** A block comment over `lines`, whose text may not end it. */
export function comment(lines: readonly string[]): readonly string[] {
  const safe = lines.map(quiet);
  if (safe.length === 0) return [];
  return safe.map((line, i) => `${i === 0 ? "/* " : " * "}${line}${i === safe.length - 1 ? " */" : ""}`);
}
