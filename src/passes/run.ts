/** Runs a pipeline: each pass in order, on the graph and on the graphs inside it, its result checked, its effect reported. Which passes and in what order stands in index.ts. */

import { checkGraph } from "../graph/check.ts";
import type { Graph, Pass, PassContext, PassOptions } from "../graph/graph.ts";
import { mapHeldGraphs, nodesIn } from "../graph/held-graphs.ts";
import { sameGraph } from "../graph/rewrite.ts";
import type { Machine } from "../loop/machine.ts";

/** A pass and the least optimization level (0..3) it runs at. */
export interface PipelineStep {
  readonly level: number;
  readonly pass: Pass;
}

export interface PassNote {
  readonly what: string;
  readonly amount: number;
}

/** What one pass did, for --report. */
export interface PassReport {
  readonly pass: string;
  readonly doc: string;
  readonly changed: boolean;
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly milliseconds: number;
  /** Equal notes are added up. */
  readonly notes: readonly PassNote[];
}

/** Told after every pass, also where it changed nothing: --dump=after:<name> prints the graph here. */
export type PassObserver = (name: string, graph: Graph, report: PassReport) => void;

export interface RunOptions {
  readonly machine: Machine;
  readonly options: PassOptions;
  /** Check the graph after every pass. */
  readonly verify: boolean;
  readonly observe?: PassObserver;
}

export interface PassResults {
  readonly graph: Graph;
  readonly reports: readonly PassReport[];
}

export function runPasses(graph: Graph, steps: readonly PipelineStep[], run: RunOptions): PassResults {
  const reports: PassReport[] = [];
  let current = graph;
  for (const { pass, level } of steps) {
    if (level > run.options.level) continue;
    const [next, report] = runPass(current, pass, run);
    // A graph never changes: the one before was checked.
    if (run.verify && next !== current)
      checkGraph(next, { when: `after ${pass.name}`, ...(pass.forgetsOrigins === true ? {} : { previous: current }) });
    reports.push(report);
    run.observe?.(pass.name, next, report);
    current = next;
  }
  return { graph: current, reports };
}

function runPass(graph: Graph, pass: Pass, { machine, options }: RunOptions): readonly [Graph, PassReport] {
  const notes = new Map<string, number>();
  const start = performance.now();
  const context: PassContext = { machine, options, note: (what, amount) => notes.set(what, (notes.get(what) ?? 0) + amount) };
  const next = mapHeldGraphs(pass.run(graph, context), (held) => pass.run(held, context));
  const report: PassReport = {
    pass: pass.name,
    doc: pass.doc,
    changed: !sameGraph(next, graph),
    nodesBefore: nodesIn(graph).length,
    nodesAfter: nodesIn(next).length,
    milliseconds: performance.now() - start,
    notes: [...notes].map(([what, amount]) => ({ what, amount })),
  };
  return [next, report];
}
