/** --report: for structure, precision, algorithm and memory traffic, what was found, removed and left, and why. */

import type { TargetBuild } from "../build.ts";
import type { CompiledVariant } from "../compile.ts";
import { dimsText } from "../core/dim-names.ts";
import { inputFreeNodes } from "../graph/input-free.ts";
import { touches } from "../schedule/accesses.ts";
import { type Step, stepsOf, type Variant } from "../schedule/program.ts";
import { table } from "./reporter.ts";

export interface ReportRow {
  readonly kind: "structure" | "precision" | "algorithm" | "memory";
  readonly pass: string;
  readonly what: string;
  readonly amount: number;
  /** Of a program with buckets, the one meant. */
  readonly bucket?: string;
}

/** Which redundancy a pass is about; passes not listed change the structure. */
const kinds: Readonly<Record<string, ReportRow["kind"]>> = {
  "choose-algorithm": "algorithm",
  "assign-layout": "memory",
  "merge-duplicate-constants": "memory",
};

/** The rows of every variant, one after the other. */
export const reportOf = ({ compiled: { program, variants } }: TargetBuild): readonly ReportRow[] =>
  variants.flatMap((compiled, i) => {
    const variant = program.variants[i];
    const bucket = dimsText(compiled.dims);
    return variant === undefined ? [] : variantRows(compiled, variant).map((row) => (bucket === "" ? row : { ...row, bucket }));
  });

function variantRows({ passes, notes, graph }: CompiledVariant, { region, arenaBytes, arenaLowerBound }: Variant): readonly ReportRow[] {
  const rows: ReportRow[] = [];
  for (const p of passes) {
    const kind = kinds[p.pass] ?? "structure";
    const removed = p.nodesBefore - p.nodesAfter;
    if (removed !== 0) rows.push({ kind, pass: p.pass, what: removed > 0 ? "nodes removed" : "nodes added", amount: Math.abs(removed) });
    for (const note of p.notes) rows.push({ kind, pass: p.pass, what: note.what, amount: note.amount });
  }
  const steps = stepsOf(region);
  const counts = new Map<string, number>();
  for (const n of graph.nodes) counts.set(n.op.name, (counts.get(n.op.name) ?? 0) + 1);
  for (const [op, count] of [...counts].sort((a, b) => b[1] - a[1]))
    rows.push({ kind: "structure", pass: "left", what: `${op} nodes`, amount: count });
  rows.push(
    { kind: "structure", pass: "left", what: "nodes that depend on shapes and constants alone", amount: inputFreeNodes(graph).length },
    { kind: "precision", pass: "left", what: "bytes of weights", amount: weightBytes(steps) },
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

/** Of all weights that the steps read. */
const weightBytes = (steps: readonly Step[]): number =>
  [...new Set(steps.flatMap(touches).map((a) => a.storage))].filter((s) => s.place === "weights").reduce((n, s) => n + s.bytes, 0);

const copies = (steps: readonly Step[]): number =>
  steps.filter((s) => s.kind === "copy" || (s.kind === "call" && /^(relayout|reshape|copy)_/.test(s.kernel.name))).length;

export function reportLines(rows: readonly ReportRow[]): readonly string[] {
  return [...new Set(rows.map((r) => r.bucket))].flatMap((bucket) => [
    ...(bucket === undefined ? [] : [`bucket ${bucket}`]),
    ...(["structure", "precision", "algorithm", "memory"] as const).flatMap((kind) => [
      `${kind}:`,
      ...table(rows.filter((r) => r.kind === kind && r.bucket === bucket).map((r) => [`  ${r.pass}`, r.amount, r.what])),
    ]),
  ]);
}
