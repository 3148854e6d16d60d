/** Runs kernels as C: prints all of them into one file, compiles it once, and gives every kernel the arrays it is called with. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOfArray, type ElementArray } from "../../src/core/dtype.ts";
import type { Kernel } from "../../src/loop/kernel.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { kernelsText } from "../../src/targets/c/kernels.ts";
import { elementType } from "../../src/targets/c/types.ts";
import { templateRenderer } from "../../src/targets/templates.ts";

export interface KernelCall {
  readonly kernel: Kernel;
  /** One array for each parameter; outputs are written into them. */
  readonly buffers: readonly ElementArray[];
}

export interface RunCOptions {
  readonly compiler?: string;
  readonly flags?: readonly string[];
}

/**
 * Where a test is about what a program gives: half the time of -O1, and a thirtieth where this processor's vectors are shorter than the program's.
 * Networks are also compiled with -O3, as users compile them (`asShipped`).
 */
export const quick = "-Og";

/** Where a test is about a program staying inside its memory: half the time of `quick` with sanitizers, and no access is optimized away. */
export const sanitized = ["-O0", "-fsanitize=address,undefined"];

export const strictFlags = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];

/** The file a call's kernels are compiled from, without a main. */
export function kernelsFile(kernels: readonly Kernel[], machine = machineNamed("x86-64-v3")): string {
  return `#include <stddef.h>\n#include <stdint.h>\n${templateRenderer()("c/prelude.c.hbs", {})}\n${kernelsText(kernels, "int", "kernels", { machine, deterministic: false })}\n`;
}

/** Runs each call once; the arrays of the calls hold the results. */
export function runKernels(calls: readonly KernelCall[], { compiler = "gcc", flags = [] }: RunCOptions = {}): void {
  const kernels = calls.map(({ kernel }, i) => ({ ...kernel, name: `k${i}` }));
  const folder = mkdtempSync(join(tmpdir(), "aot-kernels-"));
  let size = 0;
  const places = calls.map(({ buffers }) =>
    buffers.map((b) => {
      const at = size;
      size = Math.ceil((at + b.byteLength) / 64) * 64;
      return at;
    }),
  );
  const data = new Uint8Array(size);
  calls.forEach(({ buffers }, i) => {
    buffers.forEach((b, j) => {
      data.set(bytesOfArray(b), places[i]?.[j]);
    });
  });
  const lines = kernels.map(
    (k, i) => `    k${i}(${k.params.map((p, j) => `(${elementType(p.dtype)} *)(void *)(data + ${places[i]?.[j]})`).join(", ")});`,
  );
  const main = [
    "int main(void) {",
    `    const size_t size = ${Math.max(size, 64)};`,
    "    unsigned char *const data = aligned_alloc(64, size);",
    '    FILE *file = fopen("data.bin", "r+b");',
    `    if (data == NULL || file == NULL || fread(data, 1, ${size}, file) != ${size}) return 2;`,
    ...lines,
    "    rewind(file);",
    `    if (fwrite(data, 1, ${size}, file) != ${size}) return 3;`,
    "    free(data);",
    "    return fclose(file);",
    "}",
  ];
  try {
    writeFileSync(join(folder, "data.bin"), data);
    writeFileSync(join(folder, "kernels.c"), `#include <stdio.h>\n#include <stdlib.h>\n${kernelsFile(kernels)}\n${main.join("\n")}\n`);
    execFileSync(compiler, [...strictFlags, ...flags, "kernels.c", "-o", "kernels"], { cwd: folder, stdio: "pipe", encoding: "utf8" });
    execFileSync(join(folder, "kernels"), { cwd: folder, stdio: "pipe", encoding: "utf8" });
    const result = new Uint8Array(readFileSync(join(folder, "data.bin")));
    calls.forEach(({ buffers }, i) => {
      buffers.forEach((b, j) => {
        const at = places[i]?.[j] ?? 0;
        bytesOfArray(b).set(result.subarray(at, at + b.byteLength));
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
