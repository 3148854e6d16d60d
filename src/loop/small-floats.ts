/**
 * Kernels on floats of 8 and 4 bits as kernels on their codes: a load decodes a byte, a store and a cast encode one. So no target knows these
 * types; math/small-floats.ts says what they mean.
 */
import type { DType } from "../core/dtype.ts";
import { isSmallFloat } from "../core/small-floats.ts";
import { type Buffer, buffer, cast, type Expr, load } from "./expr.ts";
import { walkExpressions } from "./functions.ts";
import { type Kernel, kernel, type Stmt } from "./kernel.ts";
import { decodedSmallFloat, encodedSmallFloat } from "./math/small-floats.ts";
import { rewriteDim, rewriteExpr } from "./rewrite-expr.ts";

/** The same kernel with bytes in place of small floats; the kernel itself where it has none. */
export function withCodes(k: Kernel): Kernel {
  if (!hasSmallFloats(k)) return k;
  const codes = new Map<Buffer, { readonly dtype: DType; readonly bytes: Buffer }>();
  const params = k.params.map((p) => {
    if (!isSmallFloat(p.dtype)) return p;
    const bytes = buffer(p.name, "u8", p.elements, p.access);
    codes.set(p, { dtype: p.dtype, bytes });
    return bytes;
  });
  const expr = (e: Expr): Expr => {
    if (e.kind === "load") {
      const found = codes.get(e.buffer);
      return found === undefined ? e : decodedSmallFloat(found.dtype, load(found.bytes, e.at, e.lanes, e.count));
    }
    return e.kind === "cast" && isSmallFloat(e.to) ? decodedSmallFloat(e.to, encodedSmallFloat(e.to, cast("f32", e.x))) : e;
  };
  return kernel({ ...k, params, body: rewritten(k.body, expr, (b) => codes.get(b)) });
}

function hasSmallFloats(k: Kernel): boolean {
  let found = k.params.some((p) => isSmallFloat(p.dtype));
  walkExpressions(k.body, (e) => {
    if (e.kind === "cast" && isSmallFloat(e.to)) found = true;
  });
  return found;
}

type CodesOf = (b: Buffer) => { readonly dtype: DType; readonly bytes: Buffer } | undefined;

function rewritten(body: readonly Stmt[], expr: (e: Expr) => Expr, codesOf: CodesOf): readonly Stmt[] {
  const value = (e: Expr): Expr => rewriteExpr(e, { expr });
  return body.map((s): Stmt => {
    switch (s.kind) {
      case "for":
        return { ...s, body: rewritten(s.body, expr, codesOf) };
      case "while":
        return { ...s, condition: value(s.condition), body: rewritten(s.body, expr, codesOf) };
      case "if":
        return { ...s, condition: value(s.condition), then: rewritten(s.then, expr, codesOf), else: rewritten(s.else, expr, codesOf) };
      case "bind":
        return { ...s, value: rewriteDim(s.value, { expr }) };
      case "let":
      case "set":
        return { ...s, value: value(s.value) };
      case "tile":
        return { ...s, init: value(s.init) };
      case "wait":
        return s;
      case "store": {
        const codes = codesOf(s.buffer);
        const stored = value(s.value);
        return codes === undefined ? { ...s, value: stored } : { ...s, buffer: codes.bytes, value: encodedSmallFloat(codes.dtype, stored) };
      }
    }
  });
}
