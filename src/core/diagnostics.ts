/** Diagnostics: messages about problems in a model or command line. docs/errors.md explains every code. */

export type Severity = "error" | "warning" | "note";

export interface Diagnostic {
  /** A stable code such as "AOT204"; each has a section in docs/errors.md. */
  readonly code: string;
  readonly severity: Severity;
  /** The source node, value, file or flag concerned. */
  readonly where: string;
  /** The rule that was broken and both values, in one sentence. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
}

export const formatDiagnostic = (d: Diagnostic): string =>
  `${d.severity} ${d.code} ${d.where}: ${d.message}${d.hint === undefined ? "" : `\n  -> ${d.hint}`}`;

/** The only exception that means "your input is wrong". Any other is a bug in aot. */
export class CompileError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
    this.name = "CompileError";
    this.diagnostics = Object.freeze([...diagnostics]);
  }
}

export type Problem = Omit<Diagnostic, "severity">;

/** A CompileError with one problem. */
export const compileError = (problem: Problem): CompileError => new CompileError([{ ...problem, severity: "error" }]);

/** Collects problems, so that all are reported at once. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  error(problem: Problem): void {
    this.list.push({ ...problem, severity: "error" });
  }

  warning(problem: Problem): void {
    this.list.push({ ...problem, severity: "warning" });
  }

  get hasErrors(): boolean {
    return this.list.some((d) => d.severity === "error");
  }

  /** Runs `work`; a CompileError is collected, but nothing that stands here already, and undefined returned. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      for (const d of error.diagnostics) if (!this.list.includes(d)) this.list.push(d);
      return undefined;
    }
  }

  throwIfErrors(): void {
    const errors = this.list.filter((d) => d.severity === "error");
    if (errors.length > 0) throw new CompileError(errors);
  }
}

/** A broken invariant of this compiler; the message names it for the bug report. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}

/** Ends a switch that the type system has proved complete. */
export function unreachable(value: never): never {
  throw new Error(`internal: unexpected ${JSON.stringify(value)}`);
}
