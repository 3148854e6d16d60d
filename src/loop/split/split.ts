/**
 * Splitting a kernel for threads: a call computes units of its outer loops, from `begin` to `end`. Where the rounds of an outer loop depend on
 * each other (the steps of a recurrent network), threads share the loops inside it and wait for each other in between, if that is quicker.
 */
import { type Dim, dimOf, sym } from "../../core/dim.ts";
import type { Buffer } from "../expr.ts";
import { walkExpressions, walkStatements } from "../functions.ts";
import { type Kernel, kernel, type Stmt } from "../kernel.ts";
import { operationsOf } from "./cost.ts";
import { divided, emitted, evenEnough, repeatedTime, unitNames } from "./levels.ts";
import { emittedStages, type Item, stagesOf } from "./stages.ts";

export interface Split {
  /** With `range`. */
  readonly kernel: Kernel;
  /** Thread t computes units parts[t] to parts[t + 1]. */
  readonly parts: readonly number[];
  /** What the parts do again, as a share of what the whole kernel does; not counted (0) where threads wait for each other inside. */
  readonly again: number;
  /** True where threads wait for each other inside. */
  readonly waits: boolean;
}

/** A split that takes more of the time without it is not made. */
const worthwhile = 0.8;

/**
 * The kernel in parts for `threads` threads, each with its own `scratch`; undefined where no loop is known to have independent rounds, or where
 * waiting for each other, `wait` nanoseconds each time (infinity: they cannot), takes what sharing gains.
 */
export function splitKernel(source: Kernel, scratch: ReadonlySet<Buffer>, threads: number, wait: number): Split | undefined {
  if (source.range !== undefined) return undefined;
  const isShared = (b: Buffer): boolean => b.access !== "in" && !scratch.has(b);
  const once = divided(source.body, threads, isShared);
  const left = once === undefined || once.level.weights.length < 2 ? 1 : once.share / threads;
  const mayWait = wait < Number.POSITIVE_INFINITY && left * threads >= evenEnough;
  const stages = mayWait ? stagesOf(source.body, threads, isShared, wait) : undefined;
  if (stages !== undefined && keepsWithin(stages.items, scratch) && stages.time < worthwhile * left * stages.alone) {
    const { main, items } = stages;
    const units = main.level.weights.length;
    const line = `Units begin to end of ${units} in each stage: ${unitNames(main.level).join(", ")}. Threads wait for each other in between.`;
    return inParts(source, line, { parts: main.parts, again: 0, waits: true }, (begin, end) => emittedStages(items, units, begin, end));
  }
  if (once === undefined || left > worthwhile) return undefined;
  const line = `Units begin to end of ${once.level.weights.length}: ${unitNames(once.level).join(", ")}.`;
  const again = ((threads - 1) * repeatedTime(once.level)) / operationsOf(source.body);
  return inParts(source, line, { parts: once.parts, again, waits: false }, (begin, end) => emitted(once.level, 0, begin, end));
}

/** True where no stage uses scratch that another stores to: no other thread finds there what a thread has left. */
function keepsWithin(items: readonly Item[], scratch: ReadonlySet<Buffer>): boolean {
  const users = (item: Item): readonly ReadonlySet<Buffer>[] => (item.kind === "stage" ? [buffersIn(item.body)] : item.items.flatMap(users));
  const stages = items.flatMap(users);
  return [...scratch].every((b) => stages.filter((s) => s.has(b)).length <= 1);
}

/** Buffers that a body loads from and stores to. */
function buffersIn(body: readonly Stmt[]): ReadonlySet<Buffer> {
  const buffers = new Set<Buffer>();
  walkStatements(body, (s) => s.kind === "store" && buffers.add(s.buffer));
  walkExpressions(body, (e) => e.kind === "load" && buffers.add(e.buffer));
  return buffers;
}

function inParts(source: Kernel, line: string, of: Omit<Split, "kernel">, bodyFor: (begin: Dim, end: Dim) => readonly Stmt[]): Split {
  const units = of.parts.at(-1) as number;
  const range = { begin: sym("begin", 0, units), end: sym("end", 0, units) };
  const body = bodyFor(dimOf(range.begin), dimOf(range.end));
  return { kernel: kernel({ ...source, doc: [...source.doc, line], body, range }), ...of };
}
