/**
 * Runs many emitted C programs in one compilation: each program's names get a prefix, all stand in one translation unit, and one binary
 * maps a file that holds their inputs and takes their outputs. A program that crashes or hangs costs a restart, not the batch.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bytesOfArray, type ElementArray, type Elements, viewArray } from "../../src/core/dtype.ts";
import { largestShape, type Port, type Program } from "../../src/schedule/program.ts";
import { bucketDims } from "../../src/targets/buckets.ts";
import { cName, elementType } from "../../src/targets/c/types.ts";
import { packedInputs } from "../../src/targets/packed-inputs.ts";
import type { EmittedFile } from "../../src/targets/target.ts";

const execute = promisify(execFile);

/** A program as the c target emitted it with its weights inline; its name is an identifier no other program of the batch has. */
export interface CProgram {
  readonly program: Program;
  readonly files: readonly EmittedFile[];
  readonly inputs: ReadonlyMap<string, Elements>;
  /** The bucket it is run in, by the names of free dims. */
  readonly dims?: Readonly<Record<string, number>>;
}

/** Outputs by the model's value names, or why there are none. */
export type COutcome = ReadonlyMap<string, ElementArray> | string;

/** What makes a binary of a batch, and what runs it. */
export interface Toolchain {
  readonly compiler: string;
  readonly flags: readonly string[];
  /** An emulator and its options, which the binary follows; left out where this processor runs it. */
  readonly emulator?: readonly string[];
}

/** Seconds one batch may take before the program it stands at is given up. */
const patience = 20;

export async function runBatch(programs: readonly CProgram[], toolchain: Toolchain): Promise<readonly COutcome[]> {
  const folder = await mkdtemp(join(tmpdir(), "aot-batch-"));
  try {
    return await compiledAndRun(programs, toolchain, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compiledAndRun(programs: readonly CProgram[], toolchain: Toolchain, folder: string): Promise<readonly COutcome[]> {
  const { compiler, flags, emulator = [] } = toolchain;
  const plan = planBytes(programs);
  await writeFile(join(folder, "batch.c"), batchText(programs, plan));
  try {
    await execute(compiler, ["-std=c11", "-O1", ...flags, "batch.c", "-o", "batch"], { cwd: folder, maxBuffer: 1 << 26 });
  } catch (error) {
    const { stderr = "", code } = error as { stderr?: string; code?: unknown };
    if (code === "ENOENT") throw error;
    const line = stderr.split("\n").find((text) => text.includes("error")) ?? stderr.slice(0, 200);
    // The programs that do not compile are found by halves.
    if (programs.length === 1) return [`${compiler}: ${line.trim()}`];
    const half = programs.length >> 1;
    return [...(await runBatch(programs.slice(0, half), toolchain)), ...(await runBatch(programs.slice(half), toolchain))];
  }
  await writeFile(join(folder, "data.bin"), plan.bytes);
  return runAll(programs, plan, [...emulator, "./batch"], folder);
}

/** Byte 2 at a program's place says it ended, 1 that it started. */
async function runAll(programs: readonly CProgram[], plan: BytePlan, command: readonly string[], folder: string): Promise<readonly COutcome[]> {
  const [binary = "", ...options] = command;
  const given = new Map<number, string>();
  let bytes = new Uint8Array();
  for (let from = 0; from < programs.length; ) {
    const failure = await execute(binary, [...options, `${from}`], { cwd: folder, timeout: patience * 1000 }).then(
      () => undefined,
      (error: { signal?: string; killed?: boolean; code?: number }) =>
        error.killed ? `takes over ${patience} s` : `ends with ${error.signal ?? error.code}`,
    );
    bytes = new Uint8Array(await readFile(join(folder, "data.bin")));
    if (failure === undefined) break;
    const at = programs.findIndex((_, i) => i >= from && bytes[i] !== 2);
    if (at < 0) break;
    given.set(at, failure);
    from = at + 1;
  }
  return programs.map(({ program }, i) => {
    const failure = given.get(i);
    if (failure !== undefined || bytes[i] !== 2) return failure ?? "did not run";
    return new Map(
      program.outputs.map((p, k) => {
        const at = plan.outputs[i]?.[k] ?? 0;
        return [p.name, viewArray(p.dtype, bytes.slice(at, at + p.storage.bytes), elementsOf(p))];
      }),
    );
  });
}

const elementsOf = (p: Port): number => largestShape(p).reduce((n, d) => n * d, 1);

interface BytePlan {
  readonly bytes: Uint8Array;
  /** First bytes of each program's inputs and outputs. */
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

function planBytes(programs: readonly CProgram[]): BytePlan {
  let end = programs.length;
  const claim = (bytes: number): number => {
    const at = Math.ceil(end / 64) * 64;
    end = at + bytes + 64;
    return at;
  };
  const placed = programs.map(({ program }) => ({
    inputs: program.inputs.map((p) => claim(p.storage.bytes)),
    outputs: program.outputs.map((p) => claim(p.storage.bytes)),
  }));
  const bytes = new Uint8Array(end);
  programs.forEach(({ program, inputs }, i) => {
    const arrays = packedInputs(program.inputs, inputs);
    program.inputs.forEach((p, k) => {
      const array = arrays.get(p.name);
      if (array !== undefined) bytes.set(bytesOfArray(array), placed[i]?.inputs[k]);
    });
  });
  return { bytes, inputs: placed.map((p) => p.inputs), outputs: placed.map((p) => p.outputs) };
}

/** The emitted source with its headers in it, every name of its own prefixed. */
function sourceOf({ program: { name }, files }: CProgram): string {
  const contentOf = (path: string): string => String(files.find((f) => f.path === path)?.content ?? "");
  const whole = contentOf(`${name}.c`).replace(/^#include "([^"]+)"$/gm, (_, path: string) => contentOf(path));
  const own = new Set([...whole.matchAll(/^AOT_(?:KERNEL|INLINE) [^(]*?(\w+)\(/gm)].map((m) => m[1] ?? ""));
  return whole.replace(/\b[A-Za-z_]\w*\b/g, (word) => (own.has(word) || word.startsWith("aot_") ? `${name}_${word}` : word));
}

function batchText(programs: readonly CProgram[], plan: BytePlan): string {
  const fields = (ports: readonly Port[], places: readonly number[] = [], access: string): string =>
    ports.map((p, k) => `.${cName(p.identifier)} = (${access}${elementType(p.dtype)} *)(void *)(data + ${places[k]})`).join(", ");
  const callers = programs.map(({ program, dims = {} }, i) => {
    const { name } = program;
    const bucket = bucketDims(program).map((d) => `.${cName(d.identifier)} = ${dims[d.name]}`);
    const isThreaded = program.threads > 1;
    return `static int call_${i}(unsigned char *data) {
    const struct ${name}_inputs inputs = { ${fields(program.inputs, plan.inputs[i], "const ")} };
    const struct ${name}_outputs outputs = { ${fields(program.outputs, plan.outputs[i], "")} };
    unsigned char *arena = aligned_alloc(64, (${name.toUpperCase()}_ARENA_BYTES + 127) / 64 * 64);
    memset(arena, 0xff, ${name.toUpperCase()}_ARENA_BYTES);
${isThreaded ? `    static struct ${name}_threads threads;\n    ${name}_threads_init(&threads);\n` : ""}\
${bucket.length === 0 ? "" : `    const struct ${name}_dims dims = { ${bucket.join(", ")} };\n`}\
    const int status = ${name}_run(${isThreaded ? "&threads, " : ""}${bucket.length === 0 ? "" : "&dims, "}&inputs, &outputs, NULL, arena);
${isThreaded ? `    ${name}_threads_destroy(&threads);\n` : ""}\
    free(arena);
    return status;
}`;
  });
  return `#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/mman.h>
${programs.map(sourceOf).join("\n")}
${callers.join("\n")}
static int (*const calls[])(unsigned char *) = { ${programs.map((_, i) => `call_${i}`).join(", ")} };
int main(int argc, char **argv) {
    const int file = open("data.bin", O_RDWR);
    unsigned char *data = mmap(NULL, ${plan.bytes.length}, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (argc < 2 || data == MAP_FAILED) return 99;
    for (int i = atoi(argv[1]); i < ${programs.length}; i++) {
        data[i] = 1;
        const int status = calls[i](data);
        if (status != 0) return status;
        data[i] = 2;
    }
    return 0;
}
`;
}
