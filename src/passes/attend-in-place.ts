/**
 * attend-in-place: fused attention reads queries, keys and values where projections wrote them, [batch, length, heads, size], and writes its result
 * so; the Transposes that bring heads to the front disappear.
 */
import type { Dim } from "../core/dim.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rule } from "../graph/rewrite-nodes.ts";
import { FusedAttention } from "../ops/fused-attention.ts";
import { Transpose } from "../ops/transpose.ts";
import { madeBy, madeForUs, rulesPass, typeOf } from "./patterns.ts";

const swapsHeads = (n: Node | undefined): boolean => (n?.attrs.perm as readonly number[] | undefined)?.join() === "0,2,1,3";

/** Rows that lie a multiple of this many bytes apart share one set of the first-level cache, where a tile of keys pushes itself out. */
const aliasing = 4096;

const rowBytes = (v: Value): number => ((typeOf(v)?.shape ?? []) as readonly Dim[]).slice(2).reduce<number>((n, d) => n * Number(d), 4);

/** The node's raw attributes, with other operands whose length comes first. */
function attributes({ attrs }: Node, lengthFirst: string): Readonly<Record<string, number | string>> {
  const { causal, offset, aligned, window, scale, softcap, least } = attrs as Readonly<Record<string, number | boolean>>;
  return {
    causal: Number(causal),
    offset: Number(offset),
    aligned: Number(aligned),
    window: Number(window),
    scale: Number(scale),
    softcap: Number(softcap),
    least: Number(least),
    length_first: lengthFirst,
  };
}

const letters = (n: Node): string => n.attrs.lengthFirst as string;

const operands: Rule = (n, graph) => {
  if (n.op !== FusedAttention) return undefined;
  for (const [i, letter] of ["q", "k", "v"].entries()) {
    const transpose = madeBy(graph, n.inputs[i], Transpose);
    const from = transpose?.inputs[0];
    if (from === undefined || !swapsHeads(transpose) || letters(n).includes(letter)) continue;
    if (letter === "k" && rowBytes(from) % aliasing === 0) continue;
    return graph.replace(FusedAttention, n.inputs.with(i, from), attributes(n, letters(n) + letter));
  }
  return undefined;
};

const result: Rule = (n, graph) => {
  const attention = n.op === Transpose && swapsHeads(n) ? madeForUs(graph, n.inputs[0], FusedAttention) : undefined;
  if (attention === undefined || letters(attention).includes("y")) return undefined;
  return graph.replace(FusedAttention, attention.inputs, attributes(attention, `${letters(attention)}y`));
};

export const attendInPlace: Pass = rulesPass({
  name: "attend-in-place",
  doc: "lets fused attention read and write [batch, length, heads, size]",
  contract: "exact",
  rules: [operands, result],
});
