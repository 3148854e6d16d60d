/** The compiler on one page: a model file in, a Program out. Each line is a stage; docs/architecture.md tells what each may know. */

import { invariant } from "./core/diagnostics.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { checkGraph } from "./graph/check.ts";
import type { Graph } from "./graph/graph.ts";
import { checkKernel } from "./loop/check.ts";
import type { Tiles } from "./loop/kernel.ts";
import type { Machine } from "./loop/machine.ts";
import { pipelines } from "./passes/index.ts";
import { type PassObserver, type PassReport, runPasses } from "./passes/run.ts";
import { type BuildProgramNotes, buildProgram } from "./schedule/build-program.ts";
import { checkArena } from "./schedule/check-arena.ts";
import { type Bucket, type Dims, joinPrograms } from "./schedule/join-programs.ts";
import { withNarrowWeights } from "./schedule/narrow-weights.ts";
import { withRoles } from "./schedule/port-roles.ts";
import type { Program } from "./schedule/program.ts";

export interface CompileOptions {
  readonly machine: Machine;
  /** 0: as the model says, unfused; 1: folded and fused; 2 (default) and 3: everything. */
  readonly level: 0 | 1 | 2 | 3;
  /** Equal bits on every target and machine: floats are summed in source order, each operation rounds once, outputs hold one NaN. */
  readonly deterministic: boolean;
  /** No algorithm that rounds worse than the plain formula. */
  readonly precise: boolean;
  /** Names of the formats that images are decoded of; all where left out. */
  readonly imageFormats?: readonly string[];
  /** How many threads steps are split for; default 1. */
  readonly threads?: number;
  /** Identifier of the model: file names, C prefix, class name. */
  readonly name: string;
  /** The model file's base name, for headers. */
  readonly source: string;
  /** Check the graph after every pass, every compute and every kernel. */
  readonly verify: boolean;
  /** One variant for each: values of the model's free dims, the same dims in all. Left out for a model without free dims. */
  readonly buckets?: readonly Dims[];
  readonly observe?: PassObserver;
  /** Register tiles by the kernel's name, instead of the cost model's. */
  readonly tiles?: Readonly<Record<string, Tiles>>;
}

/** How one variant came to be. */
export interface CompiledVariant {
  readonly dims: Dims;
  /** The optimized graph it was made of. */
  readonly graph: Graph;
  readonly passes: readonly PassReport[];
  readonly notes: BuildProgramNotes;
}

export interface Compiled {
  readonly program: Program;
  /** In the order of the program's variants. */
  readonly variants: readonly CompiledVariant[];
}

export function compile(model: SourceModel, options: CompileOptions): Compiled {
  const variants: CompiledVariant[] = [];
  function* programs(): Iterable<Bucket> {
    for (const dims of options.buckets ?? [{}]) {
      const { program, ...variant } = compileGraph(bound(model, dims).graph, options);
      variants.push({ dims, ...variant });
      yield { dims, program };
    }
  }
  const program = withNarrowWeights(withRoles(joinPrograms(programs()), model.structures), options.machine);
  if (options.verify) for (const kernel of program.kernels) checkKernel(kernel);
  for (const variant of program.variants) checkArena(variant);
  return { program, variants };
}

/** The model with values for its free dims. */
export function bound(model: SourceModel, dims: Dims): SourceModel {
  if (Object.keys(dims).length === 0) return model;
  invariant(model.bind !== undefined, "a model without free dims is given dims");
  return model.bind(dims);
}

function compileGraph(source: Graph, options: CompileOptions): { program: Program } & Omit<CompiledVariant, "dims"> {
  const { machine, level, deterministic, precise, imageFormats } = options;
  checkGraph(source);
  const passes: PassReport[] = [];
  const run = (graph: Graph, stage: keyof typeof pipelines): Graph => {
    const result = runPasses(graph, pipelines[stage], {
      machine,
      options: { level, deterministic, precise, imageFormats },
      verify: options.verify,
      observe: options.observe,
    });
    passes.push(...result.reports);
    return result.graph;
  };
  const graph = run(run(run(source, "pre"), "main"), "post");
  return { graph, passes, ...buildProgram(graph, options) };
}
