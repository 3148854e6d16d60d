/** What a kernel declares and does not use, and what it is given and does not read: compilers warn of it, and calls pass it on. */
import { index, type Tile } from "./expr.ts";
import { bodiesOf, declaredBy, partsOf, walkExpressions, walkStatements } from "./functions.ts";
import { type Kernel, type Routine, type Stmt, withBodies, withBody } from "./kernel.ts";
import { walkExpr, walkSymbols } from "./rewrite-expr.ts";

/** The kernel without names, integers and accumulators that nothing reads, and loops that have held nothing else. */
export function withoutUnused(source: Kernel): Kernel {
  let body = source.body;
  for (let before = -1; before !== countOf(body); ) {
    before = countOf(body);
    body = used(withoutUnreadTiles(body), new Set());
  }
  return countOf(body) === countOf(source.body) ? source : withBody(source, body);
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

function countOf(body: readonly Stmt[]): number {
  let count = 0;
  walkStatements(body, () => count++);
  return count;
}

function withoutUnreadTiles(body: readonly Stmt[]): readonly Stmt[] {
  const read = new Set<Tile>();
  walkExpressions(body, (e) => {
    if (e.kind === "tileget") read.add(e.tile);
  });
  const kept = (list: readonly Stmt[]): readonly Stmt[] =>
    list.filter((s) => (s.kind !== "tile" && s.kind !== "set") || read.has(s.tile)).map((s) => withBodies(s, kept));
  return kept(body);
}

/** A loop or a branch of nothing. */
const isIdle = (s: Stmt): boolean =>
  (s.kind === "if" || (s.kind === "for" && s.prefetch === undefined)) && bodiesOf(s).every((inner) => inner.length === 0);

/** Statements from the last to the first, of which names and integers stay that one behind them, or `names`, uses. */
function used(body: readonly Stmt[], names: Set<object>): readonly Stmt[] {
  return body
    .toReversed()
    .flatMap((s): readonly Stmt[] => {
      const declared = s.kind === "let" || s.kind === "bind" ? declaredBy(s) : undefined;
      if (declared !== undefined && !names.has(declared)) return [];
      const kept = bodiesOf(s).length === 0 ? s : withBodies(s, (inner) => used(inner, names));
      if (isIdle(kept)) return [];
      const { exprs, dims } = partsOf(s);
      const places = s.kind === "for" ? (s.prefetch ?? []).map(({ at }) => at) : [];
      for (const e of [...exprs, ...[...dims, ...places].map(index)]) {
        walkSymbols(e, (x) => names.add(x));
        walkExpr(e, (x) => {
          if (x.kind === "var") names.add(x);
        });
      }
      return [kept];
    })
    .toReversed();
}
