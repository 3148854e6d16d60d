/** choose-algorithm: writes the cheapest permitted algorithm on every node whose operator has a choice. Layouts and lowering obey it. */

import type { Layout } from "../core/layout.ts";
import { type Algorithm, type Graph, graph, type Node, node, type Pass, type Value } from "../graph/graph.ts";
import { readsOf } from "../graph/rewrite.ts";

export const chooseAlgorithm: Pass = {
  name: "choose-algorithm",
  doc: "picks the cheapest way to compute each node on the machine",
  contract: "reassociates",
  run(g: Graph, { machine, options, note }) {
    const isConstant = constantsOf(g);
    const permitted = new Map<Node, readonly Algorithm[]>(
      g.nodes.map((n) => {
        const candidates = n.algorithm === undefined ? (n.op.algorithms?.(n, machine, isConstant) ?? []) : [];
        return [n, candidates.filter((a) => a.precise || !(options.precise || options.deterministic)).sort((a, b) => a.seconds - b.seconds)];
      }),
    );
    const quickest = new Map([...permitted].flatMap(([n, [best]]) => (best === undefined ? [] : [[n, best] as const])));
    const chosen = new Map([...quickest, ...overRows(g, quickest, permitted)]);
    for (const [n, best] of chosen) note(`${n.op.name}: ${best.name}`, 1);
    const nodes = g.nodes.map((n): Node => (chosen.has(n) ? node({ ...n, algorithm: chosen.get(n)?.name as string }) : n));
    return chosen.size > 0 ? graph({ ...g, nodes }) : g;
  },
};

/**
 * Ways over rows, for nodes that would be the only ones to want blocks: where all that their values reach, through what follows layouts, have such ways, no value goes into
 * blocks and back.
 */
function overRows(
  g: Graph,
  quickest: ReadonlyMap<Node, Algorithm>,
  permitted: ReadonlyMap<Node, readonly Algorithm[]>,
): ReadonlyMap<Node, Algorithm> {
  const isBlocked = (layout: Layout | undefined): boolean => layout !== undefined && layout.blocks.length > 0;
  const areRows = (a: Algorithm): boolean => ![a.inputs[0], ...a.outputs].some(isBlocked);
  const givesBlocks = (n: Node): boolean => quickest.get(n)?.outputs.some(isBlocked) === true;
  const rowsOf = (n: Node): Algorithm | undefined => permitted.get(n)?.find(areRows);
  const isLaidOut = (n: Node): boolean => n.op.follows !== undefined || quickest.has(n);
  const near = new Map<Node, Node[]>();
  const join = (a: Node, b: Node): void => {
    const others = near.get(a) ?? [];
    others.push(b);
    near.set(a, others);
  };
  const producers = new Map(g.nodes.filter(isLaidOut).flatMap((n) => n.outputs.map((v) => [v, n] as const)));
  for (const n of g.nodes.filter(isLaidOut))
    for (const producer of n.inputs.flatMap((v) => (v === undefined ? [] : (producers.get(v) ?? [])))) {
      join(n, producer);
      join(producer, n);
    }
  const found = new Map<Node, Algorithm>();
  const seen = new Set<Node>();
  for (const start of quickest.keys()) {
    if (seen.has(start) || !givesBlocks(start) || rowsOf(start) === undefined) continue;
    const reached = new Set([start]);
    for (const n of reached) for (const other of near.get(n) ?? []) reached.add(other);
    for (const n of reached) seen.add(n);
    const ways = [...reached].filter(givesBlocks).map((n) => [n, rowsOf(n)] as const);
    for (const [n, rows] of ways.every(([, rows]) => rows !== undefined) ? ways : []) if (rows !== undefined) found.set(n, rows);
  }
  return found;
}

/** True for constants, and for what a node that has one reader computes of constants in any layout (a conversion that is not folded): it is written as that reader wants it. */
export function constantsOf(g: Graph): (v: Value) => boolean {
  const readers = new Map<Value, number>();
  for (const v of [...g.nodes.flatMap(readsOf), ...g.outputs]) readers.set(v, (readers.get(v) ?? 0) + 1);
  const computed = g.nodes.filter((n) => n.op.follows === 0 && n.inputs.every((v) => v === undefined || v.data !== undefined));
  const known = new Set(computed.flatMap((n) => n.outputs.filter((v) => readers.get(v) === 1)));
  return (v) => v.data !== undefined || known.has(v);
}

/** The algorithm recorded on a node, with its layouts. */
export const chosenAlgorithm = (n: Node, machine: Parameters<Pass["run"]>[1]["machine"], isConstant: (v: Value) => boolean): Algorithm | undefined =>
  n.algorithm === undefined ? undefined : n.op.algorithms?.(n, machine, isConstant).find((a) => a.name === n.algorithm);
