import { describe, expect, it } from "vitest";
import { foldConstants } from "../../src/passes/fold-constants.ts";
import { becomes, contextOf, graphOf, keeps, runChecked } from "../support/pass-test.ts";

describe("fold-constants", () => {
  it("computes what does not depend on inputs with the operators' own kernels", () => {
    becomes(
      foldConstants,
      "x: f32[2,2]; a: f32[2] = [1, 4]; b: f32[2,1] = [10, 20]; c = Sqrt(a); d = Add(c, b); y = Mul(x, d); return y",
      "x: f32[2,2]; d: f32[2,2] = [11, 12, 21, 22]; y = Mul(x, d); return y",
    );
  });
  it("keeps equal elements as one", () => {
    becomes(
      foldConstants,
      "x: f32[2,3]; a: f32[] = 2; h: i64[2] = [2,3]; b = Expand(a, h); c = Neg(b); y = Mul(x, c); return y",
      "x: f32[2,3]; c: f32[2,3] = splat(-2); y = Mul(x, c); return y",
    );
  });
  it("keeps a fill as one element", () => {
    becomes(
      foldConstants,
      "x: f32[2,3]; h: i64[2] = [2,3]; c = ConstantOfShape(h) value=tensor(f32[1], [0.5]); y = Mul(x, c); return y",
      "x: f32[2,3]; c: f32[2,3] = splat(0.5); y = Mul(x, c); return y",
    );
  });
  it("folds graph outputs, under their names", () => {
    becomes(foldConstants, "a: f32[2] = [1, 4]; y = Sqrt(a); z = Identity(y); return y, z", "y: f32[2] = [1, 2]; z: f32[2] = [1, 2]; return y, z");
  });
  it("takes what is known of shapes", () => {
    becomes(
      foldConstants,
      "x: f32[2,3,4]; s = Shape(x); i: i64[] = 1; g = Gather(s, i); f = Cast(g) to=1; y = Div(x, f); return y",
      "x: f32[2,3,4]; f: f32[] = 3; y = Div(x, f); return y",
    );
  });
  it("keeps every digit of the largest integer, which exporters write for to the end", () => {
    becomes(
      foldConstants,
      "x: f32[6]; e: i64[] = 9223372036854775807; z: i64[1] = [0]; b: i64[1] = [3]; u = Unsqueeze(e, z); y = Slice(x, b, u); return y",
      "x: f32[6]; u: i64[1] = [9223372036854775807]; b: i64[1] = [3]; y = Slice(x, b, u); return y",
    );
  });
  it("refuses to make the model larger", () => {
    const text = "x: f32[2000,1000]; a: f32[1000] = random(1); h: i64[2] = [2000,1000]; b = Expand(a, h); y = Mul(x, b); return y";
    const notes: string[] = [];
    const graph = graphOf(text);
    expect(foldConstants.run(graph, { ...contextOf(), note: (what, amount) => notes.push(`${what}: ${amount}`) })).toBe(graph);
    expect(notes).toEqual(["left: Expand of constants would grow the model (bytes): 8000000"]);
    const small = text.replaceAll("2000", "20");
    expect(runChecked(foldConstants, graphOf(small)).nodes.length).toBe(1);
  });
  it("keeps what depends on inputs", () => keeps(foldConstants, "x: f32[2]; a: f32[2] = [1, 4]; y = Mul(x, a); return y"));
});
