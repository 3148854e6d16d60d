/**
 * Innermost loops whose rounds stand side by side. V8 loads everything that a straight piece of code reads before it computes anything, so sums of
 * several rounds would push each other out of registers; an exit between rounds that is never taken, behind which all sums are read, keeps
 * rounds apart. Against loops as they are: matrix products 42 to 48 GFLOP/s, 1x1 convolutions 39 to 44 (node 20, Zen 4).
 */
import { bytesOf } from "../../core/dtype.ts";
import type { Buffer, Tile } from "../../loop/expr.ts";
import { symbolsIn } from "../../loop/functions.ts";
import type { Stmt } from "../../loop/kernel.ts";
import type { Index } from "./pointers.ts";

/** Fewer are rests of tiles mostly; six are those of a GRU. */
const fewestSums = 6;

export interface Rounds {
  /** How many stand side by side: all, or two. */
  readonly copies: number;
  /** Holds the address of an element of 4 bytes, so it is never odd. */
  readonly pointer: Tile;
}

/** Undefined for a loop that stays as it is. */
export function roundsOf(s: Stmt & { kind: "for" }, pointers: ReadonlyMap<Index, Buffer>): Rounds | undefined {
  if (typeof s.from !== "number" || typeof s.to !== "number" || symbolsIn(s.body).includes(s.sym)) return undefined;
  const isStraight = s.body.every((x) => x.kind === "let" || x.kind === "set" || x.kind === "bind");
  if (!isStraight || s.body.filter(addsProduct).length < fewestSums) return undefined;
  const count = s.to - s.from;
  const copies = count <= 4 ? count : count % 2 === 0 ? 2 : 1;
  const pointer = s.body.flatMap((x) => (x.kind === "set" && hasWords(pointers.get(x.tile)) ? [x.tile] : []))[0];
  return copies === 1 || pointer === undefined ? undefined : { copies, pointer };
}

const hasWords = (buffer: Buffer | undefined): boolean => buffer !== undefined && bytesOf(buffer.dtype) === 4;

const addsProduct = (s: Stmt): boolean =>
  s.kind === "set" &&
  s.value.kind === "binary" &&
  s.value.op === "add" &&
  s.value.lanes > 1 &&
  [s.value.a, s.value.b].some((x) => x.kind === "binary" && x.op === "mul");
