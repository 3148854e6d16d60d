/** The engine process of an emitted C program: a main() that speaks engine.ts's protocol, and, when asked, times every step. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TargetBuild } from "../../src/build.ts";
import type { Port, Program } from "../../src/schedule/program.ts";
import { cName, elementType } from "../../src/targets/c/types.ts";
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

const elements = (p: Port): number =>
  Math.max(
    1,
    p.shape.reduce<number>((n, d) => n * Number(d), 1),
  );

function mainText(program: Program, inputs: ReadonlyMap<string, string>, options: CEngineOptions): string {
  const steps = options.steps === true;
  const { name } = program;
  const NAME = name.toUpperCase();
  const array = (p: Port, prefix: string): string => `static _Alignas(64) ${elementType(p.dtype)} ${prefix}_${cName(p.identifier)}[${elements(p)}];`;
  const fields = (ports: readonly Port[], prefix: string): string =>
    ports.map((p) => `.${cName(p.identifier)} = ${prefix}_${cName(p.identifier)}`).join(", ");
  const load = (p: Port): string => `  load("${inputs.get(p.name)}", in_${cName(p.identifier)}, ${p.storage.bytes});`;
  return `#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "${name}.h"
${[...program.inputs.map((p) => array(p, "in")), ...program.outputs.map((p) => array(p, "out"))].join("\n")}
${steps ? "extern long long aot_step_times[]; extern int aot_step_count;" : ""}
static void load(const char *path, void *to, size_t bytes) {
  FILE *f = fopen(path, "rb");
  if (f == NULL || fread(to, 1, bytes, f) != bytes) { fprintf(stderr, "cannot read %s\\n", path); exit(2); }
  fclose(f);
}
static long long now(void) { struct timespec t; clock_gettime(${clockId(options.clock)}, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
int main(void) {
  void *arena = aligned_alloc(${NAME}_ARENA_ALIGN, (${NAME}_ARENA_BYTES + ${NAME}_ARENA_ALIGN) / ${NAME}_ARENA_ALIGN * ${NAME}_ARENA_ALIGN);
  void *weights = NULL;
  if (arena == NULL) return 4;
  FILE *file = fopen("${name}.weights.bin", "rb");
  if (file != NULL) {
    fclose(file);
    weights = aligned_alloc(64, (${NAME}_WEIGHTS_BYTES + 63) / 64 * 64);
    if (weights == NULL) return 4;
    load("${name}.weights.bin", weights, ${NAME}_WEIGHTS_BYTES);
  }
${program.inputs.map(load).join("\n")}
  const struct ${name}_inputs inputs = { ${fields(program.inputs, "in")} };
  const struct ${name}_outputs outputs = { ${fields(program.outputs, "out")} };
  const int status = ${name}_run(&inputs, &outputs, weights, arena);
  if (status != ${NAME}_OK) { fprintf(stderr, "status %d\\n", status); return 3; }
  puts("ready"); fflush(stdout);
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strncmp(line, "outputs", 7) == 0) {
      const unsigned char *const parts[] = { ${program.outputs.map((p) => `(const unsigned char *)out_${cName(p.identifier)}`).join(", ")} };
      const size_t sizes[] = { ${program.outputs.map((p) => p.storage.bytes).join(", ")} };
      unsigned word = 0; int bits = 0; size_t written = 0;
      for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizes[i]; j++) {
          word = (word << 8) | parts[i][j];
          for (bits += 8; bits >= 6; written++) { bits -= 6; putchar(digits[(word >> bits) & 63u]); }
        }
      if (bits > 0) { putchar(digits[(word << (6 - bits)) & 63u]); written++; }
      for (; written % 4 != 0; written++) putchar('=');
      putchar('\\n');
${steps ? '    } else if (strncmp(line, "steps", 5) == 0) {\n      for (int i = 0; i < aot_step_count; i++) printf("%s%lld", i == 0 ? "[" : ",", aot_step_times[i]);\n      puts("]");' : ""}
    } else {
      const long long end = now() + (long long)(atof(line) * 1e6);
      int batch = 1, first = 1;
      do {
        const long long start = now();
        for (int i = 0; i < batch; i++) ${name}_run(&inputs, &outputs, weights, arena);
        const long long spent = now() - start;
        printf("%s%.1f", first ? "[" : ",", (double)spent / batch);
        first = 0;
        if (spent < 20000) batch *= 2;
      } while (now() < end);
      puts("]");
    }
    fflush(stdout);
  }
  return 0;
}
`;
}

/** The program's source with a clock read after every call of a kernel in `run`; steps are numbered in order. */
function timed(source: string, program: Program, clock: CEngineOptions["clock"]): string {
  const head = source.indexOf(`\nint ${program.name}_run(`);
  let step = 0;
  const run = source
    .slice(head)
    .replace(/^( {4,}\w+\(.*\);)$/gm, (_, call: string) => `${call} aot_after(${step++});`)
    .replace(/\{\n/, "{\n    aot_start();\n");
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

/** Compiles an emitted C program with its Makefile's flags in `folder` and starts it on the input files. */
export async function cEngine(
  name: string,
  build: TargetBuild,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  options: CEngineOptions = {},
): Promise<Engine> {
  const { program } = build.compiled;
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of build.files) {
    const isTimed = options.steps === true && path === `${program.name}.c`;
    writeFileSync(join(folder, path), isTimed ? timed(String(content), program, options.clock) : content);
  }
  writeFileSync(join(folder, "main.c"), mainText(program, inputs, options));
  const makefile = String(build.files.find((f) => f.path === "Makefile")?.content);
  const flags = /^CFLAGS \?= (.*)$/m.exec(makefile)?.[1]?.split(" ") ?? [];
  const compile = (args: readonly string[]): void => {
    execFileSync("gcc", [...args], { cwd: folder, stdio: "inherit" });
  };
  compile([...flags, ...(options.flags ?? []), "-c", `${program.name}.c`, "-o", "model.o"]);
  compile(["-std=c11", "-O2", "main.c", "model.o", "-o", "main"]);
  return engineProcess(name, "./main", [], folder);
}
