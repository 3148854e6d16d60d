/**
 * Barriers: before which steps the threads wait for each other. A step waits where it touches bytes that another thread may still write, or
 * writes bytes that another may still read, since the last wait. Neighbours that the first thread takes alone, or that share no bytes, do not.
 */
import { bounds } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { argumentsOf, touches } from "./accesses.ts";
import { type ArenaRow, type Argument, isShared, type Region, type Step, type Storage, stepsOf } from "./program.ts";

/** Bytes of the arena (or of another storage, `in`) that a step touches. */
interface Touch {
  readonly in: Storage | undefined;
  readonly from: number;
  readonly to: number;
  readonly writes: boolean;
  /** By every thread; else by the first alone. */
  readonly everyone: boolean;
}

/** The region with `waits` where its steps need them. */
export function withBarriers(region: Region, arena: readonly ArenaRow[]): Region {
  const offsets = new Map(arena.map((row) => [row.storage, row.offset]));
  const order = new Order((s) => offsets.get(s));
  return { steps: order.steps(region.steps, []).steps };
}

interface Ordered {
  readonly steps: readonly Step[];
  /** What has been touched since threads last waited. */
  readonly pending: readonly Touch[];
}

class Order {
  readonly #offsetOf: (s: Storage) => number | undefined;

  constructor(offsetOf: (s: Storage) => number | undefined) {
    this.#offsetOf = offsetOf;
  }

  steps(steps: readonly Step[], before: readonly Touch[]): Ordered {
    let pending = before;
    const done = steps.map((step) => {
      const ordered = this.#step(step, pending);
      pending = ordered.pending;
      return ordered.step;
    });
    return { steps: done, pending };
  }

  #step(step: Step, before: readonly Touch[]): { readonly step: Step; readonly pending: readonly Touch[] } {
    const everyone = isShared(step);
    const own = everyone ? this.#touches(step, true) : stepsOf({ steps: [step] }).flatMap((s) => this.#touches(s, false));
    const waits = before.some((a) => own.some((b) => meet(a, b)));
    const pending = waits ? own : joined(before, own);
    const ordered: Step = waits ? { ...step, waits } : step;
    if (!everyone) return { step: ordered, pending };
    if (ordered.kind === "if") {
      const [then, otherwise] = [this.steps(ordered.then.steps, pending), this.steps(ordered.else.steps, pending)];
      const both: Step = { ...ordered, then: { steps: then.steps }, else: { steps: otherwise.steps } };
      return { step: both, pending: [...then.pending, ...otherwise.pending] };
    }
    // Threads wait for each other at the end of every round; then all look whether there is another.
    if (ordered.kind === "loop") return { step: { ...ordered, body: { steps: this.steps(ordered.body.steps, pending).steps } }, pending: own };
    return { step: ordered, pending };
  }

  /** What a step itself touches that anyone writes. The number of a round is written by the first thread. */
  #touches(step: Step, everyone: boolean): readonly Touch[] {
    const args = touches(step);
    const { read, written } = argumentsOf(step);
    return args.flatMap((argument, i) => {
      if (argument.storage.place === "weights" || argument.storage.place === "input") return [];
      const isRound = step.kind === "loop" && argument === step.iteration;
      const touch = { ...this.#bytes(step, argument, i), everyone: everyone && !isRound };
      return [...(read.includes(i) ? [{ ...touch, writes: false }] : []), ...(written.includes(i) ? [{ ...touch, writes: true }] : [])];
    });
  }

  #bytes(step: Step, { storage, offset, perThread }: Argument, i: number): Pick<Touch, "in" | "from" | "to"> {
    const start = this.#offsetOf(storage);
    const elements = step.kind === "call" ? step.kernel.params[i]?.elements : undefined;
    const known = start === undefined ? { in: storage, start: 0 } : { in: undefined, start };
    if (elements === undefined || perThread !== undefined) return { in: known.in, from: known.start, to: known.start + storage.bytes };
    const unit = bytesOf(storage.dtype);
    const end = Math.min(storage.bytes, (offset + bounds(elements)[1]) * unit);
    return { in: known.in, from: known.start + offset * unit, to: known.start + end };
  }
}

/** Of touches that others cover nothing new is known: chains of steps reuse the same few bytes. */
function joined(before: readonly Touch[], own: readonly Touch[]): readonly Touch[] {
  const more = own.filter((t) => !before.some((b) => covers(b, t)));
  return more.length === 0 ? before : [...before, ...more];
}

const covers = (a: Touch, b: Touch): boolean =>
  a.in === b.in && a.from <= b.from && b.to <= a.to && a.writes === b.writes && a.everyone === b.everyone;

const meet = (a: Touch, b: Touch): boolean => a.in === b.in && a.from < b.to && b.from < a.to && (a.writes || b.writes) && (a.everyone || b.everyone);
