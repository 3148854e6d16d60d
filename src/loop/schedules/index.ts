/** Choosing a schedule: reads the structure of a Compute, never an operator's name, and turns it into a kernel for a machine. */

import { type Axis, type Compute, compute } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import { withUnfused } from "../functions.ts";
import type { Routine, Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { hasVectors } from "../scalarize.ts";
import { asByteProducts, type IsAligned, onBytes } from "./byte-products.ts";
import { dependsOnOrder } from "./combine.ts";
import { depthLanes } from "./depth-lanes.ts";
import { finishedApart } from "./finished-apart.ts";
import { withoutFilledGuards } from "./guards.ts";
import { lineBuffer } from "./line-buffer.ts";
import { asMovedBits } from "./moved-bits.ts";
import { naive } from "./naive.ts";
import { pointwise } from "./pointwise.ts";
import { rowAxis, rowReduction, withJoinedTerms } from "./row-reduction.ts";
import { inSourceOrder } from "./source-order.ts";
import { strassen } from "./strassen.ts";
import { strassenName } from "./strassen-operands.ts";
import { canRunAlongLanes, innermostAxis } from "./tile-axes.ts";
import { planTile } from "./tile-plan.ts";
import { tiledReduction } from "./tiled-reduction.ts";
import { isSumOf, totalOf } from "./totals.ts";
import { windowRows } from "./window-rows.ts";
import { winograd, winogradName } from "./winograd.ts";
import { asWordStores } from "./word-stores.ts";

export interface ScheduleOptions {
  /** 0: the naive nest. */
  readonly level: number;
  /** Floats are summed one after another in source order, so that lanes, tiles and layouts do not show in the result. */
  readonly deterministic: boolean;
}

/** What is given for one kernel. */
export interface KernelOptions extends ScheduleOptions {
  /** The register tile, as far as the axes reach; left out, the cost model's. */
  readonly tile?: Tiles;
  /** Whether a tensor's memory begins at a multiple of four bytes; left out, that of constants does. */
  readonly isAligned?: IsAligned;
}

export function schedule(source: Compute, machine: Machine, options: KernelOptions): Routine {
  if (options.level === 0) return naive(source);
  const c = prepared(source, machine, options);
  const moved = asMovedBits(c);
  if (moved !== undefined) return onBytes(scheduled(moved.compute, machine, options), moved);
  const { isAligned = (t: Tensor): boolean => t.constant } = options;
  const words = machine.dot4 ? (asByteProducts(c, isAligned) ?? asWordStores(c, isAligned)) : undefined;
  const overWords = words === undefined ? undefined : onBytes(scheduled(words.compute, machine, options), words);
  const isRead = c.reduction !== undefined || (words?.bytesOf.size ?? 0) > 1;
  if (overWords !== undefined && (isRead || hasVectors(overWords.kernel))) return overWords;
  const overElements = scheduled(c, machine, options);
  // What is computed of four elements to make a word of them has no lanes where these lie along the four.
  return overWords === undefined || hasVectors(overElements.kernel) ? overElements : overWords;
}

/** The computes that kernels are made of: more than one where results are finished apart. */
export function stagesOf(source: Compute, machine: Machine, { level }: ScheduleOptions): readonly Compute[] {
  return level === 0 ? [source] : (finishedApart(source, machine) ?? [source]);
}

/** Both in one kernel, the second as a total of what the first stores; undefined where that is not possible. The second result is the kernel's last parameter. */
export function scheduleWithTotal(source: Compute, second: Compute, machine: Machine, options: KernelOptions): Routine | undefined {
  if (!isSumOf(second, source.output)) return undefined;
  const { level, deterministic, tile } = options;
  const c = prepared(source, machine, options);
  if (level === 0 || deterministic || c.reduction === undefined || hasOwnSchedule(c) || rowOf(c, machine) !== undefined) return undefined;
  const plan = planTile(c, machine, { tile });
  const total = totalOf(c, second, plan);
  return total === undefined ? undefined : tiledReduction(c, plan, false, total);
}

/**
 * Two in one kernel that holds no more of the first's results than lines of them, with a third where that is a total of the second's, its result then the last
 * parameter; undefined where that is not possible, or where one has a quicker algorithm.
 */
export function scheduleInLines(list: readonly [Compute, Compute, Compute?], machine: Machine, options: LineOptions): Routine | undefined {
  const { deterministic, threads } = options;
  const [first, second, third] = list;
  const [producer, consumer] = [prepared(first, machine, options), prepared(second, machine, options)];
  const isTiled = (c: Compute): boolean =>
    c.reduction?.result.dtype === "f32" && c.output.dtype === "f32" && !hasOwnSchedule(c) && rowOf(c, machine) === undefined;
  if (!isTiled(producer) || !isTiled(consumer)) return undefined;
  if (third === undefined) return lineBuffer({ producer, consumer, machine, deterministic, threads });
  const total = threads > 1 || deterministic ? undefined : totalOf(consumer, third, planTile(consumer, machine));
  return total === undefined ? undefined : lineBuffer({ producer, consumer, total, machine, deterministic, threads });
}

export interface LineOptions extends ScheduleOptions {
  readonly threads: number;
}

/** The compute without guards that its layouts make needless, and with the functions of this machine. */
function prepared(source: Compute, machine: Machine, { deterministic }: ScheduleOptions): Compute {
  const c = withoutFilledGuards(source);
  const calls = withUnfused(c.value);
  return machine.fma || deterministic || calls === c.value ? c : compute({ ...c, value: calls });
}

function scheduled(c: Compute, machine: Machine, { deterministic, tile }: KernelOptions): Routine {
  if (c.reduction === undefined) return inSourceOrder(c, machine) ?? pointwise(c, machine);
  const fast = c.algorithm === winogradName ? winograd(c, machine) : c.algorithm === strassenName ? strassen(c, machine) : undefined;
  if (fast !== undefined) return fast;
  const inOrder = deterministic && dependsOnOrder(c.reduction);
  const windows = inOrder ? undefined : windowRows(c, machine);
  if (windows !== undefined) return windows;
  const rows = inOrder ? undefined : rowOf(c, machine);
  if (rows !== undefined) return rowReduction(rows.joined, rows.row, machine);
  return tiledReduction(c, planTile(c, machine, { tile, inOrder }), inOrder);
}

/** True for algorithms that are no nest around one register tile. */
const hasOwnSchedule = ({ algorithm }: Compute): boolean => algorithm === winogradName || algorithm === strassenName;

/** The axis of a row reduction, and the compute that has it, where no results lie side by side for lanes to run along. */
function rowOf(c: Compute, machine: Machine): { readonly joined: Compute; readonly row: Axis } | undefined {
  if (c.reduction === undefined || depthLanes(c, machine) !== undefined) return undefined;
  const innermost = innermostAxis(c, machine.lanes);
  if (innermost !== undefined && canRunAlongLanes(c, innermost, machine.lanes)) return undefined;
  const joined = withJoinedTerms(c);
  const row = rowAxis(joined, machine);
  return row === undefined ? undefined : { joined, row };
}
