import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/graph/check.ts";
import { type Graph, graph, node, type Value, value } from "../../src/graph/graph.ts";
import { parseGraph } from "../../src/graph/text.ts";
import { tensorType } from "../../src/graph/types.ts";
import { tinyOp } from "../support/tiny-ops.ts";

const good = parseGraph("x: f32[2,3]; c: f32[2,3] = splat(1); y = Same(x); z = Join(y, c); return z", tinyOp);
const [same, join] = good.nodes;
const [x] = good.inputs;
if (same === undefined || join === undefined || x === undefined) throw new Error("the graph has two nodes");
const y = same.outputs[0] as Value;
const f32 = tensorType("f32", [2, 3]);

describe("checkGraph", () => {
  it("accepts a good graph", () => checkGraph(good));

  const broken: readonly (readonly [string, Graph, RegExp])[] = [
    ["a use before the definition", graph({ ...good, nodes: [join, same] }), /y, used by z \(Join\), is not defined before it/],
    ["a second definition", graph({ ...good, nodes: [same, same, join] }), /y is defined again by y \(Same\)/],
    ["an undefined output", graph({ ...good, outputs: [value("w", f32)] }), /w, used by the graph's outputs, is not defined/],
    ["two values of one name", graph({ ...good, nodes: [same, node({ ...same, outputs: [value("y", f32)] })] }), /two values are called y/],
    [
      "a type that is not inferred",
      graph({ ...good, nodes: [node({ ...same, outputs: [value("y", tensorType("f32", [3, 2]))] })], outputs: [] }),
      /y \(Same\): y is f32\[3,2\], inferred is f32\[2,3\]/,
    ],
    ["what is not frozen", { ...good }, /is not frozen/],
    ["a node that is not frozen", graph({ ...good, nodes: [{ ...same }, join] }), /y \(Same\) is not frozen/],
    ["no origin", graph({ ...good, nodes: [Object.freeze({ ...same, origin: [] }), join] }), /the node of y \(Same\) has no origin/],
    [
      "a constant of the wrong length",
      graph({ ...good, outputs: [value("k", f32, { data: { array: new Float32Array(5), splat: false } })] }),
      /constant k has 5 elements, its type is f32\[2,3\]/,
    ],
    [
      "a constant in the wrong array",
      graph({ ...good, outputs: [value("k", f32, { data: { array: new Float64Array(6), splat: false } })] }),
      /constant k is held in Float64Array, Float32Array is expected/,
    ],
    [
      "a layout of another rank",
      graph({ ...good, inputs: [x, value("v", f32, { layout: { order: [0, 2], blocks: [], halo: [] } })] }),
      /the layout of v is not one for f32\[2,3\]/,
    ],
    ["an input with data", graph({ ...good, inputs: [value("v", f32, { data: { array: new Float32Array(1), splat: true } })] }), /v is a constant/],
  ];

  it.each(broken)("refuses %s", (_, bad, message) => {
    expect(() => checkGraph(bad, { when: "after some-pass" })).toThrow(message);
    expect(() => checkGraph(bad, { when: "after some-pass" })).toThrow(/^internal: after some-pass: /);
  });

  it("refuses the loss of a source node, given the graph before", () => {
    const after = graph({ ...good, nodes: [same], outputs: [y] });
    expect(() => checkGraph(after, { previous: good })).toThrow(/no node stands for z any longer/);
    checkGraph(graph({ ...good, nodes: [node({ ...same, origin: ["y", "z"] })], outputs: [y] }), { previous: good });
  });

  it("lets a node of constants alone become one", () => {
    const before = parseGraph("x: f32[2,3]; c: f32[2,3] = splat(1); d = Same(c); z = Join(x, d); return z", tinyOp);
    const c = before.nodes[0]?.inputs[0] as Value;
    const last = before.nodes[1] as (typeof before.nodes)[number];
    checkGraph(graph({ ...before, nodes: [node({ ...last, inputs: [last.inputs[0], c] })] }), { previous: before });
    expect(() => checkGraph(graph({ ...before, nodes: [before.nodes[0] as typeof last], outputs: [c] }), { previous: before })).toThrow(
      /stands for z/,
    );
  });
});
