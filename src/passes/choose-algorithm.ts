/** choose-algorithm: writes the cheapest permitted algorithm on every node whose operator has a choice. Layouts and lowering obey it. */

import { type Algorithm, type Graph, graph, type Node, node, type Pass } from "../graph/graph.ts";

export const chooseAlgorithm: Pass = {
  name: "choose-algorithm",
  doc: "picks the cheapest way to compute each node on the machine",
  contract: "reassociates",
  run(g: Graph, { machine, options, note }) {
    let changed = false;
    const nodes = g.nodes.map((n): Node => {
      const candidates = n.algorithm === undefined ? (n.op.algorithms?.(n, machine) ?? []) : [];
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

/** The algorithm recorded on a node, with its layouts. */
export const chosenAlgorithm = (n: Node, machine: Parameters<Pass["run"]>[1]["machine"]): Algorithm | undefined =>
  n.algorithm === undefined ? undefined : n.op.algorithms?.(n, machine).find((a) => a.name === n.algorithm);
