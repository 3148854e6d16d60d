/**
 * Levels: statements beside each other whose outer loops are counted in units. A call computes those from `begin` to `end`; the nest stays as
 * it is, only the ends of its outer loops change, so every element is computed by the same operations in the same order as by one thread.
 */
import { add, ceilDiv, type Dim, dimOf, floorDiv, max, min, mul, sub, sym } from "../../core/dim.ts";
import { and, type Buffer, index, le, lt } from "../expr.ts";
import { bodiesOf } from "../functions.ts";
import { ifStmt, type Stmt } from "../kernel.ts";
import { operationsOf } from "./cost.ts";
import { areIndependent, hasIndependentRounds, isNeededLater, type Loop, setsOuterTiles } from "./independence.ts";

/** Whether a buffer is one that all threads use and some store to. */
export type IsShared = (b: Buffer) => boolean;

/** Statements beside each other, cut into what every thread runs, loops whose rounds are units, and rests that are a unit or go with one. */
export interface Level {
  readonly segments: readonly Segment[];
  /** Nanoseconds of each unit. */
  readonly weights: readonly number[];
}

type Segment =
  | { readonly kind: "shared"; readonly body: readonly Stmt[] }
  /** Runs where its unit does: its own, or (`joins`) the last one of the loop before it. */
  | { readonly kind: "rest"; readonly body: readonly Stmt[]; readonly joins: boolean }
  | { readonly kind: "loop"; readonly loop: Loop; readonly rounds: number; readonly inner?: Level };

/** Loops inside each other that are counted as one, and units that are weighed one by one. */
const deepest = 3;
const mostUnits = 1 << 20;
/** Threads that wait for one with this much more than its share are no loss worth deeper units. */
const fairShare = 1.04;
/** Where the thread with the most to do does less than this in even shares, waiting for each other more often gains nothing. */
export const evenEnough = 1.25;

/** A level, where the parts of its units begin, and what the thread with the most to do does, in even shares. */
export interface Divided {
  readonly level: Level;
  readonly parts: readonly number[];
  readonly share: number;
}

/** The body's units by as many loops as make fair parts for `threads` threads; undefined where none is known to have independent rounds. */
export function divided(body: readonly Stmt[], threads: number, isShared: IsShared): Divided | undefined {
  let best: Divided | undefined;
  for (let depth = 1; depth <= deepest; depth++) {
    const level = levelOf(body, depth, isShared);
    if (level === undefined) continue;
    const parts = partsOf(level.weights, threads);
    const share = largestShare(level.weights, parts);
    if (best === undefined || share < best.share * 0.98) best = { level, parts, share };
    if (best.share <= fairShare) break;
  }
  return best;
}

/** A body that one thread runs whole; nobody, where it stores nothing that others see: then all do. */
export const undivided = (body: readonly Stmt[], isShared: IsShared): Level =>
  storesTo(body, isShared)
    ? { segments: [{ kind: "rest", body, joins: false }], weights: [operationsOf(body)] }
    : { segments: [{ kind: "shared", body }], weights: [] };

/** Undefined where nothing is a loop of units, or where parts of the body depend on each other. */
function levelOf(body: readonly Stmt[], depth: number, isShared: IsShared): Level | undefined {
  const stores = (s: Stmt): boolean => storesTo([s], isShared);
  const segments: Segment[] = [];
  const close = (run: readonly Stmt[]): void => {
    if (run.length > 0) segments.push(run.some(stores) ? { kind: "rest", body: run, joins: false } : { kind: "shared", body: run });
  };
  let run: Stmt[] = [];
  for (const s of body) {
    const found = stores(s) ? loopSegment(s, depth, isShared) : undefined;
    if (found === undefined) run.push(s);
    else {
      close(run);
      segments.push(found);
      run = [];
    }
  }
  close(run);
  if (!segments.some((s) => s.kind === "loop")) return undefined;
  const settled = settledRests(segments, isShared);
  if (settled === undefined || settled.reduce((n, s) => n + unitsOf(s), 0) > mostUnits) return undefined;
  return { segments: settled, weights: weightsOf(settled) };
}

function loopSegment(s: Stmt, depth: number, isShared: IsShared): Segment | undefined {
  if (s.kind !== "for" || s.unroll || typeof s.from !== "number" || typeof s.to !== "number" || s.to - s.from < 1) return undefined;
  if (!hasIndependentRounds(s, isShared)) return undefined;
  const inner = depth > 1 ? levelOf(s.body, depth - 1, isShared) : undefined;
  return { kind: "loop", loop: s, rounds: s.to - s.from, inner };
}

export const storesTo = (body: readonly Stmt[], isShared: IsShared): boolean =>
  body.some((s) => (s.kind === "store" ? isShared(s.buffer) : bodiesOf(s).some((inner) => storesTo(inner, isShared))));

const bodyOf = (s: Segment): readonly Stmt[] => (s.kind === "loop" ? [s.loop] : s.body);

/** True when a thread that does not run `body` would miss what `later` needs of it besides memory. */
export const isLeftToLater = (body: readonly Stmt[], later: readonly Stmt[]): boolean => setsOuterTiles(body) || isNeededLater(body, later);

/** Rests that meet only the last round of the loop before them join its unit; undefined where other segments depend on each other. */
function settledRests(segments: readonly Segment[], isShared: IsShared): readonly Segment[] | undefined {
  const settled: Segment[] = [];
  for (const [i, s] of segments.entries()) {
    const later = segments.slice(i + 1).flatMap(bodyOf);
    if (s.kind !== "shared" && isLeftToLater(bodyOf(s), later)) return undefined;
    const meeting = segments.slice(0, i).filter((before) => !areIndependent(bodyOf(before), bodyOf(s), isShared));
    const last = segments[i - 1];
    if (meeting.length === 0) settled.push(s);
    else if (s.kind === "rest" && last?.kind === "loop" && meeting.length === 1 && meeting[0] === last && meetsLastOnly(last, s.body, isShared)) {
      // It meets all of the last round, which is one unit then.
      settled[settled.length - 1] = { kind: "loop", loop: last.loop, rounds: last.rounds };
      settled.push({ ...s, joins: true });
    } else return undefined;
  }
  return settled;
}

function meetsLastOnly({ loop, rounds }: Segment & { kind: "loop" }, rest: readonly Stmt[], isShared: IsShared): boolean {
  if (rounds === 1) return true;
  const { name, lo, hi } = loop.sym;
  const earlier = dimOf(sym(name, lo, hi - 1));
  return areIndependent(loop.body, rest, isShared, (s) => (s === loop.sym ? earlier : undefined));
}

function weightsOf(segments: readonly Segment[]): readonly number[] {
  const weights: number[] = [];
  for (const s of segments) {
    if (s.kind === "loop") {
      const round = s.inner?.weights ?? [operationsOf(s.loop.body)];
      for (let i = 0; i < s.rounds; i++) for (const weight of round) weights.push(weight);
    } else if (s.kind === "rest") {
      const cost = operationsOf(s.body);
      weights.push(s.joins ? (weights.pop() ?? 0) + cost : cost);
    }
  }
  return weights;
}

/** Nanoseconds of what every part does for itself where it begins within the units of each loop. */
export const repeatedTime = ({ segments }: Level): number =>
  segments.reduce(
    (n, s) => n + (s.kind === "shared" ? operationsOf(s.body) : s.kind === "loop" && s.inner !== undefined ? repeatedTime(s.inner) : 0),
    0,
  );

/** Where parts begin so that each costs about as much: the cuts nearest to even shares, no part before another. */
function partsOf(weights: readonly number[], threads: number): readonly number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  const parts = [0];
  let [done, unit] = [0, 0];
  for (let t = 1; t < threads; t++) {
    const goal = (total * t) / threads;
    while (unit < weights.length && done + (weights[unit] as number) / 2 <= goal) done += weights[unit++] as number;
    parts.push(unit);
  }
  return [...parts, weights.length];
}

/** What the thread with the most to do does, in even shares: 1 where all do the same. */
export function largestShare(weights: readonly number[], parts: readonly number[]): number {
  const total = weights.reduce((a, b) => a + b, 0);
  const sums = parts.slice(1).map((end, t) => weights.slice(parts[t], end).reduce((a, b) => a + b, 0));
  return (Math.max(...sums) * sums.length) / total;
}

/** Units of a segment; a rest that joins the loop before it has none of its own. */
const unitsOf = (s: Segment): number => (s.kind === "loop" ? s.rounds * (s.inner?.weights.length ?? 1) : s.kind === "rest" && !s.joins ? 1 : 0);

/** The level's statements, for the units from `begin` to `end` among all; its own are numbered from `first` on. */
export function emitted(level: Level, first: Dim, begin: Dim, end: Dim): readonly Stmt[] {
  let at = first;
  return level.segments.flatMap((s): readonly Stmt[] => {
    const start = at;
    at = add(at, unitsOf(s));
    switch (s.kind) {
      case "shared":
        return s.body;
      case "rest": {
        const own = s.joins ? sub(start, 1) : start;
        return [ifStmt(and(le(index(begin), index(own)), lt(index(own), index(end))), s.body)];
      }
      case "loop":
        return [roundsIn(s, start, begin, end)];
    }
  });
}

function roundsIn({ loop, rounds, inner }: Segment & { kind: "loop" }, first: Dim, begin: Dim, end: Dim): Stmt {
  const from0 = loop.from as number;
  const units = inner?.weights.length ?? 1;
  const from = add(from0, max(0, floorDiv(sub(begin, first), units)));
  const to = add(from0, min(rounds, ceilDiv(sub(end, first), units)));
  const round = sub(dimOf(loop.sym), from0);
  return { ...loop, from, to, body: inner === undefined ? loop.body : emitted(inner, add(first, mul(round, units)), begin, end) };
}

/** The loops that are counted: "oc_tile, oy". */
export const unitNames = (level: Level): readonly string[] => [
  ...new Set(level.segments.flatMap((s) => (s.kind === "loop" ? [s.loop.sym.name, ...(s.inner === undefined ? [] : unitNames(s.inner))] : []))),
];
