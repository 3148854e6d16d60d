/** inline-branches: where the condition of an If is known, the nodes of the branch that runs take its place. */

import { knownElements } from "../graph/build.ts";
import type { Graph, Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteToFixedPoint } from "../graph/rewrite-nodes.ts";
import { Identity } from "../ops/identity.ts";
import { If } from "../ops/if.ts";

function inlined(n: Node, graph: Rewriting): readonly Value[] | undefined {
  const condition = n.op === If ? knownElements(n.inputs[0])?.[0] : undefined;
  if (condition !== 0 && condition !== 1) return undefined;
  const branch = n.attrs[condition === 1 ? "then_branch" : "else_branch"] as Graph;
  for (const inner of branch.nodes) graph.adopt(inner);
  const free = new Set(branch.nodes.flatMap((inner) => inner.outputs));
  // What the branch takes from outside, or gives twice, cannot take over an output's name: a copy does.
  return branch.outputs.map((v, i) => (free.delete(v) ? v : graph.emit(n.outputs[i]?.name ?? v.name, Identity, [v])));
}

export const inlineBranches: Pass = {
  name: "inline-branches",
  doc: "replaces an If whose condition is known by its branch",
  contract: "exact",
  forgetsOrigins: true,
  run: (graph, { note }) =>
    rewriteToFixedPoint(
      graph,
      (n, rewriting) => {
        const outputs = inlined(n, rewriting);
        if (outputs !== undefined) note("branches with a known condition", 1);
        return outputs;
      },
      { forgetsOrigins: true },
    ),
};
