/** Runs an emitted C program on this machine: writes it to a folder of its own, compiles it with gcc, feeds it bytes, reads its outputs. */
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { compileError, invariant } from "../../core/diagnostics.ts";
import { bytesOf, bytesOfArray, type ElementArray, type Elements, viewArray } from "../../core/dtype.ts";
import { readBytes, writeParts } from "../../core/files.ts";
import { withTemporaryFolder } from "../../core/temporary.ts";
import type { Port, Program, Variant } from "../../schedule/program.ts";
import { bucketDims } from "../buckets.ts";
import { packedInputs } from "../packed-inputs.ts";
import type { EmittedFile } from "../target.ts";
import { cName } from "./types.ts";

const execute = promisify(execFile);

/** A main() that reads each input from a file, runs once, and writes each output. Ports are rows of a table: a thousand of them compile as fast as one. */
export function mainText(program: Program, variant: Variant): string {
  const { name, threads } = program;
  const NAME = name.toUpperCase();
  const { inputs, outputs } = variant;
  const table = (ports: readonly Port[], side: Side): string =>
    [...ports.map((p) => `  { "${side}_${cName(p.identifier)}.bin", ${p.storage.bytes}, NULL },\n`), "  { NULL, 0, NULL },\n"].join("");
  const fields = (ports: readonly Port[], side: Side): string => ports.map((p, i) => `.${cName(p.identifier)} = ${side}[${i}].array`).join(", ");
  const dims = bucketDims(program).map((d, i) => `.${cName(d.identifier)} = ${variant.dims[i]?.value}`);
  const call = `${name}_run(${threads > 1 ? "&threads, " : ""}${dims.length === 0 ? "" : "&dims, "}&inputs, &outputs, weights, arena)`;
  return `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "${name}.h"
struct port { const char *file; size_t bytes; void *array; };
static struct port in[] = {
${table(inputs, "in")}};
static struct port out[] = {
${table(outputs, "out")}};
static int allocate(struct port *p) {
  for (; p->file != NULL; p++) if ((p->array = aligned_alloc(64, (p->bytes + 63) / 64 * 64 + 64)) == NULL) return 4;
  return 0;
}
int main(void) {
  void *arena = aligned_alloc(${NAME}_ARENA_ALIGN, (${NAME}_ARENA_BYTES + ${NAME}_ARENA_ALIGN) / ${NAME}_ARENA_ALIGN * ${NAME}_ARENA_ALIGN);
  if (arena == NULL) return 4;
  memset(arena, 0xff, ${NAME}_ARENA_BYTES); /* NaN: what is read before it is written shows */
  void *weights = NULL;
  FILE *file = fopen("${name}.weights.bin", "rb");
  if (file != NULL) {
    weights = aligned_alloc(64, (${NAME}_WEIGHTS_BYTES + 63) / 64 * 64);
    if (weights == NULL || fread(weights, 1, ${NAME}_WEIGHTS_BYTES, file) != ${NAME}_WEIGHTS_BYTES) return 3;
    fclose(file);
  }
  if (allocate(in) != 0 || allocate(out) != 0) return 4;
  for (struct port *p = in; p->file != NULL; p++) {
    FILE *f = fopen(p->file, "rb");
    if (f == NULL || fread(p->array, 1, p->bytes, f) != p->bytes || fclose(f) != 0) return 2;
  }
${dims.length === 0 ? "" : `  const struct ${name}_dims dims = { ${dims.join(", ")} };\n`}\
  const struct ${name}_inputs inputs = { ${fields(inputs, "in")} };
  const struct ${name}_outputs outputs = { ${fields(outputs, "out")} };
${threads > 1 ? `  static struct ${name}_threads threads;\n  ${name}_threads_init(&threads);\n` : ""}\
  const int status = ${call};
  if (status != ${NAME}_OK) return 10 + status;
  for (struct port *p = out; p->file != NULL; p++) {
    FILE *f = fopen(p->file, "wb");
    if (f == NULL || fwrite(p->array, 1, p->bytes, f) != p->bytes || fclose(f) != 0) return 2;
    free(p->array);
  }
  for (struct port *p = in; p->file != NULL; p++) free(p->array);
${threads > 1 ? `  ${name}_threads_destroy(&threads);\n` : ""}\
  free(arena);
  free(weights);
  return 0;
}
`;
}

type Side = "in" | "out";

export interface CRunOptions {
  /** Added to the program's own flags. */
  readonly flags?: readonly string[];
  readonly compiler?: string;
  /** Which variant the inputs are for; default: the first. */
  readonly variant?: Variant;
}

/** Arrays by the model's value names in, outputs out. Throws AOT510 without a compiler, AOT511 when it or the program fails. */
export async function runCProgram(
  program: Program,
  files: readonly EmittedFile[],
  inputs: ReadonlyMap<string, Elements>,
  options: CRunOptions = {},
): Promise<ReadonlyMap<string, ElementArray>> {
  const variant = options.variant ?? program.variants[0];
  invariant(variant !== undefined, "a program without a variant");
  return withTemporaryFolder(async (folder) => {
    for (const { path, content } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeParts(join(folder, path), content);
    }
    await writeParts(join(folder, "main.c"), mainText(program, variant));
    const arrays = packedInputs(variant.inputs, inputs);
    for (const port of variant.inputs) {
      const array = arrays.get(port.name);
      if (array === undefined) throw compileError({ code: "AOT501", where: port.name, message: "the input is missing" });
      await writeParts(join(folder, `in_${cName(port.identifier)}.bin`), bytesOfArray(array));
    }
    await compileProgram(program, files, folder, options);
    await runIn(folder, "./main", []);
    const outputs = new Map<string, ElementArray>();
    for (const port of variant.outputs) {
      const bytes = await readBytes(join(folder, `out_${cName(port.identifier)}.bin`));
      outputs.set(port.name, viewArray(port.dtype, bytes, Math.floor(bytes.length / bytesOf(port.dtype))));
    }
    return outputs;
  });
}

/** Compiles the program and main.c to main, in `folder`, with the flags of the program's Makefile. Throws AOT510 and AOT511. */
export async function compileProgram(program: Program, files: readonly EmittedFile[], folder: string, options: CRunOptions): Promise<void> {
  const threads = program.threads > 1 ? ["-pthread"] : [];
  const flags = [...(await compilerFlags(files)), ...threads, ...(options.flags ?? [])];
  await runIn(folder, options.compiler ?? "gcc", [...flags, `${program.name}.c`, "main.c", "-o", "main"]);
}

/** The flags of the program's Makefile that serve this processor. */
export const compilerFlags = (files: readonly Makefile[]): Promise<readonly string[]> => runnable(makefileFlags(files));

/** Which of them this processor cannot run, so that the program is slower here than where it is meant for. */
export async function flagsLeftOut(files: readonly Makefile[]): Promise<readonly string[]> {
  const used = await compilerFlags(files);
  return makefileFlags(files).filter((flag) => !used.includes(flag));
}

type Makefile = Pick<EmittedFile, "path" | "content">;

function makefileFlags(files: readonly Makefile[]): readonly string[] {
  const makefile = files.find((f) => f.path === "Makefile")?.content;
  return /^CFLAGS \?= (.*)$/m.exec(typeof makefile === "string" ? makefile : "")?.[1]?.split(" ") ?? [];
}

/** Flags that choose another family's processors. */
const foreign: Readonly<Partial<Record<NodeJS.Architecture, RegExp>>> = {
  x64: /^-m(arch=arm|cpu=|thumb$|float-abi=|fpu=)/,
  arm64: /^-m(arch=x86|cpu=cortex-m|thumb$|float-abi=|fpu=|avx|prefer-vector-width=)/,
};

/**
 * The flags with a machine this processor can run: AVX-512 code is compiled for AVX2 where there is no AVX-512, and for the baseline where
 * there is no AVX2, or where it is meant for another family of processors. Vectors of GNU C only get narrower; the numbers stay.
 */
async function runnable(flags: readonly string[]): Promise<readonly string[]> {
  const features = new Set((await readFile("/proc/cpuinfo", "utf8").catch(() => "")).split(/\s+/));
  const has = (feature: string): boolean => features.has(feature);
  return flags.flatMap((flag) => {
    if (foreign[process.arch]?.test(flag) === true) return [];
    if (flag === "-march=x86-64-v4" && !has("avx512f")) return has("avx2") ? ["-march=x86-64-v3"] : [];
    if (flag === "-mavx512vnni" && !has("avx512_vnni")) return [];
    if (flag === "-mprefer-vector-width=512" && !has("avx512f")) return [];
    return flag === "-march=x86-64-v3" && !has("avx2") ? [] : [flag];
  });
}

async function runIn(folder: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await execute(command, [...args], { cwd: folder, maxBuffer: 1 << 26 });
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT")
      throw compileError({
        code: "AOT510",
        where: command,
        message: `the C program needs ${command}, which is not installed`,
        hint: "install gcc, or run another target",
      });
    const text = (stderr ?? "").trim().split("\n").slice(0, 12).join("\n");
    throw compileError({ code: "AOT511", where: command, message: `ended with ${code}${text === "" ? "" : `:\n${text}`}` });
  }
}
