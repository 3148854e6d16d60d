/** Verifies that every byte a step reads was written by a step before it (or lies in an input or in the weights). */

import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { argumentsOf, touches } from "./accesses.ts";
import type { Argument, Region, Step, Storage } from "./program.ts";

/** Disjoint byte ranges in ascending order. */
type Ranges = readonly (readonly [from: number, to: number])[];
type Written = Map<Storage, Ranges>;

/** Throws an Error that names the step, the storage and the bytes. */
export function checkWritten(region: Region): void {
  walk(region, new Map());
}

function walk(region: Region, written: Written): void {
  for (const step of region.steps) {
    const args = touches(step);
    const { read, written: targets } = argumentsOf(step);
    for (const i of read) checkRead(step, i, args[i] as Argument, written);
    if (step.kind === "if") {
      const [then, otherwise] = [new Map(written), new Map(written)];
      walk(step.then, then);
      walk(step.else, otherwise);
      for (const [storage, ranges] of then) written.set(storage, common(ranges, otherwise.get(storage) ?? []));
    }
    for (const i of targets) {
      const { storage } = args[i] as Argument;
      written.set(storage, joined([...(written.get(storage) ?? []), covered(step, i, args[i] as Argument)]));
    }
    // What the rounds write counts after them: an empty loop leaves nothing to read but empty results.
    if (step.kind === "loop") walk(step.body, written);
  }
}

function checkRead(step: Step, i: number, arg: Argument, written: Written): void {
  const { storage } = arg;
  if (storage.place === "input" || storage.place === "weights") return;
  const ranges = written.get(storage) ?? [];
  const [from, to] = covered(step, i, arg);
  if (from === to) return;
  const found = ranges.some(([a, b]) => a <= from && to <= b);
  const have = ranges.length === 0 ? "nothing" : ranges.map(([a, b]) => `${a}..${b}`).join(", ");
  invariant(found, `${stepName(step)} reads bytes ${from}..${to} of ${storage.name}, written before it: ${have}`);
}

const stepName = (step: Step): string => (step.kind === "call" ? step.kernel.name : `${step.kind} of ${step.origin.join(" + ")}`);
const most = (d: Dim): number => bounds(d)[1];

/** Bytes of its storage an argument may cover. */
function covered(step: Step, i: number, { storage, offset }: Argument): readonly [number, number] {
  const param = step.kind === "call" ? step.kernel.params[i] : undefined;
  const unit = bytesOf(param?.dtype ?? storage.dtype);
  const bytes = step.kind === "copy" ? step.bytes : most(param?.elements ?? 1) * unit;
  return [offset * unit, offset * unit + bytes];
}

function joined(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

const common = (a: Ranges, b: Ranges): Ranges =>
  a.flatMap(([from, to]) => b.map(([f, t]) => [Math.max(from, f), Math.min(to, t)] as const).filter(([f, t]) => f < t));
