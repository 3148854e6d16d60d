/** Macros of emitted C. */

/** A macro in one line where that is short enough, else in lines of `body`. */
export const macro = (head: string, ...body: readonly string[]): string => {
  const lines = [`#define ${head}`, ...body.map((line) => `  ${line}`)];
  const width = Math.max(...lines.slice(0, -1).map((line) => line.length), 0);
  const oneLine = `#define ${head} ${body.join(" ")}`;
  return oneLine.length <= 118 ? oneLine : lines.map((line, i) => (i < lines.length - 1 ? `${line.padEnd(width)} \\` : line)).join("\n");
};

/** `then` where the compiler says it `has` such instructions, with the header that names them where that is needed; else `otherwise`. */
export const guardedBy = (has: string, then: string, otherwise: string, header?: string): string =>
  [`#if defined(${has})`, ...(header === undefined ? [] : [`#include <${header}>`]), then, "#else", otherwise, "#endif"].join("\n");
