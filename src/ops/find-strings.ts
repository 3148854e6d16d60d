/**
 * FindStrings (domain aot): the place of each string in a constant list that is sorted by bytes of UTF-8 without repetition; the length of the
 * list where it is not there. What operators with vocabularies, stop words and string keys become.
 */
import { defineOp, type ExpandContext, exactTolerance, type LowerContext, type Value, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { add, and, eq, i32, lt, ne, select, shr } from "../loop/expr.ts";
import { ifStmt, whileStmt } from "../loop/kernel.ts";
import { flattened } from "./families/counting.ts";
import { memory, routine } from "./families/routines.ts";
import { compareStrings, counted, eachOf, partsOf, spanOf, strings, stringsAt, stringTypeOf } from "./families/strings.ts";

/** The order of bytes. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The different strings of a list in the order of FindStrings, and for each of them (and one behind) what the first of them in the list has. */
export function sortedKeys(keys: readonly string[]): { readonly sorted: readonly string[]; readonly firstPlaces: readonly number[] } {
  const sorted = [...new Set(keys)].sort(byBytes);
  const places = new Map<string, number>();
  keys.forEach((key, i) => {
    if (!places.has(key)) places.set(key, i);
  });
  return { sorted, firstPlaces: sorted.map((key) => places.get(key) ?? 0) };
}

/** The place of each string of `x` among the sorted `keys`. */
export function found({ emit, constant, fail }: ExpandContext, x: Value | undefined, keys: readonly string[]): Value {
  const list = constant("keys", tensorType("string", [keys.length]), { array: keys, splat: false });
  const [place] = emit(FindStrings, [x, list]);
  return place ?? fail("finds nothing");
}

function lower(context: LowerContext): readonly Work[] {
  const [x, keys] = [strings("x", context.input(0), "in"), strings("keys", context.input(1), "in")];
  const { shape } = stringTypeOf(context, 0);
  const count = Number(stringTypeOf(context, 1).shape[0]);
  return context.outputs.map((output) => {
    const to = memory("place", output, "out");
    const [low, high, middle, order] = [counted("low"), counted("high"), counted("middle"), counted("order")];
    const place = middle.dim(Math.max(0, count - 1));
    const key = spanOf(keys, place.dim, "key_");
    const body = eachOf(output.shape, (at) => {
      const own = spanOf(x, flattened(shape, at));
      return [
        ...own.statements,
        low.set(i32(0)),
        high.set(i32(count)),
        order.set(i32(1)),
        whileStmt(and(lt(low.value, high.value), ne(order.value, i32(0))), [
          middle.set(shr(add(low.value, high.value), i32(1))),
          place.statement,
          ...key.statements,
          ...compareStrings(x, own.span, keys, key.span, order),
          ifStmt(lt(order.value, i32(0)), [high.set(middle.value)], [low.set(add(middle.value, i32(1)))]),
        ]),
        to.put(at, select(eq(order.value, i32(0)), middle.value, i32(count))),
      ];
    });
    const start = [low.start, high.start, middle.start, order.start];
    return routine("find_strings", `places in ${count} sorted strings`, [...partsOf(x), ...partsOf(keys), to], [...start, ...body]);
  });
}

export const FindStrings = defineOp({
  name: "FindStrings",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "places of strings in a sorted list",
  inputs: ["X", "list"],
  strings: "held",
  infer(context) {
    const { shape } = stringsAt(context, 0);
    const { shape: list } = stringsAt(context, 1);
    if (list.length !== 1 || typeof list[0] !== "number") context.fail(`${context.inputName(1)} has rank ${list.length}, a list is expected`);
    return [tensorType("i32", shape)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "there, between, before and behind all",
      inputs: [
        { dtype: "string", shape: [2, 3], values: ["b", "ab", "é", "", "東", "bb"] },
        { dtype: "string", shape: [4], values: ["a", "ab", "b", "é"], constant: true },
      ],
      outputs: [{ dtype: "i32", shape: [2, 3], values: [2, 1, 3, 4, 4, 4] }],
    },
    {
      note: "in a list of none",
      inputs: [
        { dtype: "string", shape: [1], values: [""] },
        { dtype: "string", shape: [0], values: [] as readonly string[], constant: true },
      ],
      outputs: [{ dtype: "i32", shape: [1], values: [0] }],
    },
  ],
});
