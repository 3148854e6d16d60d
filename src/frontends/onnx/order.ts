/** Puts the nodes of one body in an order where every value is defined before it is used; names a cycle when there is none. */
import { type GraphProto, type NodeProto, textOf } from "../../io/onnx/messages.ts";
import { nodeName } from "./source.ts";

/** The graphs that a node's attributes hold. */
export const subgraphsOf = (node: NodeProto): readonly GraphProto[] => node.attribute.flatMap((a) => [...(a.g === null ? [] : [a.g]), ...a.graphs]);

/** Names a node needs from around it: its inputs, what its subgraphs capture, and the value that a Gradient is taken of. */
function neededNames(node: NodeProto): readonly string[] {
  const named = node.opType === "Gradient" ? node.attribute.filter((a) => a.name === "y").map((a) => textOf(a.s)) : [];
  return [...node.input.filter((name) => name !== ""), ...named, ...subgraphsOf(node).flatMap(capturedNames)];
}

/** Names read by the nodes and outputs of a body, for rules that drop what nobody reads. */
export const usedNames = (nodes: readonly NodeProto[], outputs: readonly string[]): ReadonlySet<string> =>
  new Set([...nodes.flatMap(neededNames), ...outputs]);

function capturedNames(graph: GraphProto): readonly string[] {
  const local = new Set([...graph.input, ...graph.initializer].map((x) => x.name));
  for (const sparse of graph.sparseInitializer) local.add(sparse.values?.name ?? "");
  for (const node of graph.node) for (const output of node.output) local.add(output);
  const wanted = [...graph.node.flatMap(neededNames), ...graph.output.map((x) => x.name)];
  return wanted.filter((name) => !local.has(name));
}

/**
 * The nodes sorted (stable: an order that is right already is kept), or the names of the nodes of one cycle. Nodes wait for no value that `isDefined`, also
 * where another node defines it a second time.
 */
export function inOrder(
  nodes: readonly NodeProto[],
  isDefined: (name: string) => boolean,
): { readonly sorted: readonly NodeProto[] } | { readonly cycle: readonly string[] } {
  const makers = new Map<string, number>();
  nodes.forEach((node, i) => {
    for (const output of node.output) if (output !== "" && !makers.has(output) && !isDefined(output)) makers.set(output, i);
  });
  const needs = nodes.map((node) => [...new Set(neededNames(node).flatMap((name) => makers.get(name) ?? []))]);
  const state = new Uint8Array(nodes.length);
  const sorted: NodeProto[] = [];
  for (let root = 0; root < nodes.length; root++) {
    const path: { node: number; next: number }[] = state[root] === 0 ? [{ node: root, next: 0 }] : [];
    if (path.length > 0) state[root] = 1;
    while (path.length > 0) {
      const top = path[path.length - 1] as { node: number; next: number };
      const need = needs[top.node]?.[top.next++];
      if (need === undefined) {
        state[top.node] = 2;
        sorted.push(nodes[top.node] as NodeProto);
        path.pop();
      } else if (state[need] === 1) {
        const start = path.findIndex((step) => step.node === need);
        return { cycle: path.slice(start).map((step) => nameOf(nodes[step.node] as NodeProto)) };
      } else if (state[need] === 0) {
        state[need] = 1;
        path.push({ node: need, next: 0 });
      }
    }
  }
  return { sorted };
}

const nameOf = (node: NodeProto): string => nodeName(node.opType, node.name, node.output);
