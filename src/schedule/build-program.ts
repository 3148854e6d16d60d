/** Building the program: lowered work is fused, placed, scheduled, named and given fixed addresses in one arena. */

import { bounds } from "../core/dim.ts";
import { bytesOf, bytesOfArray } from "../core/dtype.ts";
import { packConstant } from "../graph/evaluate.ts";
import type { Graph, Work } from "../graph/graph.ts";
import { sourceName } from "../graph/names.ts";
import { leavesOf } from "../graph/work.ts";
import { checkCompute } from "../loop/check.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Tiles } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { multiplyAdds } from "../loop/multiply-adds.ts";
import type { ScheduleOptions } from "../loop/schedules/index.ts";
import { withBarriers } from "./barriers.ts";
import { checkPlaced } from "./check-placed.ts";
import { type FusionNotes, fuse } from "./fuse.ts";
import { liveRanges } from "./live-ranges.ts";
import { type LoweredGraph, lowerGraph } from "./lower-graph.ts";
import { makePorts } from "./make-ports.ts";
import { makeSteps } from "./make-steps.ts";
import { placeInBestOrder } from "./place-in-order.ts";
import { type Placed, placeTensors } from "./place-tensors.ts";
import { planArena } from "./plan-arena.ts";
import { type ArenaRow, type Program, type Region, stepsOf, type Variant, type Weight } from "./program.ts";
import { scheduleWork } from "./schedule-work.ts";
import { shareWork } from "./share-work.ts";
import { StorageTable } from "./storage-table.ts";

export interface BuildProgramOptions extends ScheduleOptions {
  readonly machine: Machine;
  /** Identifier of the model and the source file's base name. */
  readonly name: string;
  readonly source: string;
  /** Register tiles by the kernel's name. */
  readonly tiles?: Readonly<Record<string, Tiles>>;
  /** Default 1. */
  readonly threads?: number;
  /** Check every Compute as it is scheduled, and that all keep their elements where they are placed. */
  readonly verify?: boolean;
}

export interface BuildProgramNotes extends FusionNotes {
  /** At the upper bound of every dim. */
  readonly multiplyAdds: number;
  readonly movementsDropped: number;
  readonly overwritten: number;
}

export function buildProgram(graph: Graph, options: BuildProgramOptions): { program: Program; notes: BuildProgramNotes } {
  const { machine, level, threads = 1 } = options;
  const lowered = lowerGraph(graph, machine, options.deterministic);
  const fused = level === 0 ? { work: lowered.work, notes: { epilogues: 0, prologues: 0 } } : fuse(lowered.work, new Set(lowered.outputs));
  if (options.verify === true) for (const w of leavesOf(fused.work)) if (w.kind === "compute") checkCompute(w);
  const placed = level === 0 ? placeTensors(lowered, fused.work) : placeInBestOrder(lowered, fused.work, options);
  if (options.verify === true) checkPlaced(lowered, placed);
  const work = shareWork(scheduleWork(placed, { ...options, isAligned: beginsAtWord(lowered, placed) }), machine, threads);
  const storages = new StorageTable(lowered, placed, work, graph);
  const region = makeSteps(work, storages);
  const weights = packWeights(lowered, storages);
  const ports = makePorts(graph, lowered, storages);
  const program: Program = Object.freeze({
    name: options.name,
    source: options.source,
    ...ports,
    weights,
    weightBytes: weights.reduce((n, w) => Math.max(n, w.offset + w.bytes.length), 0),
    threads,
    kernels: [...new Set(stepsOf(region).flatMap((step) => (step.kind === "call" ? [step.kernel] : [])))],
    variants: [planVariant(region, ports, threads)],
  });
  return {
    program,
    notes: { ...fused.notes, movementsDropped: placed.dropped.size, overwritten: placed.overwritten, multiplyAdds: multiplyAddsIn(fused.work) },
  };
}

/** Over all rounds of loops whose number is known, and over both branches. */
const multiplyAddsIn = (work: readonly Work[]): number =>
  work.reduce((n, w) => {
    if (w.kind === "if") return n + multiplyAddsIn(w.then) + multiplyAddsIn(w.else);
    return n + (w.kind === "loop" ? (typeof w.trip === "number" ? w.trip : 1) * multiplyAddsIn(w.body) : bounds(multiplyAdds(w))[1]);
  }, 0);

/** Whether a tensor's memory begins at a multiple of four bytes: the caller's arrays may begin anywhere. */
function beginsAtWord({ inputs, outputs }: LoweredGraph, placed: Placed): (t: Tensor) => boolean {
  const ports = new Set([...inputs, ...outputs]);
  return (t) => {
    const { root, offset } = placed.placeOf(t);
    return !ports.has(root) && (offset * bytesOf(t.dtype)) % 4 === 0;
  };
}

function planVariant(region: Region, ports: Pick<Variant, "inputs" | "outputs">, threads: number): Variant {
  const items = [...liveRanges(region)].map(([storage, range]) => ({ storage, bytes: storage.bytes, ...range }));
  const plan = planArena(items);
  const arena: ArenaRow[] = items.map(({ storage, first, last }, i) => ({ storage, first, last, offset: plan.offsets[i] as number }));
  const ordered = threads === 1 ? region : withBarriers(region, arena);
  return Object.freeze({ dims: [], ...ports, region: ordered, arena, arenaBytes: plan.bytes, arenaLowerBound: plan.lowerBound });
}

/** Weights that steps use, packed into their layouts, equal ones once. */
function packWeights(lowered: LoweredGraph, storages: StorageTable): readonly Weight[] {
  let offset = 0;
  const weights: Weight[] = [];
  for (const [t, v] of lowered.constants) {
    const storage = storages.ofUsed(t);
    if (storage === undefined) continue;
    const packed = packConstant(v, t.layout);
    const bytes = new Uint8Array(storage.bytes);
    bytes.set(bytesOfArray(packed));
    weights.push(Object.freeze({ storage, offset, bytes, origin: [sourceName(v.name)] }));
    offset += storage.bytes;
  }
  return weights;
}
