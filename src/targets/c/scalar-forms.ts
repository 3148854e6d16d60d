/** How C spells operations on scalars. Those on GNU vectors stand in vector-forms.ts, with the same names. */
import { apply, atom, choice, element, enclose, infix, type Piece, prefix } from "../../loop/code-piece.ts";
import type { Expr, ExprOf } from "../../loop/expr.ts";
import type { StmtOf } from "../../loop/print-code.ts";
import { walkExpr } from "../../loop/rewrite-expr.ts";
import { computedIn } from "../../loop/value-numbering.ts";
import { isRoundedSmall, pickOf } from "../../loop/value-range.ts";
import { cName, helperSuffix } from "./types.ts";
import { cBitcast, cConstant, cScalarCast, isFloat, isOrdinary, narrowed, widened } from "./values.ts";

const zero = atom("0");

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

export const scalarForms = {
  constant: (e: ExprOf<"const">): Piece => cConstant(e.dtype, e.value),
  unary,
  binary,
  select,
  cast,
  bitcast: (e: ExprOf<"bitcast">, x: Piece): Piece => cBitcast(e.x.dtype, e.dtype, x),
  call: (e: ExprOf<"call">, args: readonly Piece[]): Piece => apply(cName(e.fn.name), ...args),
  load(e: ExprOf<"load">, buffer: string, at: Piece, count: Piece | undefined): Piece {
    const value = widened(e.buffer.dtype, element(buffer, at));
    return count === undefined ? value : choice(infix("<", zero, count), value, cConstant(e.dtype, 0));
  },
  store(s: StmtOf<"store">, buffer: string, at: Piece, value: Piece, count: Piece | undefined): string {
    const text = `${element(buffer, at).text} = ${narrowed(s.buffer.dtype, value).text};`;
    return count === undefined ? text : `if (${infix("<", zero, count).text}) ${text}`;
  },
};
