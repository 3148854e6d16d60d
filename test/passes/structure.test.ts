import { describe, expect, it } from "vitest";
import { parseGraph } from "../../src/graph/text.ts";
import { checkSyntax } from "../../src/passes/check-syntax.ts";
import { mergeCommonSubexpressions } from "../../src/passes/merge-common-subexpressions.ts";
import { mergeDuplicateConstants } from "../../src/passes/merge-duplicate-constants.ts";
import { removeDeadCode } from "../../src/passes/remove-dead-code.ts";
import { becomes, contextOf, graphOf, keeps } from "../support/pass-test.ts";
import { tinyOp } from "../support/tiny-ops.ts";

describe("remove-dead-code", () => {
  it("removes what no output needs", () => {
    becomes(removeDeadCode, "x: f32[3]; a = Relu(x); b = Neg(a); c = Abs(a); return c", "x: f32[3]; a = Relu(x); c = Abs(a); return c");
  });
  it("keeps what an output needs", () => keeps(removeDeadCode, "x: f32[3]; a = Relu(x); c = Abs(a); return c, a"));
});

describe("merge-common-subexpressions", () => {
  it("computes equal expressions once, in chains", () => {
    becomes(
      mergeCommonSubexpressions,
      "x: f32[3]; a = Relu(x); b = Relu(x); c = Neg(a); d = Neg(b); e = Add(c, d); return e",
      "x: f32[3]; a = Relu(x) # from a, b\nc = Neg(a) # from c, d\ne = Add(c, c); return e",
    );
  });
  it("gives the one that stays the output's name", () => {
    becomes(
      mergeCommonSubexpressions,
      "x: f32[3]; a = Relu(x); b = Relu(x); c = Neg(a); return b, c",
      "x: f32[3]; b = Relu(x); c = Neg(b); return b, c",
    );
  });
  it("keeps nodes with other attributes, inputs or order of inputs, and two outputs of the graph", () => {
    keeps(
      mergeCommonSubexpressions,
      "x: f32[3]; y: f32[3]; a = LeakyRelu(x) alpha=0.5; b = LeakyRelu(x) alpha=0.25; c = LeakyRelu(y) alpha=0.5; d = Sub(a, b); e = Sub(b, a); return a, b, c, d, e",
    );
    keeps(mergeCommonSubexpressions, "x: f32[3]; a = Relu(x); b = Relu(x); return a, b");
  });
});

describe("merge-duplicate-constants", () => {
  it("keeps one of equal constants", () => {
    becomes(
      mergeDuplicateConstants,
      "x: f32[40]; a: f32[40] = random(1); b: f32[40] = random(1); c = Add(x, a); d = Mul(c, b); return d",
      "x: f32[40]; a: f32[40] = random(1); c = Add(x, a); d = Mul(c, a); return d",
    );
  });
  it("keeps constants that differ in bits, type, shape or layout, and constants that are outputs", () => {
    keeps(
      mergeDuplicateConstants,
      "x: f32[2]; a: f32[2] = [0, 1]; b: f32[2] = [-0, 1]; c: f32[1,2] = [0, 1]; d: f32[2] = splat(1); e = Sum(x, a, b, c, d); f: f32[2] = [0, 1]; return e, f",
    );
  });
});

describe("check-syntax", () => {
  it("accepts what can be compiled", () => keeps(checkSyntax, "x: f32[3]; a = Relu(x); return a"));
  it("tells all problems at once", () => {
    const bad = parseGraph("x: seq(f32[2], 3); y: f32[2]; z = Same(y); w = Join(z, y); return w", tinyOp);
    expect(() => checkSyntax.run(bad, contextOf())).toThrow(/AOT205 x: input x is seq.*\n.*\n.*AOT206 z \(Same\).*\n.*AOT206 w \(Join\)/);
    expect(() => checkSyntax.run(graphOf("x: f32[2]; return"), contextOf())).toThrow(/AOT204/);
  });
});
