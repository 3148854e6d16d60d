/** What a Gradient is taken of: the nodes between the values that it names, as a graph of its own that takes other values in their place. */
import { type Graph, graph, type Node, node, type Value, value } from "../../graph/graph.ts";
import { heldGraphs } from "../../graph/rewrite.ts";
import type { Place } from "./build-node.ts";
import { claimName, resolve } from "./session.ts";
import { refuse, type SourceNode } from "./source.ts";

/** The node with `of`, a graph from xs and zs to y, and how many xs there are, in place of their names. Throws CompileError AOT104, AOT112. */
export function withFunction(place: Place, source: SourceNode): SourceNode {
  const { scope, where } = place;
  const { xs = [], zs = [], y } = source.attrs;
  if (typeof y !== "string" || !isNames(xs) || !isNames(zs)) return refuse({ code: "AOT104", where, message: "does not name its xs and y" });
  const from = [...xs, ...zs].map((name) => resolve(scope, name, where));
  const result = resolve(scope, y, where);
  // What is wrong with a value was told where it is defined.
  if (result === undefined || !from.every((v) => v !== undefined))
    return refuse({ code: "AOT112", where, message: "is taken of values that cannot be read" });
  return { ...source, attrs: { of: between(place, from, result), count: xs.length } };
}

const isNames = (x: unknown): x is readonly string[] => Array.isArray(x) && x.every((name) => typeof name === "string");

function between({ session, scope, nodes, where }: Place, from: readonly Value[], to: Value): Graph {
  const inputs = from.map((v) => value(claimName(session, scope, v.name), v.type));
  const now = new Map(from.map((v, i) => [v, inputs[i] as Value]));
  const needed = neededNodes(nodes, new Set(from), to);
  const taken = nodes.filter((n) => needed.has(n));
  const copies = taken.map((n) => {
    if (heldGraphs(n).length > 0) refuse({ code: "AOT104", where, message: `is taken through ${n.op.name}, which holds graphs` });
    const outputs = n.outputs.map((v) => value(claimName(session, scope, v.name), v.type));
    const copy = node({ ...n, inputs: n.inputs.map((v) => (v === undefined ? v : (now.get(v) ?? v))), outputs });
    n.outputs.forEach((v, i) => {
      now.set(v, outputs[i] as Value);
    });
    return copy;
  });
  return graph({ name: `${where}.of`, inputs, nodes: copies, outputs: [now.get(to) ?? to] });
}

/** The nodes that `to` is computed by, up to the values it is computed from. */
function neededNodes(nodes: readonly Node[], from: ReadonlySet<Value>, to: Value): ReadonlySet<Node> {
  const needed = new Set<Node>();
  const values = new Set([to]);
  for (const n of nodes.toReversed()) {
    if (!n.outputs.some((v) => values.has(v) && !from.has(v))) continue;
    needed.add(n);
    for (const v of n.inputs) if (v !== undefined) values.add(v);
  }
  return needed;
}
