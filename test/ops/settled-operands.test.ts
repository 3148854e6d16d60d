/** Operands at run time that only the declared shapes of outputs decide: every target, other values than those, and elements that stay open. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { Diagnostics } from "../../src/core/diagnostics.ts";
import type { Elements } from "../../src/core/dtype.ts";
import type { ItemLists } from "../../src/core/structure.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import type { NamedTensor } from "../../src/run.ts";
import { buildWay, everyWay, integers, runWay } from "../support/every-way.ts";
import { GraphBuilder, modelBytes, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-settled-"));
afterAll(() => rmSync(folder, { recursive: true }));

const floats = (name: string, shape: readonly number[], ...values: readonly number[]): NamedTensor => ({
  name,
  dtype: "f32",
  shape,
  array: Float32Array.from(values),
});

/** y: x padded on the right to max(4, size[0]) columns, cut to size[0] of them, times size[1]. */
function model(columns: number): GraphBuilder {
  const g = new GraphBuilder("fitted");
  g.input("x", [1, 4]);
  g.input("size", [2], "i64");
  const list = (...values: readonly number[]): string => g.constant("i64", [values.length], values);
  const width = g.node("Slice", ["size", list(0), list(1)]);
  const room = g.node("Sub", [g.node("Max", [width, list(4)]), list(4)]);
  const padded = g.node("Pad", ["x", g.node("Concat", [list(0), list(0), list(0), room], { axis: 0 })]);
  const cut = g.node("Slice", [padded, list(0), width, list(1)]);
  const factor = g.node("Cast", [g.node("Slice", ["size", list(1), list(2)])], { to: 1 });
  g.output(g.node("Mul", [cut, factor], {}, { outputs: ["y"] }), [1, columns]);
  return g;
}

const x = floats("x", [1, 4], 1, 2, 3, 4);

describe.each([
  [3, [1, 2, 3]],
  [6, [1, 2, 3, 4, 0, 0]],
] as const)("a width of %i", (columns, row) => {
  const path = join(folder, `fitted${columns}.onnx`);
  writeModel(path, model(columns), { opset: 18 });

  test("is told, with what stays open", async () => {
    const { model: read, diagnostics } = await loadModel(path, {});
    expect(diagnostics).toMatchObject([{ code: "AOT119", where: "input size", message: expect.stringContaining(`is taken to be ${columns}, any,`) }]);
    expect(read.graph.outputs[0]?.type).toMatchObject({ shape: [1, columns] });
  });

  test.each(everyWay)("%s %s -O%i takes any factor, and no other width", async (...way) => {
    const build = await buildWay(path, way);
    for (const factor of [2, -3]) {
      const [y] = await runWay(build, [x, integers("size", columns, factor)]);
      expect([y?.shape, Array.from(y?.array as Float32Array, (n) => n + 0)]).toEqual([[1, columns], row.map((n) => n * factor + 0)]);
    }
    await expect(runWay(build, [x, integers("size", columns + 1, 2)])).rejects.toThrow(/built for the elements \d, any|ended with \d\d/);
  });

  test("the evaluator refuses other widths", async () => {
    const { model: read } = await loadModel(path, {});
    const run = (width: number) => evaluateAsWritten(read.graph, new Map([x, integers("size", width, 2)].map((i) => [i.name, i.array])));
    expect(run(columns).get("y")?.array).toEqual(Float32Array.from(row, (n) => n * 2));
    expect(() => run(columns - 1)).toThrow(`input size: the program was built for the elements ${columns}, any`);
  });
});

test("what no elements give the outputs is refused as before", () => {
  const g = model(3);
  g.output(g.node("Neg", ["y"], {}, { outputs: ["z"] }), [1, 5]);
  const bytes = modelBytes(g, { opset: 18 });
  expect(() => readOnnx(bytes, "fitted.onnx", { dims: {}, diagnostics: new Diagnostics() })).toThrow("decides the shape of output 0 at run time");
});

describe("sequences whose items are said", () => {
  const read = (bytes: Uint8Array, items: ItemLists) => {
    const diagnostics = new Diagnostics();
    const found = readOnnx(bytes, "rounds.onnx", { dims: {}, diagnostics, items: (name) => items[name] });
    diagnostics.throwIfErrors();
    return { found, diagnostics };
  };

  /** parts: x[4] in parts of `size`. */
  function parts(): Uint8Array {
    const g = new GraphBuilder("parts");
    g.input("x", [4]);
    g.input("size", [], "i64");
    g.output(g.node("SplitToSequence", ["x", "size"], {}, { outputs: ["parts"] }));
    return modelBytes(g);
  }

  test("settle where an item is put, and nothing of the item", () => {
    const g = new GraphBuilder("inserted");
    g.input("a", [2], "i64");
    g.input("b", [3], "i64");
    g.input("place", [], "i64");
    g.output(g.node("SequenceInsert", [g.node("SequenceConstruct", ["a", g.constant("i64", [1], [9])]), "b", "place"], {}, { outputs: ["list"] }));
    const { graph } = read(modelBytes(g), { list: [[3], [2], [1]] }).found;
    const wide = BigInt64Array.of(2n ** 40n, -1n, 7n);
    const outputs = evaluateAsWritten(
      graph,
      new Map([
        ["a", BigInt64Array.of(1n, 2n)],
        ["b", wide],
        ["place", BigInt64Array.of(0n)],
      ]),
    );
    expect([...outputs.values()].map(({ array }) => array)).toEqual([wide, BigInt64Array.of(1n, 2n), BigInt64Array.of(9n)]);
  });

  test("settle the size of parts", () => {
    const { found } = read(parts(), { parts: [[3], [1]] });
    const outputs = evaluateAsWritten(
      found.graph,
      new Map<string, Elements>([
        ["x", Float32Array.of(1, 2, 3, 4)],
        ["size", BigInt64Array.of(3n)],
      ]),
    );
    expect([...outputs].map(([name, { array }]) => [name, [...array]])).toEqual([
      ["parts_0", [1, 2, 3]],
      ["parts_1", [4]],
    ]);
  });

  test("and are told where they are others than nodes compute", () => {
    const g = new GraphBuilder("pair");
    g.input("x", [4]);
    g.output(g.node("SequenceConstruct", ["x", "x"], {}, { outputs: ["pair"] }));
    const { diagnostics } = read(modelBytes(g), { pair: [[4], [3]] });
    expect(diagnostics.list).toMatchObject([{ code: "AOT111", where: "output pair", severity: "warning" }]);
  });
});

test("parts of sizes that the run gives have extents of their own", () => {
  const g = new GraphBuilder("lists");
  g.input("x", [5]);
  g.input("sizes", [2], "i64");
  const parts = g.node("SplitToSequence", ["x", "sizes"]);
  g.output(g.node("SequenceAt", [parts, g.constant("i64", [], [1])], {}, { outputs: ["second"] }));
  g.output(g.node("SequenceLength", [parts], {}, { outputs: ["count"] }));
  const { graph } = readOnnx(modelBytes(g), "lists.onnx", { dims: {}, diagnostics: new Diagnostics() });
  const run = (...sizes: readonly number[]) =>
    evaluateAsWritten(
      graph,
      new Map<string, Elements>([
        ["x", Float32Array.of(1, 2, 3, 4, 5)],
        ["sizes", BigInt64Array.from(sizes, BigInt)],
      ]),
    );
  expect(run(1, 4).get("second")?.array).toEqual(Float32Array.of(2, 3, 4, 5));
  expect(run(5, 0).get("second")?.shape).toEqual([0]);
  expect(run(2, 3).get("count")?.array).toEqual(BigInt64Array.of(2n));
  expect(() => run(2, 2)).toThrow("the operands do not give");
});

test("rounds as many as what is computed from a scan output is long", () => {
  const g = new GraphBuilder("rounds");
  g.input("count", [], "i64");
  g.input("start", [], "f32");
  const body = new GraphBuilder("body");
  body.input("i", [], "i64");
  const going = body.input("going", [], "bool");
  const before = body.input("before", [], "f32");
  body.output(body.node("Identity", [going]), [], "bool");
  body.output(body.node("Add", [before, body.constant("f32", [], [2])]), []);
  body.output(body.node("Identity", [before]), []);
  const [, scanned] = g.nodes("Loop", ["count", "", "start"], { body }, { outputs: ["last", "scanned"] });
  g.output(g.node("Neg", [scanned as string], {}, { outputs: ["y"] }), [3]);
  const { graph } = readOnnx(modelBytes(g), "rounds.onnx", { dims: {}, diagnostics: new Diagnostics() });
  const run = (count: bigint) =>
    evaluateAsWritten(
      graph,
      new Map<string, Elements>([
        ["count", BigInt64Array.of(count)],
        ["start", Float32Array.of(1)],
      ]),
    ).get("y")?.array;
  expect(run(3n)).toEqual(Float32Array.of(-1, -3, -5));
  expect(() => run(4n)).toThrow("rounds");
});
