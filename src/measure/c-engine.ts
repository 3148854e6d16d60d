/** The engine process of an emitted C program: a main() that speaks engine.ts's protocol, and, when asked, times every step. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { TargetBuild } from "../build.ts";
import { invariant } from "../core/diagnostics.ts";
import { writeParts } from "../core/files.ts";
import type { Port, Program, Variant } from "../schedule/program.ts";
import { compileProgram } from "../targets/c/host.ts";
import { cName, elementType } from "../targets/c/types.ts";
import { templateRenderer } from "../targets/templates.ts";
import { type Engine, engineProcess } from "./engine.ts";

export interface CEngineOptions {
  /** Added to the program's own flags. */
  readonly flags?: readonly string[];
  /** "cpu" counts only the time this thread runs, so that a busy machine shows less; default: the clock on the wall. */
  readonly clock?: "wall" | "cpu";
  /** Answers "steps" with the least nanoseconds of each step so far. */
  readonly steps?: boolean;
}

const clockId = (clock: CEngineOptions["clock"]): string => (clock === "cpu" ? "CLOCK_THREAD_CPUTIME_ID" : "CLOCK_MONOTONIC");

/** main() of the engine process; `files` are those of the inputs, by name. */
function mainText(
  { name, threads }: Program,
  variant: Variant,
  weightsFile: string | undefined,
  files: ReadonlyMap<string, string>,
  options: CEngineOptions,
): string {
  const described = (p: Port, prefix: string) => ({
    type: elementType(p.dtype),
    field: cName(p.identifier),
    variable: `${prefix}_${cName(p.identifier)}`,
    bytes: p.storage.bytes,
    file: JSON.stringify(files.get(p.name) ?? ""),
  });
  const inputs = variant.inputs.map((p) => described(p, "in"));
  const outputs = variant.outputs.map((p) => described(p, "out"));
  return templateRenderer()("bench/main.c.hbs", {
    name,
    NAME: name.toUpperCase(),
    clock: clockId(options.clock),
    steps: options.steps === true,
    threads: threads > 1,
    weightsFile,
    inputs,
    outputs,
    ports: [...inputs, ...outputs],
  });
}

/** The program's source with a clock read after every call of a kernel in `run`; steps are numbered in order. */
function timed(source: string, program: Program, clock: CEngineOptions["clock"]): string {
  const head = source.indexOf(`\nint ${program.name}_run(`);
  let step = 0;
  const run = source
    .slice(head)
    .replace(/^( {2,}\w+\(.*\);)$/gm, (_, call: string) => `${call} aot_after(${step++});`)
    .replace(/\{\n/, "{\n  aot_start();\n");
  const stopwatch = `
#include <time.h>
long long aot_step_times[${step}]; int aot_step_count = ${step};
static long long aot_before;
static long long aot_now(void) { struct timespec t; clock_gettime(${clockId(clock)}, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static void aot_start(void) { aot_before = aot_now(); }
static void aot_after(int i) {
  const long long t = aot_now(), spent = t - aot_before;
  if (aot_step_times[i] == 0 || spent < aot_step_times[i]) aot_step_times[i] = spent;
  aot_before = aot_now();
}
`;
  return `#define _POSIX_C_SOURCE 199309L\n${source.slice(0, head)}${stopwatch}${run}`;
}

/** Compiles an emitted C program with its Makefile's flags in `folder` and starts it on the input files, by the names of the model's inputs. */
export async function cEngine(
  name: string,
  build: TargetBuild,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  options: CEngineOptions = {},
): Promise<Engine> {
  const { program } = build.compiled;
  const [variant] = program.variants;
  invariant(variant !== undefined, "a program without a variant");
  const weights = build.files.find((f) => f.path.endsWith(".weights.bin"))?.path;
  await mkdir(folder, { recursive: true });
  for (const { path, content } of build.files) {
    const isTimed = options.steps === true && path === `${program.name}.c`;
    await writeParts(join(folder, path), isTimed ? timed(String(content), program, options.clock) : content);
  }
  await writeParts(join(folder, "main.c"), mainText(program, variant, weights, inputs, options));
  await compileProgram(program, build.files, folder, { flags: options.flags });
  return engineProcess(name, { command: "./main", args: [], isCompiled: true }, folder);
}
