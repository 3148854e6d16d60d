import { describe, it } from "vitest";
import { simplifyMovement } from "../../src/passes/simplify-movement.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const around = (middle: string): string => `x: f32[2,3,1,4]; r = Relu(x); ${middle}; y = Neg(s); return y`;

describe("simplify-movement", () => {
  it.each([
    ["Identity", "s = Identity(r)"],
    ["a Reshape to the same shape", "h: i64[4] = [2,3,1,-1]; s = Reshape(r, h)"],
    ["Unsqueeze and Squeeze", "a: i64[1] = [0]; u = Unsqueeze(r, a); s = Squeeze(u, a)"],
    ["two Transposes", "t = Transpose(r) perm=[1,2,3,0]; s = Transpose(t) perm=[3,0,1,2]"],
    ["a Slice of everything", "a: i64[1] = [0]; b: i64[1] = [1000]; s = Slice(r, a, b)"],
    ["an Expand to the same shape", "h: i64[1] = [4]; s = Expand(r, h)"],
    ["a Concat of one", "s = Concat(r) axis=1"],
    ["a Split whose parts are joined again", "a, b, c = Split(r) axis=1 num_outputs=3; s = Concat(a, b, c) axis=-3"],
  ])("removes %s", (_, middle) => becomes(simplifyMovement, around(middle), "x: f32[2,3,1,4]; r = Relu(x); y = Neg(r); return y"));

  it("joins views into one Reshape", () => {
    becomes(
      simplifyMovement,
      around("f = Flatten(r); h: i64[3] = [3,2,-1]; s = Reshape(f, h)"),
      `x: f32[2,3,1,4]; "s.shape": i64[3] = [3,2,4]; r = Relu(x); s = Reshape(r, "s.shape"); y = Neg(s); return y`,
    );
  });

  it("makes a Reshape of a Transpose that moves only axes of one element", () => {
    becomes(
      simplifyMovement,
      around("s = Transpose(r) perm=[2,0,1,3]"),
      `x: f32[2,3,1,4]; "s.shape": i64[4] = [1,2,3,4]; r = Relu(x); s = Reshape(r, "s.shape"); y = Neg(s); return y`,
    );
  });

  it("joins Transposes and Concats", () => {
    becomes(simplifyMovement, around("t = Transpose(r) perm=[3,2,1,0]; s = Transpose(t) perm=[2,1,0,3]"), around("s = Transpose(r) perm=[1,2,3,0]"));
    becomes(
      simplifyMovement,
      around("a = Abs(x); b = Concat(r, a) axis=1; s = Concat(b, x) axis=-3"),
      around("a = Abs(x); s = Concat(r, a, x) axis=1"),
    );
  });

  it.each([
    ["a Slice backward", "a: i64[1] = [-1]; b: i64[1] = [-1000]; c: i64[1] = [1]; d: i64[1] = [-1]; s = Slice(r, a, b, c, d)"],
    [
      "a Concat of a Concat that others read, or along another axis",
      "b = Concat(r, r) axis=0; c = Concat(b, b) axis=1; s = Concat(b, b) axis=0; d = Concat(c, c) axis=1",
    ],
    ["a Concat along another axis that only one reads", "c = Concat(x, x) axis=0; a = Abs(c); b = Concat(r, x) axis=0; s = Concat(b, a) axis=1"],
    ["a Split joined along another axis", "a, b, c = Split(r) axis=1 num_outputs=3; s = Concat(a, b, c) axis=2"],
    ["a Split joined with more", "a, b, c = Split(r) axis=1 num_outputs=3; s = Concat(a, b, c, x) axis=1"],
    ["a Split joined in another order", "a, b, c = Split(r) axis=1 num_outputs=3; s = Concat(b, a, c) axis=1"],
    ["a view that others read", "s = Transpose(r) perm=[3,1,2,0]"],
  ])("keeps %s", (_, middle) => keeps(simplifyMovement, around(middle)));

  it("gives Reshapes by symbolic shapes a constant shape", () => {
    becomes(
      simplifyMovement,
      `dim batch = 1..8
      x: f32[batch,6]
      a: i64[1] = [0]
      b: i64[2] = [3,2]
      shape = Shape(x)
      n = Gather(shape, a)
      h = Concat(n, b) axis=0
      y = Reshape(x, h)
      return y`,
      `dim batch = 1..8
      x: f32[batch,6]
      "y.shape": i64[3] = [0,3,2]
      y = Reshape(x, "y.shape")   # from shape, n, h, y
      return y`,
    );
  });
});
