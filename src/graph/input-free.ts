/** Which nodes of a graph compute what shapes and constants alone decide: the chains that exporters write around views, and folds of constants. */
import { slotsOf } from "../loop/runtime-extent.ts";
import type { Graph, Node, Value } from "./graph.ts";
import { readsOf } from "./rewrite.ts";

/** Elements that mention an extent which the run decides are not known before it. */
const isKnown = ({ type }: Value): boolean => type.kind === "tensor" && type.known !== undefined && slotsOf(type.known).length === 0;

/** Nodes whose results depend on no element of an input, in order. A compiled graph of known shapes should have none. */
export function inputFreeNodes(graph: Graph): readonly Node[] {
  const free = new Set<Value>();
  const isFree = (v: Value | undefined): boolean => v === undefined || v.data !== undefined || free.has(v);
  return graph.nodes.filter((n) => {
    const decided = n.op.impure !== true && readsOf(n).every(isFree);
    const outputs = n.outputs.filter((v) => decided || isKnown(v));
    for (const v of outputs) free.add(v);
    return outputs.length === n.outputs.length;
  });
}
