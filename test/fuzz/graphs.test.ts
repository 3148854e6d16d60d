/** A sample of `npm run fuzz:graphs`: random graphs agree with ONNX Runtime on every target. */
import { expect, test } from "vitest";
import { difference, otherBits } from "./graphs/compare.ts";
import { found } from "./graphs/found.ts";
import { fuzzGraph, modelOf, outputsOf, pruned } from "./graphs/generate.ts";
import { Growing } from "./graphs/growing.ts";
import { differencesOf, fuzzGraphs } from "./graphs/run.ts";

for (const [what, recipe, op] of found)
  test(what, async () => {
    const g = new Growing(1);
    recipe(g);
    expect(g.size).toBeGreaterThan(0);
    const graph = g.graph();
    const held = op === undefined ? {} : { held: { op, nodes: new Set(graph.nodes.map((n) => n.outputs[0] ?? "")) } };
    expect(await differencesOf({ ...graph, ...held })).toEqual([]);
  }, 120_000);

test("extents that the run finds keep the order in which calls give them, whatever a target makes of the kernel", async () => {
  const g = new Growing(1);
  const axes = g.constantOf("i64", [1], [0], false);
  const [product] = g.add("ReduceSum", [g.given("f32", [3, 5], false), axes], { shape: [1, 5] }) ?? [];
  g.add("GatherElements", [product, g.constantOf("i64", [1, 4], [0, -1, -1, 0], false)], { attrs: { axis: 0 } });
  expect(await differencesOf(g.graph())).toEqual([]);
}, 120_000);

test("what is computed in bf16 is rounded after each node", async () => {
  const g = new Growing(1);
  const values = Array.from({ length: 64 }, (_, i) => i / 8);
  const [y] = g.add("Mul", [g.constantOf("bf16", [64], values, false), g.constantOf("bf16", [64], values)]) ?? [];
  g.add("Sub", [g.add("Add", [y, g.constantOf("bf16", [], [256])])?.[0], g.constantOf("bf16", [], [256])]);
  expect(await differencesOf(g.graph())).toEqual([]);
}, 120_000);

test("16 random graphs on C, WebAssembly and TypeScript", async () => {
  const { ran, faults } = await fuzzGraphs({ seed: 1, from: 0, count: 16 });
  expect(faults).toEqual([]);
  expect(ran).toBeGreaterThan(12);
}, 600_000);

test("a graph is the same whenever it is made, and hundreds of them hold most operators that recipes know", () => {
  const bytes = (index: number): string => Buffer.from(modelOf(fuzzGraph(3, index))).toString("hex");
  for (let index = 0; index < 20; index++) expect(bytes(index)).toBe(bytes(index));
  expect(bytes(1)).not.toBe(bytes(2));
  const graphs = Array.from({ length: 400 }, (_, index) => fuzzGraph(3, index));
  expect(new Set(graphs.flatMap(({ nodes }) => nodes.map((n) => n.op))).size).toBeGreaterThan(140);
  expect(graphs.filter(({ held }) => held !== undefined).length).toBeGreaterThan(20);
  expect(graphs.filter((graph) => graph.held !== undefined && Buffer.from(modelOf(graph)).includes("num_scan_inputs")).length).toBeGreaterThan(5);
  expect(graphs.filter(({ steered }) => steered !== undefined).length).toBeGreaterThan(20);
  expect(graphs.filter(({ free }) => free !== undefined).length).toBeGreaterThan(10);
  expect(graphs.filter(({ empty }) => empty !== undefined).length).toBeGreaterThan(10);
  expect(graphs.filter(({ kept }) => kept !== undefined).length).toBeGreaterThan(20);
  expect(graphs.filter(({ given }) => given.some((x) => x.constant && x.values.length > 2000)).length).toBeGreaterThan(10);
  expect(graphs.filter(({ strange }) => strange !== undefined).length).toBeGreaterThan(5);
  expect(graphs.filter(({ given }) => given.some((x) => x.dtype === "bf16")).length).toBeGreaterThan(2);
  expect(graphs.filter(({ types }) => Object.values(types).some((x) => x.dtype === "string")).length).toBeGreaterThan(10);
});

test("differences are told: beyond a thousandth of the largest float, in any integer, more than a step where one is allowed", () => {
  const types = { y: { dtype: "f32", shape: [2] }, z: { dtype: "u8", shape: [2] } } as const;
  const node = { domain: "", attrs: {}, inputs: ["x"] };
  const graph = (steps: Readonly<Record<string, number>>) => ({
    given: [],
    types,
    steps,
    nodes: [
      { ...node, op: "Relu", outputs: ["y"] },
      { ...node, op: "QuantizeLinear", outputs: ["z"] },
    ],
  });
  const arrays = (y: readonly number[], z: readonly number[]) =>
    new Map<string, Float32Array | Uint8Array>([
      ["y", Float32Array.from(y)],
      ["z", Uint8Array.from(z)],
    ]);
  const wanted = arrays([1, 100], [3, 4]);
  expect(difference(graph({}), wanted, arrays([1.05, 100], [3, 4]))).toBeUndefined();
  expect(difference(graph({}), wanted, arrays([1.5, 100], [3, 4]))).toBe("y[0] is 1.5, ONNX Runtime has 1");
  expect(difference(graph({}), wanted, arrays([1, Number.NaN], [3, 4]))).toBe("y[1] is NaN, ONNX Runtime has 100");
  expect(difference(graph({}), wanted, arrays([1, 100], [3, 5]))).toBe("z[1] is 5, ONNX Runtime has 4");
  expect(difference(graph({ z: 1 }), wanted, arrays([1, 100], [3, 5]))).toBeUndefined();
  expect(difference(graph({ z: 1 }), wanted, arrays([1, 100], [3, 6]))).toBe("z[1] is 6, ONNX Runtime has 4");
  expect(otherBits(graph({}), wanted, arrays([1, 100], [3, 4]))).toBeUndefined();
  expect(otherBits(graph({}), wanted, arrays([1 + 2 ** -23, 100], [3, 4]))).toBe("y has other bits at byte 0 than on another target");
  expect(outputsOf(pruned(graph({}), ["z"]))).toEqual(["z"]);
});
