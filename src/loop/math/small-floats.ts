/** Floats of 8 and 4 bits in the loop language: a code as an f32, and an f32 rounded to a code, to nearest, halves to the even code. */
import { invariant } from "../../core/diagnostics.ts";
import type { DType } from "../../core/dtype.ts";
import { type SmallFloat, scaleFormat, smallFloatFormat } from "../../core/small-floats.ts";
import {
  abs,
  add,
  and,
  bitcast,
  call,
  cast,
  constant,
  type Expr,
  eq,
  type FunctionDef,
  f32,
  ge,
  gt,
  lt,
  mul,
  nearest,
  or,
  select,
  shl,
  shr,
  sub,
  type Var,
  variable,
} from "../expr.ts";

const u32 = (value: number): Expr => constant("u32", value);
const bitsOf = (x: Expr): Expr => bitcast("u32", x);
const ofBits = (bits: Expr): Expr => bitcast("f32", bits);
const nan = ofBits(u32(0x7fc00000));

type Keep = (name: string, value: Expr) => Expr;

function define(name: string, doc: string, param: Var, build: (keep: Keep) => Expr): FunctionDef {
  const lets: { name: Var; value: Expr }[] = [];
  const value = build((text, e) => {
    const bound = variable(text, e.dtype);
    lets.push(Object.freeze({ name: bound, value: e }));
    return bound;
  });
  return Object.freeze({ name, doc, params: [param], result: value.dtype as FunctionDef["result"], lets, value });
}

/** The lowest code bits shifted to where an f32 has them: an f32 that is too small by a power of two, also for subnormal codes. */
function decoder(dtype: DType, { bits, fraction, bias, infinity, nan: nanCode, unsignedZero }: SmallFloat): FunctionDef {
  const code = variable("code", "u32");
  return define(`f32_of_${dtype}`, `The value of a code of ${dtype}.`, code, (keep) => {
    const size = keep("size", and(code, u32(2 ** (bits - 1) - 1)));
    const magnitude = mul(ofBits(shl(size, u32(23 - fraction))), f32(2 ** (127 - bias)));
    const finite = ofBits(or(bitsOf(magnitude), shl(shr(code, u32(bits - 1)), u32(31))));
    const signedInfinity = ofBits(or(u32(0x7f800000), shl(shr(code, u32(bits - 1)), u32(31))));
    const bounded = infinity === undefined ? finite : select(eq(size, u32(infinity)), signedInfinity, finite);
    if (nanCode === undefined) return bounded;
    const isNone = unsignedZero ? eq(code, u32(nanCode)) : gt(size, u32(infinity ?? nanCode - 1));
    return select(isNone, nan, bounded);
  });
}

function encoder(dtype: DType, { bits, fraction, bias, greatest, infinity, nan: nanCode, unsignedZero }: SmallFloat): FunctionDef {
  const x = variable("x", "f32");
  const shift = 23 - fraction;
  return define(`${dtype}_of_f32`, `The code of x in ${dtype}, rounded to nearest, halves to even; over the greatest it overflows.`, x, (keep) => {
    const size = keep("size", and(bitsOf(x), u32(0x7fffffff)));
    const sign = keep("sign", shl(shr(bitsOf(x), u32(31)), u32(bits - 1)));
    const small = cast("u32", nearest(mul(abs(x), f32(2 ** (bias - 1 + fraction)))));
    const half = add(u32(2 ** (shift - 1) - 1), and(shr(size, u32(shift)), u32(1)));
    const normal = shr(add(sub(size, u32((127 - bias) * 2 ** 23)), half), u32(shift));
    const rounded = keep("rounded", select(lt(size, u32((128 - bias) * 2 ** 23)), small, normal));
    const isNone = gt(size, u32(0x7f800000));
    // A format with neither infinity nor NaN keeps the greatest value, and has -0 for NaN as ONNX's casts do.
    const over = u32(infinity ?? nanCode ?? greatest);
    const magnitude = keep("magnitude", select(gt(rounded, u32(greatest)), over, rounded));
    if (unsignedZero)
      return select(isNone, u32(nanCode ?? 0), select(or(eq(magnitude, u32(0)), eq(magnitude, over)), magnitude, or(magnitude, sign)));
    return select(isNone, nanCode === undefined ? u32(2 ** (bits - 1)) : or(sign, u32(nanCode)), or(magnitude, sign));
  });
}

const scaleDecoder = ((): FunctionDef => {
  const code = variable("code", "u32");
  return define("f32_of_f8e8m0", "2^(code - 127); NaN for 255.", code, () => {
    const power = select(eq(code, u32(0)), ofBits(u32(0x400000)), ofBits(shl(code, u32(23))));
    return select(eq(code, u32(255)), nan, power);
  });
})();

const scaleEncoder = ((): FunctionDef => {
  const x = variable("x", "f32");
  return define("f8e8m0_of_f32", "The code of the power of two nearest to |x|, halves up; NaN for what is too large.", x, (keep) => {
    const size = keep("size", and(bitsOf(x), u32(0x7fffffff)));
    const code = shr(add(size, u32(0x400000)), u32(23));
    return select(ge(code, u32(255)), u32(255), select(lt(size, u32(0x600000)), u32(0), code));
  });
})();

interface Conversions {
  readonly decode: FunctionDef;
  readonly encode: FunctionDef;
}

const known = new Map<DType, Conversions>();

function conversions(dtype: DType): Conversions {
  const before = known.get(dtype);
  if (before !== undefined) return before;
  const format = smallFloatFormat(dtype);
  invariant(format !== undefined || dtype === scaleFormat, `${dtype} is no small float`);
  const made =
    format === undefined ? { decode: scaleDecoder, encode: scaleEncoder } : { decode: decoder(dtype, format), encode: encoder(dtype, format) };
  known.set(dtype, made);
  return made;
}

/** A code (u32) as its value (f32). */
export const decodedSmallFloat = (dtype: DType, code: Expr): Expr => call(conversions(dtype).decode, [code]);
/** A value (f32) as its code (u32). */
export const encodedSmallFloat = (dtype: DType, x: Expr): Expr => call(conversions(dtype).encode, [x]);
