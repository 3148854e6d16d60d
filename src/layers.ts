/** layers: shows where the time of a run goes. Each step of a program is timed separately, with its arithmetic and the memory it touches. */
import { join } from "node:path";
import { machineOf, machineText } from "./bench.ts";
import { type BuildOptions, buildTarget, type TargetBuild, type TargetName, targetNamed } from "./build.ts";
import { type Case, casesFor } from "./cases.ts";
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

export interface LayerOptions extends Omit<BuildOptions, "buckets" | "threads" | "targets"> {
  /** Default: "c". */
  readonly target?: TargetName;
  /** Default: pseudorandom numbers for the model's input types, from a fixed seed. */
  readonly inputs?: readonly NamedTensor[];
  /** About how long the program runs; default: 2400. */
  readonly milliseconds?: number;
}

/** One step: a call of a kernel. */
export interface Layer {
  readonly kernel: string;
  /** The nodes of the model that the step computes. */
  readonly origin: readonly string[];
  /** The minimum over all runs. */
  readonly microseconds: number;
  /** Multiplications of floats, and as many additions, in 10^9 per second; 0 if there are none. */
  readonly gflops: number;
  /** Total size of the buffers passed to the kernel. */
  readonly megabytes: number;
}

export interface LayersResult {
  /** The model file. */
  readonly model: string;
  readonly target: TargetName;
  readonly machine: string;
  /** The peak of one core for multiply-adds with this target's instructions, in GFLOP/s; 0 if it was not measured. */
  readonly peak_gflops: number;
  /** In execution order. */
  readonly layers: readonly Layer[];
}

/** Builds the model at `path` for one thread (by default for this processor) and times its steps. Throws a CompileError. */
export async function layers(path: string, { target = "c", milliseconds, ...options }: LayerOptions = {}): Promise<LayersResult> {
  const { progress = () => {} } = options;
  progress("read model");
  const { model, cases } = await casesFor(path, options);
  const build = await buildTarget(model, targetNamed(target), path, { ...options, machine: options.machine ?? "native", threads: 1, golden: false });
  return withTemporaryFolder(async (folder) => {
    const inputs = await inputFiles((cases as readonly [Case])[0], folder);
    progress("measure");
    const peak = await measuredPeak(target, build.machine, folder);
    const found = await timedLayers(build, inputs, folder, { milliseconds });
    return { model: path, target, machine: `${machineText()}; ${await machineOf(build)}`, peak_gflops: peak, layers: found };
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
