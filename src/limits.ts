/** Limits: sizes that a build must not exceed. A build that exceeds one fails and names where the bytes are. */

import type { TargetBuild } from "./build.ts";
import type { Diagnostic } from "./core/diagnostics.ts";
import { stepsOf } from "./schedule/program.ts";

/** In bytes; omitted sizes are not limited. */
export interface Limits {
  readonly maxArena?: number;
  readonly maxWeights?: number;
  readonly maxCode?: number;
}

/** One AOT40x diagnostic for each limit that the build exceeds. */
export function checkLimits(build: TargetBuild, limits: Limits): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const over = (code: string, takes: string, bytes: number, limit: number | undefined, where: () => string): void => {
    if (limit === undefined || bytes <= limit) return;
    problems.push({ code, severity: "error", where: build.target, message: `${takes} ${bytes} bytes, the limit is ${limit}; ${where()}` });
  };
  over("AOT401", "the arena takes", build.arenaBytes, limits.maxArena, () => peakStep(build));
  over("AOT402", "the weights take", build.weightBytes, limits.maxWeights, () => largestWeights(build));
  over("AOT403", "the code takes", build.codeBytes, limits.maxCode, () => `${build.compiled.program.kernels.length} kernels`);
  return problems;
}

/** The step at which most bytes are live, with what is live there. */
function peakStep({ compiled }: TargetBuild): string {
  const variant = [...compiled.program.variants].sort((a, b) => b.arenaBytes - a.arenaBytes)[0];
  if (variant === undefined) return "no step";
  const steps = stepsOf(variant.region);
  const changes = new Float64Array(steps.length + 1);
  for (const { first, last, storage } of variant.arena) {
    changes[first] = (changes[first] ?? 0) + storage.bytes;
    changes[last + 1] = (changes[last + 1] ?? 0) - storage.bytes;
  }
  let [live, most, peak] = [0, 0, 0];
  changes.forEach((change, i) => {
    live += change;
    if (live > most) [most, peak] = [live, i];
  });
  const rows = variant.arena.filter((r) => r.first <= peak && peak <= r.last);
  const names = rows.map((r) => `${r.storage.name} ${r.storage.bytes}`).join(", ");
  return `the peak is step ${peak} (${steps[peak]?.origin.join(" + ")}): ${names}`;
}

function largestWeights({ compiled }: TargetBuild): string {
  const largest = [...compiled.program.weights].sort((a, b) => b.bytes.length - a.bytes.length).slice(0, 3);
  return `the largest are ${largest.map((w) => `${w.origin.join(" + ")} ${w.bytes.length}`).join(", ")}`;
}
