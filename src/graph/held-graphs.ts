/** Graphs inside nodes (branches, loop bodies): visiting and changing them, and keeping names apart. What they mean is the operator's. */

import { type Graph, type Node, node, type Value, value } from "./graph.ts";
import { claimName } from "./names.ts";
import { heldGraphs, mapNodes, rebuildNode, replaceValues } from "./rewrite.ts";
import { constantsOf } from "./text-print.ts";

/** Nodes of a graph and of all graphs inside it, those around before those inside. */
export function nodesIn(g: Graph): readonly Node[] {
  const found: Node[] = [];
  const visit = (inner: Graph): void => {
    for (const n of inner.nodes) {
      found.push(n);
      for (const [, held] of heldGraphs(n)) visit(held);
    }
  };
  visit(g);
  return found;
}

const ownValues = (g: Graph): readonly Value[] => [...g.inputs, ...constantsOf(g), ...g.nodes.flatMap((n) => n.outputs)];

/** Of graphs, which never change. */
const names = new WeakMap<Graph, readonly string[]>();

/** Names of all values of a graph and of the graphs inside it. */
export function namesIn(g: Graph): readonly string[] {
  const known = names.get(g);
  if (known !== undefined) return known;
  const found = [...ownValues(g).map((v) => v.name), ...g.nodes.flatMap((n) => heldGraphs(n).flatMap(([, held]) => namesIn(held)))];
  names.set(g, found);
  return found;
}

/** Names, each as often as something bears it. */
class NameCounts {
  readonly #counts = new Map<string, number>();

  constructor(names: readonly string[]) {
    this.addAll(names);
  }

  has(name: string): boolean {
    return this.#counts.has(name);
  }

  add(name: string): this {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return this;
  }

  addAll(names: readonly string[]): void {
    for (const name of names) this.add(name);
  }

  removeAll(names: readonly string[]): void {
    for (const name of names) {
      const count = this.#counts.get(name) ?? 0;
      if (count > 1) this.#counts.set(name, count - 1);
      else this.#counts.delete(name);
    }
  }
}

/**
 * The graph with every graph inside it changed, outer ones before those inside them. A change sees one graph at a time: values it makes under
 * a name that is taken elsewhere in the model get another.
 */
export function mapHeldGraphs(g: Graph, change: (held: Graph) => Graph): Graph {
  if (g.nodes.every((n) => heldGraphs(n).length === 0)) return g;
  return changedInside(g, change, new NameCounts(namesIn(g)));
}

/** `names` are those of the whole model, before and after. */
function changedInside(g: Graph, change: (held: Graph) => Graph, names: NameCounts): Graph {
  return mapNodes(g, (n) => {
    const held = heldGraphs(n);
    if (held.length === 0) return n;
    const changed = held.map(([name, inner]): [string, Graph] => {
      const made = change(inner);
      if (made === inner) return [name, changedInside(inner, change, names)];
      names.removeAll(namesIn(inner));
      const next = withoutClashes(made, inner, names);
      names.addAll(namesIn(next));
      return [name, changedInside(next, change, names)];
    });
    if (changed.every(([, next], k) => next === held[k]?.[1])) return n;
    return rebuildNode(n, { attrs: { ...n.attrs, ...Object.fromEntries(changed) } });
  });
}

/** Values of `next` that were not in `before` and whose name is taken are renamed. */
function withoutClashes(next: Graph, before: Graph, taken: NameCounts): Graph {
  const old = new Set(ownValues(before));
  const clashing = [...new Set(ownValues(next).filter((v) => !old.has(v) && taken.has(v.name)))];
  if (clashing.length === 0) return next;
  const own = namesIn(next);
  taken.addAll(own);
  const made = new Map(clashing.map((v) => [v, claimName(taken, v.name)]));
  taken.removeAll([...own, ...made.values()]);
  const renamed = (v: Value): Value =>
    value(made.get(v) ?? v.name, v.type, {
      layout: v.layout,
      data: v.data,
    });
  const constants = replaceValues(
    next,
    new Map(
      constantsOf(next)
        .filter((v) => made.has(v))
        .map((v) => [v, renamed(v)]),
    ),
  );
  return mapNodes(
    constants,
    (n): Node => (n.outputs.some((v) => made.has(v)) ? node({ ...n, outputs: n.outputs.map((v) => (made.has(v) ? renamed(v) : v)) }) : n),
  );
}
