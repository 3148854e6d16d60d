/** What one step itself reads and writes, for the arena checker; the steps inside an If or a loop answer for themselves. */

import type { Dim } from "../core/dim.ts";
import { type Buffer, type Expr, index } from "../loop/expr.ts";
import type { Kernel, Stmt } from "../loop/kernel.ts";
import { someExpr } from "../loop/some.ts";
import { type Argument, isArgument, type Step, type Storage } from "./program.ts";

export interface Accesses {
  readonly reads: readonly Storage[];
  readonly writes: readonly Storage[];
}

/** The arguments a step itself uses: a call's buffers and extents, a copy's ends, a condition, a loop's controls. */
export function touches(step: Step): readonly Argument[] {
  switch (step.kind) {
    case "call":
      return [...step.args, ...step.extents];
    case "copy":
      return [step.from, step.to];
    case "check":
      return [step.broken];
    case "if":
      return [step.condition];
    case "loop":
      return [step.trip, step.condition, step.iteration].filter(isArgument);
  }
}

/** Arguments whose old contents the step uses, and arguments it stores to. An in-place argument is both. */
export function argumentsOf(step: Step): { readonly read: readonly number[]; readonly written: readonly number[] } {
  switch (step.kind) {
    case "call": {
      const { kernel } = step;
      const all = [...kernel.params.keys()];
      return {
        read: [...all.filter((i) => usesOldContents(kernel, kernel.params[i] as Buffer)), ...step.extents.map((_, i) => all.length + i)],
        written: all.filter((i) => kernel.params[i]?.access !== "in"),
      };
    }
    case "copy":
      return { read: [0], written: [1] };
    case "check":
    case "if":
      return { read: [0], written: [] };
    case "loop": {
      const controls = touches(step);
      const isRead = (a: Argument): boolean => a === step.trip || a === step.condition;
      const at = [...controls.keys()];
      return { read: at.filter((i) => isRead(controls[i] as Argument)), written: at.filter((i) => controls[i] === step.iteration) };
    }
  }
}

export function accessesOf(step: Step): Accesses {
  const args = touches(step);
  const { read, written } = argumentsOf(step);
  const storages = (at: readonly number[]): readonly Storage[] => at.flatMap((i) => args[i]?.storage ?? []);
  return { reads: storages(read), writes: storages(written) };
}

/** True for read-only buffers, and for in-place ones that are loaded before anything is stored to them (scratch is not). */
const usesOldContents = (kernel: Kernel, buffer: Buffer): boolean =>
  buffer.access === "in" || (buffer.access === "inout" && firstUse(kernel.body, buffer) === "load");

type Use = "load" | "store" | undefined;

function firstUse(body: readonly Stmt[], buffer: Buffer): Use {
  for (const stmt of body) {
    const use = useIn(stmt, buffer);
    if (use !== undefined) return use;
  }
  return undefined;
}

function useIn(stmt: Stmt, buffer: Buffer): Use {
  const loadIn = (...parts: readonly (Expr | Dim | undefined)[]): Use =>
    parts.some((p) => p !== undefined && loads(p, buffer)) ? "load" : undefined;
  switch (stmt.kind) {
    case "for":
      return loadIn(stmt.from, stmt.to) ?? firstUse(stmt.body, buffer);
    case "let":
    case "bind":
      return loadIn(stmt.value);
    case "tile":
      return loadIn(stmt.init);
    case "set":
      return loadIn(...stmt.at, stmt.value);
    case "store":
      return loadIn(stmt.at, stmt.value, stmt.count) ?? (stmt.buffer === buffer ? "store" : undefined);
    case "if":
      return loadIn(stmt.condition) ?? firstUse(stmt.then, buffer) ?? firstUse(stmt.else, buffer);
    case "while":
      return loadIn(stmt.condition) ?? firstUse(stmt.body, buffer);
    case "wait":
      return undefined;
  }
}

const loads = (part: Expr | Dim, buffer: Buffer): boolean =>
  typeof part !== "number" && someExpr(part.kind === "dim" ? index(part) : part, (e) => e.kind === "load" && e.buffer === buffer);
