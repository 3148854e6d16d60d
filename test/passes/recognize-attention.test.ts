import { describe, it } from "vitest";
import { recognizeAttention } from "../../src/passes/recognize-attention.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const four = "q: f32[1,2,3,4]; k: f32[1,5,2,4]; v: f32[1,2,5,4]; half: f32[] = 0.5; two: f32[] = 2";
const keys = "t = Transpose(k) perm=[0,2,3,1]";
const found = (mask: string, scale: string): string =>
  `k.keys = Transpose(k) perm=[0,2,1,3]; y = aot.MaskedAttention(q, k.keys, v${mask}) scale=${scale}`;

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

  it("takes up a softmax that is 0 where a row is hidden", () => {
    const head = `${four}; m: f32[3,5]`;
    const before = `${keys}; s = MatMul(q, t); a = Add(s, m); p = aot.MaskedSoftmax(a); y = MatMul(p, v)`;
    becomes(recognizeAttention, `${head}; ${before}; return y`, `${head}; ${found(", m", "1")}; return y`);
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

  it("lets all keys of a query that sees none count alike where hidden scores are a number", () => {
    const head = `${four}; ${seen.replace("1,1,0,0,0", "0,0,0,0,0")}`;
    const before = `${keys}; s = MatMul(q, t); a = Where(m, s, low); p = Softmax(a); y = MatMul(p, v)`;
    const after = found(", m", "1 least=-3.0000000054977558e+38");
    becomes(recognizeAttention, `${head}; ${before}; return y`, `${head}; ${after}; return y`);
  });

  it.each([
    ["a cap", "", "c = Div(s, two); c2 = Tanh(c); x = Mul(c2, two)", "", "1 softcap=2"],
    ["what scores are at least", "low: f32[] = -1e9; m: f32[3,5]", "a = Add(s, m); x = Max(a, low)", ", m", "1 least=-1e+9"],
    ["a mask that is taken off", "m: f32[3,5]", "x = Sub(s, m)", ", m.scaled", "1"],
    ["two masks", "m: f32[3,5]; n: f32[1,1,1,5]", "a = Add(n, s); x = Add(a, m)", ", m, n", "1"],
    ["a mask that is scaled with the scores", "m: f32[3,5]", "a = Add(s, m); x = Mul(a, half)", ", m.scaled", "0.5"],
    ["a bool mask around a float one", `m: f32[3,5]; ${seen}`.replace("m: bool", "b: bool"), "a = Add(s, m); x = Where(b, a, low)", ", b, m", "1"],
  ])("takes up %s", (_, inputs, scores, mask, attrs) => {
    const scaledMask = `number: f32[] = ${scores.includes("Sub") ? -1 : 0.5}; m.scaled = Mul(m, number); `;
    const after = found(mask, attrs).replace("; y", `; ${mask === ", m.scaled" ? scaledMask : ""}y`);
    const head = `${four}; ${inputs}`;
    becomes(
      recognizeAttention,
      `${head}; ${keys}; s = MatMul(q, t); ${scores}; p = Softmax(x); y = MatMul(p, v); return y`,
      `${head}; ${after}; return y`,
    );
  });

  it("multiplies queries by what all keys share", () => {
    const head = `${four}; f: f32[2,1,1]`;
    const before = `${keys}; s = MatMul(q, t); x = Mul(s, f); p = Softmax(x); y = MatMul(p, v)`;
    const after = "k.keys = Transpose(k) perm=[0,2,1,3]; q.scaled = Mul(q, f); y = aot.MaskedAttention(q.scaled, k.keys, v) scale=1";
    becomes(recognizeAttention, `${head}; ${before}; return y`, `${head}; ${after}; return y`);
  });

  it("takes keys and values that an Expand repeats once", () => {
    const head =
      "q: f32[1,4,3,8]; k: f32[1,2,1,5,8]; v: f32[1,2,1,5,8]; e: i64[5] = [1,2,2,5,8]; r: i64[4] = [1,4,5,8]; k.shape: i64[4] = [1,2,5,8]; v.shape: i64[4] = [1,2,5,8]";
    const before =
      "m = Expand(k, e); n = Reshape(m, r); t = Transpose(n) perm=[0,1,3,2]; s = MatMul(q, t); p = Softmax(s); w = Expand(v, e); x = Reshape(w, r); y = MatMul(p, x)";
    const after = "k.heads = Reshape(k, k.shape); v.heads = Reshape(v, v.shape); y = aot.MaskedAttention(q, k.heads, v.heads) scale=1";
    const without = head.replace(/; k.shape.*/, "");
    becomes(recognizeAttention, `${without}; ${before}; return y`, `${head.replace(/; e: .*; k.shape/, "; k.shape")}; ${after}; return y`);
  });

  it("takes heads that share keys, and a batch of any extent", () => {
    const shared = "dim n = 1..4\nq: f32[n,2,3,4]; k: f32[n,5,1,4]; v: f32[n,1,5,4]";
    becomes(
      recognizeAttention,
      `${shared}; ${keys}; s = MatMul(q, t); p = Softmax(s); y = MatMul(p, v); return y`,
      `${shared}; ${found("", "1")}; return y`,
    );
  });

  it("takes batch and heads in one axis", () => {
    const three = "q: f32[2,3,4]; k: f32[2,5,4]; v: f32[2,5,4]";
    const after =
      "q.shape: i64[4] = [1,2,3,4]; q.heads = Reshape(q, q.shape); k.shape: i64[4] = [1,2,5,4]; k.heads = Reshape(k, k.shape); v.shape: i64[4] = [1,2,5,4]; v.heads = Reshape(v, v.shape); y.heads = aot.MaskedAttention(q.heads, k.heads, v.heads) scale=1; y.shape: i64[3] = [2,3,4]; y = Reshape(y.heads, y.shape)";
    const before = "t = Transpose(k) perm=[0,2,1]; s = MatMul(q, t); p = Softmax(s); y = MatMul(p, v)";
    becomes(recognizeAttention, `${three}; ${before}; return y`, `${three}; ${after}; return y`);
  });

  it.each([
    ["a softmax along the queries", `${keys}; s = MatMul(q, t); p = Softmax(s) axis=2; y = MatMul(p, v)`],
    ["scores that something else reads", `${keys}; s = MatMul(q, t); p = Softmax(s); z = MatMul(p, v); n = ReduceMax(s); y = Add(z, n)`],
    ["weights that are scaled behind the softmax", `${keys}; s = MatMul(q, t); p = Softmax(s); h = Mul(p, half); y = MatMul(h, v)`],
    ["scores that are squared", `${keys}; g = MatMul(q, t); s = Mul(g, g); p = Softmax(s); y = MatMul(p, v)`],
    ["a number that is not low", `${keys}; ${seen.replace("-3e38", "-3")}; s = MatMul(q, t); a = Where(m, s, low); p = Softmax(a); y = MatMul(p, v)`],
    ["values in front of weights that are not turned", `${keys}; s = MatMul(q, t); p = Softmax(s); w: f32[1,2,6,3]; y = MatMul(w, p)`],
  ])("keeps %s", (_, text) => keeps(recognizeAttention, `${four}; ${text}; return y`));
});
