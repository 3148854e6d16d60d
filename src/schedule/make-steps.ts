/** Making steps: a tree of scheduled work becomes a region of calls, branches and loops over storages, every kernel with its final name. */

import type { Work } from "../graph/graph.ts";
import { leavesOf, ownReads, ownWrites, regionsOf } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Kernel, Routine } from "../loop/kernel.ts";
import { slotOf } from "../loop/runtime-extent.ts";
import { withBoundTurns } from "../loop/turned-loops.ts";
import { nameKernels } from "./name-kernels.ts";
import type { Argument, Region, Step, Storage } from "./program.ts";

/** Where tensors lie. */
interface Storages {
  of(t: Tensor): Storage;
  argument(t: Tensor): Argument;
}

/** Equal kernels are one; `work` holds no Computes any longer. */
export function makeSteps(work: readonly Work[], storages: Storages): Region {
  const routines = leavesOf(work).filter((w) => w.kind === "routine");
  const taken = new Set(itemsOf(work).flatMap((w) => [...ownReads(w), ...ownWrites(w)].map((t) => storages.of(t).name)));
  const kernels = nameKernels(
    routines.map((r) => withBoundTurns(r.kernel)),
    taken,
  );
  const kernelOf = new Map(routines.map((r, i) => [r, kernels[i] as Kernel]));
  const region = (list: readonly Work[]): Region => Object.freeze({ steps: Object.freeze(list.flatMap((w) => [step(w), ...checkOf(w, storages)])) });
  const step = (w: Work): Step => {
    const { origin } = w;
    switch (w.kind) {
      case "routine":
        return Object.freeze({
          kind: "call",
          kernel: kernelOf.get(w) as Kernel,
          args: w.operands.map((t) => argumentOf(w, t, storages)),
          extents: w.kernel.extents.map((s) => storages.argument(slotOf(s) as Tensor)),
          parts: w.parts,
          calls: w.calls,
          origin,
        });
      case "if":
        return Object.freeze({ kind: "if", condition: storages.argument(w.condition), then: region(w.then), else: region(w.else), origin });
      case "loop": {
        const trip = typeof w.trip === "object" ? storages.argument(w.trip) : w.trip;
        const condition = w.condition && storages.argument(w.condition);
        return Object.freeze({ kind: "loop", trip, condition, iteration: storages.argument(w.round), body: region(w.body), origin });
      }
      case "compute":
        throw new Error(`internal: ${w.name} is not scheduled`);
    }
  };
  return region(work);
}

/** A thread's scratch lies behind that of the thread before. */
function argumentOf({ scratch, parts }: Routine, t: Tensor, storages: Storages): Argument {
  const argument = storages.argument(t);
  if (parts === undefined || scratch?.includes(t) !== true) return argument;
  return Object.freeze({ ...argument, perThread: (t.shape[0] as number) / (parts.length - 1) });
}

/** The step behind a kernel that ends the run where what the kernel checks does not hold. */
function checkOf(w: Work, storages: Storages): readonly Step[] {
  if (w.kind !== "routine" || w.check === undefined) return [];
  const { broken, where, message, value } = w.check;
  return [Object.freeze({ kind: "check", broken: storages.argument(broken), message: `${where}: ${message}`, value, origin: w.origin })];
}

/** All items in tree order. */
export const itemsOf = (work: readonly Work[]): readonly Work[] => work.flatMap((w) => [w, ...regionsOf(w).flatMap(itemsOf)]);
