/**
 * check-syntax: refuses graphs that no later stage can compile, with all their problems at once. What holds of every graph is checked by
 * graph/check.ts.
 */

import { Diagnostics } from "../core/diagnostics.ts";
import { symbolsOf } from "../core/dim-fold.ts";
import { dtypes } from "../core/dtype.ts";
import { type Graph, type Node, nodeLabel, type Pass, type Value } from "../graph/graph.ts";
import { maximumBytes, type TensorType, typeText } from "../graph/types.ts";
import { slotOf } from "../loop/runtime-extent.ts";

const canBeComputed = ({ op }: Node): boolean => op.view === true || op.lower !== undefined || op.expand !== undefined;

/** What a 48-bit address space holds; also, sums of such sizes stay exact. */
const mostBytes = 2 ** 47;

/** Operators with an expansion are taken apart into ones that say more. */
const takes = (op: Node["op"], { type }: Value): boolean => {
  if (type.kind !== "tensor" || dtypes[type.dtype].kind !== "string") return type.kind !== "tensor" || dtypes[type.dtype].kind !== "complex";
  return op.strings !== undefined || op.view === true;
};

/** Free dims are left in graphs that are inlined, where values give them extents. */
const isOpen = ({ shape }: TensorType): boolean => shape.flatMap(symbolsOf).some((s) => slotOf(s) === undefined && s.hi === largestFreeDim);

/** How long an axis of a free dim may be. */
const largestFreeDim = 2 ** 31 - 1;

function problemsOf(graph: Graph): Diagnostics {
  const found = new Diagnostics();
  if (graph.outputs.length === 0)
    found.error({
      code: "AOT204",
      where: graph.name,
      message: "the model has 0 outputs, at least 1 is expected",
      hint: "declare the results as outputs",
    });
  const checkPort = (v: Value, role: string): void => {
    if (v.type.kind === "tensor") return;
    const message = `${role} ${v.name} is ${typeText(v.type)}, a tensor is expected`;
    found.error({ code: "AOT205", where: v.name, message, hint: "give its tensors a port each" });
  };
  for (const v of graph.inputs) checkPort(v, "input");
  for (const v of graph.outputs) checkPort(v, "output");
  for (const n of graph.nodes) {
    const strange = [...n.inputs, ...n.outputs].find((v) => v !== undefined && !takes(n.op, v));
    if (strange !== undefined)
      found.error({
        code: "AOT207",
        where: nodeLabel(n),
        message: `${strange.name} is ${typeText(strange.type)}; the operator computes on numbers and bools`,
        hint: "convert it before the model runs",
      });
    const huge = n.outputs.find((v) => v.type.kind === "tensor" && !isOpen(v.type) && !(maximumBytes(v.type) <= mostBytes));
    if (huge !== undefined)
      found.error({ code: "AOT208", where: nodeLabel(n), message: `${huge.name} is ${typeText(huge.type)}, more than ${mostBytes} bytes` });
    if (canBeComputed(n)) continue;
    found.error({ code: "AOT206", where: nodeLabel(n), message: `${n.op.name} has types but no lowering: it cannot be compiled yet` });
  }
  return found;
}

export const checkSyntax: Pass = {
  name: "check-syntax",
  doc: "rejects what no later stage can compile",
  contract: "exact",
  run(graph) {
    problemsOf(graph).throwIfErrors();
    return graph;
  },
};
