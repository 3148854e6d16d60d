/** The model as it was written: composites expanded and nothing else, evaluated by naive kernels. What self-checks and self-tests compare with. */

import type { Elements } from "./core/dtype.ts";
import { evaluateGraph, type Slots, shapeIn } from "./graph/evaluate.ts";
import type { Graph, Value } from "./graph/graph.ts";
import type { TensorType } from "./graph/types.ts";
import { machines } from "./loop/machine.ts";
import { pipelines } from "./passes/index.ts";
import { runPasses } from "./passes/run.ts";

export interface Evaluated {
  readonly array: Elements;
  readonly shape: readonly number[];
}

/** Outputs by name for inputs by name, with the shapes they have in this run. */
export function evaluateAsWritten(graph: Graph, inputs: ReadonlyMap<string, Elements>): ReadonlyMap<string, Evaluated> {
  const options = { machine: machines.js, options: { level: 0, deterministic: false, precise: true }, verify: false };
  const { graph: expanded } = runPasses(graph, [...pipelines.pre, ...pipelines.main], options);
  const slots: Slots = new Map();
  const values = evaluateGraph(expanded, new Map(expanded.inputs.map((v) => [v, inputs.get(v.name) as Elements])), slots);
  const evaluated = (v: Value): Evaluated => ({ array: values.get(v) as Elements, shape: shapeIn(slots, v.type as TensorType) });
  return new Map(expanded.outputs.map((v) => [v.name, evaluated(v)]));
}
