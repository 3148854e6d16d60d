/** aot check: whether a committed output is what the model builds to today; exit 1 and the stale files when it is not. */

import { check } from "../check.ts";
import { causesText } from "../review/diff-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { reporter, table } from "./reporter.ts";

export interface CheckFlags {
  readonly model: string;
  readonly templates?: string;
  readonly json?: boolean;
}

export async function checkCommand(folder: string, flags: CheckFlags): Promise<void> {
  const show = reporter(flags.json === true);
  const { targets, fresh, command } = await check(folder, flags.model, {
    progress: (phase) => show.phase(phase),
    templates: flags.templates,
  });
  show.done();
  if (!fresh) process.exitCode = exitCodes.mismatch;
  if (flags.json === true) {
    show.line(JSON.stringify({ ok: fresh, command, targets }, null, 2));
    return;
  }
  for (const t of targets) {
    show.line(t.stale.length === 0 ? `${t.folder}: up to date` : `${t.folder}: stale (${causesText(t.diff)})`);
    for (const row of table(t.stale.map((f) => [`  ${f.path}`, f.state]))) show.line(row);
  }
  if (!fresh) show.line(`-> ${command}`);
}
