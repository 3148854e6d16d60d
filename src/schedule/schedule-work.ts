/** Scheduling placed work: every Compute becomes a kernel for the machine, a total goes with what it sums, zeros are written around values with a halo. */
import { bounds } from "../core/dim.ts";
import { hasHalo } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { isLeaf, type Leaf, withRegions, writesOf } from "../graph/work.ts";
import type { Compute } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Routine, Tiles } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { type KernelOptions, schedule, scheduleWithTotal, stagesOf } from "../loop/schedules/index.ts";
import { withMovedBits } from "../loop/schedules/moved-bits.ts";
import { withCodes } from "../loop/small-floats.ts";
import { withoutUnread, withoutUnused } from "../loop/unused.ts";
import { fillHalo } from "./fill-halo.ts";
import { kernelDoc, kernelName } from "./name-kernels.ts";
import type { Placed } from "./place-tensors.ts";

export interface ScheduleWorkOptions extends Omit<KernelOptions, "tile"> {
  readonly machine: Machine;
  /** Register tiles by the kernel's name. */
  readonly tiles?: Readonly<Record<string, Tiles>>;
  /** Default 1. */
  readonly threads?: number;
}

/** Every item scheduled, and the zeros of a halo written before the first writer of its memory. */
export function scheduleWork(placed: Placed, options: ScheduleWorkOptions): readonly Work[] {
  const cleared = new Set<Tensor>();
  const inOrder = (list: readonly Work[]): readonly Work[] => {
    const joined = new Set<Work>();
    return list.flatMap((w, i): readonly Work[] => {
      if (joined.has(w)) return [];
      if (!isLeaf(w)) return [withRegions(w, inOrder)];
      const next = list[i + 1];
      const both = w.kind === "compute" && next?.kind === "compute" ? scheduledWithTotal(w, next, options) : undefined;
      if (both !== undefined && next !== undefined) joined.add(next);
      return [...fillsBefore(w), ...(both === undefined ? stages(w, options).map((x) => scheduled(x, options)) : [both])];
    });
  };
  const fillsBefore = (w: Leaf): readonly Routine[] => {
    const isScratch = (t: Tensor): boolean => w.kind === "routine" && w.scratch?.includes(t) === true;
    const fills = writesOf(w)
      .filter((t) => !isScratch(t))
      .map((t) => placed.placeOf(t).root)
      .filter((root) => hasHalo(root.layout) && !cleared.has(root));
    for (const root of fills) cleared.add(root);
    const origin = w.origin;
    return fills.map((root) => ({ ...fillHalo(root, options.machine), origin }));
  };
  return inOrder(placed.work);
}

/** The tile that a tiles file says. */
function tileOf(w: Compute, { tiles = {} }: ScheduleWorkOptions): Pick<KernelOptions, "tile"> {
  const key = kernelName(w);
  return Object.hasOwn(tiles, key) ? { tile: tiles[key] as Tiles } : {};
}

const stages = (w: Leaf, options: ScheduleWorkOptions): readonly Leaf[] => (w.kind === "compute" ? stagesOf(w, options.machine, options) : [w]);

function scheduled(w: Leaf, options: ScheduleWorkOptions): Routine {
  if (w.kind === "routine") return tidied({ ...w, kernel: withMovedBits(withCodes(w.kernel)) });
  const routine = tidied(schedule(w, options.machine, { ...options, ...tileOf(w, options) }));
  const name = kernelName({ ...w, name: routine.kernel.name });
  return { ...routine, kernel: Object.freeze({ ...withCodes(routine.kernel), name, doc: kernelDoc([w], routine) }) };
}

const tidied = (r: Routine): Routine => withoutUnread({ ...r, kernel: withoutUnused(r.kernel) });

/** Units of work that threads need at least to divide a kernel fairly. */
const leastUnits = 4;

/** A compute and the total of what it stores as one kernel, where the next one is that and threads can still divide it. */
function scheduledWithTotal(w: Compute, next: Compute, options: ScheduleWorkOptions): Routine | undefined {
  const { machine, threads = 1 } = options;
  const routine = scheduleWithTotal(w, next, machine, { ...options, ...tileOf(w, options) });
  if (routine === undefined || (threads > 1 && unitsOf(next, machine) < leastUnits * threads)) return undefined;
  const both = { ...w, name: `${w.name}_${next.name}`, origin: [...new Set([...w.origin, ...next.origin])] };
  const doc = [...kernelDoc([w], { ...routine, operands: routine.operands.slice(0, -1) }), `total: ${kernelName(next)}.`];
  return { ...routine, origin: both.origin, kernel: Object.freeze({ ...withCodes(routine.kernel), name: kernelName(both), doc }) };
}

/** Vectors of results. */
const unitsOf = ({ axes }: Compute, { lanes }: Machine): number => axes.reduce((n, a) => n * bounds(a.extent)[1], 1) / lanes;
