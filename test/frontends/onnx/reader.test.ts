/** What the reader makes of well-formed models: dims, constants, optional inputs, functions, subgraph order, external data. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { afterAll, describe, expect, test } from "vitest";
import { Diagnostics } from "../../../src/core/diagnostics.ts";
import { type DType, dtypes } from "../../../src/core/dtype.ts";
import { readModel } from "../../../src/frontends/index.ts";
import { typeText } from "../../../src/graph/types.ts";
import { onnxIr } from "../../../src/io/onnx/descriptor.ts";
import { numberOfDType } from "../../../src/io/onnx/dtypes.ts";
import { run } from "../../../src/run.ts";
import { float, GraphBuilder, modelBytes, nodeMessage, reference, tensor, tensorMessage, writeModel } from "../../support/onnx-writer.ts";
import { evaluateHere, problemsOf, readBytes } from "./read-here.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-onnx-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const x3 = Float32Array.of(-1, 2, 3);

describe("inputs", () => {
  const twoInputs = (): Uint8Array => {
    const g = new GraphBuilder();
    g.output(g.node("Add", [g.input("a", ["batch", 3]), g.input("b", ["batch", ""])]));
    return modelBytes(g);
  };

  test("a dim name means the same number everywhere; a dim without name is called after input and axis", () => {
    expect(readBytes(twoInputs(), { b_dim1: 3 }).graph.inputs.map((v) => typeText(v.type))).toEqual(["f32[batch,3]", "f32[batch,3]"]);
    expect(problemsOf(twoInputs())[0]?.message).toContain("b_dim1");
  });

  test("an input of one integer is taken to be what the user says, and the branch for other values is not read", () => {
    const g = new GraphBuilder();
    const rate = g.input("rate", [], "i64");
    g.input("x", [3]);
    const fast = new GraphBuilder("fast");
    fast.output(fast.node("Neg", ["x"], {}, { name: "fast" }));
    const slow = new GraphBuilder("slow");
    slow.output(slow.node("Squeeze", ["x"], {}, { name: "slow" }));
    slow.output(slow.node("Reshape", ["x", "nowhere"], {}, { name: "wrong" }));
    const isFast = g.node("Equal", [rate, g.constant("i64", [], [16000])]);
    g.output(g.node("If", [isFast], { then_branch: fast, else_branch: slow }));
    const { graph } = readBytes(modelBytes(g), { rate: 16000 });
    expect(graph.inputs.map((v) => v.name)).toEqual(["rate", "x"]);
    expect(graph.nodes.at(-1)?.attrs.else_branch).toBeUndefined();
    expect(problemsOf(modelBytes(g), { rate: 8000 })[0]?.message).toContain("nowhere");
  });

  test("an input of one bool is one branch of an If, 0 or 1, and a run that is given the other ends", async () => {
    const g = new GraphBuilder();
    const cached = g.input("cached", [1], "bool");
    g.input("x", [3]);
    const [then, otherwise] = [new GraphBuilder("then"), new GraphBuilder("otherwise")];
    then.output(then.node("Neg", ["x"]), [3]);
    otherwise.output(otherwise.node("Abs", ["x"]), [3]);
    g.output(g.node("If", [cached], { then_branch: then, else_branch: otherwise }, { outputs: ["y"] }), [3]);
    const path = join(folder, "cached.onnx");
    writeModel(path, g);
    for (const [value, y] of [
      [1, [1, -2, -3]],
      [0, [1, 2, 3]],
    ] as const) {
      const given = (bit: number) => [
        { name: "cached", dtype: "bool", shape: [1], array: Uint8Array.of(bit) } as const,
        { name: "x", dtype: "f32", shape: [3], array: x3 } as const,
      ];
      const { outputs } = await run(path, given(value), { dims: { cached: value }, target: "ts" });
      expect([...(outputs[0]?.array ?? [])]).toEqual(y);
      await expect(run(path, given(1 - value), { dims: { cached: value }, target: "ts" })).rejects.toThrow("cached");
    }
    expect(problemsOf(modelBytes(g), { cached: 2 })[0]).toMatchObject({ code: "AOT109", message: "is given as 2, a bool is 0 or 1" });
  });

  test("names given by the user become numbers", () => {
    expect(readBytes(twoInputs(), { batch: 4, b_dim1: 3 }).graph.outputs.map((v) => typeText(v.type))).toEqual(["f32[4,3]"]);
  });

  test.each([
    [{ batsh: 4, b_dim1: 3 }, "has no free dim named batsh", "did you mean batch?"],
    [{ batch: -1, b_dim1: 3 }, "is given as -1", undefined],
    [{ batch: 1.5, b_dim1: 3 }, "is given as 1.5", undefined],
  ])("%j is refused", (dims, message, hint) => {
    const [problem] = problemsOf(twoInputs(), dims as Record<string, number>);
    expect(problem).toMatchObject({ code: "AOT109", message: expect.stringContaining(message) });
    expect(problem?.hint).toBe(hint);
  });

  test("a dim that only outputs have follows from those of inputs", () => {
    const g = new GraphBuilder("cached");
    const outputs = ["keys", "values"].map((name) =>
      g.rename(g.node("Concat", [g.input(name, ["past"]), g.input(`new_${name}`, [2])], { axis: 0 }), `all_${name}`),
    );
    for (const y of outputs) g.output(y, ["total"]);
    expect(readBytes(modelBytes(g), { past: 3, total: 5 }).graph.outputs.map((v) => typeText(v.type))).toEqual(["f32[5]", "f32[5]"]);
    expect(problemsOf(modelBytes(g), { past: 3, total: 9 })).toEqual([
      expect.objectContaining({
        code: "AOT109",
        where: "dim total",
        message: "is given as 9, output all_keys is computed with 5 at axis 0",
        hint: "leave it out: it follows from the others",
      }),
    ]);
  });

  test("an initializer that is an input too is a constant", () => {
    const g = new GraphBuilder();
    g.input("x", [3]);
    g.input("w", [3]);
    g.initializer("w", "f32", [3], [1, 2, 3]);
    g.output(g.node("Mul", ["x", "w"], {}, { outputs: ["y"] }));
    const { graph } = readBytes(modelBytes(g, { irVersion: 3 }));
    expect(graph.inputs.map((v) => v.name)).toEqual(["x"]);
    expect(evaluateHere(graph, { x: x3 })).toEqual({ y: [-1, 4, 9] });
  });
});

/** floor(96 / sqrt(9)) by exp and log: 32 numbers, through operators that say nothing of elements known ahead. */
function computedSize(g: GraphBuilder): string {
  const root = g.node("Sqrt", [g.initializer("nine", "f32", [1], [9])]);
  const size = g.node("Mul", [g.node("Reciprocal", [g.node("Exp", [g.node("Log", [root])])]), g.initializer("size", "f32", [1], [96.5])]);
  return g.node("Cast", [g.node("Floor", [size])], { to: 7 });
}

describe("sizes", () => {
  test("of any operators of constants are known", () => {
    const g = new GraphBuilder();
    g.input("x", [1, 2, 4, 4]);
    const size = computedSize(g);
    const sizes = g.node("Concat", [g.initializer("images", "i64", [2], [1, 2]), size, size], { axis: 0 });
    g.output(g.node("Resize", ["x", "", "", sizes], { mode: "nearest" }, { outputs: ["y"] }));
    const { graph } = readBytes(modelBytes(g));
    expect(graph.outputs.map((v) => typeText(v.type))).toEqual(["f32[1,2,32,32]"]);
  });

  test("that nobody asks for are left to passes", () => {
    const g = new GraphBuilder();
    g.input("x", [1], "i64");
    g.output(g.node("Mul", ["x", computedSize(g)], {}, { outputs: ["y"] }));
    expect(readBytes(modelBytes(g)).graph.nodes.map((n) => n.op.name)).toEqual(["Sqrt", "Log", "Exp", "Reciprocal", "Mul", "Floor", "Cast", "Mul"]);
  });
});

describe("constants", () => {
  test.each([
    ["value_float", float(0.5), "f32[]"],
    ["value_floats", float([0.5, 1]), "f32[2]"],
    ["value_int", 7, "i64[]"],
    ["value_ints", [7, 8, 9], "i64[3]"],
    ["value", tensor("i8", [2, 1], [1, -1]), "i8[2,1]"],
  ] as const)("%s", (name, content, type) => {
    const g = new GraphBuilder();
    g.output(g.node("Identity", [g.node("Constant", [], { [name]: content })]), undefined, "i64");
    const { graph } = readBytes(modelBytes(g));
    expect(graph.nodes.map((n) => n.op.name)).toEqual(["Identity"]);
    expect(graph.nodes[0]?.inputs.map((v) => v && typeText(v.type))).toEqual([type]);
  });

  const packed: Readonly<Partial<Record<DType, readonly [bytes: readonly number[], elements: readonly number[]]>>> = {
    i4: [
      [0x21, 0x0f],
      [1, 2, -1],
    ],
    u4: [
      [0x21, 0x0f],
      [1, 2, 15],
    ],
    f4e2m1: [
      [0x21, 0x0f],
      [1, 2, 15],
    ],
    i2: [[0b00111001], [1, -2, -1]],
    u2: [[0b00111001], [1, 2, 3]],
  };

  test.each(Object.keys(dtypes).filter((d) => d !== "string") as DType[])("%s initializers by number and raw bytes", (dtype) => {
    const [bytes, elements] = packed[dtype] ?? [new Array<number>(3 * dtypes[dtype].bytes).fill(0), undefined];
    const g = new GraphBuilder();
    g.output(g.node("Identity", ["w"]), undefined, dtype);
    const message = { ...g.message(), initializer: [{ name: "w", dims: [3], dataType: numberOfDType(dtype), rawData: Uint8Array.from(bytes) }] };
    const model = onnxProto.onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 21 }], graph: message }).finish();
    const constants = problemsOf(model).length === 0 ? readBytes(model).graph.nodes[0]?.inputs[0] : undefined;
    if (constants !== undefined) expect(typeText(constants.type)).toBe(`${dtype}[3]`);
    if (elements !== undefined) expect(Array.from(constants?.data?.array ?? [], Number)).toEqual(elements);
  });

  test("elements in typed fields", () => {
    const initializer = [
      { name: "f", dims: [2], dataType: 1, floatData: [1.5, -2] },
      { name: "h", dims: [2], dataType: 10, int32Data: [0x3c00, 0xc000] },
      { name: "l", dims: [2], dataType: 7, int64Data: [-1, 2 ** 40] },
      { name: "d", dims: [1], dataType: 11, doubleData: [0.1] },
      { name: "b", dims: [2], dataType: 9, int32Data: [1, 0] },
      { name: "u", dims: [1], dataType: 12, uint64Data: [2 ** 31 + 5] },
    ];
    const g = new GraphBuilder();
    for (const { name, dataType } of initializer)
      g.output(g.node("Identity", [name], {}, { outputs: [`${name}_out`] }), undefined, dataType === 1 ? "f32" : "i64");
    const graph = { ...g.message(), initializer };
    const bytes = onnxProto.onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 17 }], graph }).finish();
    const read = readBytes(bytes).graph.nodes.map((n) => Array.from(n.inputs[0]?.data?.array ?? [], Number));
    expect(read).toEqual([[1.5, -2], [0x3c00, 0xc000], [-1, 2 ** 40], [0.1], [1, 0], [2 ** 31 + 5]]);
  });
});

describe("nodes", () => {
  test("are put in order, and an order that is right is kept", () => {
    const g = new GraphBuilder();
    g.input("x", [3]);
    g.node("Neg", ["b"], {}, { name: "third", outputs: ["c"] });
    g.node("Relu", ["x"], {}, { name: "first", outputs: ["a"] });
    g.node("Abs", ["a"], {}, { name: "second", outputs: ["b"] });
    g.output("c");
    expect(readBytes(modelBytes(g)).graph.nodes.map((n) => n.origin[0])).toEqual(["first", "second", "third"]);
  });

  test("without name are called after operator and output", () => {
    const g = new GraphBuilder();
    g.output(g.node("Relu", [g.input("x", [3])], {}, { name: "", outputs: ["y"] }));
    expect(readBytes(modelBytes(g)).graph.nodes[0]?.origin).toEqual(["Relu_y"]);
  });

  test("leave optional inputs out by empty names", () => {
    const g = new GraphBuilder();
    g.output(g.node("Clip", [g.input("x", [3]), "", g.initializer("hi", "f32", [], [2])], {}, { outputs: ["y"] }));
    expect(evaluateHere(readBytes(modelBytes(g)).graph, { x: x3 })).toEqual({ y: [-1, 2, 2] });
  });
});

describe("local functions", () => {
  const domain = "my.functions";
  const options = (name: string, outputs: readonly string[], inDomain = "") => ({ name, outputs, domain: inDomain });
  const opsetImport = [
    { domain: "", version: 17 },
    { domain, version: 1 },
  ];
  /** leaky(x) = LeakyRelu(x, alpha = slope); twice(x) = leaky(leaky(x)) with the slope handed on, then clipped from below when asked. */
  const functions = [
    {
      name: "Leaky",
      domain,
      opsetImport,
      input: ["x"],
      output: ["y"],
      attribute: ["slope"],
      node: [nodeMessage("LeakyRelu", ["x"], { alpha: reference("slope") }, options("act", ["y"]))],
    },
    {
      name: "Twice",
      domain,
      opsetImport,
      input: ["x", "low"],
      output: ["y"],
      attribute: ["slope"],
      node: [
        nodeMessage("Leaky", ["x"], { slope: reference("slope") }, options("one", ["t"], domain)),
        nodeMessage("Leaky", ["t"], { slope: reference("slope") }, options("two", ["u"], domain)),
        nodeMessage("Clip", ["u", "low"], {}, options("clip", ["y"])),
      ],
    },
    { name: "Same", domain, opsetImport, input: ["x"], output: ["x"], node: [] },
    { name: "Forever", domain, opsetImport, input: ["x"], output: ["y"], node: [nodeMessage("Forever", ["x"], {}, options("again", ["y"], domain))] },
  ];
  const modelOf = (build: (g: GraphBuilder, x: string) => void): Uint8Array => {
    const g = new GraphBuilder();
    build(g, g.input("x", [3]));
    return modelBytes(g, { functions, domains: { [domain]: 1 } });
  };

  test("are expanded, nested ones with the caller's attributes, optional inputs left out", () => {
    const bytes = modelOf((g, x) => g.output(g.node("Twice", [x], { slope: float(0.5) }, { name: "call", outputs: ["y"], domain })));
    const { graph } = readBytes(bytes);
    expect(graph.nodes.map((n) => n.origin[0])).toEqual(["call/one/act", "call/two/act", "call/clip"]);
    expect(evaluateHere(graph, { x: x3 })).toEqual({ y: [-0.25, 2, 3] });
  });

  test("may be called twice without their names clashing", () => {
    const bytes = modelOf((g, x) => {
      const low = g.initializer("low", "f32", [], [-0.125]);
      const y = g.node("Twice", [x, low], { slope: float(0.5) }, { name: "a", outputs: ["y"], domain });
      g.output(y);
      g.output(g.node("Twice", [x], { slope: float(1) }, { name: "b", outputs: ["z"], domain }));
    });
    expect(evaluateHere(readBytes(bytes).graph, { x: x3 })).toEqual({ y: [-0.125, 2, 3], z: [-1, 2, 3] });
  });

  test("that give back their argument still give the output its name", () => {
    const bytes = modelOf((g, x) => g.output(g.node("Same", [x], {}, { outputs: ["y"], domain })));
    expect(evaluateHere(readBytes(bytes).graph, { x: x3 })).toEqual({ y: [-1, 2, 3] });
  });

  test("that call themselves are refused", () => {
    const bytes = modelOf((g, x) => g.output(g.node("Forever", [x], {}, { outputs: ["y"], domain })));
    expect(problemsOf(bytes)).toMatchObject([{ code: "AOT116", message: expect.stringContaining("my.functions.Forever: -> my.functions.Forever:") }]);
  });

  test("take defaults and overloads of newer files", () => {
    const g = new GraphBuilder();
    g.output(g.node("Pick", [g.input("x", [3])], {}, { outputs: ["y"], domain }));
    const body = (slope: number, overload: string) => ({
      name: "Pick",
      domain,
      overload,
      input: ["x"],
      output: ["y"],
      opsetImport,
      attributeProto: [{ name: "slope", type: 1, f: slope }],
      node: [nodeMessage("LeakyRelu", ["x"], { alpha: reference("slope") }, options("act", ["y"]))],
    });
    const graph = g.message();
    const node = (graph.node ?? []).map((n) => ({ ...n, overload: "half" }));
    const model = { irVersion: 10, opsetImport, graph: { ...graph, node }, functions: [body(0.25, ""), body(0.5, "half")] };
    const bytes = onnxIr.lookupType("ModelProto").encode(onnxIr.lookupType("ModelProto").fromObject(model)).finish();
    expect(evaluateHere(readBytes(bytes).graph, { x: x3 })).toEqual({ y: [-0.5, 2, 3] });
  });
});

describe("external data", () => {
  mkdirSync(join(folder, "model"));
  writeFileSync(join(folder, "model", "weights.bin"), new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer));
  writeFileSync(join(folder, "secret.bin"), new Uint8Array(64));
  symlinkSync(join(folder, "secret.bin"), join(folder, "model", "link.bin"));
  const modelOf = (entries: Readonly<Record<string, string>>): Uint8Array => {
    const g = new GraphBuilder();
    g.output(g.node("Add", [g.input("x", [3]), "w"], {}, { outputs: ["y"] }));
    const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
    const graph = { ...g.message(), initializer: [{ name: "w", dims: [3], dataType: 1, dataLocation: 1, externalData }] };
    return onnxProto.onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 17 }], graph }).finish();
  };
  const path = join(folder, "model", "model.onnx");

  test("is read from beside the model", async () => {
    writeFileSync(path, modelOf({ location: "weights.bin", offset: "4", length: "12" }));
    const { graph } = await readModel(path, { dims: {}, diagnostics: new Diagnostics() });
    expect(evaluateHere(graph, { x: x3 })).toEqual({ y: [0, 4, 6] });
  });

  test.each([
    [{ location: "../secret.bin" }, "leaves the model's folder"],
    [{ location: "link.bin" }, "links to outside the model's folder"],
    [{ location: "/etc/passwd" }, "absolute path"],
    [{ location: "missing.bin" }, "cannot be read"],
    [{ location: "." }, "leaves the model's folder"],
    [{ location: "weights.bin", offset: "8" }, "needs bytes 8 to 20"],
    [{ location: "weights.bin", length: "8" }, "has 8 bytes of external data"],
    [{ location: "weights.bin", offset: "-4" }, "expected a whole number"],
    [{}, "names no location"],
  ])("%j: %s", (entries, message) => {
    expect(problemsOf(modelOf(entries as Record<string, string>), {}, path)).toMatchObject([
      { code: "AOT107", message: expect.stringContaining(message) },
    ]);
  });
});

test("onnx-proto and our descriptor agree on what both know", () => {
  const g = new GraphBuilder();
  const w = g.weights("w", [2, 3], 3);
  g.output(g.node("Gemm", [g.input("x", ["n", 3]), w], { transB: 1, alpha: float(0.5), note: "text", list: [1, -2] }));
  const bytes = modelBytes(g);
  const plain = { longs: Number, bytes: String, defaults: true };
  const ours = onnxIr.lookupType("ModelProto");
  const theirs = onnxProto.onnx.ModelProto;
  const rounded = ours.encode(ours.decode(bytes)).finish();
  expect(theirs.toObject(theirs.decode(rounded), plain)).toEqual(theirs.toObject(theirs.decode(bytes), plain));
  expect(tensorMessage("t", { dtype: "i64", shape: [1], values: [5] }).rawData).toHaveLength(8);
});

describe("unknown files", () => {
  test.each([
    ["text.txt", "hello", "AOT102"],
    ["missing.onnx", undefined, "AOT101"],
  ])("%s", async (name, content, code) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    await expect(readModel(path, { dims: {}, diagnostics: new Diagnostics() })).rejects.toMatchObject({ diagnostics: [{ code }] });
  });
});
