/**
 * Verifies a variant's memory from its steps alone: what is live when, that nothing live shares bytes, that nothing is read before it is
 * written. Shares no code with the planner; a failure is a bug of ours, so it throws plain errors that name both sides.
 */

import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { type Accesses, accessesOf, touches } from "./accesses.ts";
import { checkWritten } from "./check-written.ts";
import { type ArenaRow, type Argument, arenaAlignment, type Region, type Step, type Storage, stepsOf, type Variant } from "./program.ts";

/** What of a variant is checked. */
type Planned = Pick<Variant, "region" | "arena" | "arenaBytes" | "arenaLowerBound">;
type Places = ReadonlyMap<Storage, ArenaRow>;

/** Throws an Error naming the first fault found; see the file's head for what counts as one. */
export function checkArena(variant: Planned): void {
  const steps = stepsOf(variant.region);
  const places = checkRows(variant);
  const accesses = new Map(steps.map((step) => [step, accessesOf(step)]));
  for (const step of steps) checkArguments(step, places);
  checkWritten(variant.region);
  const number = new Map(steps.map((step, i) => [step, i]));
  occupied(variant.region, new Set(), new Set(), accesses, (step, live) => checkLive(live, places, number.get(step) ?? -1));
}

/** Every row in bounds and aligned, no storage twice. */
function checkRows({ arena, arenaBytes, arenaLowerBound }: Planned): Places {
  const places = new Map<Storage, ArenaRow>();
  for (const row of arena) {
    const { storage, offset } = row;
    invariant(storage.place === "arena", `${storage.name} is in the ${storage.place} place but has a row in the arena`);
    invariant(!places.has(storage), `${storage.name} has two rows in the arena`);
    invariant(offset >= 0 && offset % arenaAlignment === 0, `${storage.name} starts at ${offset}, no multiple of ${arenaAlignment}`);
    invariant(offset + storage.bytes <= arenaBytes, `${storage.name} ends at ${offset + storage.bytes}, the arena at ${arenaBytes}`);
    places.set(storage, row);
  }
  invariant(arenaLowerBound <= arenaBytes, `the arena has ${arenaBytes} bytes, its lower bound is ${arenaLowerBound}`);
  return places;
}

const most = (d: Dim): number => bounds(d)[1];

/** The bytes of its storage an argument covers, at the upper bound of every dim. */
interface Range {
  readonly storage: Storage;
  readonly from: number;
  readonly to: number;
  /** Who covers it: "conv2d(x)". */
  readonly label: string;
}

function rangeOf({ storage, offset }: Argument, bytes: number, unit: number, label: string): Range {
  const from = bounds(offset)[0] * unit;
  const to = most(offset) * unit + bytes;
  invariant(from >= 0 && to <= storage.bytes, `${label} covers bytes ${from}..${to} of ${storage.name}, which has ${storage.bytes}`);
  return { storage, from, to, label };
}

/** Arguments stay in their storages, and ranges one call writes are its own. */
function checkArguments(step: Step, places: Places): void {
  for (const { storage } of touches(step)) {
    if (storage.place === "arena") invariant(places.has(storage), `${storage.name} is used but has no place in the arena`);
  }
  if (step.kind === "copy") {
    const from = rangeOf(step.from, step.bytes, bytesOf(step.from.storage.dtype), "copy's source");
    const to = rangeOf(step.to, step.bytes, bytesOf(step.to.storage.dtype), "copy's target");
    invariant(!shareBytes(from, to, places), `${clash(from, to, places)} in one copy`);
  }
  if (step.kind !== "call") return;
  const { kernel, args, extents } = step;
  invariant(args.length === kernel.params.length, `${kernel.name} has ${kernel.params.length} buffers, its call ${args.length}`);
  invariant(extents.length === kernel.extents.length, `${kernel.name} takes ${kernel.extents.length} extents, its call gives ${extents.length}`);
  extents.forEach((e, i) => {
    invariant(e.storage.dtype === "i32", `${kernel.extents[i]?.name} of ${kernel.name} is held as ${e.storage.dtype}`);
    rangeOf(e, 4, 4, `${kernel.name}(${kernel.extents[i]?.name})`);
  });
  const ranges = args.map((arg, i) => {
    const param = kernel.params[i] as (typeof kernel.params)[number];
    const unit = bytesOf(param.dtype);
    const readOnly = arg.storage.place === "weights" || arg.storage.place === "input";
    invariant(!readOnly || param.access === "in", `${kernel.name} writes ${param.name}, which is ${arg.storage.place} ${arg.storage.name}`);
    const others = (arg.perThread ?? 0) * ((step.parts?.length ?? 2) - 2);
    return rangeOf(arg, (most(param.elements) + others) * unit, unit, `${kernel.name}(${param.name})`);
  });
  ranges.forEach((a, i) => {
    ranges.slice(i + 1).forEach((b, k) => {
      const readOnly = kernel.params[i]?.access === "in" && kernel.params[i + 1 + k]?.access === "in";
      invariant(readOnly || !shareBytes(a, b, places), `${clash(a, b, places)} in one call, and not both only to read`);
    });
  });
}

const startOf = (r: Range, places: Places): number => (places.get(r.storage)?.offset ?? 0) + r.from;
const endOf = (r: Range, places: Places): number => (places.get(r.storage)?.offset ?? 0) + r.to;

function shareBytes(a: Range, b: Range, places: Places): boolean {
  const comparable = a.storage === b.storage || (places.has(a.storage) && places.has(b.storage));
  return comparable && startOf(a, places) < endOf(b, places) && startOf(b, places) < endOf(a, places);
}

const rangeText = (r: Range, places: Places): string => `${r.label} in ${r.storage.name} at ${startOf(r, places)}..${endOf(r, places)}`;
const clash = (a: Range, b: Range, places: Places): string => `${rangeText(a, places)} and ${rangeText(b, places)} share bytes`;

/** Live storages share no bytes, and the table's rows say when they live; those of no bytes hold nothing. */
function checkLive(live: readonly Storage[], places: Places, step: number): void {
  const filled = live.filter((storage) => storage.bytes > 0);
  const rows = filled.flatMap((storage) => places.get(storage) ?? []).sort((a, b) => a.offset - b.offset);
  for (const { storage, first, last } of rows)
    invariant(first <= step && step <= last, `${storage.name} is live at step ${step}, its row says ${first}..${last}`);
  let below: ArenaRow | undefined;
  for (const row of rows) {
    const end = below === undefined ? 0 : below.offset + below.storage.bytes;
    invariant(row.offset >= end, `${rowText(below)} and ${rowText(row)} share bytes and are both live at step ${step}`);
    below = row;
  }
}

const rowText = (row: ArenaRow | undefined): string =>
  row === undefined ? "nothing" : `${row.storage.name} (${row.offset}..${row.offset + row.storage.bytes})`;

type Visit = (step: Step, live: readonly Storage[]) => void;

/**
 * Tells which storages hold something at each step: those the step touches, and those written before that are read later. `before` may have
 * been written when the region starts, `after` may be read when it has ended.
 */
function occupied(
  region: Region,
  before: ReadonlySet<Storage>,
  after: ReadonlySet<Storage>,
  accesses: ReadonlyMap<Step, Accesses>,
  visit: Visit,
): void {
  const lastRead = new Map<Storage, number>([...after].map((s) => [s, region.steps.length]));
  region.steps.forEach((step, i) => {
    for (const s of allReads(step)) lastRead.set(s, Math.max(i, lastRead.get(s) ?? i));
  });
  let written = new Set(before);
  region.steps.forEach((step, i) => {
    const isNeeded = (s: Storage): boolean => (lastRead.get(s) ?? -1) > i;
    const { reads, writes } = accesses.get(step) as Accesses;
    const own = new Set([...reads, ...writes, ...allReads(step).filter((s) => written.has(s))]);
    const through = step.kind === "loop" ? carried(step, written, isNeeded) : [];
    const live = new Set([...own, ...through, ...[...written].filter(isNeeded)]);
    visit(step, [...live]);
    if (step.kind === "if" || step.kind === "loop") {
      const kept = [...lastRead.keys()].filter(isNeeded);
      const [into, from] = [new Set([...written, ...through]), new Set([...kept, ...through])];
      for (const part of step.kind === "if" ? [step.then, step.else] : [step.body]) occupied(part, into, from, accesses, visit);
    }
    written = new Set([...written, ...allWrites(step)].filter(isNeeded));
  });
}

/** What lives through every round of a loop: all that it shares with the steps around it, its control values, and what a round reads first. */
function carried(step: Extract<Step, { kind: "loop" }>, written: ReadonlySet<Storage>, isNeeded: (s: Storage) => boolean): readonly Storage[] {
  const found = new Set(touches(step).map(({ storage }) => storage));
  for (const s of [...allReads(step), ...allWrites(step)]) if (written.has(s) || isNeeded(s)) found.add(s);
  const own = new Set<Storage>();
  for (const inner of stepsOf(step.body)) {
    const { reads, writes } = accessesOf(inner);
    for (const s of reads) if (!own.has(s)) found.add(s);
    for (const s of writes) own.add(s);
  }
  return [...found];
}

const subtree = (step: Step): readonly Step[] => stepsOf({ steps: [step] });
const allReads = (step: Step): readonly Storage[] => subtree(step).flatMap((s) => accessesOf(s).reads);
const allWrites = (step: Step): readonly Storage[] => subtree(step).flatMap((s) => accessesOf(s).writes);
