#!/usr/bin/env node
/** The command line: runs `program`, and knows exit codes and our bugs. */

import { CommanderError } from "commander";
import { CompileError, type Diagnostic } from "../core/diagnostics.ts";
import { version } from "../version.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { program } from "./program.ts";
import { diagnosticText } from "./reporter.ts";

function reportProblems(diagnostics: readonly Diagnostic[]): number {
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify({ ok: false, diagnostics }, null, 2)}\n`);
  else for (const d of diagnostics) process.stderr.write(`${diagnosticText(d)}\n`);
  return Math.max(...diagnostics.filter((d) => d.severity === "error").map((d) => exitCodeOf(d.code)));
}

function reportBug(error: unknown): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `error AOT901: this is a bug of aot ${version}, not of your model.\n` +
      `Please send us the command line, the model (or its \`aot inspect --json\`), and this:\n${text}\n`,
  );
  return exitCodes.bug;
}

/** A reader that has seen enough (`| head`) ends the printing, not the build. */
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

try {
  process.exitCode = exitCodes.ok;
  await program().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error.code === "commander.missingArgument" && process.argv.some((word) => /^(-i|--inputs|--buckets)/.test(word)))
      process.stderr.write("  -> put it first: --inputs and --buckets take all words behind them\n");
  } else process.exitCode = error instanceof CompileError ? reportProblems(error.diagnostics) : reportBug(error);
}
