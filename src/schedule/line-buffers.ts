/**
 * Line buffers where memory is short: neighbours of which the second alone reads what the first gives become one kernel, as long as the peak of live bytes
 * stands there and what lies between them is what makes it.
 */
import { bounds } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { storageElements } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { readsOf, writesOf } from "../graph/work.ts";
import { type Compute, operandsOf } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Routine } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { type ScheduleOptions, scheduleInLines } from "../loop/schedules/index.ts";
import { kernelDoc, kernelName, pairName } from "./name-kernels.ts";

export interface LineBufferOptions extends ScheduleOptions {
  readonly machine: Machine;
  /** Default 1. */
  readonly threads?: number;
}

/** An item, and the bytes that live while it runs. */
export interface Live {
  readonly item: Work;
  readonly bytes: number;
}

/** The peak that is left, of that without line buffers, where they are worth a kernel that is no other layer's. */
const worthwhile = 0.8;

/** `kept`: tensors that are read elsewhere, too. `liveIn` says how much lives while work of the outermost list runs. */
export function withLineBuffers(
  work: readonly Work[],
  kept: ReadonlySet<Tensor>,
  liveIn: (work: readonly Work[]) => readonly Live[],
  options: LineBufferOptions,
): readonly Work[] {
  let [best, least] = [work, Number.POSITIVE_INFINITY];
  for (let list = work; ; ) {
    const live = liveIn(list);
    const peak = live.reduce((most, l) => Math.max(most, l.bytes), 0);
    if (list === work) least = peak * worthwhile;
    else if (peak <= least) [best, least] = [list, peak];
    const tight = new Set(live.filter((l) => l.bytes === peak).flatMap(({ item }) => [...readsOf(item), ...writesOf(item)]));
    const joined = joinedOnce(list, (t) => tight.has(t) && !kept.has(t), options);
    if (joined === undefined) return best;
    list = joined;
  }
}

/** The list with one pair joined around a tensor that `isTight` says of; undefined where there is none. */
function joinedOnce(list: readonly Work[], isTight: (t: Tensor) => boolean, options: LineBufferOptions): readonly Work[] | undefined {
  for (const [i, second] of list.entries()) {
    const [first, third] = [list[i - 1], list[i + 1]];
    if (first?.kind !== "compute" || second.kind !== "compute" || !isTight(first.output)) continue;
    const others = list.filter((w) => w !== first && w !== second);
    if (others.some((w) => [...readsOf(w), ...writesOf(w)].includes(first.output))) continue;
    const three = third?.kind === "compute" ? inLines([first, second, third], options) : undefined;
    if (three !== undefined) return [...list.slice(0, i - 1), three, ...list.slice(i + 2)];
    const two = inLines([first, second], options);
    if (two !== undefined) return [...list.slice(0, i - 1), two, ...list.slice(i + 1)];
  }
  return undefined;
}

/**
 * Two or three in one kernel; undefined where the first-level cache holds what lies between, or where that is no larger than what is read or what is made, which
 * then live together.
 */
function inLines(list: readonly [Compute, Compute, Compute?], options: LineBufferOptions): Routine | undefined {
  const [first, second, third] = list;
  const between = bytesIn(first.output);
  const read = operandsOf(first).reduce((n, t) => (t.constant ? n : n + bytesIn(t)), 0);
  if (between <= Math.max(options.machine.l1, Math.min(read, bytesIn(second.output)))) return undefined;
  const routine = scheduleInLines(list, options.machine, { ...options, threads: options.threads ?? 1 });
  if (routine === undefined) return undefined;
  const parameters = third === undefined ? routine : { ...routine, operands: routine.operands.slice(0, -1) };
  const doc = [
    ...kernelDoc([first, second], parameters),
    `lines: ${kernelName(first)}, as far as ${kernelName(second)} is about to read.`,
    ...(third === undefined ? [] : [`total: ${kernelName(third)}.`]),
  ];
  const name = pairName(first, third === undefined ? second : { ...second, name: `${second.name}_${third.name}` });
  const origin = [...new Set([...routine.origin, ...(third?.origin ?? [])])];
  return { ...routine, origin, kernel: Object.freeze({ ...routine.kernel, name, doc }) };
}

const bytesIn = ({ layout, shape, dtype }: Tensor): number => bounds(storageElements(layout, shape))[1] * bytesOf(dtype);
