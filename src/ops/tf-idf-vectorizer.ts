/**
 * TfIdfVectorizer: how often each n-gram of a pool stands in a sequence of integers or strings, its items up to max_skip_count others apart (TF), whether it
 * does, weighted (IDF), or both. Since opset 9. https://onnx.ai/onnx/operators/onnx__TfIdfVectorizer.html
 * NGramCounts (domain aot) counts; its tables are constants.
 */
import { type Dim, add as plus, mul as times } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { newArray } from "../core/dtype.ts";
import {
  type AttrReader,
  defineOp,
  type ExpandContext,
  exactTolerance,
  type InferContext,
  type LowerContext,
  type Value,
  type Work,
} from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { axis, compute, coordinate } from "../loop/compute.ts";
import { allOf, and, cast, constant, type Expr, eq, f32, index, le, lt, mul, or, read, select, variable } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { indexInside } from "./families/gathered-index.ts";
import { stringsAt } from "./families/strings.ts";
import { indexTypes, typed } from "./families/type-sets.ts";
import { found, sortedKeys } from "./find-strings.ts";

const modes: readonly string[] = ["TF", "IDF", "TFIDF"];

/** One row an output: its items (padded with zeros), how many there are, and its weight. */
interface Rows {
  readonly width: number;
  readonly items: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** Each output is a row of a table. */
const mostOutputs = 2 ** 20;

/** The pool as ONNX keeps it: all 1-grams, then all 2-grams, ...; `ngram_counts` says where each length starts. */
function rowsOf(raw: AttrReader, pool: readonly number[]): Rows {
  const [counts, indexes] = [raw.ints("ngram_counts"), raw.ints("ngram_indexes")];
  const [least, most] = [raw.int("min_gram_length"), raw.int("max_gram_length")];
  const weights = raw.floats("weights", []);
  const last = indexes.reduce((m, at) => Math.max(m, at), 0);
  const wrong = indexes.find((at) => at < 0 || at >= mostOutputs);
  if (wrong !== undefined) raw.fail(`ngram_indexes has ${wrong}, expected 0 to ${mostOutputs - 1}`);
  const items: number[][] = Array.from({ length: last + 1 }, () => []);
  const held = items.map(() => 0);
  let entry = 0;
  counts.forEach((from, i) => {
    const [length, to] = [i + 1, counts[i + 1] ?? pool.length];
    if (from > to || to > pool.length || (to - from) % length !== 0)
      raw.fail(`ngram_counts is [${counts.join(", ")}], which does not cut a pool of ${pool.length} items into n-grams`);
    for (let at = from; at < to; at += length, entry++) {
      const place = indexes[entry] ?? raw.fail(`ngram_indexes has ${indexes.length} numbers, fewer than the pool has n-grams`);
      if (length < least || length > most) continue;
      items[place] = pool.slice(at, at + length);
      held[place] = weights[entry] ?? 1;
    }
  });
  return { width: items.reduce((m, row) => Math.max(m, row.length), 1), items, weights: held };
}

/** Strings by their places in the vocabulary. */
function poolOf(raw: AttrReader, vocabulary: readonly string[] | undefined): readonly number[] {
  if (vocabulary === undefined) return raw.ints("pool_int64s");
  const places = new Map(vocabulary.map((text, i) => [text, i]));
  return raw.strings("pool_strings").map((text) => places.get(text) ?? -1);
}

function attrs(raw: AttrReader) {
  const mode = raw.string("mode");
  if (!modes.includes(mode)) raw.fail(`mode is "${mode}", expected one of ${modes.join(", ")}`);
  const vocabulary = raw.has("pool_strings") ? sortedKeys(raw.strings("pool_strings")).sorted : undefined;
  const skip = raw.int("max_skip_count");
  if (skip < 0) raw.fail(`max_skip_count is ${skip}, 0 or more is expected`);
  return { mode, skip, vocabulary, ...rowsOf(raw, poolOf(raw, vocabulary)) };
}

type Attributes = ReturnType<typeof attrs>;

function outputType(context: InferContext, outputs: number): TensorType {
  const isText = context.attrs.vocabulary !== undefined;
  const { shape } = isText ? stringsAt(context, 0) : typed(context, 0, indexTypes);
  if (shape.length !== 1 && shape.length !== 2) context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, one or two axes are expected`);
  return tensorType("f32", [...shape.slice(0, -1), outputs]);
}

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const { inputs, emit, constant: make } = context;
  const { width, items, weights, mode, skip, vocabulary } = context.attrs;
  const x = vocabulary === undefined ? inputs[0] : found(context, inputs[0], vocabulary);
  const table = newArray("i64", items.length * width) as BigInt64Array;
  items.forEach((row, r) => {
    row.forEach((item, k) => {
      table[r * width + k] = BigInt(item);
    });
  });
  const values = [
    make("items", tensorType("i64", [items.length, width]), { array: table, splat: false }),
    make("lengths", tensorType("i32", [items.length]), { array: Int32Array.from(items, (row) => row.length), splat: false }),
    make("weights", tensorType("f32", [items.length]), { array: Float32Array.from(weights), splat: false }),
  ];
  return emit(NGramCounts, [x, ...values], { mode, skip });
}

function lowerCounts(context: LowerContext<{ readonly skip: number; readonly mode: string }>): readonly Work[] {
  const [x, items, lengths, weights] = [context.input(0), context.input(1), context.input(2), context.input(3)];
  const width = Number(items.shape[1]);
  const size = x.shape.at(-1) as Dim;
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const row = at.at(-1) as Dim;
    const along = [axis("skip", context.attrs.skip + 1), axis("start", size)];
    const [skip, start] = along.map(coordinate) as [Dim, Dim];
    const length = read(lengths, [row]);
    const matches = Array.from({ length: width }, (_, k): Expr => {
      const place = plus(start, times(plus(skip, 1), k));
      const item = read(x, [...at.slice(0, -1), indexInside(cast("i32", index(place)), size)]);
      const same = and(lt(index(place), index(size)), eq(cast("i64", item), read(items, [row, k])));
      return or(le(length, constant("i32", k)), same);
    });
    // A single item has no distance to others, and an n-gram of none is not there.
    const isFirst = or(eq(index(skip), index(0)), lt(constant("i32", 1), length));
    const found = allOf([...matches, isFirst, lt(constant("i32", 0), length)]) as Expr;
    const body = select(found, f32(1), f32(0));
    const result = variable("count", "f32");
    const weight = read(weights, [row]);
    const present = select(lt(f32(0), result), weight, f32(0));
    const value = context.attrs.mode === "TF" ? result : context.attrs.mode === "IDF" ? present : mul(result, weight);
    return compute({ name: "ngram_counts", output, axes, reduction: { axes: along, combine: "sum", body, result }, value });
  });
}

export const NGramCounts = defineOp({
  name: "NGramCounts",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "how often rows of a table stand in sequences",
  inputs: ["X", "items", "lengths", "weights"],
  attrs: (raw) => ({ mode: raw.string("mode"), skip: raw.int("skip") }),
  infer: (context) => [outputType(context, Number(context.tensor(1).shape[0]))],
  lower: lowerCounts,
  tolerance: exactTolerance,
  examples: [
    {
      note: "one item and a pair",
      attrs: { mode: "TF", skip: 0 },
      inputs: [
        { dtype: "i64", shape: [4], values: [1n, 2n, 1n, 2n] },
        { dtype: "i64", shape: [2, 2], values: [1n, 0n, 1n, 2n], constant: true },
        { dtype: "i32", shape: [2], values: [1, 2], constant: true },
        { shape: [2], values: [1, 1], constant: true },
      ],
      outputs: [{ shape: [2], values: [2, 2] }],
    },
  ],
});

const pool = { min_gram_length: 1, max_gram_length: 2, ngram_counts: [0, 1], ngram_indexes: [0, 1], pool_int64s: [7, 7, 8] } as const;

export const TfIdfVectorizer = defineOp({
  name: "TfIdfVectorizer",
  opset: 9,
  since: 9,
  doc: "how often n-grams of a pool stand in a sequence",
  inputs: ["X"],
  strings: "held",
  attrs,
  infer: (context) => [outputType(context, context.attrs.items.length)],
  expand,
  tolerance: exactTolerance,
  examples: [
    {
      note: "counts, pairs with one item between them too",
      attrs: { ...pool, mode: "TF", max_skip_count: 1 },
      inputs: [{ dtype: "i32", shape: [2, 3], values: [7, 8, 8, 7, 0, 7] }],
      outputs: [{ shape: [2, 2], values: [1, 2, 2, 0] }],
    },
    {
      note: "strings, one of them in no n-gram",
      attrs: {
        ...{ min_gram_length: 1, max_gram_length: 2, ngram_counts: [0, 2], ngram_indexes: [2, 0, 1], mode: "TF", max_skip_count: 0 },
        pool_strings: ["b", "é", "b", "é"],
      },
      inputs: [{ dtype: "string", shape: [2, 3], values: ["b", "é", "b", "x", "é", ""] }],
      outputs: [{ shape: [2, 3], values: [1, 1, 2, 1, 0, 0] }],
    },
    {
      note: "weights of those that are there",
      attrs: { ...pool, mode: "IDF", max_skip_count: 0, weights: [0.5, 3] },
      inputs: [{ dtype: "i64", shape: [3], values: [7n, 8n, 7n] }],
      outputs: [{ shape: [2], values: [0.5, 3] }],
    },
  ],
});
