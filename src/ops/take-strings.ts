/**
 * TakeStrings (domain aot): strings by their numbers, counted through all sources one after another; a source has as many numbers as it may
 * have strings. StringNumbers: the numbers of all strings in their shape. Together they make any movement of numbers one of strings.
 */
import { add, bounds, type Dim, product, sub } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { stringType, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, computedDim, index, lt } from "../loop/expr.ts";
import { ifStmt, type Stmt } from "../loop/kernel.ts";
import { axesOf } from "./families/axes.ts";
import { flattened } from "./families/counting.ts";
import { bound, memory, routine } from "./families/routines.ts";
import { eachOf, partsOf, type Strings, type StringWriter, spanOf, strings, stringsAt, stringTypeOf, stringWriter } from "./families/strings.ts";
import { typed, typeSet } from "./families/type-sets.ts";

/** How many numbers a shape has. */
export const numbersOf = (shape: readonly Dim[]): number => bounds(product(shape))[1];

/** The string of a number below `most`, which is one of the sources': from `base` on those of the first. */
function taken(sources: readonly Strings[], counts: readonly number[], place: Dim, base: number, to: StringWriter): readonly Stmt[] {
  const [from, ...others] = sources;
  const [count = 0, ...rest] = counts;
  if (from === undefined) return [];
  const found = (own: Dim): readonly Stmt[] => {
    const { statements, span } = spanOf(from, own);
    return [...statements, ...to.append(from, span)];
  };
  if (others.length === 0 && base === 0) return found(place);
  const own = bound("own", computedDim("own", index(sub(place, base)), [0, Math.max(0, count - 1)]));
  const here = [own.statement, ...found(own.dim)];
  return others.length === 0 ? here : [ifStmt(lt(index(place), index(base + count)), here, taken(others, rest, place, base + count, to))];
}

function lower(context: LowerContext): readonly Work[] {
  const values = context.node.inputs.slice(0, -1);
  const numbers = context.input(values.length);
  const sources = values.map((_, i) => strings(values.length === 1 ? "x" : `x${i}`, context.input(i), "in"));
  const sizes = values.map((_, i) => numbersOf(stringTypeOf(context, i).shape));
  const filled = sources.filter((_, i) => sizes[i] !== 0);
  const counts = sizes.filter((count) => count !== 0);
  const total = counts.reduce((n, count) => n + count, 0);
  return context.outputs.map((output) => {
    const [from, to] = [memory("numbers", numbers, "in"), strings("y", output, "out")];
    const writer = stringWriter(to);
    const body = eachOf(numbers.shape, (at) => {
      const place = bound("place", computedDim("place", from.get(at), [0, Math.max(0, total - 1)]));
      return [place.statement, ...taken(filled, counts, place.dim, 0, writer), writer.finish(flattened(numbers.shape, at))];
    });
    const doc = "strings by their numbers";
    return routine("take_strings", doc, [...filled.flatMap(partsOf), from, ...partsOf(to)], [...writer.start, ...body]);
  });
}

export const TakeStrings = defineOp({
  name: "TakeStrings",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "strings by their numbers",
  inputs: ["...operands"],
  strings: "held",
  infer(context) {
    const last = context.inputs.length - 1;
    const { shape } = typed(context, last, typeSet("i32", ["i32"]));
    const sources = Array.from({ length: last }, (_, i) => stringsAt(context, i));
    return [stringType(shape, Math.max(0, ...sources.map((t) => t.text.longest)))];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "in another order, one twice",
      inputs: [
        { dtype: "string", shape: [3], values: ["ab", "", "é"] },
        { dtype: "i32", shape: [2, 2], values: [2, 0, 1, 2] },
      ],
      outputs: [{ dtype: "string", shape: [2, 2], values: ["é", "ab", "", "é"] }],
    },
    {
      note: "of three lists",
      inputs: [
        { dtype: "string", shape: [2], values: ["a", "b"] },
        { dtype: "string", shape: [1], values: ["c"], constant: true },
        { dtype: "string", shape: [2], values: ["d", "e"] },
        { dtype: "i32", shape: [4], values: [4, 2, 0, 3] },
      ],
      outputs: [{ dtype: "string", shape: [4], values: ["e", "c", "a", "d"] }],
    },
  ],
});

export const StringNumbers = defineOp({
  name: "StringNumbers",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "the numbers of strings in their shape, from a first one on",
  inputs: ["X"],
  strings: "held",
  attrs: (raw) => ({ first: raw.int("first") }),
  infer: (context) => [tensorType("i32", stringsAt(context, 0).shape)],
  lower: (context) =>
    context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      const number = add(flattened(output.shape, axes.map(coordinate)), context.attrs.first);
      return compute({ name: "string_numbers", output, axes, value: cast("i32", index(number)) });
    }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "from 5 on",
      attrs: { first: 5 },
      inputs: [{ dtype: "string", shape: [2], values: ["a", "b"] }],
      outputs: [{ dtype: "i32", shape: [2], values: [5, 6] }],
    },
  ],
});
