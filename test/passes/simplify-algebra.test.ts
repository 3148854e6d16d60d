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

  it("keeps x + 0 where -0 has to stay what it is", () => {
    keeps(simplifyAlgebra, "x: f32[3]; z: f32[] = 0; s = Add(x, z); y = Abs(s); return y", { deterministic: true });
    becomes(simplifyAlgebra, "x: f32[3]; z: f32[] = -0; s = Add(x, z); y = Abs(s); return y", "x: f32[3]; y = Abs(x); return y", {
      deterministic: true,
    });
  });
});
