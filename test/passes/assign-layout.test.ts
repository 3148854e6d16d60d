/** Layouts of constants: one that two readers want differently is packed twice, under two names. */
import { expect, test } from "vitest";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { checkGraph } from "../../src/graph/check.ts";
import { type Graph, graph, type Node, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { machines } from "../../src/loop/machine.ts";
import { Conv } from "../../src/ops/conv.ts";
import { ReduceSum } from "../../src/ops/reduce.ts";
import { assignLayout } from "../../src/passes/assign-layout.ts";
import { chooseAlgorithm } from "../../src/passes/choose-algorithm.ts";
import { contextOf } from "../support/pass-test.ts";

const x = value("x", tensorType("f32", [1, 32, 16, 16]));
const w = makeConstant("w", "f32", [32, 32, 3, 3], new Float32Array(32 * 32 * 9).fill(0.01));
const conv = (name: string): Node => makeNode({ op: Conv, attrs: { pads: [1, 1, 1, 1] }, inputs: [x, w], outputs: [name], origin: [name] });

/** The names of what stands for `w`, one a reader. */
function weightNames(nodes: readonly Node[]): readonly (string | undefined)[] {
  const g: Graph = graph({ name: "g", inputs: [x], outputs: nodes.flatMap((n) => n.outputs), nodes });
  const context = { ...contextOf(), machine: machines["x86-64-v3"] };
  const placed = assignLayout.run(chooseAlgorithm.run(g, context), context);
  checkGraph(placed);
  return placed.nodes.flatMap((n) => n.inputs.filter((v) => v?.data !== undefined).map((v) => v?.name));
}

test("a weight packed for all its readers keeps its name", () => {
  expect(weightNames([conv("y"), conv("z")])).toEqual(["w", "w"]);
});

test("a weight that another reader wants as it is gets a second name for the packed one", () => {
  const [packed, plain] = weightNames([conv("y"), makeNode({ op: ReduceSum, inputs: [w], outputs: ["s"], origin: ["s"] })]);
  expect(plain).toBe("w");
  expect(packed).toMatch(/^w_ABCD/);
});
