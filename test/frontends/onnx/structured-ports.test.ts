/** Sequences and optional values among a model's inputs and outputs: the ports they become, on every target; what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../../src/build.ts";
import { CompileError, Diagnostics } from "../../../src/core/diagnostics.ts";
import type { Elements } from "../../../src/core/dtype.ts";
import type { Items } from "../../../src/core/structure.ts";
import type { SourceModel } from "../../../src/frontends/frontend.ts";
import { readOnnx } from "../../../src/frontends/onnx/index.ts";
import { typeText } from "../../../src/graph/types.ts";
import { readNamedArrays } from "../../../src/io/index.ts";
import { onnxIr } from "../../../src/io/onnx/descriptor.ts";
import { evaluateAsWritten } from "../../../src/reference.ts";
import { run } from "../../../src/run.ts";
import { verify } from "../../../src/verify.ts";
import { runBuilt, ways } from "../../support/against-onnx-runtime.ts";
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";

/** list: seq(f32[?]), maybe: optional(f32[2]); longer: list with -maybe (or with zeros) at its end; first: list's first as an optional value. */
function model(): Uint8Array {
  const g = new GraphBuilder("ports");
  g.structured("list", "sequence", [""]);
  g.structured("maybe", "optional", [2]);
  const yes = new GraphBuilder("yes");
  yes.output(yes.node("Neg", [yes.node("OptionalGetElement", ["maybe"], {}, { outputs: ["held"] })], {}, { outputs: ["negative"] }));
  const no = new GraphBuilder("no");
  no.output(no.constant("f32", [2], [0, 0], "none"));
  const last = g.node("If", [g.node("OptionalHasElement", ["maybe"])], { then_branch: yes, else_branch: no });
  g.output(g.node("SequenceInsert", ["list", last], {}, { outputs: ["longer"] }));
  g.output(g.node("Optional", [g.node("SequenceAt", ["list", g.constant("i64", [], [0])])], {}, { outputs: ["first"] }));
  return modelBytes(g);
}

const read = (items: Readonly<Record<string, Items>>): SourceModel => {
  const diagnostics = new Diagnostics();
  const found = readOnnx(model(), "ports.onnx", { dims: {}, diagnostics, items: (name) => items[name] });
  diagnostics.throwIfErrors();
  return found;
};

const inputs = (isThere: boolean): ReadonlyMap<string, Elements> =>
  new Map<string, Elements>([
    ["list_0", Float32Array.of(1, 2, 3)],
    ["list_1", Float32Array.of(4)],
    ["maybe_present", Uint8Array.of(isThere ? 1 : 0)],
    ["maybe_value", Float32Array.of(5, 6)],
  ]);

const wanted = (isThere: boolean): unknown => [
  ["longer_0", [1, 2, 3]],
  ["longer_1", [4]],
  ["longer_2", isThere ? [-5, -6] : [0, 0]],
  ["first_present", [1]],
  ["first_value", [1, 2, 3]],
];

const listed = (outputs: ReadonlyMap<string, { readonly array: Elements } | Elements>): unknown =>
  [...outputs].map(([name, x]) => [name, Array.from(("array" in x ? x.array : x) as ArrayLike<number>, (v) => v + 0)]);

describe("a sequence of two items and an optional tensor", () => {
  test("become ports by their items", () => {
    const { graph, structures } = read({ list: [[3], [1]] });
    expect(graph.inputs.map((v) => `${v.name} ${typeText(v.type)}`)).toEqual([
      "list_0 f32[3]",
      "list_1 f32[1]",
      "maybe_present bool[]",
      "maybe_value f32[2]",
    ]);
    expect(structures?.outputs).toEqual([
      { name: "longer", structure: { kind: "sequence", items: [0, 1, 2].map((i) => ({ kind: "tensor", port: `longer_${i}` })) } },
      { name: "first", structure: { kind: "optional", isPresent: "first_present", element: { kind: "tensor", port: "first_value" } } },
    ]);
    for (const isThere of [true, false]) expect(listed(evaluateAsWritten(graph, inputs(isThere)))).toEqual(wanted(isThere));
  });

  test.each(ways)("$name", { timeout: 60_000 }, async (way) => {
    const found = read({ list: [[3], [1]] });
    const build = await buildTarget(found, targetNamed(way.target), import.meta.filename, { machine: way.machine, name: "ports", verify: true });
    const text = build.files.map((f) => (f.path.endsWith(".h") || f.path.endsWith("ports.ts") ? String(f.content) : "")).join("");
    for (const role of ["list_1 f32[1], item 1 of the sequence list", "maybe_present bool[], 1 where the optional value maybe is there"])
      expect(text).toContain(role);
    for (const isThere of [true, false]) expect(listed(await runBuilt(build, way, inputs(isThere)))).toEqual(wanted(isThere));
  });

  test("an optional value that is never there is no port", () => {
    expect(read({ list: [[2]], maybe: "none" }).graph.inputs.map((v) => v.name)).toEqual(["list_0"]);
  });
});

test("items and optional values are read from files, whose shapes say what they are", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-ports-"));
  try {
    const at = (name: string): string => join(folder, name);
    const tensorOf = (values: readonly number[]): object => ({
      dims: [values.length],
      dataType: 1,
      rawData: new Uint8Array(Float32Array.from(values).buffer),
    });
    const encode = (kind: string, message: object): Uint8Array => onnxIr.lookupType(kind).encode(message).finish();
    writeFileSync(at("ports.onnx"), model());
    writeFileSync(at("list.pb"), encode("SequenceProto", { elemType: 1, tensorValues: [tensorOf([1, 2, 3]), tensorOf([4])] }));
    writeFileSync(at("maybe.pb"), encode("OptionalProto", { elemType: 1, tensorValue: tensorOf([5, 6]) }));
    const arrays = await readNamedArrays([`list=${at("list.pb")}:sequence`, `${at("maybe.pb")}:optional`]);
    expect(arrays.map((a) => a.name)).toEqual(["list_0", "list_1", "maybe_present", "maybe_value"]);
    const { outputs } = await run(at("ports.onnx"), arrays, { target: "ts" });
    expect(outputs.map(({ name, array }) => [name, Array.from(array as Float32Array)])).toEqual(wanted(true));
    const { reference, passed } = await verify(at("ports.onnx"), { inputs: arrays, targets: ["ts"] });
    expect([reference, passed]).toEqual(["self-check, not an oracle", true]);
    await expect(run(at("ports.onnx"), arrays, { target: "ts", items: { lists: [[3]] } })).rejects.toThrow(
      "has no sequence or optional value named lists; there is list, maybe",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("items that nothing says, or of a wrong rank, are refused", () => {
  const refusal = (items: Readonly<Record<string, Items>>): string => {
    try {
      read(items);
    } catch (error) {
      if (error instanceof CompileError) return error.message;
      throw error;
    }
    return "";
  };
  expect(refusal({})).toContain("AOT110 input list: is a sequence, and nothing says how many items it has and of which shapes");
  expect(refusal({ list: [[3], [1, 2]] })).toContain("AOT111 input list: is declared with rank 1, it is given an item of rank 2");
});

test("an element taken from an optional value that holds none ends the run", { timeout: 60_000 }, async () => {
  const g = new GraphBuilder("taken");
  g.structured("maybe", "optional", [2]);
  g.output(g.node("Neg", [g.node("OptionalGetElement", ["maybe"])], {}, { outputs: ["y"] }));
  const found = readOnnx(modelBytes(g), "taken.onnx", { dims: {}, diagnostics: new Diagnostics() });
  const given = new Map([...inputs(false)].slice(2));
  for (const way of ways) {
    const build = await buildTarget(found, targetNamed(way.target), import.meta.filename, { machine: way.machine, name: "taken", verify: true });
    await expect(runBuilt(build, way, given), way.name).rejects.toThrow(way.target === "c" ? "AOT511" : "is taken from holds none");
  }
});
