/** inspect: describes a model file without building it, and reports every problem at once. */

import { type Diagnostic, Diagnostics } from "./core/diagnostics.ts";
import { add, bounds, type Dim, type Sym } from "./core/dim.ts";
import { dimText } from "./core/dim-fold.ts";
import { type ItemLists, itemsIn } from "./core/structure.ts";
import { freeDims } from "./free-dims.ts";
import { readModel } from "./frontends/index.ts";
import type { Graph, Value } from "./graph/graph.ts";
import { nodesIn } from "./graph/held-graphs.ts";
import { lowerNode, tensorFor } from "./graph/lower.ts";
import { heldGraphs } from "./graph/rewrite.ts";
import { elementCount, typeText } from "./graph/types.ts";
import type { Tensor } from "./loop/expr.ts";
import { machines } from "./loop/machine.ts";
import { multiplyAdds } from "./loop/multiply-adds.ts";
import { expandComposites } from "./passes/expand-composites.ts";
import { runPasses } from "./passes/run.ts";

export interface Inspection {
  readonly format: string;
  readonly producer: string;
  readonly opset: string;
  /** Names and types, such as "f32[batch,3,224,224]". */
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly freeDims: readonly { readonly name: string; readonly range: readonly [number, number]; readonly sources: readonly string[] }[];
  /** Undefined, like everything below, if the nodes fit one another only for some values of the free dims; diagnostics say which nodes. */
  readonly outputs?: readonly { readonly name: string; readonly type: string }[];
  /** Most frequent first. */
  readonly operators?: readonly { readonly name: string; readonly count: number }[];
  readonly nodes?: number;
  /** A number, or a formula in the free dims such as "batch*h*w*108"; run-time extents count at their maximum. */
  readonly multiplyAdds?: number | string;
  /** The number of elements of all constants that nodes read, and their size in bytes. */
  readonly parameters?: number;
  readonly parameterBytes?: number;
}

export interface InspectResult {
  /** Undefined if the file could not be read at all. */
  readonly inspection?: Inspection;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the model at `path` and describes it. Problems are collected, never thrown. */
export async function inspect(path: string, dims: Readonly<Record<string, number>> = {}, items: ItemLists = {}): Promise<InspectResult> {
  const diagnostics = new Diagnostics();
  let inspection: Inspection | undefined;
  try {
    const model = await readModel(path, { dims, diagnostics, items: itemsIn(items) });
    const { format, producer, opset, inputs } = model;
    inspection = { format, producer, opset, ...portsOf(inputs) };
    inspection = { ...inspection, ...describe(model.graph, diagnostics) };
  } catch (error) {
    diagnostics.attempt(() => {
      throw error;
    });
  }
  return { inspection, diagnostics: diagnostics.list };
}

const port = (v: Value): { name: string; type: string } => ({ name: v.name, type: typeText(v.type) });

const portsOf = (inputs: readonly Value[]): Pick<Inspection, "inputs" | "freeDims"> => ({
  inputs: inputs.map(port),
  freeDims: [...freeDims({ inputs })].map(([s, sources]) => ({ name: s.name, range: [s.lo, s.hi] as const, sources })),
});

function describe(graph: Graph, diagnostics: Diagnostics): Omit<Inspection, "format" | "producer" | "opset" | "inputs" | "freeDims"> {
  const nodes = nodesIn(graph);
  const counts = new Map<string, number>();
  for (const n of nodes) counts.set(n.op.name, (counts.get(n.op.name) ?? 0) + 1);
  const constants = new Set(nodes.flatMap((n) => n.inputs.filter((v): v is Value => v?.data !== undefined)));
  const sizes = [...constants].map((v) => (v.type.kind === "tensor" ? bounds(elementCount(v.type))[1] : 0));
  const bytes = [...constants].map((v) => (ArrayBuffer.isView(v.data?.array) ? v.data.array.byteLength : 0));
  return {
    outputs: graph.outputs.map(port),
    operators: [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    nodes: nodes.length,
    multiplyAdds: countMultiplyAdds(graph, new Set(freeDims(graph).keys()), diagnostics),
    parameters: sizes.reduce((n, s) => n + s, 0),
    parameterBytes: bytes.reduce((n, s) => n + s, 0),
  };
}

/** Every node lowered as it is written, composites in their parts, those in held graphs once; what cannot be lowered is a diagnostic. */
function countMultiplyAdds(graph: Graph, free: ReadonlySet<Sym>, diagnostics: Diagnostics): number | string {
  const machine = machines.generic;
  const options = { level: 0, deterministic: false, precise: true } as const;
  const expanded = diagnostics.attempt(() => runPasses(graph, [{ level: 0, pass: expandComposites }], { machine, options, verify: false }).graph);
  const tensors = new Map<Value, Tensor>();
  const tensorOf = (v: Value): Tensor => {
    const found = tensors.get(v) ?? tensorFor(v);
    tensors.set(v, found);
    return found;
  };
  let total: Dim = 0;
  for (const n of nodesIn(expanded ?? graph)) {
    if (n.op.lower === undefined || n.op.strings === "moved" || heldGraphs(n).length > 0) continue;
    for (const w of diagnostics.attempt(() => lowerNode(n, tensorOf, machine)) ?? [])
      if (w.kind === "compute" || w.kind === "routine") total = add(total, multiplyAdds(w, free));
  }
  return typeof total === "number" ? total : dimText(total);
}
