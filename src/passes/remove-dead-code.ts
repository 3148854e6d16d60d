/** remove-dead-code: removes nodes from which no output of the graph is reached. */

import type { Pass } from "../graph/graph.ts";
import { readsOf, withNodes } from "../graph/rewrite.ts";

export const removeDeadCode: Pass = {
  name: "remove-dead-code",
  doc: "removes nodes whose results nothing reads",
  contract: "exact",
  forgetsOrigins: true,
  run(graph, { note }) {
    const needed = new Set(graph.outputs);
    const live = graph.nodes.toReversed().filter((n) => {
      const isLive = n.outputs.some((v) => needed.has(v));
      if (isLive) for (const v of readsOf(n)) needed.add(v);
      return isLive;
    });
    if (live.length === graph.nodes.length) return graph;
    note("nodes nothing reads", graph.nodes.length - live.length);
    return withNodes(graph, live.reverse());
  },
};
