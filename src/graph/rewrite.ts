/** Rebuilding graphs: the only place where node lists are made again. What to change is left to passes; local rules stand in rewrite-nodes.ts. */

import { inferContextOf, inferTypes } from "./build.ts";
import { type Attrs, type AttrValue, type Graph, graph, type Node, node, type Value, value } from "./graph.ts";
import { equalTypes, knownKey, type TensorType, type Type } from "./types.ts";

/** The graph with other nodes (and other outputs, when given). */
export const withNodes = (g: Graph, nodes: readonly Node[], outputs: readonly Value[] = g.outputs): Graph =>
  graph({ ...g, nodes: Object.freeze([...nodes]), outputs: Object.freeze([...outputs]) });

/** The same nodes in the same order, and the same outputs. */
export const sameGraph = (a: Graph, b: Graph): boolean =>
  a === b ||
  (a.nodes.length === b.nodes.length &&
    a.outputs.length === b.outputs.length &&
    a.nodes.every((n, i) => n === b.nodes[i]) &&
    a.outputs.every((v, i) => v === b.outputs[i]));

const isGraph = (x: AttrValue): x is Graph => typeof x === "object" && "kind" in x && x.kind === "graph";

/** Of attributes, which never change: every pass asks every node. */
const graphsIn = new WeakMap<Attrs, readonly (readonly [string, Graph])[]>();

/** The graphs a node holds, by attribute. */
export function heldGraphs({ attrs }: Node): readonly (readonly [string, Graph])[] {
  const found = graphsIn.get(attrs) ?? Object.entries(attrs).flatMap(([name, x]) => (isGraph(x) ? [[name, x] as const] : []));
  graphsIn.set(attrs, found);
  return found;
}

/** Everything a node reads: its inputs, and what the graphs it holds take from around them. An input read twice is listed twice. */
export function readsOf(n: Node): readonly Value[] {
  const held = heldGraphs(n);
  const inputs = n.inputs.filter((v) => v !== undefined);
  return held.length === 0 ? inputs : [...inputs, ...held.flatMap(([, g]) => capturesOf(g))];
}

/** Of graphs, which never change: those inside are asked for by every graph around them. */
const captures = new WeakMap<Graph, readonly Value[]>();

function capturesOf(g: Graph): readonly Value[] {
  const known = captures.get(g);
  if (known !== undefined) return known;
  const own = new Set<Value>([...g.inputs, ...g.nodes.flatMap((n) => n.outputs)]);
  const found = [...new Set([...g.nodes.flatMap(readsOf), ...g.outputs])].filter((v) => !own.has(v));
  captures.set(g, found);
  return found;
}

/** The nodes that read each value, in order; graph outputs are not nodes. */
export function usersOf(g: Graph): ReadonlyMap<Value, readonly Node[]> {
  const users = new Map<Value, Node[]>();
  for (const n of g.nodes) {
    for (const v of new Set(readsOf(n))) {
      const list = users.get(v);
      if (list === undefined) users.set(v, [n]);
      else list.push(n);
    }
  }
  return users;
}

/** Same type, and the same known of the elements. */
const sameKnowledge = (a: Type, b: Type): boolean =>
  equalTypes(a, b) && (a.kind !== "tensor" || b.kind !== "tensor" || (knownKey(a) === knownKey(b) && equalTexts(a, b)));
const equalTexts = ({ text: a }: TensorType, { text: b }: TensorType): boolean => a?.longest === b?.longest && a?.total === b?.total;

export interface NodeChanges {
  readonly inputs?: readonly (Value | undefined)[];
  /** Checked attributes, as `op.attrs` makes them. */
  readonly attrs?: Attrs;
  readonly origin?: readonly string[];
  readonly algorithm?: string;
}

/** The node with some parts changed and its outputs' types inferred again; outputs whose types stay are the same objects. */
export function rebuildNode(n: Node, changes: NodeChanges): Node {
  const next = { ...n, ...changes };
  const types = inferTypes(n.op, inferContextOf(next));
  const outputs = n.outputs.map((v, i) => {
    const type = types[i] ?? v.type;
    return sameKnowledge(v.type, type) ? v : value(v.name, type, { layout: v.layout });
  });
  return node({ ...next, inputs: Object.freeze([...next.inputs]), outputs: Object.freeze(outputs) });
}

/** The node reading other values; itself when none of them changes. Graphs it holds follow. */
export function replaceReads(n: Node, replacement: (v: Value) => Value): Node {
  if (readsOf(n).every((v) => replacement(v) === v)) return n;
  return rebuildNode(n, { inputs: n.inputs.map((v) => (v === undefined ? v : replacement(v))), attrs: replaceHeldReads(n, replacement) });
}

/** The node's attributes, the graphs among them taking other values from around them. */
export function replaceHeldReads(n: Node, replacement: (v: Value) => Value): Attrs {
  const held = heldGraphs(n);
  return held.length === 0 ? n.attrs : { ...n.attrs, ...Object.fromEntries(held.map(([name, g]) => [name, replaceCaptures(g, replacement)])) };
}

function replaceCaptures(g: Graph, replacement: (v: Value) => Value): Graph {
  const own = new Set<Value>(g.inputs);
  const outer = (v: Value): Value => (own.has(v) ? v : replacement(v));
  for (const n of g.nodes) for (const v of n.outputs) own.add(v);
  return mapNodes(g, (n) => n, outer);
}

/**
 * `change` applied to every node in order; where a changed node's outputs are new objects, later nodes read those. `replacement` is what is read instead
 * of a value: a node takes all it reads at once, since extents of the run may have other symbols in both.
 */
export function mapNodes(g: Graph, change: (n: Node, i: number) => Node, replacement: (v: Value) => Value = (v) => v): Graph {
  const made = new Map<Value, Value>();
  const now = (v: Value): Value => {
    const read = replacement(v);
    return made.get(read) ?? read;
  };
  const nodes = g.nodes.map((n, i) => {
    const next = change(replaceReads(n, now), i);
    n.outputs.forEach((v, i) => {
      const output = next.outputs[i];
      if (output !== undefined && output !== v) made.set(v, output);
    });
    return next;
  });
  const outputs = g.outputs.map(now);
  const same = nodes.every((n, i) => n === g.nodes[i]) && outputs.every((v, i) => v === g.outputs[i]);
  return same ? g : withNodes(g, nodes, outputs);
}

/** Every read of a key of `by` reads its value instead. Who computes what is not changed. */
export function replaceValues(g: Graph, by: ReadonlyMap<Value, Value>): Graph {
  return mapNodes(
    g,
    (n) => n,
    (v) => by.get(v) ?? v,
  );
}
