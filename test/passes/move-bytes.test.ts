import { describe, it } from "vitest";
import { moveBytes } from "../../src/passes/move-bytes.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const scales = "s: f32[] = 0.5; z: u8[] = 3; t: f32[] = 0.25";

describe("move-bytes", () => {
  it("gives bytes back that only moved between the same scales", () =>
    becomes(
      moveBytes,
      `x: u8[2,3]; ${scales}; d = DequantizeLinear(x, s, z); r = Transpose(d) perm=[1, 0]; y = QuantizeLinear(r, s, z); return y`,
      "x: u8[2,3]; y = Transpose(x) perm:=[1, 0] # from d, r, y\nreturn y",
    ));

  it("brings the conversion to a product behind a shape", () =>
    becomes(
      moveBytes,
      `x: u8[1,2,2]; ${scales}; n: i64[2] = [2, 2]; w: f32[2,2] = [1, 2, 3, 4]; d = DequantizeLinear(x, s, z); r = Reshape(d, n); y = MatMul(r, w); return y`,
      `x: u8[1,2,2]; s: f32[] = 0.5; z: u8[] = 3; n: i64[2] = [2, 2]; w: f32[2,2] = [1, 2, 3, 4]
       r~2 = Reshape(x, n) # from d, r
       r = DequantizeLinear(r~2, s, z) # from d, r
       y = MatMul(r, w); return y`,
    ));

  it("joins bytes of one scale", () =>
    becomes(
      moveBytes,
      `a: u8[1]; b: u8[2]; ${scales}; c = DequantizeLinear(a, s, z); d = DequantizeLinear(b, s, z); y = Concat(c, d) axis=0; return y`,
      `a: u8[1]; b: u8[2]; s: f32[] = 0.5; z: u8[] = 3; y~2 = Concat(a, b) axis=0 # from c, d, y
       y = DequantizeLinear(y~2, s, z) # from c, d, y
       return y`,
    ));

  it("takes the nearest bytes", () =>
    becomes(
      moveBytes,
      `x: u8[1,1,2]; ${scales}; k: f32[3] = [1, 1, 2]; d = DequantizeLinear(x, s, z); r = Resize(d, _, k); y = QuantizeLinear(r, s, z); return y`,
      "x: u8[1,1,2]; k: f32[3] = [1, 1, 2]; y = Resize(x, _, k) # from d, r, y\nreturn y",
    ));

  it("splits bytes", () =>
    becomes(
      moveBytes,
      `x: u8[4]; ${scales}; d = DequantizeLinear(x, s, z); a, b = Split(d) num_outputs=2; y = QuantizeLinear(a, s, z); v = QuantizeLinear(b, s, z); return y, v`,
      "x: u8[4]; y, v = Split(x) axis:=0 parts:=2 # from d, a, y, v\nreturn y, v",
    ));

  it("compares bytes", () =>
    becomes(
      moveBytes,
      `x: u8[1,1,4]; ${scales}; d = DequantizeLinear(x, s, z); p = MaxPool(d) kernel_shape=[2] pads=[1, 0]; y = QuantizeLinear(p, s, z); return y`,
      "x: u8[1,1,4]; y = MaxPool(x) kernel_shape=[2] pads=[1, 0] # from d, p, y\nreturn y",
    ));

  it.each([
    ["another scale", `x: u8[2]; ${scales}; d = DequantizeLinear(x, s, z); y = QuantizeLinear(d, t, z); return y`],
    ["another zero point", `x: u8[2]; ${scales}; o: u8[] = 4; d = DequantizeLinear(x, s, z); y = QuantizeLinear(d, s, o); return y`],
    ["scales along an axis", `x: u8[2,2]; m: f32[2] = [1, 2]; d = DequantizeLinear(x, m) axis=0; y = Transpose(d) perm=[1, 0]; return y`],
    [
      "constants, which are folded",
      `q: u8[2,2] = [1, 2, 3, 4]; x: f32[2,2]; ${scales}; d = DequantizeLinear(q, s, z); e = Transpose(d) perm=[1, 0]; y = Add(x, e); return y`,
    ],
    [
      "elements around an image",
      `x: u8[1,1,2]; ${scales}; r: f32[6] = [0, 0, -1, 1, 1, 2]; k: f32[3] = [1, 1, 2]; d = DequantizeLinear(x, s, z)
       y = Resize(d, r, k) mode="nearest" coordinate_transformation_mode="tf_crop_and_resize"; return y`,
    ],
    ["the places of the largest", `x: u8[1,1,4]; ${scales}; d = DequantizeLinear(x, s, z); y, i = MaxPool(d) kernel_shape=[2]; return y, i`],
    [
      "parts of two scales",
      `a: u8[1]; b: u8[2]; ${scales}; c = DequantizeLinear(a, s, z); d = DequantizeLinear(b, t, z); y = Concat(c, d) axis=0; return y`,
    ],
    [
      "parts of two types",
      `a: u8[1]; b: i8[2]; s: f32[] = 0.5; c = DequantizeLinear(a, s); d = DequantizeLinear(b, s); y = Concat(c, d) axis=0; return y`,
    ],
    [
      "elements that are mixed",
      `x: u8[1,1,2]; ${scales}; k: f32[3] = [1, 1, 2]; d = DequantizeLinear(x, s, z); y = Resize(d, _, k) mode="linear"; return y`,
    ],
  ])("leaves %s", (_, text) => keeps(moveBytes, text));
});
