/**
 * attend-in-place: fused attention reads queries, keys and values where projections wrote them, [batch, length, heads, size], and writes its result
 * so; the Transposes that bring heads to the front disappear.
 */
import type { Dim } from "../core/dim.ts";
import { isNodeOf, type Node, type Pass, type Value } from "../graph/graph.ts";
import type { Rule } from "../graph/rewrite-nodes.ts";
import { type Attention, FusedAttention } from "../ops/fused-attention.ts";
import { Transpose } from "../ops/transpose.ts";
import { madeBy, madeForUs, rulesPass, typeOf } from "./patterns.ts";

const swapsHeads = (n: Node | undefined): boolean => isNodeOf(n, Transpose) && n.attrs.perm.join() === "0,2,1,3";

/** Rows that lie a multiple of this many bytes apart share one set of the first-level cache, where a tile of keys pushes itself out. */
const aliasing = 4096;

const rowBytes = (v: Value): number => ((typeOf(v)?.shape ?? []) as readonly Dim[]).slice(2).reduce<number>((n, d) => n * Number(d), 4);

/** The node's raw attributes, with other operands whose length comes first. */
function attributes({ attrs }: Attention, lengthFirst: string): Readonly<Record<string, number | string>> {
  const { causal, aligned, lengthFirst: _, ...numbers } = attrs;
  return { ...numbers, causal: Number(causal), aligned: Number(aligned), length_first: lengthFirst };
}

const operands: Rule = (n, graph) => {
  if (!isNodeOf(n, FusedAttention)) return undefined;
  const { lengthFirst } = n.attrs;
  for (const [i, letter] of ["q", "k", "v"].entries()) {
    const transpose = madeBy(graph, n.inputs[i], Transpose);
    const from = transpose?.inputs[0];
    if (from === undefined || !swapsHeads(transpose) || lengthFirst.includes(letter)) continue;
    if (letter === "k" && rowBytes(from) % aliasing === 0) continue;
    return graph.replace(FusedAttention, n.inputs.with(i, from), attributes(n, lengthFirst + letter));
  }
  return undefined;
};

const result: Rule = (n, graph) => {
  const attention = n.op === Transpose && swapsHeads(n) ? madeForUs(graph, n.inputs[0], FusedAttention) : undefined;
  if (attention === undefined || attention.attrs.lengthFirst.includes("y")) return undefined;
  return graph.replace(FusedAttention, attention.inputs, attributes(attention, `${attention.attrs.lengthFirst}y`));
};

export const attendInPlace: Pass = rulesPass({
  name: "attend-in-place",
  doc: "lets fused attention read and write [batch, length, heads, size]",
  contract: "exact",
  rules: [operands, result],
});
