import { describe, it } from "vitest";
import { recognizeAttention } from "../../src/passes/recognize-attention.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const four = "q: f32[1,2,3,4]; k: f32[1,5,2,4]; v: f32[1,2,5,4]; half: f32[] = 0.5; two: f32[] = 2";
const keys = "t = Transpose(k) perm=[0,2,3,1]";
const found = (mask: string, scale: string): string => `k.keys = Transpose(k) perm=[0,2,1,3]; y = Attention(q, k.keys, v${mask}) scale=${scale}`;

describe("recognize-attention", () => {
  it.each([
    ["scores divided", `${keys}; s = MatMul(q, t); d = Div(s, two); p = Softmax(d); y = MatMul(p, v)`, found("", "0.5")],
    ["queries scaled", `${keys}; h = Mul(q, half); s = MatMul(h, t); p = Softmax(s); y = MatMul(p, v)`, found("", "0.5")],
    ["both scaled", `h = Mul(q, half); ${keys}; g = Mul(t, half); s = MatMul(h, g); p = Softmax(s); y = MatMul(p, v)`, found("", "0.25")],
    ["no scale", `${keys}; s = MatMul(q, t); p = Softmax(s) axis=3; y = MatMul(p, v)`, found("", "1")],
  ])("recognizes %s", (_, before, after) => becomes(recognizeAttention, `${four}; ${before}; return y`, `${four}; ${after}; return y`));

  it("takes up an added mask", () => {
    const head = `${four}; m: f32[3,5]`;
    const before = `${keys}; s = MatMul(q, t); d = Mul(s, half); a = Add(d, m); p = Softmax(a); y = MatMul(p, v)`;
    becomes(recognizeAttention, `${head}; ${before}; return y`, `${head}; ${found(", m", "0.5")}; return y`);
  });

  const seen = "m: bool[3,5] = [1,0,0,0,0, 1,1,0,0,0, 1,1,1,0,1]; low: f32[] = -3e38";
  it("takes up a bool mask, as it is or inverted", () => {
    const scores = `${keys}; s = MatMul(q, t)`;
    const rest = "p = Softmax(a); y = MatMul(p, v)";
    const head = `${four}; ${seen}`;
    becomes(recognizeAttention, `${head}; ${scores}; a = Where(m, s, low); ${rest}; return y`, `${head}; ${found(", m", "1")}; return y`);
    const inverse = head.replace("[1,0,0,0,0, 1,1,0,0,0, 1,1,1,0,1]", "[0,1,1,1,1, 0,0,1,1,1, 0,0,0,1,0]");
    const shown = found(", m.shown", "1").replace("; y", "; m.shown = Not(m); y");
    becomes(recognizeAttention, `${inverse}; ${scores}; a = Where(m, low, s); ${rest}; return y`, `${inverse}; ${shown}; return y`);
  });

  it("takes batch and heads in one axis", () => {
    const three = "q: f32[2,3,4]; k: f32[2,5,4]; v: f32[2,5,4]";
    const after =
      "k.keys = Transpose(k) perm=[0,1,2]; q.shape: i64[4] = [2,1,3,4]; q.heads = Reshape(q, q.shape); k.keys.shape: i64[4] = [2,1,5,4]; k.keys.heads = Reshape(k.keys, k.keys.shape); v.shape: i64[4] = [2,1,5,4]; v.heads = Reshape(v, v.shape); y.heads = Attention(q.heads, k.keys.heads, v.heads) scale=1; y.shape: i64[3] = [2,3,4]; y = Reshape(y.heads, y.shape)";
    const before = "t = Transpose(k) perm=[0,2,1]; s = MatMul(q, t); p = Softmax(s); y = MatMul(p, v)";
    becomes(recognizeAttention, `${three}; ${before}; return y`, `${three}; ${after}; return y`);
  });

  it.each([
    ["a softmax along the queries", `${keys}; s = MatMul(q, t); p = Softmax(s) axis=2; y = MatMul(p, v)`],
    ["scores that something else reads", `${keys}; s = MatMul(q, t); p = Softmax(s); z = MatMul(p, v); n = ReduceMax(s); y = Add(z, n)`],
    ["weights that are scaled behind the softmax", `${keys}; s = MatMul(q, t); p = Softmax(s); h = Mul(p, half); y = MatMul(h, v)`],
    ["scores that are squared", `${keys}; g = MatMul(q, t); s = Mul(g, g); p = Softmax(s); y = MatMul(p, v)`],
    ["a number that is not low", `${keys}; ${seen.replace("-3e38", "-3")}; s = MatMul(q, t); a = Where(m, s, low); p = Softmax(a); y = MatMul(p, v)`],
    [
      "a low number where a query would see nothing",
      `${keys}; ${seen.replace("1,1,0,0,0", "0,0,0,0,0")}; s = MatMul(q, t); a = Where(m, s, low); p = Softmax(a); y = MatMul(p, v)`,
    ],
    ["values in front", `${keys}; s = MatMul(q, t); p = Softmax(s); w: f32[1,2,6,3]; y = MatMul(w, p)`],
  ])("keeps %s", (_, text) => keeps(recognizeAttention, `${four}; ${text}; return y`));
});
