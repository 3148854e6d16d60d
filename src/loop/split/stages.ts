/**
 * Stages: a kernel whose outer loop has rounds that depend on each other, as threads share it. Every thread runs all rounds; what stands inside
 * is cut into stages, each divided among the threads, and threads wait for each other before a stage that uses what another thread has left.
 */
import { bounds, type Dim, floorDiv, mul, sub } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import { bodiesOf } from "../functions.ts";
import { type Stmt, waitStmt } from "../kernel.ts";
import { timeOf } from "./cost.ts";
import { areIndependent, hasIndependentRounds, type Loop } from "./independence.ts";
import { type Divided, divided, emitted, evenEnough, type IsShared, isLeftToLater, type Level, largestShare, storesTo, undivided } from "./levels.ts";

export type Item =
  /** Statements that no thread leaves anything for another in. */
  | { readonly kind: "stage"; readonly body: readonly Stmt[]; readonly level: Level; readonly divided?: Divided; readonly waits: boolean }
  /** Rounds that all threads run, one after another. */
  | { readonly kind: "rounds"; readonly loop: Loop; readonly items: readonly Item[] };

export interface Stages {
  readonly items: readonly Item[];
  /** The stage that takes the most time: parts begin where its units are shared evenly. */
  readonly main: Divided;
  /** Nanoseconds until the last thread is done, waits counted in; and of one thread alone. */
  readonly time: number;
  readonly alone: number;
}

/** The body in stages for `threads` threads, which wait for each other in `wait` nanoseconds; undefined where that is not known to be safe, or nothing is divided. */
export function stagesOf(body: readonly Stmt[], threads: number, isShared: IsShared, wait: number): Stages | undefined {
  const cut = new Cutter(threads, isShared).items(body);
  if (cut === undefined) return undefined;
  const items = withWaits(cut, isShared, [], false).items;
  const all = stagesIn(items, 1);
  const [first, ...others] = all.filter((s) => s.divided !== undefined);
  if (first === undefined) return undefined;
  const main = others.reduce((a, b) => (b.time > a.time ? b : a), first).divided as Divided;
  const units = main.level.weights.length;
  const time = all.reduce((n, s) => n + (s.waits ? wait * s.times : 0) + s.time * longestPart(s.level, main.parts, units), 0);
  return { items, main, time, alone: all.reduce((n, s) => n + s.time, 0) };
}

/** How much of a stage's time the thread with the most to do takes. */
function longestPart({ weights }: Level, parts: readonly number[], units: number): number {
  if (weights.length === 0) return 1;
  const own = parts.map((at) => Math.floor((at * weights.length) / units));
  return largestShare(weights, own) / (own.length - 1);
}

interface TimedStage {
  readonly level: Level;
  readonly divided?: Divided;
  readonly waits: boolean;
  /** How often it runs, and how many nanoseconds that takes one thread. */
  readonly times: number;
  readonly time: number;
}

const stagesIn = (items: readonly Item[], times: number): readonly TimedStage[] =>
  items.flatMap((item) =>
    item.kind === "stage"
      ? [{ ...item, times, time: times * timeOf(item.body) }]
      : stagesIn(item.items, times * Math.max(0, bounds(sub(item.loop.to, item.loop.from))[1])),
  );

class Cutter {
  readonly #threads: number;
  readonly #isShared: IsShared;

  constructor(threads: number, isShared: IsShared) {
    this.#threads = threads;
    this.#isShared = isShared;
  }

  /** The body as stages and rounds; undefined where something besides memory is left to a later one. */
  items(body: readonly Stmt[]): readonly Item[] | undefined {
    const items: Item[] = [];
    let run: Stmt[] = [];
    const close = (): void => {
      if (run.length > 0) items.push(this.#stage(run));
      run = [];
    };
    for (const s of body) {
      const inner = this.#isRounds(s) ? this.items(s.body) : undefined;
      if (inner?.some(isDivided) === true) {
        close();
        items.push({ kind: "rounds", loop: s as Loop, items: inner });
      } else {
        if (run.length > 0 && !areIndependent(run, [s], this.#isShared) && divided([...run, s], this.#threads, this.#isShared) === undefined) close();
        run.push(s);
      }
    }
    close();
    const isWhole = items.every((item, i) => item.kind === "rounds" || !this.#isLeft(item, items.slice(i + 1)));
    return isWhole ? items : undefined;
  }

  #stage(body: readonly Stmt[]): Item & { kind: "stage" } {
    const found = divided(body, this.#threads, this.#isShared);
    const several = found !== undefined && found.level.weights.length > 1 ? { divided: found } : {};
    return { kind: "stage", body, level: several.divided?.level ?? undivided(body, this.#isShared), waits: false, ...several };
  }

  /** What every thread runs is there for all. */
  #isLeft({ level }: Item & { kind: "stage" }, later: readonly Item[]): boolean {
    const rest = later.flatMap((item) => (item.kind === "rounds" ? [item.loop] : item.body));
    return level.segments.some((s) => s.kind !== "shared" && isLeftToLater(s.kind === "loop" ? [s.loop] : s.body, rest));
  }

  /** A loop that no thread can leave rounds of out, or few can share evenly, and whose ends are the same for all threads. */
  #isRounds(s: Stmt): s is Loop {
    if (s.kind !== "for" || s.unroll || !storesTo([s], this.#isShared)) return false;
    const isKnown = [s.from, s.to].every((d) => symbolsOf(d).every((x) => x.payload === undefined));
    if (!isKnown) return false;
    if (!hasIndependentRounds(s, this.#isShared)) return true;
    const own = divided([s], this.#threads, this.#isShared);
    return (own === undefined || own.share > evenEnough) && s.body.some((x) => holdsRounds(x, this.#isShared));
  }
}

/** True for a loop with rounds that depend on each other, and for what holds one. */
const holdsRounds = (s: Stmt, isShared: IsShared): boolean =>
  (s.kind === "for" && storesTo([s], isShared) && !hasIndependentRounds(s, isShared)) ||
  bodiesOf(s).some((b) => b.some((x) => holdsRounds(x, isShared)));

const isDivided = (item: Item): boolean => (item.kind === "stage" ? item.divided !== undefined : item.items.some(isDivided));

interface Waiting {
  readonly items: readonly Item[];
  /** What has run since threads last waited for certain. */
  readonly pending: readonly Stmt[];
  /** True while more may have run: rounds before this one. */
  readonly open: boolean;
}

/** The items with waits before the stages that need one: those that use what another has left since the last wait, and the first of each round. */
function withWaits(items: readonly Item[], isShared: IsShared, before: readonly Stmt[], isOpen: boolean): Waiting {
  let [pending, open] = [before, isOpen];
  const done = items.map((item): Item => {
    if (item.kind === "stage") {
      const waits = open || !areIndependent(pending, item.body, isShared);
      pending = waits ? item.body : [...pending, ...item.body];
      if (waits) open = false;
      return { ...item, waits };
    }
    const inner = withWaits(item.items, isShared, [], true);
    const runs = bounds(sub(item.loop.to, item.loop.from))[0] > 0;
    // A loop that may be empty leaves pending what was before it.
    pending = runs && !inner.open ? [item.loop] : [...pending, item.loop];
    open = (!runs || inner.open) && open;
    return { ...item, items: inner.items };
  });
  return { items: done, pending, open };
}

/** The statements for the units from `begin` to `end` of `units`; a stage with other units takes as large a part of them. */
export const emittedStages = (items: readonly Item[], units: number, begin: Dim, end: Dim): readonly Stmt[] =>
  items.flatMap((item): readonly Stmt[] => {
    if (item.kind === "rounds") return [{ ...item.loop, body: emittedStages(item.items, units, begin, end) }];
    const own = (at: Dim): Dim => floorDiv(mul(at, item.level.weights.length), units);
    const body = emitted(item.level, 0, own(begin), own(end));
    return item.waits ? [waitStmt, ...body] : body;
  });
