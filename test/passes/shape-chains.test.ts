import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { printGraph } from "../../src/graph/text.ts";
import { pipelines } from "../../src/passes/index.ts";
import { runPasses } from "../../src/passes/run.ts";
import { contextOf, expectSameNumbers, graphOf } from "../support/pass-test.ts";

const optimized = (graph: Graph): Graph => runPasses(graph, [...pipelines.pre, ...pipelines.main], { ...contextOf(), verify: true }).graph;

/** x.view(x.size(0), -1) and x.view(x.size(0), 2, x.size(1) // 2, ...) as PyTorch exports them. */
const chain = (batch: string): string => `
  ${/^\d+$/.test(batch) ? "" : `dim ${batch} = 1..8`}
  x: f32[${batch},4,3,3]
  zero: i64[] = 0
  one: i64[] = 1
  axis: i64[1] = [0]
  rest: i64[1] = [-1]
  two: i64[1] = [2]
  twoScalar: i64[] = 2
  shape1 = Shape(x)
  n1 = Gather(shape1, zero)
  u1 = Unsqueeze(n1, axis)
  shape2 = Shape(x)
  n2 = Gather(shape2, one)
  half = Div(n2, twoScalar)
  u2 = Unsqueeze(half, axis)
  to4 = Concat(u1, two, u2, rest) axis=0
  split = Reshape(x, to4)
  moved = Transpose(split) perm=[0,2,1,3]
  shape3 = Shape(moved)
  n3 = Gather(shape3, zero)
  u3 = Unsqueeze(n3, axis)
  to2 = Concat(u3, rest) axis=0
  y = Reshape(moved, to2)
  return y
`;

describe("shape chains", () => {
  it("disappear when shapes are static", () => {
    const before = graphOf(chain("2"));
    const after = optimized(before);
    expect(after.nodes.map((n) => n.op.name)).toEqual(["Reshape", "Transpose", "Reshape"]);
    expectSameNumbers(before, after, "exact");
  });

  it("disappear, and stay exact, when the batch is symbolic", () => {
    const before = graphOf(chain("batch"));
    const after = optimized(before);
    expect(after.nodes.map((n) => n.op.name)).toEqual(["Reshape", "Transpose", "Reshape"]);
    expect(printGraph(after, { types: true })).toContain("# f32[batch,36]");
    expectSameNumbers(before, after, "exact");
  });
});
