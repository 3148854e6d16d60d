/** layers: where the time of a run goes. Each step of a program is timed on its own, beside its arithmetic and the memory it touches. */
import { join } from "node:path";
import { machineText } from "./bench.ts";
import { type BuildOptions, buildTarget, type TargetBuild, type TargetName, targetNamed } from "./build.ts";
import { bounds, sub } from "./core/dim.ts";
import { withTemporaryFolder } from "./core/temporary.ts";
import type { Expr } from "./loop/expr.ts";
import type { Kernel, Stmt } from "./loop/kernel.ts";
import { walkExpr } from "./loop/rewrite-expr.ts";
import { expandUnrolled } from "./loop/unroll.ts";
import { inputFiles } from "./measure/input-files.ts";
import { measuredPeak } from "./measure/peak.ts";
import { callsOf, steppedEngine } from "./measure/stepped-engine.ts";
import type { NamedTensor } from "./run.ts";
import { type Case, casesFor } from "./verify.ts";

export interface LayerOptions extends Omit<BuildOptions, "buckets" | "threads" | "targets"> {
  /** Default: c. */
  readonly target?: TargetName;
  /** Default: seeded from the model's input types. */
  readonly inputs?: readonly NamedTensor[];
  /** How long the program runs, about; default 2400. */
  readonly milliseconds?: number;
}

/** A call of a kernel. */
export interface Layer {
  readonly kernel: string;
  /** The nodes of the model that it computes. */
  readonly origin: readonly string[];
  /** The least of its times. */
  readonly microseconds: number;
  /** Multiplications of floats and as many additions, in 10^9 a second; 0 where it has none. */
  readonly gflops: number;
  /** Of all buffers that it is given. */
  readonly megabytes: number;
}

export interface LayersResult {
  /** The model file. */
  readonly model: string;
  readonly target: TargetName;
  readonly machine: string;
  /** Multiply-adds of one core with this target's instructions, in GFLOP/s; 0 where that is not measured. */
  readonly peak_gflops: number;
  /** In the order they run. */
  readonly layers: readonly Layer[];
}

/** Builds `path` for one thread of this processor, where no machine is given, and times its steps. Throws CompileError. */
export async function layers(path: string, { target = "c", milliseconds, ...options }: LayerOptions = {}): Promise<LayersResult> {
  const { progress = () => {} } = options;
  progress("read model");
  const { model, cases } = await casesFor(path, options);
  const build = await buildTarget(model, targetNamed(target), path, { ...options, machine: options.machine ?? "native", threads: 1 });
  return withTemporaryFolder(async (folder) => {
    const inputs = await inputFiles((cases as readonly [Case])[0], folder);
    progress("measure");
    const peak = await measuredPeak(target, build.machine, folder);
    const found = await timedLayers(build, inputs, folder, milliseconds === undefined ? {} : { milliseconds });
    return { model: path, target, machine: `${machineText()}; ${target} for ${build.machine}`, peak_gflops: peak, layers: found };
  });
}

interface Timing {
  readonly milliseconds?: number;
  /** Added to the C compiler's. */
  readonly flags?: readonly string[];
}

/** The steps of a program of one variant and one thread; `inputs` names the file of each input. */
export async function timedLayers(
  build: TargetBuild,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  { milliseconds = 2400, flags = [] }: Timing = {},
): Promise<readonly Layer[]> {
  const engine = await steppedEngine(build, inputs, join(folder, "layers"), flags);
  try {
    await engine.run(milliseconds);
    const times = await engine.ask<readonly number[]>("steps");
    const steps = callsOf(build.compiled.program);
    if (steps.length !== times.length) throw new Error(`${times.length} timed calls, ${steps.length} steps`);
    return steps.map(({ kernel, origin, args }, i): Layer => {
      const ns = times[i] ?? Number.NaN;
      const bytes = args.reduce((n, a) => n + a.storage.bytes, 0);
      return { kernel: kernel.name, origin, microseconds: ns / 1e3, gflops: (2 * multiplications(kernel)) / ns, megabytes: bytes / 1e6 };
    });
  } finally {
    engine.close();
  }
}

/** Multiplications of floats a kernel does, lanes counted, every loop at its longest. */
export const multiplications = (k: Kernel): number => inStatements(expandUnrolled(k).body);

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
