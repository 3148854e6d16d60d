/** merge-common-subexpressions: of nodes with equal operator, attributes and inputs, the first computes for all. */

import { layoutKey } from "../core/layout.ts";
import { isComparable } from "../graph/comparable.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import { rewriteNodes } from "../graph/rewrite-nodes.ts";
import { attrsKey } from "../graph/text.ts";

function keyOf(n: Node, numberOf: (v: Value) => number): string {
  const op = `${n.op.domain}/${n.op.name} ${n.algorithm ?? ""}`;
  const inputs = n.inputs.map((v) => (v === undefined ? "_" : numberOf(v))).join(",");
  const outputs = n.outputs.map((v) => (v.layout === undefined ? "" : layoutKey(v.layout))).join(",");
  return `${op} ${inputs} ${outputs} ${attrsKey(n.attrs)}`;
}

export const mergeCommonSubexpressions: Pass = {
  name: "merge-common-subexpressions",
  doc: "computes equal expressions once",
  contract: "exact",
  run(graph, { note }) {
    const numbers = new Map<Value, number>();
    const numberOf = (v: Value): number => {
      const found = numbers.get(v) ?? numbers.size;
      numbers.set(v, found);
      return found;
    };
    const first = new Map<string, readonly Value[]>();
    return rewriteNodes(graph, (n) => {
      if (!isComparable(n)) return undefined;
      const key = keyOf(n, numberOf);
      const same = first.get(key);
      if (same === undefined) {
        first.set(key, n.outputs);
        return undefined;
      }
      note(`equal ${n.op.name}`, 1);
      return same;
    });
  },
};
