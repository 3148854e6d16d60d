/** Which nodes of a graph compute what shapes and constants alone decide: the chains that exporters write around views, and folds of constants. */
import type { Graph, Node, Value } from "./graph.ts";

/** Nodes whose results depend on no element of an input, in order. A compiled graph of known shapes should have none. */
export function inputFreeNodes(graph: Graph): readonly Node[] {
  const free = new Set<Value>();
  const isFree = (v: Value | undefined): boolean => v === undefined || v.data !== undefined || free.has(v);
  return graph.nodes.filter((n) => {
    const decided = n.op.impure !== true && n.inputs.every(isFree);
    const outputs = n.outputs.filter((v) => decided || (v.type.kind === "tensor" && v.type.known !== undefined));
    for (const v of outputs) free.add(v);
    return outputs.length === n.outputs.length;
  });
}
