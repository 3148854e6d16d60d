/** Where in the tree of work each tensor is read and written: positions in tree order, and the lists and loops around them. */

import type { Work } from "../graph/graph.ts";
import { ownReads, ownWrites, regionsOf } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";

/** Positions from the first to the last item of a list. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly isLoop: boolean;
}

/** One item reading or writing a tensor. */
export interface Access {
  readonly item: Work;
  readonly at: number;
  /** The lists around it, outermost first; the last is its own. */
  readonly spans: readonly Span[];
}

interface Uses {
  readonly reads: Access[];
  readonly writes: Access[];
}

const none: Uses = { reads: [], writes: [] };

export class WorkOrder {
  readonly #places = new Map<Work, Access>();
  readonly #uses = new Map<Tensor, Uses>();
  #next = 0;

  constructor(work: readonly Work[]) {
    this.#walk(work, [], false);
  }

  #walk(list: readonly Work[], around: readonly Span[], isLoop: boolean): void {
    const span = { from: this.#next, to: this.#next, isLoop };
    const spans = [...around, span];
    for (const item of list) {
      const access: Access = { item, at: this.#next++, spans };
      this.#places.set(item, access);
      for (const t of ownReads(item)) this.#usesOf(t).reads.push(access);
      for (const t of ownWrites(item)) this.#usesOf(t).writes.push(access);
      for (const inner of regionsOf(item)) this.#walk(inner, spans, item.kind === "loop");
    }
    span.to = this.#next - 1;
  }

  #usesOf(t: Tensor): Uses {
    const found = this.#uses.get(t) ?? { reads: [], writes: [] };
    this.#uses.set(t, found);
    return found;
  }

  placeOf(item: Work): Access {
    return this.#places.get(item) as Access;
  }

  readsOf(t: Tensor): readonly Access[] {
    return (this.#uses.get(t) ?? none).reads;
  }

  writesOf(t: Tensor): readonly Access[] {
    return (this.#uses.get(t) ?? none).writes;
  }

  /** Written in more than one list: a value carried from round to round, or the result of two branches. */
  isRewritten(t: Tensor): boolean {
    const [first, ...others] = this.writesOf(t);
    return others.some((w) => ownSpan(w) !== ownSpan(first as Access));
  }
}

export const ownSpan = (a: Access): Span => a.spans.at(-1) as Span;

export const isWithin = (a: Access, span: Span): boolean => a.spans.includes(span);

/** Until when something defined at `from` must last for a read at `to`: through all rounds of a loop that only the read stands in. */
export function lastsUntil(to: Access, from: Access): number {
  const loop = to.spans.find((s) => s.isLoop && !from.spans.includes(s));
  return loop?.to ?? to.at;
}
