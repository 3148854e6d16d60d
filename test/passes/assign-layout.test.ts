/** Layouts of constants: one that two readers want differently is packed twice, under two names. */
import { expect, test } from "vitest";
import { layoutKey } from "../../src/core/layout.ts";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { checkGraph } from "../../src/graph/check.ts";
import { type Graph, graph, type Node, type Value, value } from "../../src/graph/graph.ts";
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

const weights = (name: string, shape: readonly number[]) =>
  makeConstant(name, "f32", shape, new Float32Array(shape.reduce((n, d) => n * d, 1)).fill(0.01));

const image = (name: string): Value => value(name, tensorType("f32", [1, 32, 64, 64]));
const output = (n: Node): Value => n.outputs[0] as Value;
const convOf = (input: Value, name: string, pad: number): Node =>
  makeNode({
    op: Conv,
    attrs: { pads: [pad, pad, pad, pad] },
    inputs: [input, weights(`w_${name}`, [32, 32, 2 * pad + 1, 2 * pad + 1])],
    outputs: [name],
    origin: [name],
  });

/**
 * The layouts of u and v, two convolutions alike: u is read by a convolution that pads so, v by one that pads by `padOfLast` and by `others`; beside them a
 * value of so many channels.
 */
function layoutsOfAlike(
  pad: number,
  others: (v: Value) => readonly Node[] = () => [],
  padOfLast = 0,
  channels = 32,
): readonly (string | undefined)[] {
  const inputs = [image("x"), image("y")] as const;
  const [u, v] = [convOf(inputs[0], "u", 1), convOf(inputs[1], "v", 1)];
  const beside = makeNode({ op: Conv, inputs: [inputs[0], weights("w_beside", [channels, 32, 1, 1])], outputs: ["beside"], origin: ["beside"] });
  const readers = [convOf(output(u), "next", pad), convOf(output(v), "last", padOfLast), ...others(output(v)), beside];
  const g = graph({ name: "g", inputs: [...inputs], outputs: readers.map(output), nodes: [u, v, ...readers] });
  const context = { ...contextOf(), machine: machines["x86-64-v3"] };
  const placed = assignLayout.run(chooseAlgorithm.run(g, context), context);
  checkGraph(placed);
  return ["u", "v"].map((name) => {
    const layout = placed.nodes.flatMap((n) => n.outputs).find((out) => out.name === name)?.layout;
    return layout === undefined ? undefined : layoutKey(layout);
  });
}

test("a value takes the halo of one that is computed alike", () => {
  expect(layoutsOfAlike(1)).toEqual(["ABCD8b+0,0,1:1,1:1", "ABCD8b+0,0,1:1,1:1"]);
});

test("but none that none has, and none where a reader wants it without blocks", () => {
  expect(layoutsOfAlike(0)).toEqual(["ABCD8b", "ABCD8b"]);
  const sum = (v: Value): readonly Node[] => [makeNode({ op: ReduceSum, inputs: [v], outputs: ["sum"], origin: ["sum"] })];
  expect(layoutsOfAlike(1, sum)).toEqual(["ABCD8b+0,0,1:1,1:1", "ABCD8b"]);
});

test("a smaller halo grows to that of one that is computed alike, where there are values four times as large", () => {
  expect(layoutsOfAlike(2, undefined, 1, 160)).toEqual(["ABCD8b+0,0,2:2,2:2", "ABCD8b+0,0,2:2,2:2"]);
  expect(layoutsOfAlike(2, undefined, 1, 128)).toEqual(["ABCD8b+0,0,2:2,2:2", "ABCD8b+0,0,1:1,1:1"]);
});
