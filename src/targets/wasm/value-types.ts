/** Value types: what WebAssembly keeps a value of the loop language in, and which kernels its vectors can run as they are. */
import type { DType } from "../../core/dtype.ts";
import type { Expr, ExprOf, FunctionDef, Scalar } from "../../loop/expr.ts";
import { walkExpressions, walkStatements } from "../../loop/functions.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { fitsLanes, heldIn, type LaneBits } from "../../loop/narrow-lanes.ts";
import { walkExpr } from "../../loop/rewrite-expr.ts";

export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

interface Typed {
  readonly dtype: Scalar;
  readonly lanes: number;
}

const scalarTypes: Readonly<Record<Scalar, Exclude<ValueType, "v128">>> = {
  f32: "f32",
  f64: "f64",
  i32: "i32",
  u32: "i32",
  i64: "i64",
  u64: "i64",
  bool: "i32",
  index: "i32",
};

export const scalarType = (dtype: Scalar): Exclude<ValueType, "v128"> => scalarTypes[dtype];
export const valueType = (t: Typed): ValueType => (t.lanes > 1 ? "v128" : scalarTypes[t.dtype]);

/** Instruction prefix: "f32", "i64", or "f32x4", "i32x4", "i16x8", "i8x16" (a vector of bools is a mask of integers). */
export function prefixOf({ dtype, lanes }: Typed): string {
  if (lanes === 1) return scalarTypes[dtype];
  return lanes === 4 ? `${scalarTypes[dtype]}x4` : `i${128 / lanes}x${lanes}`;
}

/** The bits of lanes, where these are fewer than 32. */
const narrowBits = (lanes: number): LaneBits | undefined => (lanes === 16 ? 8 : lanes === 8 ? 16 : undefined);

export const isUnsigned = (dtype: Scalar): boolean => dtype === "u32" || dtype === "u64";
export const isFloatType = (dtype: Scalar): boolean => dtype === "f32" || dtype === "f64";
/** The suffix of instructions that tell signed from unsigned. */
export const signOf = (dtype: Scalar): "s" | "u" => (isUnsigned(dtype) ? "u" : "s");

const vectorLanes: ReadonlySet<Scalar> = new Set<Scalar>(["f32", "i32", "u32", "bool", "index"]);
const vectorMemory: ReadonlySet<DType> = new Set<DType>(["f32", "i32", "u32", "i8", "u8", "i16", "u16", "bool", "f16", "bf16"]);
const wordMemory: ReadonlySet<DType> = new Set<DType>(["f32", "i32", "u32"]);

/** True when every vector of the kernel is four lanes of 32 bits, or more of fewer, and has its instructions; others run lane by lane. */
export function hasNativeVectors(kernel: Kernel): boolean {
  let native = true;
  const check = (e: Expr): void => {
    if (!isNativeExpr(e)) native = false;
  };
  walkExpressions(kernel.body, check);
  walkStatements(kernel.body, (s) => {
    if (s.kind !== "store" || s.value.lanes === 1) return;
    const bits = narrowBits(s.value.lanes);
    if (bits !== undefined && (s.count !== undefined || !fitsLanes(s.value, s.buffer.dtype, bits))) native = false;
    if (bits === undefined && !(s.count === undefined ? vectorMemory : wordMemory).has(s.buffer.dtype)) native = false;
  });
  for (const fn of native ? vectorFunctions(kernel) : []) {
    const checkBody = (e: Expr): void => walkExpr(e, (x) => check(x.lanes === 1 ? ({ ...x, lanes: 4 } as Expr) : x));
    for (const { value } of fn.lets) checkBody(value);
    checkBody(fn.value);
  }
  return native;
}

/** Functions that are called with vectors, and all that they call with these; rare ones take single lanes. */
function vectorFunctions(kernel: Kernel): ReadonlySet<FunctionDef> {
  const found = new Set<FunctionDef>();
  const collect = ({ fn }: ExprOf<"call">): void => {
    if (fn.rare === true || found.has(fn)) return;
    found.add(fn);
    for (const e of [...fn.lets.map(({ value }) => value), fn.value]) walkExpr(e, (x) => x.kind === "call" && collect(x));
  };
  walkExpressions(kernel.body, (e) => e.kind === "call" && e.lanes > 1 && collect(e));
  return found;
}

function isNativeExpr(e: Expr): boolean {
  if (e.kind === "fold" && e.x.lanes > 1) return e.x.lanes === 4 && vectorLanes.has(e.x.dtype);
  if (e.lanes === 1) return true;
  const bits = narrowBits(e.lanes);
  if (bits !== undefined) return heldIn(e, bits) !== undefined;
  if (e.lanes !== 4 || !vectorLanes.has(e.dtype)) return false;
  switch (e.kind) {
    case "load":
      return e.count === undefined ? vectorMemory.has(e.buffer.dtype) : wordMemory.has(e.buffer.dtype);
    case "binary":
      if (e.op === "rem" && e.dtype === "f32") return false;
      if (!vectorLanes.has(e.a.dtype)) return false;
      return (e.op !== "shl" && e.op !== "shr") || e.b.kind === "const" || e.b.kind === "splat";
    case "cast":
      return vectorLanes.has(e.x.dtype);
    case "bitcast":
      return vectorLanes.has(e.x.dtype);
    case "lane":
      return false;
    case "const":
    case "index":
    case "var":
    case "read":
    case "tileget":
    case "unary":
    case "select":
    case "splat":
    case "ramp":
    case "fold":
    case "call":
      return true;
  }
}
