import { describe, it } from "vitest";
import type { Pass } from "../../src/graph/graph.ts";
import { foldConstants } from "../../src/passes/fold-constants.ts";
import { replaceOperators } from "../../src/passes/replace-operators.ts";
import { becomes, keeps } from "../support/pass-test.ts";

/** What it makes of constants is folded, as the pipeline does. */
const replaceAndFold: Pass = {
  ...replaceOperators,
  name: "replace-operators and fold-constants",
  forgetsOrigins: true,
  run: (graph, context) => foldConstants.run(replaceOperators.run(graph, context), context),
};

const image = "x: f32[2,3,4,4]";

describe("replace-operators", () => {
  it.each([
    ["Clip from 0", "a: f32[] = 0; y = Clip(x, a)", "y = Relu(x)"],
    ["Clip from 0 to infinity", "a: f32[] = 0; b: f32[] = inf; y = Clip(x, a, b)", "y = Relu(x)"],
    ["a square", "a: f32[] = 2; y = Pow(x, a)", "y = Mul(x, x)"],
    [
      "a quotient by powers of two",
      "a: f32[4] = [2, 4, 0.5, -8]; y = Div(x, a)",
      '"a.inverse": f32[4] = [0.5, 0.25, 2, -0.125]; y = Mul(x, "a.inverse")',
    ],
    ["a difference from a constant", "a: f32[4] = [1, 2, 3, 4]; y = Sub(x, a)", '"a.negated": f32[4] = [-1, -2, -3, -4]; y = Add(x, "a.negated")'],
    ["a mean over the spatial axes", "a: i64[2] = [-1, 2]; y = ReduceMean(x, a)", "y = GlobalAveragePool(x)"],
  ])("takes the cheaper operator for %s", (_, before, after) =>
    becomes(replaceAndFold, `${image}; ${before}; return y`, `${image}; ${after}; return y`),
  );

  it("makes one Gemm of a matrix product and its bias", () => {
    becomes(
      replaceOperators,
      "x: f32[2,3]; w: f32[3,4] = random(1); b: f32[4] = random(2); p = MatMul(x, w); y = Add(b, p); return y",
      "x: f32[2,3]; w: f32[3,4] = random(1); b: f32[4] = random(2); y = Gemm(x, w, b) # from p, y\nreturn y",
    );
  });

  it.each([
    ["Clip to 6", "a: f32[] = 0; b: f32[] = 6; y = Clip(x, a, b)"],
    ["Clip from above 0", "a: f32[] = 1; y = Clip(x, a)"],
    ["a cube, and squares that broadcast", "a: f32[] = 3; s = Pow(x, a); b: f32[1,1,1,1,1] = [2]; y = Pow(s, b)"],
    ["squares along a new axis", "v: f32[2,1]; a: f32[4] = splat(2); y = Pow(v, a)"],
    ["quotients whose factor is no normal number", "a: f32[] = 1.7014118346046923e38; y = Div(x, a)"],
    ["quotients by other numbers", "a: f32[] = 3; y = Div(x, a)"],
    ["integer quotients", "i: i32[4] = [8, -8, 3, -3]; c: i32[4] = [2, 2, 2, 2]; y = Div(i, c)"],
    ["a mean over channels", "a: i64[2] = [1, 2]; y = ReduceMean(x, a)"],
    ["a mean that leaves out the axes of the plane", "a: i64[2] = [2, 3]; y = ReduceMean(x, a) keepdims=0"],
    ["a mean over a part of the plane", "a: i64[1] = [2]; y = ReduceMean(x, a)"],
    ["numbers of another type", "d: f64[2,3,4,4]; a: f64[] = 0; c = Clip(d, a); b: i64[2] = [2, 3]; y = ReduceMean(c, b)"],
    ["a product that others read", "m: f32[4] = splat(1); p = MatMul(x, x); s = Add(p, m); y = Mul(s, p)"],
  ])("keeps %s", (_, text) => keeps(replaceOperators, `${image}; ${text}; return y`));
});
