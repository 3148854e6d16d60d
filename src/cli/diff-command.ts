/** aot diff: what two output folders differ in and why; exit 1 when more than weights changed. */

import { diff } from "../diff.ts";
import { diffMarkdown, diffRows } from "../review/diff-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { reporter, table } from "./reporter.ts";

export async function diffCommand(before: string, after: string, flags: { readonly markdown?: boolean; readonly json?: boolean }): Promise<void> {
  const show = reporter(true);
  const result = diff(before, after);
  if (!result.weightsOnly) process.exitCode = exitCodes.mismatch;
  if (flags.json === true) show.line(JSON.stringify({ ok: result.weightsOnly, ...result }, null, 2));
  else if (flags.markdown === true) show.line(diffMarkdown(result).trimEnd());
  else
    for (const { title, rows } of diffRows(result)) {
      if (title !== "") show.line(title);
      for (const row of table(rows)) show.line(row);
    }
}
