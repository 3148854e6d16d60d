/** The machine of C's table that this processor is, as gcc's -march=native would choose. */
import { readFileSync } from "node:fs";

/** What Linux tells of a processor; empty on other systems. */
function processorText(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}

/** Machines by what they need, best first. */
const byFeatures: Readonly<Partial<Record<NodeJS.Architecture, readonly (readonly [machine: string, features: readonly string[]])[]>>> = {
  x64: [
    ["x86-64-v4-vnni", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512_vnni"]],
    ["x86-64-v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]],
    ["x86-64-v3", ["avx2", "bmi2", "f16c", "fma", "movbe"]],
    ["x86-64-v2", ["sse4_2", "popcnt", "ssse3"]],
  ],
  arm64: [
    ["armv8.6-a", ["asimd", "asimddp", "i8mm", "bf16"]],
    ["armv8.2-a-dotprod", ["asimd", "asimddp"]],
    ["armv8-a", []],
  ],
};

/** AMD's family of Zen 3 and Zen 4, of which Zen 4 has AVX-512. */
const zen4 = /^cpu family\s*: 25$/m;

/** By a Linux's /proc/cpuinfo and node's name of the architecture; undefined where neither tells. */
export function nativeMachine(text: string = processorText(), arch: NodeJS.Architecture = process.arch): string | undefined {
  const has = new Set(text.split(/\s+/));
  const found = byFeatures[arch]?.find(([, features]) => features.every((f) => has.has(f)))?.[0];
  return found?.startsWith("x86-64-v4") === true && zen4.test(text) ? "znver4" : found;
}
