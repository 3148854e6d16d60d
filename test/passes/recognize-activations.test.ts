import { describe, it } from "vitest";
import { recognizeActivations } from "../../src/passes/recognize-activations.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const image = "x: f32[2,3,4,4]";
const numbers = "one: f32[] = 1; half: f32[] = 0.5; three: f32[] = 3; zero: f32[] = 0; six: f32[] = 6";
const gate6 = "s = Add(x, three); c = Clip(s, zero, six)";
const erf = "r: f32[] = 1.4142135; d = Div(x, r); e = Erf(d); p = Add(e, one)";
const tanh =
  "k: f32[] = 0.044715; h: f32[] = 0.7978846; c3 = Pow(x, three); c4 = Mul(c3, k); i = Add(x, c4); j = Mul(i, h); t = Tanh(j); p = Add(t, one)";

describe("recognize-activations", () => {
  it.each([
    ["1 / (1 + e^-x)", "n = Neg(x); e = Exp(n); d = Add(e, one); y = Div(one, d)", "Sigmoid(x)"],
    ["the reciprocal of 1 + e^-x", "n = Neg(x); e = Exp(n); d = Add(one, e); y = Reciprocal(d)", "Sigmoid(x)"],
    ["x / (1 + e^-x)", "n = Neg(x); e = Exp(n); d = Add(one, e); y = Div(x, d)", "Swish(x)"],
    ["x * Sigmoid(x)", "s = Sigmoid(x); y = Mul(s, x)", "Swish(x) # from s, y\n"],
    ["x * Sigmoid(1.75 x)", "a: f32[] = 1.75; m = Mul(x, a); s = Sigmoid(m); y = Mul(x, s)", "Swish(x) alpha=1.75"],
    ["log(1 + e^x)", "e = Exp(x); s = Add(e, one); y = Log(s)", "Softplus(x)"],
    ["x * tanh(log(1 + e^x))", "e = Exp(x); s = Add(one, e); l = Log(s); t = Tanh(l); y = Mul(x, t)", "Mish(x)"],
    ["Clip(x + 3, 0, 6) / 6", `${gate6}; y = Div(c, six)`, "HardSigmoid(x) alpha=0.16666666666666666"],
    [
      "Clip(3 + x, 0, 6) * 0.16666667",
      "v: f32[] = 0.16666667; s = Add(three, x); c = Clip(s, zero, six); y = Mul(v, c)",
      "HardSigmoid(x) alpha=0.16666666666666666",
    ],
    ["x * HardSigmoid(x)", "s = HardSigmoid(x) alpha=0.16666667 beta=0.5; y = Mul(x, s)", "HardSwish(x)"],
    ["x * Clip(x + 3, 0, 6) / 6", `${gate6}; u = Mul(x, c); y = Div(u, six)`, "HardSwish(x) # from s, c, u, y\n"],
    ["x * (Clip(x + 3, 0, 6) / 6)", `${gate6}; t = Div(c, six); y = Mul(t, x)`, "HardSwish(x)"],
    ["Gelu as PyTorch writes it", `${erf}; m = Mul(x, p); y = Mul(m, half)`, "Gelu(x) # from d, e, p, m, y\n"],
    ["Gelu bracketed otherwise", `${erf}; m = Mul(half, x); y = Mul(m, p)`, "Gelu(x)"],
    [
      "Gelu with a product for the quotient",
      "r: f32[] = 0.70710677; d = Mul(r, x); e = Erf(d); p = Add(one, e); m = Mul(p, half); y = Mul(x, m)",
      "Gelu(x)",
    ],
    ["Gelu by tanh as GPT-2 writes it", `${tanh}; m = Mul(half, x); y = Mul(m, p)`, 'Gelu(x) approximate="tanh"'],
    [
      "Gelu by tanh with a cube of products",
      `${tanh.replace("c3 = Pow(x, three)", "c2 = Mul(x, x); c3 = Mul(c2, x)")}; m = Mul(x, p); y = Mul(m, half)`,
      'Gelu(x) approximate="tanh"',
    ],
  ])("recognizes %s", (_, before, after) =>
    becomes(recognizeActivations, `${image}; ${numbers}; ${before}; return y`, `${image}; y = ${after}; return y`),
  );

  it.each([
    ["1 / (1 + e^x)", "e = Exp(x); d = Add(e, one); y = Div(one, d)"],
    ["2 / (1 + e^-x)", "two: f32[] = 2; n = Neg(x); e = Exp(n); d = Add(e, one); y = Div(two, d)"],
    ["a gate of something else", "r = Relu(x); s = Sigmoid(r); y = Mul(s, x)"],
    ["a gate with a number for each channel", "a: f32[4] = [1, 2, 3, 4]; m = Mul(x, a); s = Sigmoid(m); y = Mul(x, s)"],
    ["a gate that something else reads", "s = Sigmoid(x); m = Mul(s, x); y = Add(m, s)"],
    ["twice x * HardSwish's gate", `${gate6}; u = Mul(x, c); y = Div(u, three)`],
    ["HardSigmoid with another slope", "s = HardSigmoid(x); y = Mul(x, s)"],
    ["a clip to 6 of x + 2", "two: f32[] = 2; s = Add(x, two); c = Clip(s, zero, six); y = Div(c, six)"],
    ["log(2 + e^x)", "two: f32[] = 2; e = Exp(x); s = Add(e, two); y = Log(s)"],
    ["x + Sigmoid(x)", "s = Sigmoid(x); y = Add(x, s)"],
    ["a clip and a sixth", `v: f32[] = 0.16666667; ${gate6}; y = Add(c, v)`],
    ["a sixth that raises the rank", `v: f32[1,1,1,1,1] = [6]; ${gate6}; y = Div(c, v)`],
    ["a clip from -1", "a: f32[] = -1; s = Add(x, three); c = Clip(s, a, six); y = Div(c, six)"],
    ["a clip to 5", "b: f32[] = 5; s = Add(x, three); c = Clip(s, zero, b); y = Div(c, six)"],
    ["a third of a clip", `${gate6}; y = Div(c, three)`],
    ["x times the clip of something else", "r = Neg(x); s = Add(r, three); c = Clip(s, zero, six); u = Mul(x, c); y = Div(u, six)"],
    ["tanh with the cube of something else", `r = Neg(x); ${tanh.replace("Pow(x", "Pow(r")}; m = Mul(half, x); y = Mul(m, p)`],
    [
      "tanh with a product of something else",
      `r = Neg(x); ${tanh.replace("c3 = Pow(x, three)", "c2 = Mul(x, r); c3 = Mul(c2, x)")}; m = Mul(half, x); y = Mul(m, p)`,
    ],
    ["Gelu without its half", `${erf}; y = Mul(x, p)`],
    ["erf of x / 1.5", `${erf.replace("1.4142135", "1.5")}; m = Mul(x, p); y = Mul(m, half)`],
    ["1 - erf", `${erf.replace("p = Add(e, one)", "p = Sub(one, e)")}; m = Mul(x, p); y = Mul(m, half)`],
    ["tanh of a square", `${tanh.replace("three", "c0").replace("k: f32[]", "c0: f32[] = 2; k: f32[]")}; m = Mul(half, x); y = Mul(m, p)`],
    ["tanh with another coefficient", `${tanh.replace("0.044715", "0.05")}; m = Mul(half, x); y = Mul(m, p)`],
    [
      "a product that raises the rank",
      "q: f32[1,1,1,1,1] = [0.5]; r: f32[] = 1.4142135; d = Div(x, r); e = Erf(d); p = Add(e, one); m = Mul(x, p); y = Mul(m, q)",
    ],
  ])("keeps %s", (_, text) => keeps(recognizeActivations, `${image}; ${numbers}; ${text}; return y`));

  it.each([
    ["1 / (1 + e^-x)", "n = Neg(x); e = Exp(n); d = Add(e, one); y = Reciprocal(d)"],
    ["log(1 + e^x)", "e = Exp(x); s = Add(e, one); y = Log(s)"],
    ["Clip(x + 3, 0, 6) / 6", `${gate6}; y = Div(c, six)`],
    ["x * Sigmoid(x)", "s = Sigmoid(x); y = Mul(s, x)"],
  ])("keeps %s of halves, which rounds after each operation", (_, text) =>
    keeps(recognizeActivations, `${image.replace("f32", "f16")}; ${numbers.replaceAll("f32", "f16")}; ${text}; return y`),
  );
});
