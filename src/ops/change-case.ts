/**
 * ChangeCase (domain aot): strings in upper or lower case, as a table of runs of code points says (families/unicode-case.ts). Code points whose
 * other case is more than one stay, so do bytes that are no UTF-8. A character is at most half as long again as it was.
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type ExpandContext, exactTolerance, type LowerContext, type Value, type Work } from "../graph/graph.ts";
import { stringType, tensorType } from "../graph/types.ts";
import { add, allOf, and, computedDim, type Expr, eq, i32, le, lt, min, mul, or, rem, select, shl, shr, sub } from "../loop/expr.ts";
import { ifStmt, type Stmt, whileStmt } from "../loop/kernel.ts";
import { flattened } from "./families/counting.ts";
import { bound, type Memory, memory, routine } from "./families/routines.ts";
import {
  asI32,
  byteOf,
  type Counter,
  counted,
  eachOf,
  partsOf,
  type Span,
  type Strings,
  type StringWriter,
  spanOf,
  strings,
  stringsAt,
  stringTypeOf,
  stringWriter,
} from "./families/strings.ts";
import { lowerRuns, upperRuns } from "./families/unicode-case.ts";

/** `x` in another case. */
export function inCase({ emit, constant, fail }: ExpandContext, x: Value | undefined, which: "upper" | "lower"): Value {
  const [y] = emit(ChangeCase, [x, constant(`${which}_runs`, tensorType("i32", [runsFor(which).length]), { array: runsFor(which), splat: false })]);
  return y ?? fail("changes nothing");
}

export const runsFor = (which: "upper" | "lower"): Int32Array => Int32Array.from(which === "upper" ? upperRuns : lowerRuns);

interface Character {
  /** The code point, and how many bytes it has; a byte that is none is taken as it is. */
  readonly point: Counter;
  readonly size: Counter;
  readonly isWhole: Expr;
}

/** Reads the character at byte `at` of a string. */
function decoded(from: Strings, span: Span, at: Counter, { point, size }: Character): readonly Stmt[] {
  const last = sub(asI32(span.length), i32(1));
  const places = [0, 1, 2, 3].map((k) =>
    bound(`byte${k}`, computedDim(`byte${k}`, min(add(at.value, i32(k)), last), [0, Math.max(0, from.capacity - 1)])),
  );
  const [first, ...rest] = places.map((p) => byteOf(from, span, p.dim)) as [Expr, Expr, Expr, Expr];
  const sizes: readonly [size: number, lead: number, end: number, least: number][] = [
    [2, 0xc0, 0xe0, 0x80],
    [3, 0xe0, 0xf0, 0x800],
    [4, 0xf0, 0xf8, 0x10000],
  ];
  const read = ([bytes, lead, end, least]: (typeof sizes)[number]): Stmt => {
    const value = rest.slice(0, bytes - 1).reduce((sum, byte) => add(shl(sum, i32(6)), sub(byte, i32(0x80))), sub(first, i32(lead)));
    const continues = rest.slice(0, bytes - 1).map((byte) => eq(shr(byte, i32(6)), i32(2)));
    const isLead = allOf([le(i32(lead), first), lt(first, i32(end)), le(add(at.value, i32(bytes)), asI32(span.length)), ...continues]) as Expr;
    return ifStmt(and(isLead, le(i32(least), value)), [point.set(value), size.set(i32(bytes))]);
  };
  return [...places.map((p) => p.statement), point.set(first), size.set(i32(1)), ...sizes.map(read)];
}

/** Puts the other case in the place of a code point that has one. */
function mapped(runs: Memory, count: number, { point }: Character): readonly Stmt[] {
  const [low, high, middle] = [counted("low"), counted("high", i32(count - 1)), counted("middle")];
  const of = (at: Dim, what: number): Expr => runs.get([computedDim(`run${what}`, add(mul(asI32(at), i32(4)), i32(what)), [0, 4 * count - 1])]);
  const [probed, run] = [middle.dim(count - 1), low.dim(count - 1)];
  const [first, last, step, delta] = [0, 1, 2, 3].map((what) => of(run.dim, what)) as [Expr, Expr, Expr, Expr];
  const isIn = allOf([le(first, point.value), le(point.value, last), eq(rem(sub(point.value, first), step), i32(0))]) as Expr;
  return [
    low.start,
    high.start,
    middle.start,
    whileStmt(lt(low.value, high.value), [
      middle.set(shr(add(add(low.value, high.value), i32(1)), i32(1))),
      probed.statement,
      ifStmt(le(of(probed.dim, 0), point.value), [low.set(middle.value)], [high.set(sub(middle.value, i32(1)))]),
    ]),
    run.statement,
    point.set(add(point.value, select(isIn, delta, i32(0)))),
  ];
}

/** Writes a code point. */
function encoded(writer: StringWriter, { point }: Character): readonly Stmt[] {
  const part = (shift: number, lead: number): readonly Stmt[] =>
    writer.appendByte(add(lead === 0x80 ? rem(shr(point.value, i32(shift)), i32(64)) : shr(point.value, i32(shift)), i32(lead)));
  const two = [...part(6, 0xc0), ...part(0, 0x80)];
  const three = [...part(12, 0xe0), ...part(6, 0x80), ...part(0, 0x80)];
  const four = [...part(18, 0xf0), ...part(12, 0x80), ...part(6, 0x80), ...part(0, 0x80)];
  const long = ifStmt(lt(point.value, i32(0x800)), two, [ifStmt(lt(point.value, i32(0x10000)), three, four)]);
  return [ifStmt(lt(point.value, i32(0x80)), part(0, 0), [long])];
}

function lower(context: LowerContext): readonly Work[] {
  const { shape } = stringTypeOf(context, 0);
  const [x, runs] = [strings("x", context.input(0), "in"), memory("runs", context.input(1), "in")];
  const count = Number(context.input(1).shape[0]) / 4;
  return context.outputs.map((output) => {
    const to = strings("y", output, "out");
    const [writer, at, point, size] = [stringWriter(to), counted("at"), counted("point"), counted("size")];
    const character: Character = { point, size, isWhole: or(lt(i32(1), size.value), lt(point.value, i32(0x80))) };
    const body = eachOf(shape, (coordinates) => {
      const { statements, span } = spanOf(x, flattened(shape, coordinates));
      const walk = whileStmt(lt(at.value, asI32(span.length)), [
        ...decoded(x, span, at, character),
        ifStmt(character.isWhole, [...mapped(runs, count, character), ...encoded(writer, character)], writer.appendByte(point.value)),
        at.set(add(at.value, size.value)),
      ]);
      return [...statements, at.set(i32(0)), walk, writer.finish(flattened(shape, coordinates))];
    });
    const start = [...writer.start, at.start, point.start, size.start];
    return routine("change_case", "strings in another case", [...partsOf(x), runs, ...partsOf(to)], [...start, ...body]);
  });
}

export const ChangeCase = defineOp({
  name: "ChangeCase",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "strings in upper or lower case",
  inputs: ["X", "runs"],
  strings: "held",
  infer(context) {
    const { shape, text } = stringsAt(context, 0);
    const runs = context.tensor(1).shape;
    if (runs.length !== 1 || typeof runs[0] !== "number" || runs[0] % 4 !== 0)
      context.fail(`${context.inputName(1)} has shape ${shapeText(runs)}, runs are expected`);
    return [stringType(shape, Math.floor(text.longest * 1.5), Math.floor(text.total * 1.5))];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "one, two, three and four bytes; one that gets longer; one that would be two",
      inputs: [
        { dtype: "string", shape: [2, 3], values: ["aZ1", "éß", "ɐ", "ₜⰰ", "𐐨x", ""] },
        { dtype: "i32", shape: [upperRuns.length], values: upperRuns, constant: true },
      ],
      outputs: [{ dtype: "string", shape: [2, 3], values: ["AZ1", "Éß", "Ɐ", "ₜⰀ", "𐐀X", ""] }],
    },
    {
      note: "lower case, one that gets shorter",
      inputs: [
        { dtype: "string", shape: [2], values: ["ΑΣ K", "ÀB"] },
        { dtype: "i32", shape: [lowerRuns.length], values: lowerRuns, constant: true },
      ],
      outputs: [{ dtype: "string", shape: [2], values: ["ασ k", "àb"] }],
    },
  ],
});
