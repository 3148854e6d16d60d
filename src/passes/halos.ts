/** Which values get a halo besides those whose readers ask for one: parts of a larger value, and values computed like one that has it. */

import { bounds } from "../core/dim.ts";
import { type Halo, hasHalo, type Layout, layoutKey } from "../core/layout.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { readsOf } from "../graph/rewrite.ts";
import { attrsKey } from "../graph/text.ts";

export const rankOf = (v: Value): number => (v.type.kind === "tensor" ? v.type.shape.length : 0);
export const withoutHalo = (layout: Layout): Layout => (hasHalo(layout) ? Object.freeze({ ...layout, halo: [] }) : layout);
export const withHalo = ({ order, blocks }: Layout, { halo, fill = 0 }: Edge): Layout =>
  Object.freeze({ order, blocks, halo, ...(fill === 0 ? {} : { fill }) });

/** What stands around a value: a halo, and what it is filled with. */
export type Edge = Pick<Layout, "halo" | "fill">;

/** The halo that holds both; they are filled alike. */
export const mergedEdge = (a: Edge, b: Edge | undefined, rank: number): Edge => ({
  halo: Array.from({ length: rank }, (_, axis) => {
    const [first, second] = [a.halo[axis] ?? noHalo, b?.halo[axis] ?? noHalo];
    return { before: Math.max(first.before, second.before), after: Math.max(first.after, second.after) };
  }),
  fill: a.fill ?? 0,
});

const noHalo: Halo = { before: 0, after: 0 };

export const mergeHalo = (into: Map<Value, Edge>, v: Value, edge: Edge): unknown => into.set(v, mergedEdge(edge, into.get(v), rankOf(v)));

export const sameBlocks = (a: Layout, b: Layout): boolean => layoutKey(withoutHalo(a)) === layoutKey(withoutHalo(b));

/**
 * A part that is written straight into a larger value must carry that value's halo: nodes of several inputs that only follow (Concat)
 * hand their output's halo to their inputs, where all of them are computed in the same blocks.
 */
export function shareHalos(g: Graph, halos: Map<Value, Edge>, computed: ReadonlySet<Value>, layoutOf: (v: Value) => Layout): void {
  for (const n of [...g.nodes].reverse()) {
    const [output] = n.outputs;
    if (output === undefined || n.op.follows === undefined || n.inputs.length < 2) continue;
    const halo = halos.get(output);
    const parts = n.inputs.filter((v): v is Value => v !== undefined && v.data === undefined && rankOf(v) === rankOf(output));
    if (halo === undefined || parts.length !== n.inputs.length) continue;
    if (!parts.every((v) => computed.has(v) && !g.outputs.includes(v) && sameBlocks(layoutOf(v), layoutOf(output)))) continue;
    if (parts.some((v) => halos.has(v) && (halos.get(v)?.fill ?? 0) !== (halo.fill ?? 0))) continue;
    for (const v of parts) mergeHalo(halos, v, halo);
  }
}

/** A halo is adopted only where it adds less than a sixth to the value. */
const mostAdopted = 7 / 6;

/** A halo grows where the value stays smaller than this part of the largest one: the arena is that of larger values. */
const mostGrown = 1 / 4;

/**
 * A value takes the halo of values which are computed alike, so that one kernel serves all: where it has none (the convolutions of a decoder and of its
 * encoder), and where its own is smaller (expansions that windows of 3x3 and of 5x5 read); where every reader reads it in its blocks, and so knows halos.
 */
export function adoptHalos(
  g: Graph,
  halos: Map<Value, Edge>,
  wanted: ReadonlyMap<Node, readonly (Layout | undefined)[]>,
  layoutOf: (v: Value) => Layout,
): void {
  const producers = new Map(g.nodes.flatMap((n) => n.outputs.map((v) => [v, n] as const)));
  const readers = new Map<Value, Node[]>();
  for (const n of g.nodes) for (const v of readsOf(n)) readers.set(v, [...(readers.get(v) ?? []), n]);
  const typeText = (v: Value | undefined): string => {
    if (v?.type.kind !== "tensor") return "";
    const edge = halos.get(v);
    return `${v.type.dtype}${JSON.stringify(v.type.shape)}${layoutKey(edge === undefined ? layoutOf(v) : withHalo(layoutOf(v), edge))}`;
  };
  /** How a value is computed, back to the node that chose the layout. */
  const way = (v: Value): string | undefined => {
    const n = producers.get(v);
    if (n === undefined) return undefined;
    const [first, ...rest] = n.inputs;
    const inner = wanted.has(n) ? typeText(first) : n.op.follows !== undefined && first !== undefined ? way(first) : undefined;
    return inner === undefined ? undefined : `${n.op.name} ${attrsKey(n.attrs)} (${[inner, ...rest.map(typeText)].join(" ")})`;
  };
  const isReadInBlocks = (v: Value): boolean =>
    (readers.get(v) ?? []).every((n) => {
      const places = n.inputs.flatMap((input, i) => (input === v ? [wanted.get(n)?.[i]] : []));
      return places.length > 0 && places.every((wish) => wish !== undefined && sameBlocks(wish, layoutOf(v)));
    });
  const isComputed = (v: Value | undefined): boolean => v !== undefined && producers.has(v);
  /** What joins computed values has the halo of all of them (`shareHalos`). */
  const isJoined = (v: Value): boolean => (producers.get(v)?.inputs.filter(isComputed).length ?? 0) > 1;
  const known = new Map<string, Edge>();
  for (const [v, edge] of halos) {
    const text = way(v);
    const other = known.get(text ?? "");
    if (text !== undefined && (other === undefined || other.fill === edge.fill)) known.set(text, mergedEdge(edge, other, rankOf(v)));
  }
  const results = new Set(g.outputs);
  const largest = [...producers.keys()].reduce((most, v) => Math.max(most, elementsOf(v, halos.get(v))), 0);
  for (const v of producers.keys()) {
    if (results.has(v) || !isReadInBlocks(v)) continue;
    const [own, edge] = [halos.get(v), known.get(way(v) ?? "")];
    if (edge === undefined) continue;
    const isCheap =
      own === undefined
        ? elementsOf(v, edge) < mostAdopted * elementsOf(v, undefined)
        : own.fill === edge.fill && !isJoined(v) && elementsOf(v, edge) < mostGrown * largest;
    if (isCheap) halos.set(v, edge);
  }
}

/** Elements of a value, at most, with what stands around it. */
const elementsOf = ({ type }: Value, edge: Edge | undefined): number =>
  (type.kind === "tensor" ? type.shape : []).reduce<number>((n, d, i) => {
    const { before, after } = edge?.halo[i] ?? noHalo;
    return n * (Math.max(1, bounds(d)[1]) + before + after);
  }, 1);
