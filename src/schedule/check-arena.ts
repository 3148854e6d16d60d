/**
 * Verifies a variant's memory from its steps alone: what is live when, that nothing live shares bytes, that nothing is read before it is
 * written. Shares no code with the planner; a failure is a bug of ours, so it throws plain errors that name both sides.
 */

import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { type Accesses, accessesOf, touches } from "./accesses.ts";
import { checkWritten } from "./check-written.ts";
import { type ArenaRow, type Argument, arenaAlignment, type Region, type Step, type StepOf, type Storage, stepsOf, type Variant } from "./program.ts";

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
  const numbers = new Map(steps.map((step, i) => [step, i]));
  checkLive(variant.region, new Set(), new Set(), { places, accesses, numbers });
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
  const from = offset * unit;
  const to = from + bytes;
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
  ranges.forEach((own, i) => {
    if (kernel.params[i]?.access === "in") return;
    ranges.forEach((other, k) => {
      const [a, b] = i < k ? [own, other] : [other, own];
      invariant(i === k || !shareBytes(a, b, places), `${clash(a, b, places)} in one call, and not both only to read`);
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

/** Rows of the table that hold something, by their offsets, each behind the end of the one before; storages of no bytes hold nothing. */
class Live {
  private readonly rows: ArenaRow[] = [];

  constructor(private readonly places: Places) {}

  /** Throws where the storage shares bytes with one that is live, or its row says that it does not live yet. */
  add(storage: Storage, step: number): void {
    const row = this.rowOf(storage);
    if (row === undefined) return;
    invariant(row.first <= step, `${storage.name} is live at step ${step}, its row says ${row.first}..${row.last}`);
    const at = this.indexOf(row);
    for (const [below, above] of [
      [this.rows[at - 1], row],
      [row, this.rows[at]],
    ]) {
      const isApart = below === undefined || above === undefined || below.offset + below.storage.bytes <= above.offset;
      invariant(isApart, `${rowText(below)} and ${rowText(above)} share bytes and are both live at step ${step}`);
    }
    this.rows.splice(at, 0, row);
  }

  /** `step` is the last one at which it lives; throws where its row says less. */
  remove(storage: Storage, step: number): void {
    const row = this.rowOf(storage);
    if (row === undefined) return;
    invariant(step <= row.last, `${storage.name} is live at step ${step}, its row says ${row.first}..${row.last}`);
    this.rows.splice(this.indexOf(row), 1);
  }

  /** `step` is the last one of a region; throws where the row of what still lives says less. */
  end(step: number): void {
    for (const { storage } of [...this.rows]) this.remove(storage, step);
  }

  private rowOf(storage: Storage): ArenaRow | undefined {
    return storage.bytes > 0 ? this.places.get(storage) : undefined;
  }

  /** Where a row stands, or would stand. */
  private indexOf({ offset }: ArenaRow): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.rows[middle] as ArenaRow).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const rowText = (row: ArenaRow | undefined): string =>
  row === undefined ? "nothing" : `${row.storage.name} (${row.offset}..${row.offset + row.storage.bytes})`;

/** What is known of the whole tree of steps. */
interface Tree {
  readonly places: Places;
  readonly accesses: ReadonlyMap<Step, Accesses>;
  /** Of a step, in tree order. */
  readonly numbers: ReadonlyMap<Step, number>;
}

/**
 * Checks the storages that hold something at each step: those the step touches, and those written before that are read later. `before` may have
 * been written when the region starts, `after` may be read when it has ended.
 */
function checkLive(region: Region, before: ReadonlySet<Storage>, after: ReadonlySet<Storage>, tree: Tree): void {
  const { steps } = region;
  const lastRead = new Map<Storage, number>([...after].map((s) => [s, steps.length]));
  steps.forEach((step, i) => {
    for (const s of allReads(step)) lastRead.set(s, Math.max(i, lastRead.get(s) ?? i));
  });
  const isReadAfter = (s: Storage, i: number): boolean => (lastRead.get(s) ?? -1) > i;
  const live = new Live(tree.places);
  const written = new Set([...before].filter((s) => isReadAfter(s, -1)));
  const numberOf = (i: number): number => tree.numbers.get(steps[i] as Step) ?? -1;
  if (steps.length > 0) for (const s of written) live.add(s, numberOf(0));
  steps.forEach((step, i) => {
    const isNeeded = (s: Storage): boolean => isReadAfter(s, i);
    const { reads, writes } = tree.accesses.get(step) as Accesses;
    const through = step.kind === "loop" ? carried(step, written, isNeeded) : [];
    // What has been written stays from the steps before.
    const own = new Set([...reads, ...writes, ...through].filter((s) => !written.has(s)));
    for (const s of own) live.add(s, numberOf(i));
    if (step.kind === "if" || step.kind === "loop") {
      const kept = [...lastRead.keys()].filter(isNeeded);
      const [into, from] = [new Set([...written, ...through]), new Set([...kept, ...through])];
      for (const part of step.kind === "if" ? [step.then, step.else] : [step.body]) checkLive(part, into, from, tree);
    }
    const held = new Set([...own, ...allReads(step).filter((s) => written.has(s))]);
    const fresh = [...new Set(allWrites(step))].filter((s) => isNeeded(s) && !written.has(s));
    for (const s of held) if (!isNeeded(s)) written.delete(s);
    for (const s of fresh) written.add(s);
    for (const s of held) if (!written.has(s)) live.remove(s, numberOf(i));
    // What only the steps inside have written is met by the next one.
    if (i + 1 < steps.length) for (const s of fresh) if (!own.has(s)) live.add(s, numberOf(i + 1));
  });
  if (steps.length > 0) live.end(numberOf(steps.length - 1));
}

/** What lives through every round of a loop: all that it shares with the steps around it, its control values, and what a round reads first. */
function carried(step: StepOf<"loop">, written: ReadonlySet<Storage>, isNeeded: (s: Storage) => boolean): readonly Storage[] {
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
