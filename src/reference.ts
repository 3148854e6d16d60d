/** The model as it was written: composites expanded and nothing else, evaluated by naive kernels. What self-checks and self-tests compare with. */

import type { ElementArray } from "./core/dtype.ts";
import { evaluateGraph } from "./graph/evaluate.ts";
import type { Graph } from "./graph/graph.ts";
import { machines } from "./loop/machine.ts";
import { pipelines } from "./passes/index.ts";
import { runPasses } from "./passes/run.ts";

/** Outputs by name for inputs by name. */
export function evaluateAsWritten(graph: Graph, inputs: ReadonlyMap<string, ElementArray>): ReadonlyMap<string, ElementArray> {
  const options = { machine: machines.js, options: { level: 0, deterministic: false, precise: true }, verify: false };
  const { graph: expanded } = runPasses(graph, [...pipelines.pre, ...pipelines.main], options);
  const values = evaluateGraph(expanded, new Map(expanded.inputs.map((v) => [v, inputs.get(v.name) as ElementArray])));
  return new Map(expanded.outputs.map((v) => [v.name, values.get(v) as ElementArray]));
}
