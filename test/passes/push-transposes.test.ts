import { describe, expect, it } from "vitest";
import { pipelines } from "../../src/passes/index.ts";
import { pushTransposes } from "../../src/passes/push-transposes.ts";
import { runPasses } from "../../src/passes/run.ts";
import { becomes, contextOf, expectSameNumbers, graphOf, keeps } from "../support/pass-test.ts";

const image = "x: f32[2,3,4,5]; z: f32[2,3,4,5]; t = Transpose(x) perm=[0,2,3,1]";

describe("push-transposes", () => {
  it("moves behind functions of one element, with their attributes and other inputs", () => {
    becomes(
      pushTransposes,
      `${image}; c: f32[] = [0]; y = Clip(t, c); return y`,
      "x: f32[2,3,4,5]; z: f32[2,3,4,5]; c: f32[] = [0]; y~2 = Clip(x, c) # from t, y\ny = Transpose(y~2) perm=[0,2,3,1] # from t, y\nreturn y",
    );
    becomes(
      pushTransposes,
      `${image}; y = LeakyRelu(t) alpha=0.5; return y`,
      "x: f32[2,3,4,5]; z: f32[2,3,4,5]; y~2 = LeakyRelu(x) alpha=0.5 # from t, y\ny = Transpose(y~2) perm=[0,2,3,1] # from t, y\nreturn y",
    );
  });
  it("moves behind conversions of all elements by one scale", () => {
    const bytes = "x: u8[2,3,4,5]; s: f32[] = [0.5]; zero: u8[] = [1]";
    becomes(
      pushTransposes,
      `${bytes}; t = Transpose(x) perm=[0,2,3,1]; y = DequantizeLinear(t, s, zero); return y`,
      `${bytes}; y~2 = DequantizeLinear(x, s, zero) # from t, y
       y = Transpose(y~2) perm=[0,2,3,1] # from t, y
       return y`,
    );
  });
  it("meets another, whatever else reads it", () => {
    becomes(
      pushTransposes,
      `${image}; u = Transpose(t) perm=[0,3,1,2]; y = Exp(u); v = Softmax(t); return y, v`,
      `${image}; y = Exp(x); v = Softmax(t); return y, v`,
    );
  });
  it("moves behind operators of two, when both are transposed alike or one is a number", () => {
    becomes(
      pushTransposes,
      `${image}; u = Transpose(z) perm=[0,2,3,1]; y = Sub(u, t); return y`,
      `x: f32[2,3,4,5]; z: f32[2,3,4,5]; y~2 = Sub(z, x); y = Transpose(y~2) perm=[0,2,3,1]; return y`,
    );
    becomes(
      pushTransposes,
      `${image}; c: f32[1] = [3]; y = Div(c, t); return y`,
      `x: f32[2,3,4,5]; z: f32[2,3,4,5]; c: f32[1] = [3]; y~2 = Div(c, x); y = Transpose(y~2) perm=[0,2,3,1]; return y`,
    );
  });
  it.each(["w: f32[8,2,1,1] = random(1); c = Conv(x, w)", "w: f32[2,8,1,1] = random(1); c = ConvTranspose(x, w)"])(
    "moves behind what the results of %s pass through",
    (made) => {
      const conv = `x: f32[1,2,3,3]; ${made}`;
      becomes(
        pushTransposes,
        `${conv}; d = DepthToSpace(c) blocksize=2; y = LeakyRelu(d) alpha=0.5; return y`,
        `${conv}; y~2 = LeakyRelu(c) alpha=0.5 # from d, y
       y = DepthToSpace(y~2) blocksize=2 # from d, y
       return y`,
      );
      const shape = "n: i64[4] = [2,4,3,3]";
      becomes(
        pushTransposes,
        `${conv}; ${shape}; r = Reshape(c, n); t = Transpose(r) perm=[0,2,3,1]; y = Sigmoid(t); return y`,
        `${conv}; ${shape}; y~3 = Sigmoid(c) # from r, t, y
       y~2 = Reshape(y~3, n) # from r, t, y
       y = Transpose(y~2) perm=[0,2,3,1] # from t, y
       return y`,
      );
    },
  );
  it("takes transposes past any number of layers, each with one of its own", () => {
    const layers = Array.from({ length: 150 }, (_, i) => `t${i} = Transpose(y${i}) perm=[1,0]; y${i + 1} = Relu(t${i})`);
    const before = graphOf(`y0: f32[2,3]; ${layers.join("; ")}; return y150`);
    const after = runPasses(before, [{ level: 0, pass: pushTransposes }], { ...contextOf(), verify: true }).graph;
    expect(after.nodes.map((n) => n.op.name)).toEqual(Array.from({ length: 150 }, () => "Relu"));
    expectSameNumbers(before, after, "exact");
  });
  it.each([
    ["other orders", "u = Transpose(z) perm=[0,2,3,1]; v: f32[2,5,4,3]; w = Transpose(v) perm=[0,2,1,3]; y = Add(w, t)"],
    ["one number a channel", "c: f32[3] = random(1); y = Add(t, c)"],
    [
      "one scale a channel",
      "s: f32[5] = random(1); q = QuantizeLinear(z, s) axis=3; u = Transpose(q) perm=[0,2,3,1]; y = DequantizeLinear(u, s) axis=2",
    ],
    ["a number of more axes", "c: f32[1,1,1,1,1] = [3]; y = Add(t, c)"],
    ["what is repeated along an axis", "v: f32[2,1,4,5]; u = Transpose(v) perm=[0,2,3,1]; y = Add(u, t)"],
    ["what others read", "u = Relu(t); y = Add(u, t)"],
    [
      "shapes of a convolution that others read",
      "w: f32[8,3,1,1] = random(1); c = Conv(z, w); d = DepthToSpace(c) blocksize=2; y = Relu(d); u = Neg(c)",
    ],
    ["an order that is left out", "u = Transpose(z); y = Transpose(u) perm=[0,2,3,1]"],
    ["shapes of what no convolution gives", "n: i64[2] = [6,20]; r = Reshape(z, n); y = Relu(r)"],
    ["operators along an axis", "y = Softmax(t)"],
  ])("keeps %s", (_, text) => {
    keeps(pushTransposes, `${image}; ${text}; return y`);
  });

  it("leaves no transpose between channels-last convolutions", () => {
    const before = graphOf(`
      x: f32[1,5,5,3]
      w: f32[4,3,3,3] = random(1)
      v: f32[2,4,1,1] = random(2)
      a = Transpose(x) perm=[0,3,1,2]
      b = Conv(a, w)
      c = Transpose(b) perm=[0,2,3,1]
      d = Relu(c)
      e = Transpose(d) perm=[0,3,1,2]
      f = Conv(e, v)
      y = Transpose(f) perm=[0,2,3,1]
      return y
    `);
    const after = runPasses(before, [...pipelines.pre, ...pipelines.main], { ...contextOf(), verify: true }).graph;
    expect(after.nodes.map((n) => n.op.name)).toEqual(["Transpose", "Conv", "Relu", "Conv", "Transpose"]);
    expectSameNumbers(before, after, "reassociates");
  });
});
