/** choose-algorithm: writes the cheapest permitted algorithm on every node whose operator has a choice. Layouts and lowering obey it. */

import { type Algorithm, type Graph, graph, type Node, node, type Pass, type Value } from "../graph/graph.ts";
import { readsOf } from "../graph/rewrite.ts";

export const chooseAlgorithm: Pass = {
  name: "choose-algorithm",
  doc: "picks the cheapest way to compute each node on the machine",
  contract: "reassociates",
  run(g: Graph, { machine, options, note }) {
    let changed = false;
    const isConstant = constantsOf(g);
    const nodes = g.nodes.map((n): Node => {
      const candidates = n.algorithm === undefined ? (n.op.algorithms?.(n, machine, isConstant) ?? []) : [];
      const permitted = candidates.filter((a) => a.precise || !(options.precise || options.deterministic));
      const [best] = [...permitted].sort((a, b) => a.seconds - b.seconds);
      if (best === undefined) return n;
      changed = true;
      note(`${n.op.name}: ${best.name}`, 1);
      return node({ ...n, algorithm: best.name });
    });
    return changed ? graph({ ...g, nodes }) : g;
  },
};

/** True for constants, and for what a node that has one reader computes of one element by element (a Cast that is not folded): it is written as that reader wants it. */
export function constantsOf(g: Graph): (v: Value) => boolean {
  const readers = new Map<Value, number>();
  for (const v of [...g.nodes.flatMap(readsOf), ...g.outputs]) readers.set(v, (readers.get(v) ?? 0) + 1);
  const computed = g.nodes.filter(({ op, inputs: [x], inputs }) => op.elementwise === true && inputs.length === 1 && x?.data !== undefined);
  const known = new Set(computed.flatMap((n) => n.outputs.filter((v) => readers.get(v) === 1)));
  return (v) => v.data !== undefined || known.has(v);
}

/** The algorithm recorded on a node, with its layouts. */
export const chosenAlgorithm = (n: Node, machine: Parameters<Pass["run"]>[1]["machine"], isConstant: (v: Value) => boolean): Algorithm | undefined =>
  n.algorithm === undefined ? undefined : n.op.algorithms?.(n, machine, isConstant).find((a) => a.name === n.algorithm);
