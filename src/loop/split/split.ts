/**
 * Splitting a kernel for threads: its outer loops are counted in units, and a call computes those from `begin` to `end`. The nest stays as it
 * is, only the ends of its outer loops change, so every element is computed by the same operations in the same order as by one thread.
 * Where the parts begin is settled here, from the cost of each unit.
 */
import { add, ceilDiv, type Dim, dimOf, floorDiv, max, min, mul, sub, sym } from "../../core/dim.ts";
import { and, type Buffer, index, le, lt } from "../expr.ts";
import { walkStatements } from "../functions.ts";
import { ifStmt, type Kernel, kernel, type Stmt } from "../kernel.ts";
import { operationsOf } from "./cost.ts";
import { areIndependent, hasIndependentRounds, isNeededLater, type Loop } from "./independence.ts";

export interface Split {
  /** With `range`. */
  readonly kernel: Kernel;
  /** Thread t computes units parts[t] to parts[t + 1]. */
  readonly parts: readonly number[];
}

/** Statements beside each other, cut into what every thread runs, loops whose rounds are units, and rests that are a unit or go with one. */
interface Level {
  readonly segments: readonly Segment[];
  /** Nanoseconds of each unit. */
  readonly weights: readonly number[];
}

type Segment =
  | { readonly kind: "shared"; readonly body: readonly Stmt[] }
  /** Runs where its unit does: its own, or (`joins`) the last one of the loop before it. */
  | { readonly kind: "rest"; readonly body: readonly Stmt[]; readonly joins: boolean }
  | { readonly kind: "loop"; readonly loop: Loop; readonly rounds: number; readonly inner?: Level };

/** Threads that wait for one with this much more than its share are no loss worth deeper units. */
const fairShare = 1.04;
/** Loops inside each other that are counted as one. */
const deepest = 3;
const mostUnits = 1 << 16;

/** The kernel in parts for `threads` threads, each with its own `scratch`; undefined where no outer loop is known to have independent rounds. */
export function splitKernel(source: Kernel, scratch: ReadonlySet<Buffer>, threads: number): Split | undefined {
  if (source.range !== undefined) return undefined;
  const isShared = (b: Buffer): boolean => b.access !== "in" && !scratch.has(b);
  let best: { level: Level; parts: readonly number[]; share: number } | undefined;
  for (let depth = 1; depth <= deepest; depth++) {
    const level = levelOf(source.body, depth, isShared);
    if (level === undefined || level.weights.length > mostUnits) continue;
    const parts = partsOf(level.weights, threads);
    const share = largestShare(level.weights, parts);
    if (best === undefined || share < best.share * 0.98) best = { level, parts, share };
    if (best.share <= fairShare) break;
  }
  if (best === undefined || best.level.weights.length < 2 || best.share > 0.8 * threads) return undefined;
  const units = best.level.weights.length;
  const range = { begin: sym("begin", 0, units), end: sym("end", 0, units) };
  const body = emitted(best.level, 0, dimOf(range.begin), dimOf(range.end));
  const doc = [...source.doc, `Units begin to end of ${units}: ${unitNames(best.level).join(", ")}.`];
  return { kernel: kernel({ ...source, doc, body, range }), parts: best.parts };
}

/** Undefined where nothing is a loop of units, or where parts of the body depend on each other. */
function levelOf(body: readonly Stmt[], depth: number, isShared: (b: Buffer) => boolean): Level | undefined {
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
  return settled === undefined ? undefined : { segments: settled, weights: settled.reduce(withWeights, []) };
}

function loopSegment(s: Stmt, depth: number, isShared: (b: Buffer) => boolean): Segment | undefined {
  if (s.kind !== "for" || s.unroll || typeof s.from !== "number" || typeof s.to !== "number" || s.to - s.from < 1) return undefined;
  if (!hasIndependentRounds(s, isShared)) return undefined;
  const inner = depth > 1 ? levelOf(s.body, depth - 1, isShared) : undefined;
  return { kind: "loop", loop: s, rounds: s.to - s.from, ...(inner === undefined ? {} : { inner }) };
}

function storesTo(body: readonly Stmt[], isShared: (b: Buffer) => boolean): boolean {
  let found = false;
  walkStatements(body, (s) => {
    if (s.kind === "store" && isShared(s.buffer)) found = true;
  });
  return found;
}

const bodyOf = (s: Segment): readonly Stmt[] => (s.kind === "loop" ? [s.loop] : s.body);

/** Rests that meet only the last round of the loop before them join its unit; undefined where other segments depend on each other. */
function settledRests(segments: readonly Segment[], isShared: (b: Buffer) => boolean): readonly Segment[] | undefined {
  const settled: Segment[] = [];
  for (const [i, s] of segments.entries()) {
    const later = segments.slice(i + 1).flatMap(bodyOf);
    if (s.kind !== "shared" && isNeededLater(bodyOf(s), later)) return undefined;
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

function meetsLastOnly({ loop, rounds }: Segment & { kind: "loop" }, rest: readonly Stmt[], isShared: (b: Buffer) => boolean): boolean {
  if (rounds === 1) return true;
  const { name, lo, hi } = loop.sym;
  const earlier = dimOf(sym(name, lo, hi - 1));
  return areIndependent(loop.body, rest, isShared, (s) => (s === loop.sym ? earlier : undefined));
}

function withWeights(weights: readonly number[], s: Segment): readonly number[] {
  switch (s.kind) {
    case "shared":
      return weights;
    case "rest": {
      const cost = operationsOf(s.body);
      return s.joins ? [...weights.slice(0, -1), (weights.at(-1) ?? 0) + cost] : [...weights, cost];
    }
    case "loop": {
      const round = s.inner?.weights ?? [operationsOf(s.loop.body)];
      return weights.concat(...Array.from({ length: s.rounds }, () => round));
    }
  }
}

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
function largestShare(weights: readonly number[], parts: readonly number[]): number {
  const total = weights.reduce((a, b) => a + b, 0);
  const sums = parts.slice(1).map((end, t) => weights.slice(parts[t], end).reduce((a, b) => a + b, 0));
  return (Math.max(...sums) * sums.length) / total;
}

/** Units of a segment; a rest that joins the loop before it has none of its own. */
const unitsOf = (s: Segment): number => (s.kind === "loop" ? s.rounds * (s.inner?.weights.length ?? 1) : s.kind === "rest" && !s.joins ? 1 : 0);

/** The level's statements, for the units from `begin` to `end` among all; its own are numbered from `first` on. */
function emitted(level: Level, first: Dim, begin: Dim, end: Dim): readonly Stmt[] {
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
const unitNames = (level: Level): readonly string[] => [
  ...new Set(level.segments.flatMap((s) => (s.kind === "loop" ? [s.loop.sym.name, ...(s.inner === undefined ? [] : unitNames(s.inner))] : []))),
];
