/**
 * Numbers of elements sorted by keys of 32 bits, digit by digit of 8 bits from the lowest: as many steps whatever the order, and equal keys keep theirs.
 * A pass counts the digits, then each element moves to the place that those before it leave.
 */
import { bounds, type Dim, dimOf, mul, add as plus } from "../../core/dim.ts";
import type { DType } from "../../core/dtype.ts";
import type { LowerContext } from "../../graph/graph.ts";
import {
  add,
  and,
  bitcast,
  cast,
  computedDim,
  type Expr,
  i32,
  index,
  lt,
  scalarOf,
  select,
  shr,
  sub,
  type Tensor,
  tile,
  tileGet,
  variable,
  xor,
} from "../../loop/expr.ts";
import { declareTile, letStmt, loop, type Stmt, setTile } from "../../loop/kernel.ts";
import { bound, type Memory, memory } from "./routines.ts";

const [digitBits, passes] = [8, 4] as const;
const digits = 2 ** digitBits;

/** Whether numbers of a type are told apart by 32 bits. */
export const hasKeys = (dtype: DType): boolean => dtype !== "string" && ["f32", "i32", "u32"].includes(scalarOf(dtype));

/** Whether `count` elements of a type have keys, and are enough for passes to take fewer steps than comparing them. */
export const sortsByKeys = (dtype: DType, count: Dim): boolean => hasKeys(dtype) && typeof count === "number" && count >= 2 * digits;

/** i32 memory: two lists of keys and of numbers, as long as what is sorted at most, and how many digits there are of each. */
export interface SortMemory {
  readonly keys: Memory;
  readonly order: Memory;
  readonly otherKeys: Memory;
  readonly otherOrder: Memory;
  readonly counts: Memory;
}

/** How many keys have each digit. */
export const digitCounts = (context: LowerContext): Tensor => context.scratch("digits", "i32", [digits]);

export function sortMemory(context: LowerContext, count: Dim): SortMemory {
  const list = (name: string): Memory => memory(name, context.scratch(name, "i32", [count]), "out");
  return {
    keys: list("keys"),
    order: list("order"),
    otherKeys: list("other_keys"),
    otherOrder: list("other_order"),
    counts: memory("digits", digitCounts(context), "out"),
  };
}

const signBit = -0x80000000;

/** A key that is compared as a signed number as one that is compared as an unsigned number. */
export const unsignedKey = (key: Expr): Expr => xor(key, i32(signBit));

/** The key by which larger numbers come first, or smaller ones: of an f32, NaN the largest and both zeros equal, an i32 or a u32. Keys are compared as unsigned numbers. */
export const sortKey = (x: Expr, largestFirst: boolean): Expr => unsignedKey(signedKey(x, largestFirst));

/** The same, compared as signed numbers. */
export function signedKey(x: Expr, largestFirst: boolean): Expr {
  if (x.dtype === "i32") return xor(x, i32(largestFirst ? -1 : 0));
  if (x.dtype === "u32") return xor(bitcast("i32", x), i32(signBit ^ (largestFirst ? -1 : 0)));
  // The size of a number as an integer, which is negated where its sign is another than wanted: without a choice, of which engines make a branch.
  const bits = bitcast("i32", x);
  const [size, sign] = [and(bits, i32(0x7fffffff)), shr(bits, i32(31))];
  const turned = xor(size, sign);
  const key = largestFirst ? sub(sign, turned) : sub(turned, sign);
  return select(lt(i32(0x7f800000), size), i32(largestFirst ? -0x7fffffff : 0x7fffffff), key);
}

/** Statements that list the numbers below `count` with their keys. */
export const listed = (m: SortMemory, count: Dim, key: (i: Dim) => Expr): readonly Stmt[] => [
  loop("i", count, (s) => [m.keys.put([dimOf(s)], key(dimOf(s))), m.order.put([dimOf(s)], cast("i32", index(dimOf(s))))]),
];

/** Statements that sort the first `count` of `order` by their `keys`, which move along. */
export function sortByKeys(m: SortMemory, count: Dim): readonly Stmt[] {
  const [there, back] = [
    [m.keys, m.order, m.otherKeys, m.otherOrder],
    [m.otherKeys, m.otherOrder, m.keys, m.order],
  ] as const;
  const two = (s: Dim): readonly Stmt[] => [
    ...moved(m.counts, count, mul(s, 2 * digitBits), there),
    ...moved(m.counts, count, plus(mul(s, 2 * digitBits), digitBits), back),
  ];
  return [loop("digit", passes / 2, (s) => two(dimOf(s)))];
}

type Lists = readonly [keys: Memory, order: Memory, toKeys: Memory, toOrder: Memory];

/** One pass, by the digit whose lowest bit is `shift`. */
function moved(counts: Memory, count: Dim, shift: Dim, [keys, order, toKeys, toOrder]: Lists): readonly Stmt[] {
  const last = Math.max(0, bounds(order.buffer.elements)[1] - 1);
  const [held, sum] = [variable("held", "i32"), tile("sum", "i32", 1, [])];
  const digitOf = (key: Expr): Dim => computedDim("digit", and(shr(key, cast("i32", index(shift))), i32(digits - 1)), [0, digits - 1]);
  const increased = (digit: Dim): Stmt => counts.put([digit], add(counts.get([digit]), i32(1)));
  const counted = loop("i", count, (s) => {
    const digit = bound("of", digitOf(keys.get([dimOf(s)])));
    return [digit.statement, increased(digit.dim)];
  });
  const placed = loop("d", digits, (s) => [
    letStmt(held, counts.get([dimOf(s)])),
    counts.put([dimOf(s)], tileGet(sum, [])),
    setTile(sum, [], add(tileGet(sum, []), held)),
  ]);
  const move = loop("i", count, (s) => {
    const key = variable("key", "i32");
    const digit = bound("of", digitOf(key));
    const place = bound("place", computedDim("place", counts.get([digit.dim]), [0, last]));
    const put = [toKeys.put([place.dim], key), toOrder.put([place.dim], order.get([dimOf(s)])), increased(digit.dim)];
    return [letStmt(key, keys.get([dimOf(s)])), digit.statement, place.statement, ...put];
  });
  return [loop("d", digits, (s) => [counts.put([dimOf(s)], i32(0))]), counted, declareTile(sum, i32(0)), placed, move];
}
