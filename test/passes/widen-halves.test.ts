import { describe, it } from "vitest";
import { widenHalves } from "../../src/passes/widen-halves.ts";
import { becomes, keeps } from "../support/pass-test.ts";

describe("widen-halves", () => {
  it("computes in f32 from the first arithmetic to what is given out, constants included", () =>
    becomes(
      widenHalves,
      "x: f16[2,2]; w: f16[2,2] = [1, 2, 3, 4]; t = Transpose(x) perm=[1, 0]; m = MatMul(t, w); r = Flatten(m); y = Relu(r); return y",
      `x: f16[2,2]; w.f32: f32[2,2] = [5.9604645e-8, 1.1920929e-7, 1.7881393e-7, 2.3841858e-7]
       t = Transpose(x) perm=[1, 0]; t.f32 = Cast(t) to:="f32" saturate:=true round:="up"
       m~2 = MatMul(t.f32, w.f32); r~2 = Flatten(m~2); y~2 = Relu(r~2)
       y = Cast(y~2) to:="f16" saturate:=true round:="up"; return y`,
    ));

  it("moves elements as f32, whatever moves them", () =>
    becomes(
      widenHalves,
      "x: bf16[2,2]; n: i64[2] = [1, 3]; m = MatMul(x, x); t = Tile(m, n); y = Neg(t); return y",
      `x: bf16[2,2]; n: i64[2] = [1, 3]; x.f32 = Cast(x) to:="f32" saturate:=true round:="up"; m~2 = MatMul(x.f32, x.f32)
       t~2 = Tile(m~2, n); y~2 = Neg(t~2); y = Cast(y~2) to:="bf16" saturate:=true round:="up"; return y`,
    ));

  it("rounds for what is no arithmetic", () =>
    becomes(
      widenHalves,
      "x: bf16[2,2]; m = MatMul(x, x); y = Floor(m); return y",
      `x: bf16[2,2]; x.f32 = Cast(x) to:="f32" saturate:=true round:="up"; m~2 = MatMul(x.f32, x.f32)
       m~3 = Cast(m~2) to:="bf16" saturate:=true round:="up"; y = Floor(m~3); return y`,
    ));

  it("leaves networks without products and those of f32", () =>
    keeps(widenHalves, "x: f16[2]; a: f32[2,2]; y = Exp(x); b = MatMul(a, a); return y, b"));
});
