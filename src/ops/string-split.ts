/**
 * StringSplit: the parts of each string between delimiters, or between white space (ASCII's) without one, and how many there are. The parts
 * are padded with empty strings to the largest number. Since opset 20. https://onnx.ai/onnx/operators/onnx__StringSplit.html
 */
import { bounds, type Dim, dimOf, add as plusDims, product, mul as timesDims } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { stringType, tensorType } from "../graph/types.ts";
import { add, allOf, and, cast, computedDim, type Expr, eq, i32, index, le, lt, max, or, select, sub } from "../loop/expr.ts";
import { ifStmt, loop, type Stmt, whileStmt } from "../loop/kernel.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { flattened, slotMemory, storeExtent } from "./families/counting.ts";
import { bound, memory, routine } from "./families/routines.ts";
import {
  asI32,
  byteOf,
  counted,
  eachOf,
  partsOf,
  type Span,
  type Strings,
  spanOf,
  strings,
  stringsAt,
  stringTypeOf,
  stringWriter,
} from "./families/strings.ts";

/** What cuts strings: bytes, none of them for white space, at so many places at most. */
type Cuts = {
  readonly delimiter: readonly number[];
  readonly most: number | undefined;
};

/** How many parts a string of `length` bytes has at most. */
function mostParts({ delimiter, most }: Cuts, length: number): number {
  const parts = delimiter.length === 0 ? Math.ceil(length / 2) : Math.floor(length / delimiter.length) + 1;
  return most === undefined ? parts : Math.min(parts, most + 1);
}

/** Statements for each part of a string in order: where it begins and ends in the string, as i32. */
type OnPart = (begin: Expr, end: Expr) => readonly Stmt[];

function partsBetweenDelimiters(from: Strings, span: Span, { delimiter, most }: Cuts, onPart: OnPart): readonly Stmt[] {
  const [begin, at, cuts] = [counted("begin"), counted("at"), counted("cuts")];
  const last = asI32(plusDims(span.length, -delimiter.length));
  const place = at.dim(Math.max(0, from.capacity - delimiter.length));
  const isCut = allOf(delimiter.map((byte, k) => eq(byteOf(from, span, plusDims(place.dim, k)), i32(byte)))) as Expr;
  const isMore = most === undefined ? le(at.value, last) : and(le(at.value, last), lt(cuts.value, i32(most)));
  return [
    begin.start,
    at.start,
    cuts.start,
    whileStmt(isMore, [
      place.statement,
      ifStmt(
        isCut,
        [...onPart(begin.value, at.value), at.set(add(at.value, i32(delimiter.length))), begin.set(at.value), cuts.set(add(cuts.value, i32(1)))],
        [at.set(add(at.value, i32(1)))],
      ),
    ]),
    ...onPart(begin.value, asI32(span.length)),
  ];
}

/** Tabs, line ends and spaces. */
const isSpace = (byte: Expr): Expr => or(eq(byte, i32(32)), and(le(i32(9), byte), le(byte, i32(13))));

/** `begin` is -1 between parts. The last part of a limited number goes on to the end. */
function partsBetweenSpaces(from: Strings, span: Span, { most }: Cuts, onPart: OnPart): readonly Stmt[] {
  const [begin, cuts] = [counted("begin", i32(-1)), counted("cuts")];
  const walk = loop("at", span.length, (s) => {
    const ends = isSpace(byteOf(from, span, dimOf(s)));
    const mayEnd = most === undefined ? ends : and(ends, lt(cuts.value, i32(most)));
    return [
      ifStmt(
        lt(begin.value, i32(0)),
        [begin.set(select(ends, i32(-1), asI32(dimOf(s))))],
        [ifStmt(mayEnd, [...onPart(begin.value, asI32(dimOf(s))), begin.set(i32(-1)), cuts.set(add(cuts.value, i32(1)))])],
      ),
    ];
  });
  return [begin.start, cuts.start, walk, ifStmt(le(i32(0), begin.value), onPart(begin.value, asI32(span.length)))];
}

const partsIn = (from: Strings, span: Span, cuts: Cuts, onPart: OnPart): readonly Stmt[] =>
  cuts.delimiter.length === 0 ? partsBetweenSpaces(from, span, cuts, onPart) : partsBetweenDelimiters(from, span, cuts, onPart);

function lower(context: LowerContext<Cuts>): readonly Work[] {
  const cuts = context.attrs;
  const { shape } = stringTypeOf(context, 0);
  const [y, z] = context.outputs;
  const width = (context.node.outputs[0]?.type as ReturnType<typeof stringType> | undefined)?.shape.at(-1) ?? 0;
  const x = strings("x", context.input(0), "in");
  const held = z ?? context.scratch("counts", "i64", shape);
  const [numbers, slot, parts, largest] = [memory("counts", held, "out"), slotMemory(width), counted("parts"), counted("largest")];
  const counting = eachOf(shape, (at) => {
    const { statements, span } = spanOf(x, flattened(shape, at));
    const count = partsIn(x, span, cuts, () => [parts.set(add(parts.value, i32(1)))]);
    return [...statements, parts.set(i32(0)), ...count, numbers.put(at, cast("i64", parts.value)), largest.set(max(largest.value, parts.value))];
  });
  const countAll = [parts.start, largest.start, ...counting, ...storeExtent(slot, largest.value)];
  const memories = [...partsOf(x), numbers, ...(slot === undefined ? [] : [slot])];
  const work = routine("count_parts", "how many parts strings have", memories, countAll);
  return y === undefined ? [work] : [work, listParts(context, x, width, cuts)];
}

/** Writes the parts, and empty strings behind them. */
function listParts(context: LowerContext, x: Strings, width: Dim, cuts: Cuts): Work {
  const { shape } = stringTypeOf(context, 0);
  const to = strings("y", context.outputs[0] ?? context.fail("has no outputs"), "out");
  const [writer, number] = [stringWriter(to), counted("number")];
  const most = Math.max(0, bounds(width)[1] - 1);
  const body = eachOf(shape, (at) => {
    const row = flattened(shape, at);
    const { statements, span } = spanOf(x, row);
    const finish = (): readonly Stmt[] => {
      const place = number.dim(most);
      return [place.statement, writer.finish(plusDims(timesDims(row, width), place.dim)), number.set(add(number.value, i32(1)))];
    };
    const put: OnPart = (begin, end) => {
      const first = bound("part", computedDim("part", begin, [0, x.capacity]));
      const length = bound("part_length", computedDim("part_length", sub(end, begin), [0, x.capacity]));
      const part = { first: plusDims(span.first, first.dim), length: length.dim };
      return [first.statement, length.statement, ...writer.append(x, part), ...finish()];
    };
    const pad = whileStmt(lt(number.value, cast("i32", index(width))), finish());
    return [...statements, number.set(i32(0)), ...partsIn(x, span, cuts, put), pad];
  });
  return routine("split_strings", "the parts of strings", [...partsOf(x), ...partsOf(to)], [...writer.start, number.start, ...body]);
}

export const StringSplit = defineOp({
  name: "StringSplit",
  opset: 20,
  since: 20,
  doc: "strings cut at delimiters",
  inputs: ["X"],
  strings: "held",
  attrs(raw) {
    const most = raw.has("maxsplit") ? raw.int("maxsplit") : undefined;
    return { delimiter: [...new TextEncoder().encode(raw.string("delimiter", ""))], most: most === undefined || most < 0 ? undefined : most };
  },
  infer(context) {
    const { shape, text } = stringsAt(context, 0);
    const cuts = context.attrs;
    const isNone = bounds(product(shape))[1] === 0;
    const least = cuts.delimiter.length === 0 ? 0 : 1;
    const width = isNone ? 0 : runtimeExtent("parts", least, Math.max(least, mostParts(cuts, text.longest)));
    return [stringType([...shape, width], text.longest, text.total), tensorType("i64", shape)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "a delimiter of two bytes, also at the ends",
      attrs: { delimiter: "--" },
      inputs: [{ dtype: "string", shape: [3], values: ["a--bc---d", "--", "東"] }],
      outputs: [
        { dtype: "string", shape: [3, 3], values: ["a", "bc", "-d", "", "", "", "東", "", ""] },
        { dtype: "i64", shape: [3], values: [3n, 2n, 1n] },
      ],
    },
    {
      note: "an empty string is one part to a delimiter",
      attrs: { delimiter: "," },
      inputs: [{ dtype: "string", shape: [2], values: ["", ","] }],
      outputs: [
        { dtype: "string", shape: [2, 2], values: ["", "", "", ""] },
        { dtype: "i64", shape: [2], values: [1n, 2n] },
      ],
    },
    {
      note: "white space, one cut at most",
      attrs: { maxsplit: 1 },
      inputs: [{ dtype: "string", shape: [2, 1], values: [" a  b c ", "\t"] }],
      outputs: [
        { dtype: "string", shape: [2, 1, 2], values: ["a", "b c ", "", ""] },
        { dtype: "i64", shape: [2, 1], values: [2n, 0n] },
      ],
    },
  ],
});
