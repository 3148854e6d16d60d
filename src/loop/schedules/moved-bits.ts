/**
 * 16-bit floats that are only moved, as the integers that their bits are: nothing is widened and rounded again on the way. A Compute becomes one over other views
 * of the same memory before it is scheduled, since integers have schedules of their own (narrower lanes); kernels that operators write become so as they are.
 */
import type { DType } from "../../core/dtype.ts";
import { type Compute, operandsOf } from "../compute.ts";
import { type Buffer, buffer, constant, type Expr, type ExprOf, load, read, select, type Tensor, tensor } from "../expr.ts";
import { walkExpressions, walkStatements } from "../functions.ts";
import { type Kernel, kernel } from "../kernel.ts";
import { rewriteBody } from "../rewrite-body.ts";
import { storedElement } from "../semantics.ts";
import type { WordCompute } from "./byte-products.ts";

const isHalf = (dtype: DType): boolean => dtype === "f16" || dtype === "bf16";

/** The bits of an element of `dtype`, of which `bitsAt` gives those in memory; undefined where it is computed. */
function bitsOf(e: Expr, dtype: DType, bitsAt: (e: ExprOf<"read" | "load">) => Expr | undefined): Expr | undefined {
  if (e.kind === "read") return e.tensor.dtype === dtype ? bitsAt(e) : undefined;
  if (e.kind === "load") return e.buffer.dtype === dtype ? bitsAt(e) : undefined;
  if (e.kind === "const") return constant("u32", Number(storedElement(dtype, e.value)), e.lanes);
  // What is of the type already is not rounded to it.
  if (e.kind === "cast" && e.to === dtype) return bitsOf(e.x, dtype, bitsAt);
  if (e.kind !== "select") return undefined;
  const [then, otherwise] = [bitsOf(e.then, dtype, bitsAt), bitsOf(e.else, dtype, bitsAt)];
  return then === undefined || otherwise === undefined ? undefined : select(e.condition, then, otherwise);
}

/** The compute over integers; undefined where its result is no 16-bit float, or is more than moved. */
export function asMovedBits(c: Compute): WordCompute | undefined {
  const { dtype } = c.output;
  if (!isHalf(dtype) || c.reduction !== undefined) return undefined;
  const views = new Map<Tensor, Tensor>();
  const viewOf = (t: Tensor): Tensor => {
    const view = views.get(t) ?? tensor(t.name, "u16", t.shape, t.layout, t.constant);
    views.set(t, view);
    return view;
  };
  const value = bitsOf(c.value, dtype, (e) => (e.kind === "read" ? read(viewOf(e.tensor), e.at) : undefined));
  if (value === undefined) return undefined;
  const moved: Compute = Object.freeze({ ...c, output: viewOf(c.output), value });
  const isElsewhere = operandsOf(moved).some((t) => views.has(t));
  return isElsewhere ? undefined : { compute: moved, bytesOf: new Map([...views].map(([t, view]) => [view, t])) };
}

/** The kernel with u16 in place of those of its buffers whose elements are only moved to others of them. */
export function withMovedBits(k: Kernel): Kernel {
  const moved = onlyMoved(k);
  if (moved.size === 0) return k;
  const views = new Map([...moved].map((p) => [p, buffer(p.name, "u16", p.elements, p.access)]));
  const bitsAt = (e: ExprOf<"read" | "load">): Expr | undefined => {
    const view = e.kind === "load" ? views.get(e.buffer) : undefined;
    return e.kind !== "load" || view === undefined ? undefined : load(view, e.at, e.lanes, e.count);
  };
  const body = rewriteBody(k.body, {
    store: (s) => {
      const to = views.get(s.buffer);
      const value = to === undefined ? undefined : bitsOf(s.value, s.buffer.dtype, bitsAt);
      return to === undefined || value === undefined ? s : { ...s, buffer: to, value };
    },
  });
  return kernel({ ...k, params: k.params.map((p) => views.get(p) ?? p), body });
}

/** The buffers of 16-bit floats whose elements are loaded only to be stored to such a buffer of their type, and of which only such are stored. */
function onlyMoved({ params, body }: Kernel): ReadonlySet<Buffer> {
  const found = new Set(params.filter(({ dtype }) => isHalf(dtype)));
  if (found.size === 0) return found;
  const [loads, moves] = [new Map<Buffer, number>(), new Map<Buffer, number>()];
  const count = (of: Map<Buffer, number>, b: Buffer): void => void of.set(b, (of.get(b) ?? 0) + 1);
  walkExpressions(body, (e) => {
    if (e.kind === "load") count(loads, e.buffer);
  });
  // Buffers that elements are moved between keep their type or change it together.
  const together: ReadonlySet<Buffer>[] = [];
  walkStatements(body, (s) => {
    if (s.kind !== "store" || !isHalf(s.buffer.dtype)) return;
    const from: Buffer[] = [];
    const bits = bitsOf(s.value, s.buffer.dtype, (e) => {
      if (e.kind === "load") from.push(e.buffer);
      return e;
    });
    if (bits === undefined) found.delete(s.buffer);
    else for (const b of from) count(moves, b);
    together.push(new Set([s.buffer, ...(bits === undefined ? [] : from)]));
  });
  for (const p of found) if (loads.get(p) !== moves.get(p)) found.delete(p);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const group of together) if ([...group].some((b) => !found.has(b))) for (const b of group) found.delete(b);
  }
  return found;
}
