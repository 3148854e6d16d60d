import { describe, expect, it } from "vitest";
import type { Pass } from "../../src/graph/graph.ts";
import { withNodes } from "../../src/graph/rewrite.ts";
import { removeDeadCode } from "../../src/passes/remove-dead-code.ts";
import { runPasses } from "../../src/passes/run.ts";
import { contextOf, graphOf } from "../support/pass-test.ts";

const graph = graphOf("x: f32[2]; a = Relu(x); b = Neg(x); return b");
const options = { ...contextOf(), verify: true };

describe("runPasses", () => {
  it("reports what each pass did and tells the observer", () => {
    const seen: string[] = [];
    const steps = [
      { level: 1, pass: removeDeadCode },
      { level: 3, pass: removeDeadCode },
      { level: 0, pass: removeDeadCode },
    ];
    const result = runPasses(graph, steps, { ...options, observe: (name, g) => seen.push(`${name} ${g.nodes.length}`) });
    expect(seen).toEqual(["remove-dead-code 1", "remove-dead-code 1"]);
    expect(result.reports.map((r) => [r.changed, r.nodesBefore, r.nodesAfter, r.notes])).toEqual([
      [true, 2, 1, [{ what: "nodes nothing reads", amount: 1 }]],
      [false, 1, 1, []],
    ]);
  });

  const broken: Pass = { name: "break-it", doc: "", contract: "exact", run: (g) => withNodes(g, g.nodes.slice(1)) };

  it("checks after every pass, the origins too, when asked", () => {
    expect(() => runPasses(graph, [{ level: 0, pass: broken }], options)).toThrow(/internal: after break-it: no node stands for a any longer/);
    expect(runPasses(graph, [{ level: 0, pass: broken }], { ...options, verify: false }).graph.nodes.length).toBe(1);
  });
});
