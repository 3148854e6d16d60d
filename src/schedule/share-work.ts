/** Sharing work among threads: kernels that are long enough are split into parts, and each thread gets scratch of its own. */
import { bytesOf } from "../core/dtype.ts";
import { plainLayout } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { isLeaf, withRegions } from "../graph/work.ts";
import { type Buffer, type Tensor, tensor } from "../loop/expr.ts";
import type { Kernel, Routine } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { nanosecondsOf } from "../loop/split/cost.ts";
import { splitKernel } from "../loop/split/split.ts";
import { arenaAlignment } from "./program.ts";

/** Scheduled work for `threads` threads of a machine; for one, in calls of such a length that its engine may change the code between them. */
export function shareWork(work: readonly Work[], machine: Machine, threads: number): readonly Work[] {
  if (threads === 1 && machine.calls === 1) return work;
  const divided = (r: Routine): Routine => (threads === 1 ? inCalls(r, machine) : shared(r, machine, threads));
  return work.map((w) => (w.kind === "routine" ? divided(w) : isLeaf(w) ? w : withRegions(w, (list) => shareWork(list, machine, threads))));
}

function shared(routine: Routine, machine: Machine, threads: number): Routine {
  const { operands, kernel } = routine;
  if (nanosecondsOf(kernel) < machine.leastShared) return routine;
  const own = new Map<Tensor, Tensor>();
  const scratch = new Set<Buffer>();
  operands.forEach((t, i) => {
    const buffer = kernel.params[i];
    if (routine.scratch?.includes(t) !== true || buffer === undefined || typeof buffer.elements !== "number") return;
    scratch.add(buffer);
    own.set(t, repeated(t, buffer.elements, threads));
  });
  const split = splitKernel(kernel, scratch, threads, machine.wait);
  if (split === undefined) return routine;
  const calls = split.waits ? 1 : Math.min(callsFor(kernel, scratch, machine, threads), Math.floor((split.parts.at(-1) ?? 0) / threads));
  return Object.freeze({
    ...routine,
    kernel: split.kernel,
    parts: split.parts,
    ...(calls > 1 ? { calls } : {}),
    operands: operands.map((t) => own.get(t) ?? t),
    scratch: [...own.values()],
  });
}

/** Calls that do more than this share of a kernel's work again (Winograd's transforms of inputs) are not made of it. */
const mostAgain = 0.01;

/** Calls in which each thread is to take its part of a kernel: an engine that changes the code of a long one does so within the first run. */
function callsFor(kernel: Kernel, scratch: ReadonlySet<Buffer>, { calls, leastInCalls }: Machine, threads: number): number {
  if (calls === 1 || nanosecondsOf(kernel) < leastInCalls) return 1;
  const split = splitKernel(kernel, scratch, threads * calls, Number.POSITIVE_INFINITY);
  return split === undefined || split.again > mostAgain ? 1 : calls;
}

/** A kernel in parts that one thread takes one behind the other, which may use the same scratch. */
function inCalls(routine: Routine, machine: Machine): Routine {
  const { operands, kernel } = routine;
  if (nanosecondsOf(kernel) < machine.leastInCalls) return routine;
  const scratch = new Set(kernel.params.filter((_, i) => routine.scratch?.includes(operands[i] as Tensor) === true));
  const split = splitKernel(kernel, scratch, machine.calls, Number.POSITIVE_INFINITY);
  if (split === undefined || split.again > mostAgain) return routine;
  return Object.freeze({ ...routine, kernel: split.kernel, parts: split.parts, scratch: [] });
}

/** `count` times `elements` elements, each time from an aligned address on. */
function repeated(t: Tensor, elements: number, count: number): Tensor {
  const aligned = arenaAlignment / bytesOf(t.dtype);
  return tensor(t.name, t.dtype, [count * Math.ceil(elements / aligned) * aligned], plainLayout(1));
}
