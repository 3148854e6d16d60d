/** Loops around one store: in the order of the output's memory, neighbouring ones merged where every operand allows it. */
import { add, bounds, ceilDiv, type Dim, dimOf, floorDiv, min, mod, mul, type Sym, sub, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { bytesOf } from "../../core/dtype.ts";
import { addressOf, blockAlong, physicalAxes } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Expr } from "../expr.ts";
import { loop, type Stmt } from "../kernel.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";

/** One loop: its symbol's name and extent. */
export interface Loop {
  readonly sym: Sym;
  readonly extent: Dim;
}

/** The compute rewritten over its loops' symbols. */
export interface Nest {
  readonly loops: readonly Loop[];
  readonly value: Expr;
  readonly at: readonly Dim[];
}

/** One loop a physical axis of the output: a blocked axis becomes two loops. */
export function overMemory(c: Compute): Nest {
  const replacements = new Map<Sym, Dim>();
  const placed: { position: number; loop: Loop }[] = [];
  const physical = physicalAxes(c.output.layout, c.output.shape);
  for (const a of c.axes) {
    const axis = c.at.findIndex((d) => dependsOn(d, a.sym));
    const outer = physical.findIndex((p) => p.axis === axis && p.part !== "inner");
    const inner = physical.findIndex((p) => p.axis === axis && p.part === "inner");
    const isOneBlock = c.output.layout.blocks.filter((b) => b.axis === axis).length === 1;
    const block = isOneBlock ? Number(physical[inner]?.extent) : 1;
    const isShifted = axis >= 0 && c.at[axis] !== undefined && !isExactly(c.at[axis] as Dim, a.sym);
    if (block === 1 || isShifted || typeof a.extent !== "number") {
      placed.push({ position: outer < 0 ? -1 : outer, loop: { sym: a.sym, extent: a.extent } });
      continue;
    }
    const blocks = Math.ceil(a.extent / block);
    const o = sym(`${a.sym.name}_block`, 0, blocks - 1);
    const i = sym(a.sym.name, 0, block - 1);
    const left: Dim = blocks === 1 ? a.extent : min(block, sub(a.extent, mul(dimOf(o), block)));
    replacements.set(a.sym, add(mul(dimOf(o), block), dimOf(i)));
    placed.push({ position: outer, loop: { sym: o, extent: blocks } });
    placed.push({ position: inner, loop: { sym: i, extent: mayFillBlocks(c, a, axis, blocks * block) ? block : left } });
  }
  placed.sort((a, b) => a.position - b.position);
  return replaced({ loops: placed.map((p) => p.loop), value: c.value, at: c.at }, (s) => replacements.get(s));
}

/**
 * True when every operand has elements, padding included, for all points of the axis's blocks, and nothing else of the output stands there: pad lanes
 * are computed along with the rest.
 */
function mayFillBlocks(c: Compute, a: Axis, axis: number, padded: number): boolean {
  if (a.extent === padded) return true;
  if (a.extent !== c.output.shape[axis]) return false;
  let may = true;
  walkExpr(c.value, (x) => {
    if (x.kind !== "read") return;
    const axis = x.at.findIndex((d) => dependsOn(d, a.sym));
    if (axis < 0) return;
    const { shape, layout, constant, dtype } = x.tensor;
    const isVector = shape.every((d, i) => i === axis || d === 1);
    // A constant ends on whole 64 bytes: one number a channel may be read to the end of its vector.
    const block = constant && isVector ? 64 / bytesOf(dtype) : blockAlong(layout, axis);
    const held = mul(ceilDiv(shape[axis] ?? 1, block), block);
    const isOwn = isExactly(x.at[axis] as Dim, a.sym) && x.at.every((d, i) => i === axis || !dependsOn(d, a.sym));
    if (!isOwn || typeof held !== "number" || held < padded) may = false;
  });
  return may;
}

const isExactly = (d: Dim, s: Sym): boolean => typeof d !== "number" && d.key === dimOf(s).key;

export const replaced = (nest: Nest, replace: (s: Sym) => Dim | undefined): Nest => ({
  loops: nest.loops.map((l) => ({ ...l, extent: substitute(l.extent, replace) })),
  value: rewriteExpr(nest.value, { sym: replace }),
  at: nest.at.map((d) => substitute(d, replace)),
});

/** Merges neighbouring loops while all addresses stay linear; loops of one point go first. */
export function merged(c: Compute, nest: Nest): Nest {
  const single = nest.loops.filter((l) => l.extent === 1);
  let current = replaced({ ...nest, loops: nest.loops.filter((l) => l.extent !== 1) }, (s) => (single.some((l) => l.sym === s) ? 0 : undefined));
  for (let i = current.loops.length - 2; i >= 0; i--) {
    const outer = current.loops[i] as Loop;
    const inner = current.loops[i + 1] as Loop;
    if (typeof inner.extent !== "number" || inner.extent === 0) continue;
    const { extent } = inner;
    const both = sym("i", 0, Math.max(0, bounds(outer.extent)[1] * extent - 1));
    const next = replaced(current, (s) => (s === outer.sym ? floorDiv(dimOf(both), extent) : s === inner.sym ? mod(dimOf(both), extent) : undefined));
    if (!isLinear(c, next, both)) continue;
    const loops = [...next.loops.slice(0, i), { sym: both, extent: mul(outer.extent, extent) }, ...next.loops.slice(i + 2)];
    current = { ...next, loops };
  }
  return current;
}

/** True when every address is linear in `s` and no coordinate is asked for by itself. */
function isLinear(c: Compute, nest: Nest, s: Sym): boolean {
  let linear = linearIn(addressOf(c.output.layout, c.output.shape, nest.at), s) !== undefined;
  walkExpr(nest.value, (x) => {
    if (x.kind === "read" && linearIn(addressOf(x.tensor.layout, x.tensor.shape, x.at), s) === undefined) linear = false;
    if (x.kind === "index" && dependsOn(x.dim, s)) linear = false;
  });
  return linear;
}

export const rename = (statement: Stmt, s: Sym): Stmt => (statement.kind === "for" ? { ...statement, sym: s } : statement);

export const loopsAround = (loops: readonly Loop[], body: readonly Stmt[]): readonly Stmt[] =>
  loops.reduceRight<readonly Stmt[]>(
    (inner, l) => [
      rename(
        loop(l.sym.name, l.extent, () => inner),
        l.sym,
      ),
    ],
    body,
  );
