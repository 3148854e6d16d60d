/** What it costs to start: from the start of a process to its first result, and the memory it held at most when it had loaded and run once. */
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Program, Variant } from "../../src/schedule/program.ts";
import { compilerFlags } from "../../src/targets/c/host.ts";
import { cName, elementType } from "../../src/targets/c/types.ts";

export interface Start {
  /** Milliseconds from the start of the process to its first result. */
  readonly cold: number;
  /** Milliseconds of loading and of the first run. */
  readonly load: number;
  readonly first: number;
  /** Largest resident set, MB. */
  readonly peak: number;
}

/** The least of `rounds` starts; the first only brings files into memory. */
export async function started(command: string, args: readonly string[], folder: string, rounds = 3): Promise<Start> {
  const { stdout } = await promisify(execFile)(process.execPath, [starter, String(rounds), command, ...args], { cwd: folder });
  const warm = stdout
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as Start);
  const least = (key: keyof Start): number => Math.min(...warm.map((s) => s[key]));
  return { cold: least("cold"), load: least("load"), first: least("first"), peak: least("peak") };
}

const starter = resolve(import.meta.dirname, "starter.mjs");
const once = resolve(import.meta.dirname, "once.mjs");

/** A node process that opens a program and runs it once; without an opener, one that does nothing. */
export const nodeStart = (folder: string, opener?: string, description?: object): Promise<Start> =>
  started(process.execPath, [once, ...(opener === undefined ? [] : [pathToFileURL(opener).href, JSON.stringify(description)])], folder);

/** Milliseconds an emitted module's `load` takes beyond reading the weights file, "" for none. */
export const loadBeyondReading = (module: string, weights: string): number =>
  Number(execFileSync(process.execPath, [resolve(import.meta.dirname, "load.mjs"), module, weights], { encoding: "utf8" }));

/** main(): inputs of zeros, one run, its figures. */
function mainText({ name }: Program, { inputs, outputs }: Variant, linked: boolean): string {
  const NAME = name.toUpperCase();
  const fields = (ports: Variant["inputs"]): string =>
    ports.map((p) => `.${cName(p.identifier)} = (${elementType(p.dtype)} *)calloc(1, ${p.storage.bytes + 64}u)`).join(", ");
  return `#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "${name}.h"
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6; }
int main(void) {
  const struct ${name}_inputs inputs = { ${fields(inputs)} };
  const struct ${name}_outputs outputs = { ${fields(outputs)} };
  void *arena = aligned_alloc(${NAME}_ARENA_ALIGN, (${NAME}_ARENA_BYTES + ${NAME}_ARENA_ALIGN) / ${NAME}_ARENA_ALIGN * ${NAME}_ARENA_ALIGN);
  if (arena == NULL) return 2;
  const double start = now();
  if (${name}_run(&inputs, &outputs, ${linked ? `${name}_weights` : "NULL"}, arena) != ${NAME}_OK) return 3;
  puts("done");
  fflush(stdout);
  const double spent = now() - start;
  char line[256];
  double peak = 0;
  FILE *const status_file = fopen("/proc/self/status", "r");
  while (status_file != NULL && fgets(line, sizeof line, status_file) != NULL) if (strncmp(line, "VmHWM:", 6) == 0) peak = atof(line + 6) / 1e3;
  printf("{\\"load\\":0,\\"first\\":%.3f,\\"peak\\":%.3f}\\n", spent, peak);
  return 0;
}
`;
}

/** A C program with its weights linked in, in the folder where cEngine has written it. */
export async function cStart(program: Program, folder: string, weightsFile: boolean): Promise<Start> {
  const [variant] = program.variants as readonly [Variant];
  writeFileSync(join(folder, "once.c"), mainText(program, variant, weightsFile));
  const gcc = (...args: readonly string[]): void => void execFileSync("gcc", [...args], { cwd: folder, stdio: "pipe" });
  if (weightsFile) gcc("-c", `${program.name}_weights.S`, "-o", "weights.o");
  const flags = await compilerFlags([{ path: "Makefile", content: readFileSync(join(folder, "Makefile"), "utf8") }]);
  gcc(...flags, `${program.name}.c`, "once.c", ...(weightsFile ? ["weights.o"] : []), "-o", "once");
  return started("./once", [], folder);
}
