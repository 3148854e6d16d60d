import { describe, it } from "vitest";
import { recognizeNormalizations } from "../../src/passes/recognize-normalizations.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const head = `
  x: f32[2,3,8]
  last: i64[1] = [-1]
  two: f32[] = 2
  eps: f32[] = 0.0009765625
  w: f32[8] = random(1)
  b: f32[8] = random(2)`;

/** As PyTorch's exporter writes nn.LayerNorm below operator set 17; `from` is what is normalized. */
const written = `
  m = ReduceMean(x, last)
  d = Sub(x, m)
  p = Pow(d, two)
  v = ReduceMean(p, last)
  s = Add(v, eps)
  r = Sqrt(s)
  q = Div(d, r)`;

const affine = `
  s1 = Mul(q, w)
  y = Add(s1, b)
  return y`;

const recognized = `
  x: f32[2,3,8]
  w: f32[8] = random(1)
  b: f32[8] = random(2)
  y = LayerNormalization(x, w, b) epsilon=0.0009765625
  return y`;

describe("recognize-normalizations", () => {
  it("makes one LayerNormalization of what PyTorch writes", () => {
    becomes(
      recognizeNormalizations,
      head + written + affine,
      recognized.replace("epsilon=0.0009765625", "epsilon=0.0009765625 # from m, d, p, v, s, r, q, s1, y"),
    );
  });

  it.each([
    ["a square as a product", written.replace("Pow(d, two)", "Mul(d, d)")],
    ["the operands of sums and products the other way round", written.replace("Add(v, eps)", "Add(eps, v)"), affine.replace("(q, w)", "(w, q)")],
    ["a reciprocal root", written.replace("q = Div(d, r)", "i = Reciprocal(r); q = Mul(i, d)")],
    ["a quotient 1 / root", written.replace("q = Div(d, r)", "one: f32[1] = [1]; i = Div(one, r); q = Mul(d, i)")],
    ["a power -1/2", written.replace("r = Sqrt(s)", "h: f32[] = -0.5; r = Pow(s, h)").replace("Div(d, r)", "Mul(d, r)")],
    ["a power 1/2", written.replace("r = Sqrt(s)", "h: f32[] = 0.5; r = Pow(s, h)")],
  ])("knows %s", (_, body, end = affine) => becomes(recognizeNormalizations, head + body + end, recognized));

  it("takes several last axes, and leaves what is missing out", () => {
    becomes(
      recognizeNormalizations,
      `${head.replace("[-1]", "[2,1]").replace("i64[1]", "i64[2]")}${written.replace("q =", "y =")}; return y`,
      `x: f32[2,3,8]; "y.scale": f32[1] = [1]; y = LayerNormalization(x, "y.scale") axis=-2 epsilon=0.0009765625; return y`,
    );
    becomes(
      recognizeNormalizations,
      `${head}${written.replace("q = ", "q0 = ")}\n  y = Add(q0, b)\n  return y`,
      `x: f32[2,3,8]; b: f32[8] = random(2); "q0.scale": f32[1] = [1]; y = LayerNormalization(x, "q0.scale", b) epsilon=0.0009765625; return y`,
    );
  });

  it("gives a LayerNormalization its bias, but no residual", () => {
    const norm = "x: f32[2,3,8]; w: f32[8] = random(1); n = LayerNormalization(x, w)";
    becomes(
      recognizeNormalizations,
      `${norm}; b: f32[1,1,8] = random(2); y = Add(b, n); return y`,
      "x: f32[2,3,8]; w: f32[8] = random(1); b: f32[1,1,8] = random(2); y = LayerNormalization(x, w, b); return y",
    );
    keeps(recognizeNormalizations, `${norm}; r: f32[2,3,8]; y = Add(n, r); z = Mul(y, w); return z`);
  });

  it.each([
    ["an inner axis", head.replace("[-1]", "[1]").replace("f32[8] = random(1)", "f32[1] = random(1)") + written + affine],
    ["a cube", head.replace("two: f32[] = 2", "two: f32[] = 3") + written + affine],
    ["a variance of something else", head + written.replace("Pow(d, two)", "Pow(x, two)") + affine],
    ["an epsilon for each row", head.replace("eps: f32[] = 0.0009765625", "eps: f32[3,1] = [1, 2, 3]") + written + affine],
    ["a root that something else reads", head + written + affine.replace("return y", "return y, r")],
  ])("keeps %s", (_, text) => keeps(recognizeNormalizations, text));

  const rms = `${head}; p = Pow(x, two); v = ReduceMean(p, last); s = Add(v, eps); r = Sqrt(s)`;
  const asRms = "x: f32[2,3,8]; w: f32[8] = random(1); y = RMSNormalization(x, w) epsilon=0.0009765625; return y";

  it.each([
    ["a reciprocal root", "i = Reciprocal(r); q = Mul(x, i); y = Mul(w, q)"],
    ["a quotient 1 / root", "one: f32[1] = [1]; i = Div(one, r); q = Mul(x, i); y = Mul(q, w)"],
    ["a quotient", "q = Div(x, r); y = Mul(q, w)"],
  ])("makes one RMSNormalization with %s", (_, end) => becomes(recognizeNormalizations, `${rms}; ${end}; return y`, asRms));

  it("is the RMSNormalization of a difference that is no deviation from the same mean", () => {
    const end = "q = Div(d, r); y = Mul(q, w); return y";
    const inner = "x: f32[2,3,8]; one: i64[1] = [1]; w: f32[8] = random(1); m = ReduceMean(x, one); d = Sub(x, m)";
    becomes(
      recognizeNormalizations,
      `${head}; one: i64[1] = [1]; m = ReduceMean(x, one); d = Sub(x, m); p = Pow(d, two); v = ReduceMean(p, last); s = Add(v, eps); r = Sqrt(s); ${end}`,
      `${inner}; y = RMSNormalization(d, w) epsilon=0.0009765625; return y`,
    );
  });

  it.each([
    ["the root of something else's mean square", `${rms.replace("Pow(x, two)", "Pow(w, two)")}; q = Div(x, r); return q`],
    ["a root mean square by itself", `${rms}; return r`],
    ["a mean square over an inner axis", `${rms.replace("[-1]", "[1]")}; q = Div(x, r); y = Mul(q, w); return y`],
  ])("keeps %s", (_, text) => keeps(recognizeNormalizations, text));

  const grouped = `
    x: f32[2,6,4,4]
    to: i64[3] = [0,3,-1]
    one: f32[3] = splat(1)
    zero: f32[3] = splat(0)
    back: i64[4] = [2,6,4,4]
    w: f32[6,1,1] = random(1)
    b: f32[6,1,1] = random(2)
    g = Reshape(x, to)
    n = InstanceNormalization(g, one, zero) epsilon=0.001
    u = Reshape(n, back)
    s = Mul(u, w)
    y = Add(s, b)
    return y`;

  it("makes one GroupNormalization of an InstanceNormalization of groups", () => {
    becomes(
      recognizeNormalizations,
      grouped,
      `x: f32[2,6,4,4]; w~2: f32[6] = random(1); b~2: f32[6] = random(2)
       y = GroupNormalization(x, w~2, b~2) num_groups=3 epsilon=0.001 # from g, n, u, s, y
       return y`,
    );
  });

  it.each([
    ["groups with a scale of their own", grouped.replace("one: f32[3] = splat(1)", "one: f32[3] = [1, 2, 3]")],
    ["groups that reach into the next sample", grouped.replace("[0,3,-1]", "[4,3,-1]")],
    ["groups that stay groups", grouped.replace("[2,6,4,4]\n    w", "[2,3,8,4]\n    w").replaceAll("f32[6,1,1]", "f32[3,1,1]")],
  ])("keeps %s", (_, text) => keeps(recognizeNormalizations, text));
});
