/**
 * Kernels on floats of 8 and 4 bits as kernels on their codes: a load decodes a byte, a store and a cast encode one. So no target knows these
 * types; math/small-floats.ts says what they mean.
 */
import type { DType } from "../core/dtype.ts";
import { isSmallFloat } from "../core/small-floats.ts";
import { type Buffer, buffer, cast, type Expr, load } from "./expr.ts";
import { walkExpressions } from "./functions.ts";
import { type Kernel, kernel } from "./kernel.ts";
import { decodedSmallFloat, encodedSmallFloat } from "./math/small-floats.ts";
import { type BodyRewrite, rewriteBody } from "./rewrite-body.ts";

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
  const encoded: BodyRewrite["store"] = (s) => {
    const found = codes.get(s.buffer);
    return found === undefined ? s : { ...s, buffer: found.bytes, value: encodedSmallFloat(found.dtype, s.value) };
  };
  return kernel({ ...k, params, body: rewriteBody(k.body, { expr, store: encoded }) });
}

function hasSmallFloats(k: Kernel): boolean {
  let found = k.params.some((p) => isSmallFloat(p.dtype));
  walkExpressions(k.body, (e) => {
    if (e.kind === "cast" && isSmallFloat(e.to)) found = true;
  });
  return found;
}
