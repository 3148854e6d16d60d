import fc from "fast-check";
import { describe, it } from "vitest";
import { mergeClips } from "../../src/passes/merge-clips.ts";
import { becomes, graphOf, keeps, runChecked } from "../support/pass-test.ts";

const image = "x: f32[2,3]; zero: f32[] = 0; six: f32[] = 6";

describe("merge-clips", () => {
  it.each([
    ["Min of Relu", "r = Relu(x); y = Min(r, six)", '"y.low": f32[] = 0; "y.high": f32[] = 6; y = Clip(x, "y.low", "y.high") # from r, y\n'],
    ["Relu of Clip", "a: f32[] = -1; c = Clip(x, a, six); y = Relu(c)", '"y.low": f32[] = 0; "y.high": f32[] = 6; y = Clip(x, "y.low", "y.high")'],
    ["Max of Max", "r = Max(x, six); y = Max(zero, r)", '"y.low": f32[] = 6; y = Clip(x, "y.low")'],
    ["equal bounds", "r = Clip(x, six, six); y = Relu(r)", '"y.low": f32[] = 6; "y.high": f32[] = 6; y = Clip(x, "y.low", "y.high")'],
    ["bounds that leave nothing", "r = Min(x, zero); y = Max(r, six)", '"y.low": f32[] = 6; "y.high": f32[] = 6; y = Clip(x, "y.low", "y.high")'],
  ])("makes one Clip of %s", (_, before, after) => becomes(mergeClips, `${image}; ${before}; return y`, `x: f32[2,3]; ${after}; return y`));

  it("keeps the numbers whatever the bounds", () => {
    const bound = fc.integer({ min: -8, max: 8 }).map((n) => n / 8);
    const pair = fc.tuple(bound, bound).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(pair, pair, ([a, b], [c, d]) => {
        const text = `x: f32[64]; a: f32[] = ${a}; b: f32[] = ${b}; c: f32[] = ${c}; d: f32[] = ${d}; r = Clip(x, a, b); y = Clip(r, c, d); return y`;
        runChecked(mergeClips, graphOf(text));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["a clip that something else reads", "r = Relu(x); y = Min(r, six); return y, r"],
    ["bounds of the run", "b: f32[]; r = Relu(x); y = Clip(r, zero, b); return y"],
    ["a bound for each column", "b: f32[3] = [1, 2, 3]; r = Relu(x); y = Min(r, b); return y"],
    ["a minimum of three", "r = Relu(x); y = Min(r, six, x); return y"],
    ["bounds in the wrong order", "r = Relu(x); y = Clip(r, six, zero); return y"],
    ["a bound that is no number", "n: f32[] = nan; r = Relu(x); y = Min(r, n); return y"],
    ["numbers of another type", "d: f64[2,3]; e: f64[] = 6; r = Relu(d); y = Min(r, e); return y"],
    ["a bound that raises the rank", "b: f32[1,1,1] = [6]; r = Relu(x); y = Min(r, b); return y"],
  ])("keeps %s", (_, text) => keeps(mergeClips, `${image}; ${text}`));
});
