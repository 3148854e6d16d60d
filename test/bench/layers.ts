/** The layer table of a program: each step's least time, its arithmetic, its share of the machine's peak and the bytes it touches. */
import { join } from "node:path";
import type { TargetBuild } from "../../src/build.ts";
import { bounds, sub } from "../../src/core/dim.ts";
import type { Expr } from "../../src/loop/expr.ts";
import type { Kernel, Stmt } from "../../src/loop/kernel.ts";
import { walkExpr } from "../../src/loop/rewrite-expr.ts";
import { callsOf, steppedEngine } from "../../src/measure/stepped-engine.ts";

/** Multiplications of floats a kernel does, lanes counted, every loop at its upper bound. */
export const multiplications = (k: Kernel): number => inStatements(k.body);

const inStatements = (body: readonly Stmt[]): number => body.reduce((n, s) => n + inStatement(s), 0);

function inStatement(s: Stmt): number {
  if (s.kind === "for") return Math.max(0, bounds(sub(s.to, s.from))[1]) * inStatements(s.body);
  if (s.kind === "if") return Math.max(inStatements(s.then), inStatements(s.else));
  return s.kind === "set" || s.kind === "store" || s.kind === "let" ? inExpr(s.value) : 0;
}

function inExpr(e: Expr): number {
  let count = 0;
  walkExpr(e, (x) => {
    if (x.kind === "binary" && x.op === "mul" && (x.dtype === "f32" || x.dtype === "f64")) count += x.lanes;
  });
  return count;
}

interface Row {
  readonly kernel: string;
  readonly origin: string;
  readonly microseconds: number;
  readonly gflops: number;
  readonly megabytes: number;
}

interface LayerOptions {
  /** How long the program runs, about. */
  readonly milliseconds?: number;
  /** Added to the C compiler's. */
  readonly flags?: readonly string[];
}

/** `inputs` names the file of each input; `peak` is in GFLOP/s. */
export async function layerTable(
  build: TargetBuild,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  peak: number,
  { milliseconds = 2400, flags = [] }: LayerOptions = {},
): Promise<string> {
  const engine = await steppedEngine(build, inputs, join(folder, "layers"), flags);
  try {
    await engine.run(milliseconds);
    const times = await engine.ask<readonly number[]>("steps");
    const steps = callsOf(build.compiled.program);
    if (steps.length !== times.length) throw new Error(`${times.length} timed calls, ${steps.length} steps`);
    const rows = steps.map((s, i): Row => {
      const ns = times[i] ?? Number.NaN;
      const bytes = s.args.reduce((n, a) => n + a.storage.bytes, 0);
      return {
        kernel: s.kernel.name,
        origin: s.origin[0] ?? "",
        microseconds: ns / 1e3,
        gflops: (2 * multiplications(s.kernel)) / ns,
        megabytes: bytes / 1e6,
      };
    });
    return printed(rows, peak);
  } finally {
    engine.close();
  }
}

function printed(rows: readonly Row[], peak: number): string {
  const total = rows.reduce((n, r) => n + r.microseconds, 0);
  const line = (r: Row): string =>
    [
      r.microseconds.toFixed(1).padStart(9),
      `${((100 * r.microseconds) / total).toFixed(1)} %`.padStart(7),
      r.gflops.toFixed(1).padStart(7),
      (peak > 0 ? `${((100 * r.gflops) / peak).toFixed(0)} %` : "").padStart(6),
      r.megabytes.toFixed(2).padStart(8),
      ` ${r.kernel}  ${r.origin}`,
    ].join(" ");
  const head = "       us   share GFLOP/s   peak       MB  kernel, node";
  return [head, ...rows.map(line), `${total.toFixed(1).padStart(9)} us in ${rows.length} steps`].join("\n");
}
