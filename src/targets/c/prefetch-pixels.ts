/**
 * Pixels of the next tile on their way while one is worked on, where the second-level cache does not hold the image: the channels of a pixel lie whole images
 * apart, in pieces so short that processors do not ask for them by themselves.
 */
import { add, bounds, type Sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { dtypes } from "../../core/dtype.ts";
import type { ExprOf } from "../../loop/expr.ts";
import { walkExpressions } from "../../loop/functions.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { isInnermost } from "./innermost.ts";

type For = Stmt & { readonly kind: "for" };

/** Bytes of a line of the cache, and between blocks of channels that a processor does not take for one stream. */
const [line, leastApart] = [64, 1024];

/** The same kernel, whose sums over blocks of channels ask for the pixels of the next tile. With 32 registers that was not measured. */
export const withPixelsAhead = (k: Kernel, { l2, registers }: Machine): Kernel =>
  k.plan?.schedule === "tiled" && registers < 32 ? kernel({ ...k, body: k.body.map((s) => asking(s, (l2 * 3) / 4)) }) : k;

function asking(s: Stmt, near: number): Stmt {
  const inner = s.kind === "for" && s.body.length === 1 ? s.body[0] : undefined;
  if (s.kind !== "for" || s.unroll || inner?.kind !== "for" || inner.unroll || !isInnermost(inner))
    return withBodies(s, (body) => body.map((x) => asking(x, near)));
  const ahead = pixelsAhead(s, inner, near);
  return ahead.length === 0 ? s : { ...s, prefetch: ahead };
}

/** What a round over a block of channels asks for: pixels behind those of its columns, which share lines. */
function pixelsAhead(block: For, inner: For, near: number): NonNullable<For["prefetch"]> {
  const [first] = factorsIn(inner);
  if (first === undefined) return [];
  const { buffer, at } = first;
  const { bytes } = dtypes[buffer.dtype];
  const unrolled = unrolledIn(inner.body);
  const columns = unrolled.find(({ sym: s }) => dependsOn(at, s));
  if (columns === undefined || typeof columns.to !== "number") return [];
  const [apart, step] = [linearIn(at, block.sym)?.coef, linearIn(at, columns.sym)?.coef];
  if (typeof apart !== "number" || typeof step !== "number") return [];
  if (apart * bytes < leastApart || step * bytes >= line || bounds(buffer.elements)[1] * bytes <= near) return [];
  const within = new Set<Sym>([inner.sym, ...unrolled.map((l) => l.sym)]);
  const next = add(
    substitute(at, (s) => (within.has(s) ? 0 : undefined)),
    columns.to * step,
  );
  return Array.from({ length: Math.ceil((columns.to * step * bytes) / line) }, (_, i) => ({ buffer, at: add(next, (i * line) / bytes) }));
}

/** Single elements of operands that a round multiplies vectors by. */
function factorsIn(s: For): readonly ExprOf<"load">[] {
  const loads: ExprOf<"load">[] = [];
  walkExpressions(s.body, (e) => {
    if (e.kind === "load" && e.lanes === 1 && e.buffer.access === "in") loads.push(e);
  });
  return loads;
}

const unrolledIn = (body: readonly Stmt[]): readonly For[] => body.flatMap((s) => (s.kind === "for" ? [s, ...unrolledIn(s.body)] : []));
