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

/** What the parser of the command line complains about, in one or two lines: "error: unknown option '--targt'", "(Did you mean --target?)". */
function usageProblem({ code, message }: CommanderError): Diagnostic {
  const [text = "", suggested] = message.replace(/^error: /, "").split("\n");
  const isTaken = code === "commander.missingArgument" && process.argv.some((word) => /^(-i|--inputs|--buckets)/.test(word));
  const hint = isTaken ? "put it first: --inputs and --buckets take all words behind them" : suggested?.replace(/^\(Did (.*)\)$/, "did $1");
  return { code: "AOT309", severity: "error", where: "command line", message: text, ...(hint === undefined ? {} : { hint }) };
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
    const isHelp = error.exitCode === 0 || error.code === "commander.help";
    process.exitCode = isHelp ? (error.exitCode === 0 ? exitCodes.ok : exitCodes.usage) : reportProblems([usageProblem(error)]);
  } else process.exitCode = error instanceof CompileError ? reportProblems(error.diagnostics) : reportBug(error);
}
