/**
 * Panels of weights on their way while the one before is worked on. A tile's vectors of weights are read again for every tile of rows, from the second-level
 * cache; the next tile's are behind them in memory, where the first read of each line would wait. So each round of a product asks for a part of the next panel.
 */
import { add, bounds, type Dim, dimOf, keyOf, mul, type Sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { dtypes } from "../../core/dtype.ts";
import type { ExprOf } from "../../loop/expr.ts";
import { walkExpressions } from "../../loop/functions.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { isInnermost } from "./innermost.ts";

type For = Stmt & { readonly kind: "for" };
type Load = ExprOf<"load">;

/** Bytes of a line of the cache, and of panels: of smaller ones than half of the first-level cache little is gained. A panel that few tiles read is not worth the asking. */
const [line, leastPanel, leastTiles] = [64, 16 * 1024, 4];

/**
 * Bytes of the largest panels that are asked for. Those of a quarter of the second-level cache have left the first again when their turn comes, which costs
 * more than it gains where one multiply-add begins in a cycle. Where two of AVX-512 do, they gain as long as most of two panels stays in the second.
 */
export const largestPanel = ({ wideMultiplyAdds }: Machine): number => (wideMultiplyAdds > 1 ? 640 * 1024 : 256 * 1024 - line);

/** A panel that stays in the first-level cache beside its rows is pushed out by the next one, which costs more than it gains where that is near already. */
const isNear = (panel: number, operand: number): boolean => panel < 20 * 1024 && operand < 512 * 1024;

const schedules: ReadonlySet<string> = new Set(["tiled", "strassen"]);

/** The same kernel, whose products ask for panels ahead. */
export const withPrefetches = (k: Kernel, largest: number): Kernel =>
  k.plan !== undefined && schedules.has(k.plan.schedule)
    ? kernel({ ...k, body: inBody(k.body, { loops: [], outside: 0, asked: new Set(), largest }) })
    : k;

interface Within {
  /** Around a body, outermost first; the first `outside` of them enclose the register tile that is open. */
  readonly loops: readonly For[];
  readonly outside: number;
  /** Where the panels begin that loops before this one ask for. */
  readonly asked: Set<string>;
  /** Bytes of the largest panel that is asked for. */
  readonly largest: number;
}

function inBody(body: readonly Stmt[], within: Within): readonly Stmt[] {
  let at = within;
  return body.map((s) => {
    if (s.kind === "tile") at = { ...at, outside: at.loops.length };
    if (s.kind !== "for" || s.unroll) return withBodies(s, (inner) => inBody(inner, at));
    const around = { ...at, loops: [...at.loops, s] };
    if (!isInnermost(s)) return { ...s, body: inBody(s.body, around) };
    const ahead = panelAhead(s, around);
    return ahead === undefined ? s : { ...s, prefetch: ahead };
  });
}

const roundsOf = ({ from, to }: For): number | undefined => (from === 0 && typeof to === "number" ? to : undefined);

/** What a round of the innermost loop asks for; undefined where nothing is read panel by panel, or the panel is asked for already. */
function panelAhead(innermost: For, { loops, outside, asked, largest }: Within): For["prefetch"] {
  const load = panelLoads(innermost)[0];
  if (load === undefined || outside === loops.length) return undefined;
  // The innermost loop that moves on to another panel, with one inside that reads it again.
  const moves = loops.map((l) => dependsOn(load.at, l.sym));
  const panel = moves.findLastIndex((isMoved, i) => isMoved && i < outside && moves.slice(i + 1, outside).includes(false));
  const over = loops[panel];
  if (over === undefined) return undefined;
  const size = linearIn(load.at, over.sym)?.coef;
  const within = loops.slice(panel + 1);
  const rounds = within.map(roundsOf);
  if (typeof size !== "number" || !rounds.every((n) => n !== undefined)) return undefined;
  const { bytes } = dtypes[load.buffer.dtype];
  const all = rounds.reduce((a, b) => a * b, 1);
  const tiles = rounds.slice(0, outside - panel - 1).reduce((a, b) => a * b, 1);
  if (
    size * bytes < leastPanel ||
    size * bytes > largest ||
    isNear(size * bytes, bounds(load.buffer.elements)[1] * bytes) ||
    tiles < leastTiles ||
    all * line < size * bytes
  )
    return undefined;
  // Within the panel from its first element, as far as the rounds before this one have come.
  const round = within.reduce<Dim>((at, l, i) => add(mul(at, rounds[i] as number), dimOf(l.sym)), 0);
  const inner = new Set<Sym>([...within.map((l) => l.sym), ...unrolledIn(innermost.body)]);
  const first = substitute(load.at, (s) => (inner.has(s) ? 0 : s === over.sym ? add(dimOf(s), 1) : undefined));
  const key = `${load.buffer.name} ${keyOf(first)}`;
  if (asked.has(key)) return undefined;
  asked.add(key);
  return [{ buffer: load.buffer, at: add(first, mul(round, 2 ** Math.ceil(Math.log2(Math.max(1, size / all))))) }];
}

/** Vectors that a round loads from operands. */
function panelLoads(s: For): readonly Load[] {
  const loads: Load[] = [];
  walkExpressions(s.body, (e) => {
    if (e.kind === "load" && e.lanes > 1 && e.buffer.access === "in") loads.push(e);
  });
  return loads;
}

const unrolledIn = (body: readonly Stmt[]): readonly Sym[] => body.flatMap((s) => (s.kind === "for" ? [s.sym, ...unrolledIn(s.body)] : []));
