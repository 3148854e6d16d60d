/** What a kernel declares and does not use, and what it is given and does not read: compilers warn of it, and calls pass it on. */
import { index, type Tile } from "./expr.ts";
import { bodiesOf, declaredBy, partsOf, walkExpressions, walkStatements } from "./functions.ts";
import { type Kernel, type Routine, type Stmt, withBodies, withBody } from "./kernel.ts";
import { walkExpr, walkSymbols } from "./rewrite-expr.ts";

/** The kernel without names, integers and accumulators that nothing reads, and loops that have held nothing else. */
export function withoutUnused(source: Kernel): Kernel {
  let body = used(source.body, new Set());
  for (let left = withoutUnreadTiles(body); left !== body; left = withoutUnreadTiles(body)) body = used(left, new Set());
  return body === source.body ? source : withBody(source, body);
}

/** The routine without operands that its kernel does not read. */
export function withoutUnread(source: Routine): Routine {
  const { kernel, operands, scratch } = source;
  const read = new Set<object>();
  walkExpressions(kernel.body, (e) => {
    if (e.kind === "load") read.add(e.buffer);
  });
  walkStatements(kernel.body, (s) => {
    for (const { buffer } of s.kind === "for" ? (s.prefetch ?? []) : []) read.add(buffer);
  });
  const isKept = kernel.params.map((p) => p.access !== "in" || read.has(p));
  if (!isKept.includes(false)) return source;
  const kept = operands.filter((_, i) => isKept[i]);
  return {
    ...source,
    operands: kept,
    ...(scratch === undefined ? {} : { scratch: scratch.filter((t) => kept.includes(t)) }),
    kernel: Object.freeze({ ...kernel, params: kernel.params.filter((_, i) => isKept[i]) }),
  };
}

/** The same list where all tiles in it are read. */
function withoutUnreadTiles(body: readonly Stmt[]): readonly Stmt[] {
  const unread = new Set<Tile>();
  walkStatements(body, (s) => {
    if (s.kind === "tile") unread.add(s.tile);
  });
  walkExpressions(body, (e) => {
    if (e.kind === "tileget") unread.delete(e.tile);
  });
  const kept = (list: readonly Stmt[]): readonly Stmt[] =>
    list.filter((s) => (s.kind !== "tile" && s.kind !== "set") || !unread.has(s.tile)).map((s) => withBodies(s, kept));
  return unread.size === 0 ? body : kept(body);
}

/** A loop or a branch of nothing. */
const isIdle = (s: Stmt): boolean =>
  (s.kind === "if" || (s.kind === "for" && s.prefetch === undefined)) && bodiesOf(s).every((inner) => inner.length === 0);

/** Statements from the last to the first, of which names and integers stay that one behind them, or `names`, uses; the same list where all do. */
function used(body: readonly Stmt[], names: Set<object>): readonly Stmt[] {
  const kept = body
    .toReversed()
    .flatMap((s): readonly Stmt[] => {
      const declared = s.kind === "let" || s.kind === "bind" ? declaredBy(s) : undefined;
      if (declared !== undefined && !names.has(declared)) return [];
      const left = withUsed(s, names);
      if (isIdle(left)) return [];
      const { exprs, dims } = partsOf(s);
      const places = s.kind === "for" ? (s.prefetch ?? []).map(({ at }) => at) : [];
      for (const e of [...exprs, ...[...dims, ...places].map(index)]) {
        walkSymbols(e, (x) => names.add(x));
        walkExpr(e, (x) => {
          if (x.kind === "var") names.add(x);
        });
      }
      return [left];
    })
    .toReversed();
  return kept.length === body.length && kept.every((s, i) => s === body[i]) ? body : kept;
}

/** The statement with what its bodies use. */
function withUsed(s: Stmt, names: Set<object>): Stmt {
  let isSame = true;
  const left = withBodies(s, (inner) => {
    const kept = used(inner, names);
    isSame &&= kept === inner;
    return kept;
  });
  return isSame ? s : left;
}
