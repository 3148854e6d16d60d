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
    return wishes.wanted.size === 0 ? g : new Layouts(g, wishes, context.note).apply();
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

/** The graph in these layouts: halos are settled first, then its nodes are rebuilt in order. */
class Layouts {
  readonly #g: Graph;
  readonly #wanted: Wishes["wanted"];
  readonly #written: Wishes["written"];
  readonly #note: PassContext["note"];
  readonly #results: ReadonlySet<Value>;
  readonly #computed: ReadonlySet<Value>;
  readonly #halos = new Map<Value, Edge>();
  readonly #relayoutHalos = new Map<string, Edge>();
  readonly #renewed = new Map<Value, Value>();
  readonly #relayouts = new Map<string, Value>();
  readonly #isReadOneWay: (v: Value) => boolean;
  readonly #nodes: Node[] = [];

  constructor(g: Graph, { wanted, written }: Wishes, note: PassContext["note"]) {
    this.#g = g;
    this.#wanted = wanted;
    this.#written = written;
    this.#note = note;
    this.#results = new Set(g.outputs);
    this.#computed = new Set(g.nodes.flatMap((n) => (n.op.view === true ? [] : n.outputs)));
    this.#isReadOneWay = readOneWay(g, wanted);
  }

  apply(): Graph {
    this.#settleHalos();
    for (const n of this.#g.nodes) this.#rebuild(n);
    const producers = new Map(this.#g.nodes.flatMap((n) => n.outputs.map((v) => [v, n] as const)));
    const outputs = this.#g.outputs.map((v) => {
      const made = this.#renewed.get(v);
      return made === undefined ? v : this.#relayout(made, value(v.name, v.type), producers.get(v)?.origin ?? [v.name]);
    });
    return graph({ ...this.#g, nodes: this.#nodes, outputs });
  }

  #settleHalos(): void {
    for (const [n, wishes] of this.#wanted)
      wishes.forEach((wish, i) => {
        const v = n.inputs[i];
        if (v === undefined || wish === undefined || v.data !== undefined || !hasHalo(wish)) return;
        const key = relayoutKey(v, wish);
        if (this.#isMet(v, wish)) mergeHalo(this.#halos, v, wish);
        else this.#relayoutHalos.set(key, mergedEdge(wish, this.#relayoutHalos.get(key), rankOf(v)));
      });
    const layoutOf = (v: Value): Layout => this.#layoutOf(v);
    shareHalos(this.#g, this.#halos, this.#computed, layoutOf);
    adoptHalos(this.#g, this.#halos, this.#wanted, layoutOf);
  }

  /** Without its halo. */
  #layoutOf(v: Value): Layout {
    return this.#written.get(v) ?? v.layout ?? plainLayout(rankOf(v));
  }

  /** True when the wish is met by writing the value so: its producer stores its blocks, and a halo of such elements can be put around. */
  #isMet(v: Value, wish: Layout): boolean {
    if (!sameBlocks(this.#layoutOf(v), wish) || !hasHalo(wish)) return sameBlocks(this.#layoutOf(v), wish);
    const edge = this.#halos.get(v);
    return this.#computed.has(v) && !this.#results.has(v) && (edge === undefined || (edge.fill ?? 0) === fillOf(wish));
  }

  #rebuild(n: Node): void {
    const wishes = this.#wanted.get(n);
    const current = (v: Value): Value => this.#renewed.get(v) ?? v;
    const inputs = n.inputs.map((v, i) => {
      const wish = wishes?.[i];
      if (v === undefined || wish === undefined) return v === undefined ? undefined : current(v);
      if (v.data !== undefined) return this.#packed(v, wish);
      return this.#isMet(v, wish) ? current(v) : this.#inLayout(current(v), v, wish, n.origin);
    });
    const outputs = n.outputs.map((v) => {
      const layout = withHalo(this.#layoutOf(v), this.#halos.get(v) ?? { halo: [] });
      if (isPlain(layout)) return v;
      const made = value(this.#results.has(v) ? `${v.name}_${layoutKey(layout)}` : v.name, v.type, { layout });
      this.#renewed.set(v, made);
      return made;
    });
    this.#nodes.push(node({ ...n, attrs: replaceHeldReads(n, current), inputs, outputs }));
  }

  /** A value of the graph, which `from` stands for by now, as a reader wants it. */
  #inLayout(from: Value, v: Value, wish: Layout, origin: readonly string[]): Value {
    const key = relayoutKey(v, wish);
    const layout = withHalo(wish, this.#relayoutHalos.get(key) ?? { halo: [] });
    const name = `${v.name}_${layoutKey(layout).replace(/\+.*/, "_padded")}`;
    const made = this.#relayouts.get(key) ?? this.#relayout(from, value(name, v.type, { layout }), origin);
    this.#relayouts.set(key, made);
    return made;
  }

  #relayout(from: Value, to: Value, origin: readonly string[]): Value {
    this.#nodes.push(node({ op: Relayout, attrs: {}, inputs: [from], outputs: [to], origin }));
    this.#note("relayouts put in", 1);
    return to;
  }

  #packed(v: Value, wish: Layout): Value {
    if (isPlain(wish)) return v;
    const key = relayoutKey(v, wish);
    const name = this.#isReadOneWay(v) ? v.name : `${v.name}_${layoutKey(wish)}`;
    const made = this.#relayouts.get(key) ?? value(name, v.type, { layout: wish, data: v.data });
    this.#relayouts.set(key, made);
    this.#note("constants packed", 1);
    return made;
  }
}

const relayoutKey = (v: Value, wish: Layout): string => `${v.name} ${layoutKey(withoutHalo(wish))} ${hasHalo(wish) ? fillOf(wish) : 0}`;

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
