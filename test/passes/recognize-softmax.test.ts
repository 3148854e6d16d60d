import { describe, it } from "vitest";
import { recognizeSoftmax } from "../../src/passes/recognize-softmax.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const head = "x: f32[2,3,5]; axis: i64[1] = [1]";
const stable = "m = ReduceMax(x, axis); d = Sub(x, m); e = Exp(d); s = ReduceSum(e, axis)";
const zero = "zero: f32[] = 0";
const plain = "e = Exp(x); s = ReduceSum(e, axis)";

describe("recognize-softmax", () => {
  it.each([
    ["the stable form", `${stable}; y = Div(e, s)`, "y = Softmax(x) axis=1 # from m, d, e, s, y\n"],
    ["the plain form", `${plain}; y = Div(e, s)`, "y = Softmax(x) axis=1"],
    ["the logarithm of the plain form", `${plain}; q = Div(e, s); y = Log(q)`, "y = LogSoftmax(x) axis=1"],
    ["the logarithm of a Softmax", "q = Softmax(x); y = Log(q)", "y = LogSoftmax(x)"],
    ["the logarithm taken apart", `${stable}; l = Log(s); y = Sub(d, l)`, "y = LogSoftmax(x) axis=1"],
    [
      "zeros where Softmax is no number",
      `q = Softmax(x) axis=1; n = IsNaN(q); ${zero}; y = Where(n, zero, q)`,
      `${zero}; y = aot.MaskedSoftmax(x) axis=1`,
    ],
    ["the logarithm taken apart, plain", `${plain}; l = Log(s); y = Sub(x, l)`, "y = LogSoftmax(x) axis=1"],
  ])("recognizes %s", (_, before, after) => becomes(recognizeSoftmax, `${head}; ${before}; return y`, `x: f32[2,3,5]; ${after}; return y`));

  it("is Softmax of the difference when the maximum is along another axis", () => {
    becomes(
      recognizeSoftmax,
      `${head}; last: i64[1] = [2]; ${stable.replace("ReduceMax(x, axis)", "ReduceMax(x, last)")}; y = Div(e, s); return y`,
      "x: f32[2,3,5]; last: i64[1] = [2]; m = ReduceMax(x, last); d = Sub(x, m); y = Softmax(d) axis=1; return y",
    );
  });

  it("is Softmax of the difference when the maximum is of something else", () => {
    const other = "h: f32[2,3,5]; m = ReduceMax(h, axis); d = Sub(x, m)";
    becomes(
      recognizeSoftmax,
      `${head}; ${other}; e = Exp(d); s = ReduceSum(e, axis); y = Div(e, s); return y`,
      `${head}; ${other}; y = Softmax(d) axis=1; return y`,
    );
  });

  it.each([
    ["Softmax", "q = Div(e, s); y = Neg(q)"],
    ["LogSoftmax", "l = Log(s); y = Sub(x, l)"],
    ["the logarithm of a Softmax", "q = Softmax(x); y = Log(q)"],
  ])("keeps %s of halves, which rounds after each operation", (_, end) => {
    keeps(recognizeSoftmax, `x: f16[2,3]; axis: i64[1] = [1]; ${plain}; ${end}; return y`);
  });

  it.each([
    ["a Softmax that zeros give another axis", `q = Softmax(x); n = IsNaN(q); o: f32[1,1,1,1] = [0]; y = Where(n, o, q)`],
    ["a sum of other exponentials", "e = Exp(x); f = Neg(x); g = Exp(f); s = ReduceSum(g, axis); y = Div(e, s)"],
    [
      "a sum of other exponentials than those that are read twice",
      "e = Exp(x); f = Neg(x); g = Exp(f); s = ReduceSum(g, axis); q = Div(e, s); y = Add(q, e)",
    ],
    ["a sum over two axes", "two: i64[2] = [1,2]; e = Exp(x); s = ReduceSum(e, two); y = Div(e, s)"],
    ["a mean of exponentials", "e = Exp(x); s = ReduceMean(e, axis); y = Div(e, s)"],
    ["exponentials that something else reads", `${plain}; q = Div(e, s); y = Add(q, e)`],
    ["a quotient the other way round", `${plain}; y = Div(s, e)`],
    ["ones where Softmax is no number", "q = Softmax(x); n = IsNaN(q); one: f32[] = 1; y = Where(n, one, q)"],
    ["zeros where Softmax is a number", `q = Softmax(x); n = IsNaN(q); ${zero}; y = Where(n, q, zero)`],
    ["zeros where something else is no number", `q = Softmax(x); n = IsNaN(x); ${zero}; y = Where(n, zero, q)`],
    ["a Softmax that something else reads", `q = Softmax(x); n = IsNaN(q); ${zero}; z = Where(n, zero, q); y = Add(z, q)`],
    ["a logarithm taken from something else", `${plain}; l = Log(s); n = Neg(x); y = Sub(n, l)`],
  ])("keeps %s", (_, text) => keeps(recognizeSoftmax, `${head}; ${text}; return y`));
});
