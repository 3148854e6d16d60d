/** This machine's limits, measured: f32 multiply-adds of one core held in registers, with 512-, 256- and 128-bit vectors and scalars. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const source = `#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <time.h>
typedef float v __attribute__((vector_size(BYTES)));
#define N ((int)(sizeof(v) / sizeof(float)))
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (double)t.tv_sec + (double)t.tv_nsec * 1e-9; }
int main(void) {
  v a[ACCUMULATORS], x, y;
  for (int i = 0; i < N; i++) { x[i] = 0.999f; y[i] = 1e-6f; }
  for (int i = 0; i < ACCUMULATORS; i++) a[i] = x;
  double best = 1e9;
  for (int round = 0; round < 20; round++) {
    const double start = now();
    for (int k = 0; k < 200000; k++) {
      _Pragma("GCC unroll 16") for (int i = 0; i < ACCUMULATORS; i++) a[i] = a[i] * x + y;
    }
    const double spent = now() - start;
    if (spent < best) best = spent;
  }
  float sum = 0;
  for (int i = 0; i < ACCUMULATORS; i++) for (int j = 0; j < N; j++) sum += a[i][j];
  fprintf(stderr, "%g", sum);
  printf("%.2f", 200000.0 * ACCUMULATORS * N * 2 / best * 1e-9);
}
`;

/** Flags of a machine's widest vectors, and their bytes. */
const machines: Readonly<Record<string, readonly [bytes: number, ...flags: string[]]>> = {
  "x86-64-v4": [64, "-march=x86-64-v4", "-mprefer-vector-width=512"],
  "x86-64-v3": [32, "-march=x86-64-v3"],
};

/** GFLOP/s of multiply-adds in registers on one core; 0 where this processor lacks the machine's instructions. */
export function measuredPeak(machine: string, folder: string): number {
  const entry = machines[machine];
  const needs = machine === "x86-64-v4" ? "avx512f" : "avx2";
  if (entry === undefined || !readFileSync("/proc/cpuinfo", "utf8").includes(needs)) return 0;
  const [bytes, ...flags] = entry;
  writeFileSync(join(folder, "peak.c"), source);
  execFileSync("gcc", ["-O2", "-ffp-contract=fast", ...flags, `-DBYTES=${bytes}`, "-DACCUMULATORS=12", "peak.c", "-o", "peak"], { cwd: folder });
  return Number(execFileSync("./peak", { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}
