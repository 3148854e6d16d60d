/** This machine's limits, measured: f32 multiply-adds of one core held in registers, in C with 512- and 256-bit vectors, in WebAssembly and in JavaScript. */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TargetName } from "../build.ts";

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

/** A machine's widest vectors: their bytes, the flags they take, and what /proc/cpuinfo calls them. */
interface Vectors {
  readonly bytes: number;
  readonly flags: readonly string[];
  readonly feature: string;
}

const avx512: Vectors = { bytes: 64, flags: ["-march=x86-64-v4", "-mprefer-vector-width=512"], feature: "avx512f" };
const vectorsOf: Readonly<Record<string, Vectors>> = {
  znver4: avx512,
  "x86-64-v4": avx512,
  "x86-64-v4-vnni": avx512,
  "x86-64-v3": { bytes: 32, flags: ["-march=x86-64-v3"], feature: "avx2" },
};

/** GFLOP/s of multiply-adds in registers on one core, for programs of `target`, of C for `machine`; 0 for other machines, and where this processor lacks the instructions. */
export async function measuredPeak(target: TargetName, machine: string, folder: string): Promise<number> {
  if (target === "wasm") return wasmPeak();
  if (target === "ts") return javaScriptPeak();
  const vectors = vectorsOf[machine];
  if (vectors === undefined || !(await readFile("/proc/cpuinfo", "utf8").catch(() => "")).includes(vectors.feature)) return 0;
  await writeFile(join(folder, "peak.c"), source);
  const flags = ["-O2", "-ffp-contract=fast", ...vectors.flags, `-DBYTES=${vectors.bytes}`, "-DACCUMULATORS=12"];
  execFileSync("gcc", [...flags, "peak.c", "-o", "peak"], { cwd: folder });
  return Number(execFileSync("./peak", { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

/** The most of 20 rounds of `count` iterations, in GFLOP/s, after the engine has had 20 to compile what runs. */
function best(run: (count: number) => number, count: number, operations: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 40; round++) {
    const start = performance.now();
    run(count);
    if (round >= 20) least = Math.min(least, performance.now() - start);
  }
  return (count * operations) / least / 1e6;
}

const twelve = Array.from({ length: 12 }, (_, i) => i);

const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: { readonly run: (count: number) => number } } }> };
};

/** GFLOP/s of multiplications and additions of WebAssembly vectors held in registers. */
async function wasmPeak(): Promise<number> {
  const { default: initialize } = await import("wabt");
  const step = (i: number): string => `(local.set $a${i} (f32x4.add (f32x4.mul (local.get $a${i}) (local.get $x)) (local.get $y)))`;
  const text = `(module (func (export "run") (param $n i32) (result f32)
    (local $x v128) (local $y v128) ${twelve.map((i) => `(local $a${i} v128)`).join(" ")}
    (local.set $x (f32x4.splat (f32.const 0.999)))
    (local.set $y (f32x4.splat (f32.const 1e-6)))
    (loop $again
      ${twelve.map(step).join("\n")}
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f32x4.extract_lane 0 ${twelve.slice(1).reduce((sum, i) => `(f32x4.add ${sum} (local.get $a${i}))`, "(local.get $a0)")})))`;
  const { buffer } = (await initialize()).parseWat("peak.wat", text, { simd: true }).toBinary({});
  const { instance } = await webAssembly.instantiate(new Uint8Array(buffer));
  return best(instance.exports.run, 300_000, 12 * 4 * 2);
}

/** GFLOP/s of multiplications and additions of JavaScript numbers held in registers. */
function javaScriptPeak(): number {
  const all = (part: (i: number) => string): string => twelve.map(part).join("\n");
  const run = new Function(
    "count",
    `let x = 0.999, y = 1e-6; ${all((i) => `let a${i} = x;`)} for (let k = 0; k < count; k++) { ${all((i) => `a${i} = a${i} * x + y;`)} } return ${twelve.map((i) => `a${i}`).join(" + ")};`,
  ) as (count: number) => number;
  return best(run, 300_000, 12 * 2);
}
