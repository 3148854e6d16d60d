/** What the command line shows: phases with timings, aligned tables, diagnostics. Colour only on terminals that want it. */

import pc from "picocolors";
import type { Diagnostic } from "../core/diagnostics.ts";
import { visible } from "../core/names.ts";

export interface Reporter {
  /** Begins a phase; the one before it ends, with its time. */
  phase(name: string): void;
  /** Ends the last phase. */
  done(): void;
  /** A line of the result, to standard output. */
  line(text: string): void;
  diagnostics(list: readonly Diagnostic[]): void;
}

const severityColors = { error: pc.red, warning: pc.yellow, note: pc.cyan } as const;

/** Names out of a model may hold what a terminal obeys. */
const printable = (text: string): string => text.split("\n").map(visible).join("\n");

export const diagnosticText = (d: Diagnostic): string => {
  const color = severityColors[d.severity];
  const hint = d.hint === undefined ? "" : `\n  ${pc.dim("->")} ${printable(d.hint)}`;
  return `${color(d.severity)} ${pc.bold(d.code)} ${printable(`${d.where}: ${d.message}`)}${hint}`;
};

/** Progress goes to standard error: redrawn in place on a terminal, one plain line a phase elsewhere. */
export function reporter(quiet: boolean): Reporter {
  const terminal = process.stderr.isTTY === true;
  let current: { name: string; start: number } | undefined;
  const finish = (): void => {
    if (current === undefined || quiet) return;
    const took = `${Math.round(performance.now() - current.start)} ms`;
    process.stderr.write(terminal ? `\r\u001b[2K${pc.green("✓")} ${current.name} ${pc.dim(took)}\n` : `${current.name}: ${took}\n`);
  };
  return {
    phase(name) {
      finish();
      current = { name, start: performance.now() };
      if (terminal && !quiet) process.stderr.write(`${pc.dim("·")} ${name}`);
    },
    done() {
      finish();
      current = undefined;
    },
    line: (text) => {
      process.stdout.write(`${printable(text)}\n`);
    },
    diagnostics(list) {
      for (const d of list) process.stderr.write(`${diagnosticText(d)}\n`);
    },
  };
}

/** Columns padded to their widest cell; numbers to the right. A text at a row's end is no column, however long. */
export function table(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const isPadded = (row: readonly (string | number)[], i: number): boolean => i < row.length - 1 || typeof row[i] === "number";
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, isPadded(row, i) ? String(cell).length : 0)));
  const padded = (cell: string | number, width: number): string => (typeof cell === "number" ? String(cell).padStart(width) : cell.padEnd(width));
  return rows.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** "3.4 MB", "712 B" */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
