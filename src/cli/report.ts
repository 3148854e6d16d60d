/** --report: for structure, precision, algorithm and memory traffic, what was found, removed and left, and why. */

import type { TargetBuild } from "../build.ts";
import { inputFreeNodes } from "../graph/input-free.ts";
import { stepsOf } from "../schedule/program.ts";
import { table } from "./reporter.ts";

export interface ReportRow {
  readonly kind: "structure" | "precision" | "algorithm" | "memory";
  readonly pass: string;
  readonly what: string;
  readonly amount: number;
}

/** Which redundancy a pass is about; passes not listed change the structure. */
const kinds: Readonly<Record<string, ReportRow["kind"]>> = {
  "choose-algorithm": "algorithm",
  "assign-layout": "memory",
  "merge-duplicate-constants": "memory",
};

export function reportOf({ compiled, arenaBytes, arenaLowerBound }: TargetBuild): readonly ReportRow[] {
  const rows: ReportRow[] = [];
  for (const p of compiled.passes) {
    const kind = kinds[p.pass] ?? "structure";
    const removed = p.nodesBefore - p.nodesAfter;
    if (removed !== 0) rows.push({ kind, pass: p.pass, what: removed > 0 ? "nodes removed" : "nodes added", amount: Math.abs(removed) });
    for (const note of p.notes) rows.push({ kind, pass: p.pass, what: note.what, amount: note.amount });
  }
  const { notes, program, graph } = compiled;
  const steps = program.variants.flatMap((v) => stepsOf(v.region));
  const counts = new Map<string, number>();
  for (const n of graph.nodes) counts.set(n.op.name, (counts.get(n.op.name) ?? 0) + 1);
  for (const [op, count] of [...counts].sort((a, b) => b[1] - a[1]))
    rows.push({ kind: "structure", pass: "left", what: `${op} nodes`, amount: count });
  rows.push(
    { kind: "structure", pass: "left", what: "nodes that depend on shapes and constants alone", amount: inputFreeNodes(graph).length },
    { kind: "precision", pass: "left", what: "bytes of weights", amount: program.weightBytes },
    { kind: "algorithm", pass: "left", what: "multiply-adds", amount: notes.multiplyAdds },
    { kind: "memory", pass: "fuse", what: "results never stored (fused into their producer)", amount: notes.epilogues },
    { kind: "memory", pass: "fuse", what: "results never stored (computed where they are read)", amount: notes.prologues },
    { kind: "memory", pass: "place", what: "copies dropped (views, slices, parts written in place)", amount: notes.movementsDropped },
    { kind: "memory", pass: "place", what: "results that overwrite an operand", amount: notes.overwritten },
    { kind: "memory", pass: "left", what: "steps", amount: steps.length },
    { kind: "memory", pass: "left", what: "copies (relayouts and reshapes that move bytes)", amount: copies(steps) },
    { kind: "memory", pass: "plan-arena", what: "bytes of arena", amount: arenaBytes },
    { kind: "memory", pass: "plan-arena", what: "bytes over the lower bound", amount: arenaBytes - arenaLowerBound },
  );
  return rows;
}

const copies = (steps: ReturnType<typeof stepsOf>): number =>
  steps.filter((s) => s.kind === "copy" || (s.kind === "call" && /^(relayout|reshape|copy)_/.test(s.kernel.name))).length;

export function reportLines(rows: readonly ReportRow[]): readonly string[] {
  return (["structure", "precision", "algorithm", "memory"] as const).flatMap((kind) => [
    `${kind}:`,
    ...table(rows.filter((r) => r.kind === kind).map((r) => [`  ${r.pass}`, r.amount, r.what])),
  ]);
}
