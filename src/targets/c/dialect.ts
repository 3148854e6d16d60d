/** The C dialect: how scalar expressions and statements of the loop language are spelled in C11. Vector forms stand in vector-forms.ts. */
import { bounds, type Dim } from "../../core/dim.ts";
import { apply, atom, choice, element, enclose, infix, type Piece, prefix } from "../../loop/code-piece.ts";
import type { Buffer, Expr, ExprOf, FunctionDef, Scalar } from "../../loop/expr.ts";
import { hasWaits, integersOf, type Kernel } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import type { Names } from "../../loop/naming.ts";
import type { Dialect, StmtOf } from "../../loop/print-code.ts";
import { type DimDialect, isNonNegative } from "../../loop/print-dim.ts";
import { walkExpr } from "../../loop/rewrite-expr.ts";
import { computedIn } from "../../loop/value-numbering.ts";
import { isRoundedSmall, pickOf } from "../../loop/value-range.ts";
import { comment } from "./comment.ts";
import { roundsAtOnce } from "./tile-rounds.ts";
import { cName, helperSuffix, pointedTo, scalarType, vectorCode, vectorType } from "./types.ts";
import { cBitcast, cCast, cConstant, cScalarCast, isFloat, isOrdinary, narrowed, widened } from "./values.ts";
import { smallDot4, vectorForms } from "./vector-forms.ts";

const zero = atom("0");
const powerOfTwo = (n: number): number | undefined => (Number.isInteger(Math.log2(n)) ? Math.log2(n) : undefined);

const dims: DimDialect = {
  floorDiv(x, by, of) {
    const shift = powerOfTwo(by);
    if (shift !== undefined) return infix(">>", x, atom(`${shift}`));
    return isNonNegative(of) ? infix("/", x, atom(`${by}`)) : apply("aot_floor_div", x, atom(`${by}`));
  },
  mod(x, by, of) {
    if (powerOfTwo(by) !== undefined) return infix("&", x, atom(`${by - 1}`));
    return isNonNegative(of) ? infix("%", x, atom(`${by}`)) : apply("aot_floor_mod", x, atom(`${by}`));
  },
  min: (a, b) => apply("aot_min", a, b),
  max: (a, b) => apply("aot_max", a, b),
};

/** The operand of a printed rounding: where it becomes a small integer, both are one operation. */
const rounded = new WeakMap<Piece, Piece>();

function nearest(suffix: string, x: Piece): Piece {
  const piece = apply(`aot_nearest_${suffix}`, x);
  rounded.set(piece, x);
  return piece;
}

function cast(e: ExprOf<"cast">, x: Piece): Piece {
  const unrounded = isRoundedSmall(e) ? rounded.get(x) : undefined;
  return unrounded === undefined ? cScalarCast(e.to, e.x.dtype, x) : apply("aot_round_i32", unrounded);
}

function unary(e: ExprOf<"unary">, x: Piece): Piece {
  const s = helperSuffix(e.dtype);
  switch (e.op) {
    case "neg":
      return isFloat(e.dtype) ? prefix("-", x) : apply(`aot_neg_${s}`, x);
    case "not":
      return prefix("!", x);
    case "bitnot":
      return prefix("~", x);
    case "abs":
      return e.dtype === "u32" || e.dtype === "u64" ? x : apply(`aot_abs_${s}`, x);
    case "sqrt":
      return apply(`aot_sqrt_${s}`, x);
    case "floor":
    case "ceil":
    case "trunc":
      return isFloat(e.dtype) ? apply(`aot_${e.op}_${s}`, x) : x;
    case "nearest":
      return isFloat(e.dtype) ? nearest(s, x) : x;
  }
}

const infixOf = { add: "+", sub: "-", mul: "*", div: "/", and: "&", or: "|", xor: "^", eq: "==", ne: "!=", lt: "<", le: "<=" } as const;

const isSimple = (x: Piece): boolean => /^-?[\w.]+$/.test(x.text);

/** The operands of a printed dot4: a sum with one is one operation. */
const multiplied = new WeakMap<Piece, readonly [Piece, Piece]>();

function dot4(a: Piece, b: Piece): Piece {
  const piece = apply("aot_dot4_i32", zero, a, b);
  multiplied.set(piece, [a, b]);
  return piece;
}

/**
 * True where both operands are made of elements whose places no element decides. They may be read whatever the first operand is, and compilers make vectors
 * of loops without branches.
 */
function isElementwise(e: Expr): boolean {
  let [isSo, hasElements] = [true, false];
  walkExpr(e, (x) => {
    if (x.kind === "load") hasElements = true;
    if (x.kind === "load" ? computedIn(x.at).length > 0 : !plain.has(x.kind)) isSo = false;
  });
  return isSo && hasElements;
}

/** What asks for nothing but its operands, and takes little time. */
const plain: ReadonlySet<Expr["kind"]> = new Set(["const", "unary", "binary", "cast"]);

function binary(e: ExprOf<"binary">, a: Piece, b: Piece): Piece {
  const dtype = e.a.dtype;
  const s = helperSuffix(dtype);
  const wraps = dtype === "i32" || dtype === "i64";
  const factors = e.op === "add" ? multiplied.get(b) : undefined;
  if (factors !== undefined) return apply("aot_dot4_i32", a, ...factors);
  switch (e.op) {
    case "add":
    case "sub":
    case "mul":
      return wraps ? apply(`aot_${e.op}_${s}`, a, b) : infix(infixOf[e.op], a, b);
    case "div":
      return isFloat(dtype) ? infix("/", a, b) : apply(`aot_div_${s}`, a, b);
    case "rem":
    case "shl":
    case "shr":
      return apply(`aot_${e.op}_${s}`, a, b);
    case "min":
    case "max": {
      if (!isOrdinary(e.b) || !isSimple(a)) return apply(`aot_${e.op}_${s}`, a, b);
      return e.op === "max" ? choice(infix("<=", a, b), b, a) : choice(infix("<", b, a), b, a);
    }
    case "and":
    case "or":
      if (dtype === "bool" && !isJoined(e)) return infix(infixOf[e.op].repeat(2), a, b);
      return dtype === "bool" ? infix(infixOf[e.op], enclose(a), enclose(b)) : infix(infixOf[e.op], a, b);
    case "xor":
      return dtype === "bool" ? infix("!=", enclose(a), enclose(b)) : infix("^", a, b);
    case "eq":
    case "ne":
      return dtype === "bool" ? infix(infixOf[e.op], enclose(a), enclose(b)) : infix(infixOf[e.op], a, b);
    case "lt":
    case "le":
      return infix(infixOf[e.op], a, b);
    case "dot4":
      return dot4(a, b);
  }
}

/** Longer text, in characters, is not written twice. Shorter is: DS-CNN in bytes takes a Cortex-M4 1.6 percent fewer instructions (test/edge/byte-products.test.ts). */
const longestRepeated = 120;

/** Whichever is less or greater names its operands once where they are long, so that their text does not double with each bound. */
function select(e: ExprOf<"select">, condition: Piece, then: Piece, otherwise: Piece): Piece {
  const pick = then.text.length + otherwise.text.length < longestRepeated ? undefined : pickOf(e);
  if (pick !== undefined) return apply(`aot_pick_${pick.op}_f32`, then, otherwise);
  // clang warns of a & b ? c : d.
  return choice(isJoined(e.condition) ? enclose(condition) : condition, then, otherwise);
}

const isJoined = (e: Expr): boolean => e.kind === "binary" && e.dtype === "bool" && (e.op === "and" || e.op === "or") && isElementwise(e);

const signature = (head: string, params: readonly string[]): readonly string[] => {
  const line = `${head}(${params.join(", ")})`;
  return line.length <= 118 ? [line] : [`${head}(`, `    ${params.join(", ")})`];
};

/** `others` store to it while the kernel runs, so that no name of it is the only one. */
const pointerTo = (b: Buffer, others: boolean): string =>
  `${b.access === "in" ? "const " : ""}${pointedTo(b)} *${others && b.access !== "in" ? "" : "restrict "}`;

/** The same for kernels of small bytes (../small-bytes.ts). */
export const ofSmallBytes = (dialect: Dialect): Dialect => ({
  ...dialect,
  binary: (e, a, b) => (e.op === "dot4" && e.lanes > 1 ? smallDot4(e, a, b) : dialect.binary(e, a, b)),
});

/** C11 with GNU vectors where a kernel has lanes; `indexType` is the type of addresses, `program` the prefix of what threads share. */
export function cDialect(indexType: string, program: string, machine: Machine): Dialect {
  const typeOf = (s: Scalar, lanes: number): string => (lanes === 1 ? scalarType(s, indexType) : vectorType(s, lanes));
  const dimension = (shape: readonly number[]): string => shape.map((n) => `[${n}]`).join("");
  return {
    indent: "  ",
    width: 118,
    taken: [
      "aot_self",
      "inputs",
      "outputs",
      "arena",
      "weights",
      "int8_t",
      "int16_t",
      "int32_t",
      "int64_t",
      "uint8_t",
      "uint16_t",
      "uint32_t",
      "uint64_t",
    ],
    dims,
    constant: (e) => (e.lanes > 1 ? vectorForms.constant(e) : cConstant(e.dtype, e.value)),
    unary: (e, x) => (e.lanes > 1 ? vectorForms.unary(e, x) : unary(e, x)),
    binary: (e, a, b) => (e.lanes > 1 ? vectorForms.binary(e, a, b) : binary(e, a, b)),
    select: (e, ...parts) => (e.lanes > 1 ? vectorForms.select(e, ...parts) : select(e, ...parts)),
    cast: (e, x) => (e.lanes > 1 ? vectorForms.cast(e, x) : cast(e, x)),
    bitcast: (e, x) => (e.lanes > 1 ? cCast(vectorType(e.dtype, e.lanes), x) : cBitcast(e.x.dtype, e.dtype, x)),
    load(e, buffer, at, count) {
      if (e.lanes > 1) return vectorForms.load(e, buffer, at, count);
      const value = widened(e.buffer.dtype, element(buffer, at));
      return count === undefined ? value : choice(infix("<", zero, count), value, cConstant(e.dtype, 0));
    },
    tileElement: (_, name, at, dim) => element(name, ...at.map(dim)),
    computedIndex: (e, x) => (e.dtype === "i32" || e.dtype === "index" ? x : cCast(indexType, x)),
    vectors: vectorForms,
    compound(e) {
      const plain = e.lanes === 1 ? isFloat(e.dtype) || e.dtype === "u32" || e.dtype === "u64" || e.dtype === "index" : isFloat(e.dtype);
      if (!plain) return undefined;
      return e.op === "add" ? "+=" : e.op === "sub" ? "-=" : e.op === "mul" ? "*=" : undefined;
    },
    letStatement({ name: v, held }, name, value) {
      const type = typeOf(v.dtype, v.lanes);
      if (held !== true || v.lanes === 1 || v.dtype !== "f32") return `const ${type} ${name} = ${value.text};`;
      return `${type} ${name} = ${value.text}; aot_keep_${vectorCode(v.dtype, v.lanes)}(${name});`;
    },
    bindStatement: (_, name, value) => `const ${indexType} ${name} = ${value.text};`,
    tileStatement({ tile, overwritten }, name, init) {
      const declared = `${typeOf(tile.dtype, tile.lanes)} ${name}${dimension(tile.shape)}`;
      if (overwritten === true) return `${declared};`;
      return `${declared} = ${tile.shape.length === 0 ? init.text : tile.shape.reduceRight((inner) => `{${inner}}`, tile.lanes > 1 ? "{0}" : "0")};`;
    },
    storeStatement(s, buffer, at, value, count) {
      if (s.value.lanes > 1) return vectorForms.store(s, buffer, at, value, count);
      const text = `${element(buffer, at).text} = ${narrowed(s.buffer.dtype, value).text};`;
      return count === undefined ? text : `if (${infix("<", zero, count).text}) ${text}`;
    },
    forHeader(s, name, from, to, end) {
      if (s.lanes && end === undefined) return `AOT_LANES(${name}, ${to.text})`;
      const atOnce = s.unroll ? rounds(s) : roundsAtOnce(s, machine);
      const wish = atOnce === undefined ? "" : `AOT_UNROLL(${atOnce}) `;
      return end === undefined
        ? `${wish}for (${indexType} ${name} = ${from.text}; ${infix("<", atom(name), to).text}; ${name}++)`
        : `${wish}for (${indexType} ${name} = ${from.text}, ${end} = ${to.text}; ${name} < ${end}; ${name}++)`;
    },
    braces: true,
    transposition: (t, to, from, dim) =>
      `${apply(`aot_transpose_${8 * t.bytes}`, to, dim(t.to.stride), from, dim(t.from.stride), dim(t.rows), dim(t.length)).text};`,
    prefetchStatement: (buffer, at) => `${apply("aot_prefetch", atom(buffer), at).text};`,
    waitStatement: `${program}_wait(aot_self);`,
    comment,
    kernelHead: (kernel: Kernel, names: Names) =>
      signature(`AOT_KERNEL void ${cName(kernel.name)}`, [
        ...kernel.params.map((p) => `${pointerTo(p, hasWaits(kernel))}${names.of(p)}`),
        ...integersOf(kernel).map((s) => `${indexType} ${names.of(s)}`),
        ...(hasWaits(kernel) ? [`const struct ${program}_share *aot_self`] : []),
        ...(kernel.params.length + integersOf(kernel).length === 0 ? ["void"] : []),
      ]),
    functionHead: (fn: FunctionDef, names: Names) =>
      signature(
        `AOT_INLINE ${scalarType(fn.result, indexType)} ${cName(fn.name)}`,
        fn.params.map((p) => `${scalarType(p.dtype, indexType)} ${names.of(p)}`),
      ),
    call: (e, args) => (e.lanes > 1 ? vectorForms.call(e, args) : apply(cName(e.fn.name), ...args)),
  };
}

const upper = (d: Dim): number => bounds(d)[1];
const lower = (d: Dim): number => bounds(d)[0];
const rounds = (s: StmtOf<"for">): number => Math.max(1, upper(s.to) - lower(s.from));
