/** Graphs inside nodes (branches, loop bodies): visiting and changing them, and keeping names apart. What they mean is the operator's. */

import { type Graph, type Node, node, type Value, value } from "./graph.ts";
import { claimName } from "./names.ts";
import { heldGraphs, mapNodes, rebuildNode, replaceValues } from "./rewrite.ts";
import { constantsOf } from "./text-print.ts";

/** Nodes of a graph and of all graphs inside it, those around before those inside. */
export const nodesIn = (g: Graph): readonly Node[] => g.nodes.flatMap((n) => [n, ...heldGraphs(n).flatMap(([, held]) => nodesIn(held))]);

const ownValues = (g: Graph): readonly Value[] => [...g.inputs, ...constantsOf(g), ...g.nodes.flatMap((n) => n.outputs)];

/** Names of all values of a graph and of the graphs inside it. */
export function namesIn(g: Graph): readonly string[] {
  return [...ownValues(g).map((v) => v.name), ...g.nodes.flatMap((n) => heldGraphs(n).flatMap(([, held]) => namesIn(held)))];
}

/**
 * The graph with every graph inside it changed, outer ones before those inside them. A change sees one graph at a time: values it makes under
 * a name that is taken elsewhere in the model get another.
 */
export function mapHeldGraphs(g: Graph, change: (held: Graph) => Graph, outside: ReadonlySet<string> = new Set()): Graph {
  if (g.nodes.every((n) => heldGraphs(n).length === 0)) return g;
  const own = [...outside, ...ownValues(g).map((v) => v.name)];
  const current = new Map<string, Graph>(g.nodes.flatMap((n, i) => heldGraphs(n).map(([name, held]) => [`${i} ${name}`, held] as const)));
  return mapNodes(g, (n, i) => {
    const held = heldGraphs(n);
    if (held.length === 0) return n;
    const changed = held.map(([name, inner]): [string, Graph] => {
      const key = `${i} ${name}`;
      const others = [...current].filter(([k]) => k !== key).flatMap(([, other]) => namesIn(other));
      const taken = new Set([...own, ...others]);
      const next = mapHeldGraphs(withoutClashes(change(inner), inner, taken), change, taken);
      current.set(key, next);
      return [name, next];
    });
    if (changed.every(([, next], k) => next === held[k]?.[1])) return n;
    return rebuildNode(n, { attrs: { ...n.attrs, ...Object.fromEntries(changed) } });
  });
}

/** Values of `next` that were not in `before` and whose name is taken are renamed. */
function withoutClashes(next: Graph, before: Graph, taken: ReadonlySet<string>): Graph {
  if (next === before) return next;
  const old = new Set(ownValues(before));
  const clashing = new Set(ownValues(next).filter((v) => !old.has(v) && taken.has(v.name)));
  if (clashing.size === 0) return next;
  const names = new Set([...taken, ...namesIn(next)]);
  const renamed = (v: Value): Value =>
    value(claimName(names, v.name), v.type, {
      ...(v.layout === undefined ? {} : { layout: v.layout }),
      ...(v.data === undefined ? {} : { data: v.data }),
    });
  const constants = replaceValues(
    next,
    new Map(
      constantsOf(next)
        .filter((v) => clashing.has(v))
        .map((v) => [v, renamed(v)]),
    ),
  );
  return mapNodes(
    constants,
    (n): Node => (n.outputs.some((v) => clashing.has(v)) ? node({ ...n, outputs: n.outputs.map((v) => (clashing.has(v) ? renamed(v) : v)) }) : n),
  );
}
