/** aot verify: every target against the reference; exit 1 when an output is over the tolerance. */

import { compileError } from "../core/diagnostics.ts";
import { readNamedArrays } from "../io/index.ts";
import { verify } from "../verify.ts";
import { dumper } from "./build-command.ts";
import { exitCodes } from "./exit-codes.ts";
import { buildOptions, type Flags } from "./options.ts";
import { reporter, table } from "./reporter.ts";

export async function verifyCommand(
  model: string,
  flags: Flags & { readonly inputs?: readonly string[]; readonly tolerance: string },
): Promise<void> {
  const show = reporter(flags.json === true);
  const tolerance = Number(flags.tolerance);
  if (!(tolerance >= 0 && Number.isFinite(tolerance)))
    throw compileError({ code: "AOT306", where: `--tolerance ${flags.tolerance}`, message: `"${flags.tolerance}" is no number of 0 or more` });
  const inputs = flags.inputs === undefined ? undefined : await readNamedArrays(flags.inputs);
  const observe = dumper(flags.dump, (text) => show.line(text));
  const result = await verify(model, {
    ...buildOptions(flags),
    tolerance,
    progress: (phase) => show.phase(phase),
    observe,
    inputs,
  });
  show.done();
  if (!result.passed) process.exitCode = exitCodes.mismatch;
  if (flags.json === true) {
    show.line(JSON.stringify({ ok: result.passed, ...result }, null, 2));
    return;
  }
  show.line(`against ${result.reference}, tolerance ${result.tolerance} of the largest element`);
  const rows = result.verifications.flatMap((v) =>
    v.errors.map((e) => [
      e.passed ? "ok" : "FAILED",
      `${v.target} (${v.machine})${v.bucket === undefined ? "" : ` ${v.bucket}`}`,
      e.output,
      `max abs ${e.maxAbsolute.toExponential(2)}`,
      `relative ${e.maxRelative.toExponential(2)}`,
      `${e.maxUlp} ulp`,
      e.spread === undefined ? "" : `by rounding alone ${e.spread.toExponential(2)}`,
    ]),
  );
  for (const row of table(rows)) show.line(row);
}
