import { describe, it } from "vitest";
import { simplifyAlgebra } from "../../src/passes/simplify-algebra.ts";
import { becomes, keeps } from "../support/pass-test.ts";

describe("simplify-algebra", () => {
  const untouched = "x: f32[2,3]; r = Relu(x); y = Neg(r); return y";
  it.each([
    ["x + 0", "z: f32[3] = splat(0); s = Add(r, z)"],
    ["0 + x", "z: f32[1] = [0]; s = Add(z, r)"],
    ["x - 0", "z: f32[] = 0; s = Sub(r, z)"],
    ["x * 1", "z: f32[] = 1; s = Mul(r, z)"],
    ["1 * x", "z: f32[2,3] = splat(1); s = Mul(z, r)"],
    ["x / 1", "z: f32[3] = [1, 1, 1]; s = Div(r, z)"],
    ["x ^ 1", "z: f32[] = 1; s = Pow(r, z)"],
    ["Dropout", "s = Dropout(r)"],
    ["the largest of one", "s = Max(r)"],
    ["Relu of Relu", "s = Relu(r)"],
    ["two negations", "t = Neg(r); s = Neg(t)"],
    ["a chain of all", "o: f32[] = 1; t = Mul(r, o); u = Div(t, o); s = Relu(u)"],
  ])("removes %s", (_, middle) => {
    becomes(simplifyAlgebra, `x: f32[2,3]; r = Relu(x); ${middle}; y = Neg(s); return y`, untouched);
  });

  it.each([
    ["x * 0", "z: f32[] = 0; y = Mul(x, z)"],
    ["0 - x", "z: f32[] = 0; y = Sub(z, x)"],
    ["1 / x", "z: f32[] = 1; y = Div(z, x)"],
    ["an addition that broadcasts", "z: f32[2,2,3] = splat(0); y = Add(x, z)"],
    ["one element that is not 0", "z: f32[3] = [0, 0, 1]; y = Add(x, z)"],
    ["x - (-0), which is x + 0", "z: f32[] = -0; y = Sub(x, z)"],
    ["operators that are not repeated", "s = Floor(x); y = Ceil(s)"],
  ])("keeps %s", (_, middle) => keeps(simplifyAlgebra, `x: f32[2,3]; ${middle}; return y`));

  const cast = (text: string): string =>
    text.replaceAll(/as (\w+)/g, (_, type) => `to=${{ f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, bool: 9, f16: 10, f64: 11, bf16: 16 }[type as string]}`);
  it.each([
    ["to the type that it has", "f32", "y = Cast(x) as f32", "y = Neg(x)"],
    ["there and back", "f16", "w = Cast(x) as f32; y = Cast(w) as f16", "y = Neg(x)"],
    ["there and back of bf16", "bf16", "w = Cast(x) as f32; y = Cast(w) as bf16", "y = Neg(x)"],
    ["by way of floats and back", "i8", "w = Cast(x) as f32; y = Cast(w) as i8", "y = Neg(x)"],
    ["by way of doubles and back", "i32", "w = Cast(x) as f64; y = Cast(w) as i32", "y = Neg(x)"],
    ["by way of a wider integer", "u8", "w = Cast(x) as i32; y = Cast(w) as f32", "y = Cast(x) as f32; z = Neg(y)"],
  ])("leaves out casts %s", (_, type, before, after) => {
    const isCast = after.includes("Cast");
    becomes(
      simplifyAlgebra,
      cast(`x: ${type}[3]; ${before}; z = Neg(y); return z`),
      cast(`x: ${type}[3]; ${isCast ? after : "z = Neg(x)"}; return z`),
    );
  });
  it.each([
    ["narrower floats", "f32", "w = Cast(x) as f16; y = Cast(w) as f32"],
    ["halves of another kind", "bf16", "w = Cast(x) as f16; y = Cast(w) as f32"],
    ["floats that hold no such integers", "i32", "w = Cast(x) as f32; y = Cast(w) as i32"],
    ["doubles that hold no such integers", "i64", "w = Cast(x) as f64; y = Cast(w) as i64"],
    ["narrower integers", "i32", "w = Cast(x) as i8; y = Cast(w) as i64"],
    ["integers of another sign", "u8", "w = Cast(x) as i8; y = Cast(w) as i32"],
    ["truth values", "bool", "w = Cast(x) as i32; y = Cast(w) as f32"],
  ])("keeps casts by way of %s", (_, type, text) => keeps(simplifyAlgebra, cast(`x: ${type}[3]; ${text}; return y`)));

  it.each([
    ["a quotient by 1", "o: f32[2,2,3] = splat(1); y = Div(x, o)"],
    ["a product by 1", "o: f32[2,2,3] = splat(1); y = Mul(x, o)"],
    ["1 times a value", "o: f32[2,2,3] = splat(1); y = Mul(o, x)"],
  ])("keeps %s that broadcasts", (_, text) => keeps(simplifyAlgebra, `x: f32[2,3]; ${text}; return y`));

  it("keeps x + 0 where -0 has to stay what it is", () => {
    keeps(simplifyAlgebra, "x: f32[3]; z: f32[] = 0; s = Add(x, z); y = Abs(s); return y", { deterministic: true });
    becomes(simplifyAlgebra, "x: f32[3]; z: f32[] = -0; s = Add(x, z); y = Abs(s); return y", "x: f32[3]; y = Abs(x); return y", {
      deterministic: true,
    });
  });
});
