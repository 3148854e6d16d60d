/** The compiler on one page: a model file in, a Program out. Each line is a stage; docs/architecture.md tells what each may know. */

import type { SourceModel } from "./frontends/frontend.ts";
import { checkGraph } from "./graph/check.ts";
import type { Graph } from "./graph/graph.ts";
import { checkKernel } from "./loop/check.ts";
import type { Machine } from "./loop/machine.ts";
import { pipelines } from "./passes/index.ts";
import { type PassObserver, type PassReport, runPasses } from "./passes/run.ts";
import { type BuildProgramNotes, buildProgram } from "./schedule/build-program.ts";
import { checkArena } from "./schedule/check-arena.ts";
import type { Program } from "./schedule/program.ts";

export interface CompileOptions {
  readonly machine: Machine;
  /** 0: as the model says, unfused; 1: folded and fused; 2 (default) and 3: everything. */
  readonly level: 0 | 1 | 2 | 3;
  /** Equal bits on every target and machine: floats are summed in source order, each operation rounds once, outputs hold one NaN. */
  readonly deterministic: boolean;
  /** No algorithm that rounds worse than the plain formula. */
  readonly precise: boolean;
  /** Identifier of the model: file names, C prefix, class name. */
  readonly name: string;
  /** The model file's base name, for headers. */
  readonly source: string;
  /** Check the graph after every pass, and every kernel. */
  readonly verify: boolean;
  readonly observe?: PassObserver;
}

export interface Compiled {
  readonly program: Program;
  /** The optimized graph the program was made of. */
  readonly graph: Graph;
  readonly passes: readonly PassReport[];
  readonly notes: BuildProgramNotes;
}

export function compile(model: SourceModel, options: CompileOptions): Compiled {
  const { machine, level, deterministic, precise } = options;
  checkGraph(model.graph);
  const passes: PassReport[] = [];
  const run = (graph: Graph, stage: keyof typeof pipelines): Graph => {
    const result = runPasses(graph, pipelines[stage], {
      machine,
      options: { level, deterministic, precise },
      verify: options.verify,
      ...(options.observe === undefined ? {} : { observe: options.observe }),
    });
    passes.push(...result.reports);
    return result.graph;
  };
  const graph = run(run(run(model.graph, "pre"), "main"), "post");
  const { program, notes } = buildProgram(graph, options);
  if (options.verify) for (const kernel of program.kernels) checkKernel(kernel);
  for (const variant of program.variants) checkArena(variant);
  return { program, graph, passes, notes };
}
