/**
 * Innermost loops whose rounds stand side by side. V8 loads everything that a straight piece of code reads before it computes anything, so sums of
 * several rounds would push each other out of registers; an exit between rounds that is never taken, behind which all sums are read, keeps
 * rounds apart, and pieces of a round that reads much. Against loops as they are: matrix products 42 to 48 GFLOP/s, 1x1 convolutions 39 to 44
 * (node 20 and 22, Zen 4).
 */
import { add, type Dim, dimOf, type Sym, sub } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import { bytesOf } from "../../core/dtype.ts";
import type { Buffer, Tile } from "../../loop/expr.ts";
import { partsOf, symbolsIn } from "../../loop/functions.ts";
import type { Stmt } from "../../loop/kernel.ts";
import { rewriteDim, rewriteExpr, walkExpr } from "../../loop/rewrite-expr.ts";
import { type Index, tileIn } from "./pointers.ts";

/** Fewer are rests of tiles mostly; six are those of a GRU. */
const fewestSums = 6;

/** Products of a round in pieces that stands three to seven times where two do not divide all: alone it takes 2.5 times as long. Written-out rows of windows are longer. */
const mostRepeated = 9;

export interface Rounds {
  /** How many stand side by side: all, or what divides them. */
  readonly copies: number;
  /** All of them in pieces, each of which loads what registers hold beside all sums. */
  readonly pieces: readonly (readonly Stmt[])[];
  /** Holds the address of an element of 4 bytes, so it is never odd. */
  readonly pointer: Tile;
}

/** Undefined for a loop that stays as it is. */
export function roundsOf(s: Stmt & { kind: "for" }, pointers: ReadonlyMap<Index, Buffer>): Rounds | undefined {
  if (typeof s.from !== "number" || typeof s.to !== "number" || symbolsIn(s.body).includes(s.sym)) return undefined;
  const isStraight = s.body.every((x) => x.kind === "let" || x.kind === "set" || x.kind === "bind");
  const sums = s.body.filter(addsProduct).length;
  if (!isStraight || sums < fewestSums) return undefined;
  const count = s.to - s.from;
  const pointer = s.body.flatMap((x) => (x.kind === "set" && hasWords(pointers.get(x.tile)) ? [x.tile] : []))[0];
  const steps = stepsOf(s.body, pointers);
  const mostLoads = Math.max(1, registers - sums);
  const isCut = sums <= mostRepeated && piecesOf(s.body, mostLoads).length > 1;
  const copies = count <= 4 ? count : ((isCut ? [2, 3, 5, 7] : [2]).find((n) => count % n === 0) ?? 1);
  const pieces = Array.from({ length: copies }, (_, i) => piecesOf(roundAt(s.body, steps, i, copies), mostLoads)).flat();
  return pieces.length === 1 || pointer === undefined ? undefined : { copies, pieces, pointer };
}

/** Elements by which pointers move on behind all that a round reads from them, where these are vectors: what fills all lanes with one number has no immediate. */
function stepsOf(body: readonly Stmt[], pointers: ReadonlyMap<Index, Buffer>): ReadonlyMap<Tile, number> {
  const steps = new Map<Tile, number>();
  const read = (d: Dim, lanes: number): void => {
    for (const tile of symbolsOf(d).flatMap((s) => tileIn(s) ?? [])) if (lanes === 1 || steps.has(tile)) steps.set(tile, 0);
  };
  for (const s of body) {
    for (const e of partsOf(s).exprs) walkExpr(e, (x) => x.kind === "load" && read(x.at, x.lanes));
    if (s.kind !== "set" || s.value.kind !== "index" || !pointers.has(s.tile)) continue;
    const own = symbolsOf(s.value.dim).find((x) => tileIn(x) === s.tile);
    const step = own === undefined ? 0 : sub(s.value.dim, dimOf(own));
    steps.set(s.tile, typeof step === "number" && !steps.has(s.tile) ? step : 0);
  }
  return new Map([...steps].filter(([, step]) => step > 0));
}

/** Round `i` of some, which reads with offsets from pointers that the last one moves on for all. */
function roundAt(body: readonly Stmt[], steps: ReadonlyMap<Tile, number>, i: number, rounds: number): readonly Stmt[] {
  const by = {
    sym: (s: Sym): Dim | undefined => {
      const tile = tileIn(s);
      const step = tile === undefined ? undefined : steps.get(tile);
      return step === undefined ? undefined : add(dimOf(s), step * i);
    },
  };
  return body.flatMap((s): readonly Stmt[] => {
    if (s.kind === "set" && steps.has(s.tile) && i < rounds - 1) return [];
    if (s.kind === "set" || s.kind === "let") return [{ ...s, value: rewriteExpr(s.value, by) }];
    return [s.kind === "bind" ? { ...s, value: rewriteDim(s.value, by) } : s];
  });
}

/** Vectors that V8 keeps in registers beside a product. */
const registers = 14;

function piecesOf(body: readonly Stmt[], mostLoads: number): readonly (readonly Stmt[])[] {
  const pieces: Stmt[][] = [[]];
  let held = 0;
  for (const s of body) {
    let loads = 0;
    for (const e of partsOf(s).exprs) walkExpr(e, (x) => (loads += x.kind === "load" ? 1 : 0));
    if (held > 0 && held + loads > mostLoads) {
      pieces.push([]);
      held = 0;
    }
    held += loads;
    pieces.at(-1)?.push(s);
  }
  return pieces;
}

const hasWords = (buffer: Buffer | undefined): boolean => buffer !== undefined && bytesOf(buffer.dtype) === 4;

const addsProduct = (s: Stmt): boolean =>
  s.kind === "set" &&
  s.value.kind === "binary" &&
  s.value.op === "add" &&
  s.value.lanes > 1 &&
  [s.value.a, s.value.b].some((x) => x.kind === "binary" && x.op === "mul");
