/** expand-composites: operators defined by other operators become those. What they become stands in the operator's own file (`expand`). */

import { inferContextOf } from "../graph/build.ts";
import type { ExpandContext, Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteToFixedPoint } from "../graph/rewrite-nodes.ts";

/** A view with more than one output is a composite too: only its first output is its input. */
const isComposite = ({ op, outputs }: Node): boolean => op.expand !== undefined && op.lower === undefined && (op.view !== true || outputs.length > 1);

/** `name` is what emitted values are called; by their operators without it. */
function contextOf(n: Node, graph: Rewriting, name?: string): ExpandContext {
  const { tensor, known, declared, fail } = inferContextOf(n);
  const prefix = n.outputs[0]?.name ?? n.op.name;
  return {
    attrs: n.attrs,
    inputs: n.inputs,
    node: n,
    tensor,
    known,
    declared,
    fail,
    isUsed: (i) => graph.uses(n.outputs[i] as Value) > 0,
    called: (text) => contextOf(n, graph, text),
    emit: (op, inputs, attrs = {}, outputCount = 1) => graph.emitAll(`${prefix}.${name ?? op.name}`, op, inputs, attrs, outputCount),
    constant: (name, type, { array, splat }) => graph.constant(`${prefix}.${name}`, type.dtype, type.shape as readonly number[], array, splat),
  };
}

export const expandComposites: Pass = {
  name: "expand-composites",
  doc: "writes composite operators in terms of simpler ones",
  contract: "exact",
  run(graph, { note }) {
    return rewriteToFixedPoint(graph, (n, rewriting) => {
      if (!isComposite(n) || n.op.expand === undefined) return undefined;
      note(n.op.name, 1);
      return n.op.expand(contextOf(n, rewriting));
    });
  },
};
