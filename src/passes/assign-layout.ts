/**
 * assign-layout: gives every value the layout its producer writes and its consumers want, constants the layout they are packed in, and
 * puts a Relayout only where the two differ. Halos (the padding convolutions read) are added to the layout of the producer's value.
 */

import { fillOf, hasHalo, isPlain, type Layout, layoutKey, plainLayout } from "../core/layout.ts";
import { type Graph, graph, type Node, node, type Pass, type PassContext, type Value, value } from "../graph/graph.ts";
import { readsOf, replaceHeldReads } from "../graph/rewrite.ts";
import type { TensorType } from "../graph/types.ts";
import type { Machine } from "../loop/machine.ts";
import { Relayout } from "../ops/relayout.ts";
import { Resize } from "../ops/resize.ts";
import { chosenAlgorithm, constantsOf } from "./choose-algorithm.ts";
import { adoptHalos, type Edge, mergedEdge, mergeHalo, rankOf, sameBlocks, shareHalos, withHalo, withoutHalo } from "./halos.ts";

export const assignLayout: Pass = {
  name: "assign-layout",
  doc: "chooses layouts for values and constants, with relayouts only where producer and consumer differ",
  contract: "exact",
  run(g, context) {
    if (g.nodes.some((n) => n.op === Relayout || n.outputs.some((v) => v.layout !== undefined))) return g;
    const wishes = collectWishes(g, context);
    return wishes.wanted.size === 0 ? g : apply(g, wishes, context);
  },
};

interface Wishes {
  /** What a node wants of its inputs: blocks and halo. */
  readonly wanted: ReadonlyMap<Node, readonly (Layout | undefined)[]>;
  /** What each computed value is written in, without halo. */
  readonly written: ReadonlyMap<Value, Layout>;
}

function collectWishes(g: Graph, { machine }: PassContext): Wishes {
  const wanted = new Map<Node, readonly (Layout | undefined)[]>();
  const written = new Map<Value, Layout>();
  const isConstant = constantsOf(g);
  const last = lastFollowers(g, machine, isConstant);
  const producers = new Map(g.nodes.flatMap((n) => n.outputs.map((v) => [v, n] as const)));
  for (const n of g.nodes) {
    const algorithm = chosenAlgorithm(n, machine, isConstant);
    if (algorithm !== undefined) wanted.set(n, algorithm.inputs);
    algorithm?.inputs.forEach((wish, i) => {
      const v = n.inputs[i];
      const producer = v === undefined || wish === undefined || !isConstant(v) ? undefined : producers.get(v);
      if (v === undefined || wish === undefined || producer === undefined) return;
      wanted.set(producer, [wish]);
      written.set(v, withoutHalo(wish));
    });
    n.outputs.forEach((v, i) => {
      const own = algorithm?.outputs[i] ?? (n.op.follows === undefined || last.has(n) ? undefined : followed(n, v, written));
      if (own !== undefined && !isPlain(own)) written.set(v, withoutHalo(own));
    });
  }
  return { wanted, written };
}

/** Resizes, and what is computed element by element, whose results only such nodes and the graph's outputs read: they write rows at once, as outputs are. */
function lastFollowers(g: Graph, machine: Machine, isConstant: (v: Value) => boolean): ReadonlySet<Node> {
  const last = new Set<Node>();
  const readAsTheyAre = new Set<Value>();
  for (const n of g.nodes.toReversed()) {
    const isRowwise = n.op === Resize || (n.op.elementwise === true && n.op.follows !== undefined);
    const isLast = isRowwise && chosenAlgorithm(n, machine, isConstant) === undefined && !n.outputs.some((v) => readAsTheyAre.has(v));
    if (isLast) last.add(n);
    else for (const v of readsOf(n)) readAsTheyAre.add(v);
  }
  return last;
}

/** The layout of the input an operator follows: the first of the output's rank that is not row-major, equal shapes first. */
function followed(n: Node, output: Value, written: ReadonlyMap<Value, Layout>): Layout | undefined {
  const sameRank = n.inputs.filter((v): v is Value => v !== undefined && rankOf(v) === rankOf(output) && written.has(v));
  const shape = (v: Value): string => JSON.stringify((v.type as TensorType).shape);
  const [best] = [...sameRank].sort((a, b) => Number(shape(b) === shape(output)) - Number(shape(a) === shape(output)));
  return best === undefined ? undefined : written.get(best);
}

function apply(g: Graph, { wanted, written }: Wishes, { note }: PassContext): Graph {
  const results = new Set(g.outputs);
  const computed = new Set(g.nodes.flatMap((n) => (n.op.view === true ? [] : n.outputs)));
  const layoutOf = (v: Value): Layout => written.get(v) ?? v.layout ?? plainLayout(rankOf(v));
  const halos = new Map<Value, Edge>();
  /** True when the wish is met by writing the value so: its producer stores its blocks, and a halo of such elements can be put around. */
  const isMet = (v: Value, wish: Layout): boolean => {
    if (!sameBlocks(layoutOf(v), wish) || !hasHalo(wish)) return sameBlocks(layoutOf(v), wish);
    const edge = halos.get(v);
    return computed.has(v) && !results.has(v) && (edge === undefined || (edge.fill ?? 0) === fillOf(wish));
  };
  const relayoutHalos = new Map<string, Edge>();
  const relayoutKey = (v: Value, wish: Layout): string => `${v.name} ${layoutKey(withoutHalo(wish))} ${hasHalo(wish) ? fillOf(wish) : 0}`;
  for (const [n, wishes] of wanted)
    wishes.forEach((wish, i) => {
      const v = n.inputs[i];
      if (v === undefined || wish === undefined || v.data !== undefined || !hasHalo(wish)) return;
      if (isMet(v, wish)) mergeHalo(halos, v, wish);
      else relayoutHalos.set(relayoutKey(v, wish), mergedEdge(wish, relayoutHalos.get(relayoutKey(v, wish)), rankOf(v)));
    });
  shareHalos(g, halos, computed, layoutOf);
  adoptHalos(g, halos, wanted, layoutOf);

  const renewed = new Map<Value, Value>();
  const relayouts = new Map<string, Value>();
  const isReadOneWay = readOneWay(g, wanted);
  const nodes: Node[] = [];
  const current = (v: Value): Value => renewed.get(v) ?? v;
  const relayout = (v: Value, wish: Layout, origin: readonly string[]): Value => {
    const key = relayoutKey(v, wish);
    const made = relayouts.get(key);
    if (made !== undefined) return made;
    const layout = withHalo(wish, relayoutHalos.get(key) ?? { halo: [] });
    const output = value(`${v.name}_${layoutKey(layout).replace(/\+.*/, "_padded")}`, v.type, { layout });
    nodes.push(node({ op: Relayout, attrs: {}, inputs: [current(v)], outputs: [output], origin }));
    note("relayouts put in", 1);
    relayouts.set(key, output);
    return output;
  };
  for (const n of g.nodes) {
    const wishes = wanted.get(n);
    const inputs = n.inputs.map((v, i) => {
      const wish = wishes?.[i];
      if (v === undefined || wish === undefined) return v === undefined ? undefined : current(v);
      if (v.data !== undefined) return packed(v, wish);
      return isMet(v, wish) ? current(v) : relayout(v, wish, n.origin);
    });
    const outputs = n.outputs.map((v) => {
      const layout = withHalo(layoutOf(v), halos.get(v) ?? { halo: [] });
      if (isPlain(layout)) return v;
      const made = value(results.has(v) ? `${v.name}_${layoutKey(layout)}` : v.name, v.type, { layout });
      renewed.set(v, made);
      return made;
    });
    nodes.push(node({ ...n, attrs: replaceHeldReads(n, current), inputs, outputs }));
  }
  const producers = new Map(g.nodes.flatMap((n) => n.outputs.map((v) => [v, n] as const)));
  const outputs = g.outputs.map((v) => {
    const made = renewed.get(v);
    if (made === undefined) return v;
    const plain = value(v.name, v.type);
    nodes.push(node({ op: Relayout, attrs: {}, inputs: [made], outputs: [plain], origin: producers.get(v)?.origin ?? [v.name] }));
    note("relayouts put in", 1);
    return plain;
  });
  return graph({ ...g, nodes, outputs });

  function packed(v: Value, wish: Layout): Value {
    if (isPlain(wish)) return v;
    const key = relayoutKey(v, wish);
    const name = isReadOneWay(v) ? v.name : `${v.name}_${layoutKey(wish)}`;
    const made = relayouts.get(key) ?? value(name, v.type, { layout: wish, data: v.data });
    relayouts.set(key, made);
    note("constants packed", 1);
    return made;
  }
}

/** True for constants that every reader wants in the same layout: packed, they keep their name. */
function readOneWay(g: Graph, wanted: Wishes["wanted"]): (v: Value) => boolean {
  const ways = new Map<Value, Set<string>>();
  const see = (v: Value | undefined, wish: Layout | undefined): void => {
    if (v?.data === undefined) return;
    ways.set(v, (ways.get(v) ?? new Set()).add(layoutKey(wish ?? plainLayout(rankOf(v)))));
  };
  for (const n of g.nodes) {
    n.inputs.forEach((v, i) => see(v, wanted.get(n)?.[i]));
    for (const v of readsOf(n)) if (!n.inputs.includes(v)) see(v, undefined);
  }
  for (const v of g.outputs) see(v, undefined);
  return (v) => (ways.get(v)?.size ?? 0) <= 1;
}
