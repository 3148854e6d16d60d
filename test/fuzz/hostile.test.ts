/** Files made to exhaust, mislead or crash a reader: each is refused by name, in time. docs/security.md lists them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { zipSync } from "fflate";
import onnxProto from "onnx-proto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dist } from "../../scripts/build.ts";
import { CompileError } from "../../src/core/diagnostics.ts";
import { build, inspect, run } from "../../src/index.ts";
import { readNamedArrays } from "../../src/io/index.ts";
import { readTiles } from "../../src/tiles.ts";
import { type Attributes, GraphBuilder, modelBytes, nodeMessage } from "../support/onnx-writer.ts";
import { limits } from "./run.ts";

const { onnx } = onnxProto;
const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "aot-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  mkdirSync(join(folder, "model"));
  writeFileSync(join(folder, "secret.bin"), new Uint8Array(64));
  writeFileSync(join(folder, "model/weights.bin"), new Uint8Array(64));
  symlinkSync(join(folder, "secret.bin"), join(folder, "model/link.bin"));
  execFileSync(
    "mkfifo",
    ["pipe.bin", "pipe.npy", "pipe.json"].map((name) => join(folder, "model", name)),
  );
});

/** The codes of the errors a build ends with. */
async function refusal(path: string): Promise<readonly string[]> {
  const error: unknown = await build(path, { out: join(folder, "out"), targets: ["c"] }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CompileError) return error.diagnostics.flatMap((d) => (d.severity === "error" ? [d.code] : []));
  throw error ?? new Error("it was built");
}

/** What a process of its own says of a model, with the processor time that took, loading of the compiler aside, and the memory. */
function judged(path: string): { codes: readonly string[]; seconds: number; peak: number } {
  const script = `const { inspect } = await import(${JSON.stringify(pathToFileURL(join(dist, "index.js")).href)});
    const before = process.cpuUsage();
    const { diagnostics } = await inspect(${JSON.stringify(path)});
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ codes: diagnostics.map((d) => d.code), seconds: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1024 }));`;
  const flags = [`--max-old-space-size=${limits.mebibytes - 512}`, "--input-type=module", "-e", script];
  return JSON.parse(execFileSync("node", flags, { cwd: root, encoding: "utf8", timeout: 100_000 })) as ReturnType<typeof judged>;
}

const saved = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, "model", name);
  writeFileSync(path, bytes);
  return path;
};

function many(count: number): Uint8Array {
  const net = new GraphBuilder("many");
  let x = net.input("x", [4]);
  for (let i = 0; i < count; i++) x = net.node("Relu", [x]);
  net.output(x, [4]);
  return modelBytes(net);
}

test("a million nodes, counted before they are decoded", () => {
  const path = saved("many.onnx", many(1_000_000));
  const { codes, seconds, peak } = judged(path);
  expect(codes).toContain("AOT117");
  expect(seconds).toBeLessThan(limits.seconds);
  expect(peak).toBeLessThan(limits.mebibytes);
}, 120_000);

/** What costs little once, ten thousand times. */
const repeated: Readonly<Record<string, (net: GraphBuilder, x: string, count: number) => string>> = {
  "names that nothing defines": (net, _, count) =>
    Array.from({ length: count }, (_, i) => net.node("Relu", [`undefined_value_${i}`], {}, { outputs: [`value_of_node_${i}`] }))[0] ?? "",
  "operators that nobody knows": (net, x, count) => Array.from({ length: count }, (_, i) => net.node(`Frobnicate${i}`, [x]))[0] ?? "",
  "one name in every branch": (net, x, count) => {
    const condition = net.input("condition", [], "bool");
    const branch = (name: string): GraphBuilder => {
      const body = new GraphBuilder(name);
      body.output(body.node("Relu", [x], {}, { outputs: ["y"] }), [4]);
      return body;
    };
    const nodes = Array.from({ length: count }, () => net.node("If", [condition], { then_branch: branch("yes"), else_branch: branch("no") }));
    return nodes[0] ?? "";
  },
  "nodes of one name, which older operator sets make several of": (net, x, count) =>
    Array.from({ length: count }, (_, i) => net.node("Softmax", [x], { axis: 0 }, { name: "same", outputs: [`y${i}`] }))[0] ?? "",
  "ranges of open length": (net, x, count) => {
    const [zero, most] = [net.initializer("zero", "i64", [], [0n]), net.input("most", [], "i64")];
    for (let i = 0, sum = ""; i < count; i++) {
      const range = net.node("Range", [zero, most, zero]);
      sum = sum === "" ? range : net.node("Add", [sum, range]);
    }
    return net.node("Relu", [x]);
  },
  "a free dim in every input": (net, x, count) => {
    for (let i = 0; i < count; i++) net.input(`x${i}`, ["batch", `n${i}`]);
    return net.node("Relu", [x]);
  },
};

test.each(Object.entries(repeated))(
  "%s",
  (name, add) => {
    const net = new GraphBuilder("repeated");
    net.output(add(net, net.input("x", [4]), 10_000), [4]);
    const { seconds, peak } = judged(saved("repeated.onnx", modelBytes(net, { opset: name.includes("older") ? 11 : 17 })));
    expect(seconds).toBeLessThan(limits.seconds);
    expect(peak).toBeLessThan(limits.mebibytes);
  },
  120_000,
);

/** Forty functions, each of which calls the next twice: 2^40 nodes in three kilobytes. */
test("calls that double and double", () => {
  const model = onnx.ModelProto.decode(modelBytes(doubling(), { domains: { local: 1 } }));
  for (let i = 0; i < 40; i++) {
    const call = (input: string, output: string) =>
      nodeMessage(i === 39 ? "Relu" : `f${i + 1}`, [input], {}, { name: output, outputs: [output], domain: i === 39 ? "" : "local" });
    const opsetImport = [
      { domain: "", version: 17 },
      { domain: "local", version: 1 },
    ];
    model.functions.push(
      onnx.FunctionProto.create({ name: `f${i}`, domain: "local", input: ["a"], output: ["c"], node: [call("a", "b"), call("b", "c")], opsetImport }),
    );
  }
  const { codes, seconds } = judged(saved("doubling.onnx", onnx.ModelProto.encode(model).finish()));
  expect(codes).toContain("AOT117");
  expect(seconds).toBeLessThan(limits.seconds);
}, 120_000);

function doubling(): GraphBuilder {
  const net = new GraphBuilder("doubling");
  net.output(net.node("f0", [net.input("x", [4])], {}, { domain: "local" }), [4]);
  return net;
}

/** Length-delimited field `id`. */
function field(id: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let n = bytes.length; ; n = Math.floor(n / 128)) {
    length.push(n > 127 ? (n & 127) | 128 : n);
    if (n <= 127) break;
  }
  return new Uint8Array(Buffer.concat([Uint8Array.of(id * 8 + 2, ...length), bytes]));
}

test("graphs in graphs, ten thousand deep", async () => {
  let graph: Uint8Array = new Uint8Array();
  for (let i = 0; i < 10_000; i++) graph = field(1, field(5, field(6, graph)));
  const bytes = Buffer.concat([Uint8Array.of(8, 8), field(8, Uint8Array.of(16, 17)), field(7, graph)]);
  expect(await refusal(saved("deep.onnx", new Uint8Array(bytes)))).toEqual(["AOT103"]);
});

const external = (entries: Readonly<Record<string, string>>, second?: Readonly<Record<string, string>>): Uint8Array => {
  const net = new GraphBuilder("external");
  net.output(net.node("Add", [net.node("Add", [net.input("x", [4]), "w"]), second === undefined ? "w" : "v"]), [4]);
  const model = onnx.ModelProto.decode(modelBytes(net));
  const tensor = (name: string, data: Readonly<Record<string, string>>) => ({
    name,
    dims: [4],
    dataType: 1,
    dataLocation: 1,
    externalData: Object.entries(data).map(([key, value]) => ({ key, value })),
  });
  model.graph?.initializer?.push(tensor("w", entries), ...(second === undefined ? [] : [tensor("v", second)]));
  return onnx.ModelProto.encode(model).finish();
};

test.each(["model/pipe.bin", "/dev/zero"])("a model that is no file: %s", async (path) => {
  expect(await refusal(resolve(folder, path))).toEqual(["AOT101"]);
});

test("arrays and tiles in a pipe, which no one writes", async () => {
  const [array, tiles] = [join(folder, "model/pipe.npy"), join(folder, "model/pipe.json")];
  const where = { diagnostics: [{ code: "AOT505", message: "is a pipe or a device, a file is expected" }] };
  await expect(readNamedArrays([array])).rejects.toMatchObject(where);
  await expect(readNamedArrays([`x=${join(folder, "model/pipe.bin")}:f32[4]`])).rejects.toMatchObject(where);
  expect(() => readTiles(tiles)).toThrow("AOT316");
});

test.each([
  ["a path upward", { location: "../secret.bin" }],
  ["an absolute path", { location: join(folder, "secret.bin") }],
  ["a link that leads out", { location: "link.bin" }],
  ["a pipe, which no one writes", { location: "pipe.bin" }],
  ["a folder", { location: "." }],
  ["an offset past the end", { location: "weights.bin", offset: "60" }],
  ["a negative offset", { location: "weights.bin", offset: "-4" }],
  ["a length that is not the tensor's", { location: "weights.bin", length: "9007199254740991" }],
])("external data: %s", async (_, entries) => {
  expect(await refusal(saved("external.onnx", external(entries)))).toEqual(["AOT107"]);
});

test("external data: what is shared whole is read once, what overlaps is refused", async () => {
  const first = { location: "weights.bin", offset: "0" };
  expect((await inspect(saved("tied.onnx", external(first, first)))).diagnostics.filter((d) => d.severity === "error")).toEqual([]);
  expect(await refusal(saved("overlap.onnx", external(first, { ...first, offset: "8" })))).toEqual(["AOT107"]);
});

const shaped = (op: string, inputs: readonly (readonly number[])[], attrs: Attributes = {}): Uint8Array => {
  const net = new GraphBuilder("shaped");
  const names = inputs.map((shape, i) => net.input(`x${i}`, shape));
  net.output(net.node(op, names, attrs), undefined);
  return modelBytes(net);
};

test.each([
  [
    "a product of huge matrices",
    shaped("MatMul", [
      [2 ** 31 - 1, 2],
      [2, 2 ** 31 - 1],
    ]),
    "AOT208",
  ],
  ["a negative kernel", shaped("MaxPool", [[1, 1, 8, 8]], { kernel_shape: [-1, 2] }), "AOT20"],
  ["a stride of zero", shaped("MaxPool", [[1, 1, 8, 8]], { kernel_shape: [2, 2], strides: [0, 1] }), "AOT20"],
])("%s", async (_, bytes, code) => {
  expect((await refusal(saved("shaped.onnx", bytes)))[0]).toContain(code);
});

const long = (count: number, node: (net: GraphBuilder, x: string, count: number) => string): GraphBuilder => {
  const net = new GraphBuilder("long");
  net.output(node(net, net.input("x", [2]), count), undefined);
  return net;
};
const integers = (net: GraphBuilder, list: readonly number[]): string => net.constant("i64", [list.length], list.map(BigInt));

test.each([
  ["a node of 20000 operands", long(20_000, (net, x, n) => net.node("Concat", Array<string>(n).fill(x), { axis: 0 })), "AOT117"],
  ["3000 axes", long(3000, (net, x, n) => net.node("Unsqueeze", [x, integers(net, [...Array(n).keys()])])), "AOT202"],
  ["300 axes", long(300, (net, x, n) => net.node("Unsqueeze", [x, integers(net, [...Array(n).keys()])])), "AOT202"],
  [
    "any 20 of 40 axes at run time",
    long(20, (net, _, n) => net.node("Unsqueeze", [net.input("y", Array<number>(n).fill(1)), net.input("axes", [n], "i64")])),
    "AOT202",
  ],
  [
    "a sequence of 100000 items",
    long(100_000, (net, _, n) => net.node("SequenceAt", [net.node("SplitToSequence", [net.input("y", [n])]), integers(net, [3])])),
    "AOT202",
  ],
  [
    "a filter of 133334 weights",
    long(100_000, (net, _, n) => net.node("Resize", [net.input("y", [n]), "", "", integers(net, [3])], { mode: "cubic", antialias: 1 })),
    "AOT202",
  ],
])("%s", async (_, net, code) => {
  expect(await refusal(saved("long.onnx", modelBytes(net, { opset: 18 })))).toEqual([code]);
});

test("a sum of 4000 terms, no deeper than the stack", async () => {
  const path = saved("terms.onnx", modelBytes(long(4000, (net, x, n) => net.node("Sum", Array<string>(n).fill(x)))));
  const [y] = (await run(path, [{ name: "x", dtype: "f32", shape: [2], array: Float32Array.of(1, -0.5) }], { target: "ts" })).outputs;
  expect(y?.array).toEqual(Float32Array.of(4000, -2000));
});

const padded = (): GraphBuilder => {
  const net = new GraphBuilder("padded");
  const weights = net.weights("w", [2, 4, 3, 3], 36, 1);
  net.output(net.node("Conv", [net.input("x", ["n", 4, "h", 8]), weights], { pads: [2 ** 60, 0, 2 ** 60, 0] }), undefined);
  return net;
};

/** Shape arithmetic on a free dim, step after step; the result is a shape. */
const computed = (steps: number, step: (net: GraphBuilder, size: string) => string): GraphBuilder => {
  const net = new GraphBuilder("computed");
  const index = net.initializer("index", "i64", [1], [0n]);
  let size = net.node("Gather", [net.node("Shape", [net.input("x", ["n", 4])]), index], { axis: 0 });
  for (let i = 0; i < steps; i++) size = step(net, size);
  net.output(net.node("ConstantOfShape", [size]), undefined);
  return net;
};
const number = (net: GraphBuilder, n: bigint): string => net.initializer(`number${net.node("Shape", ["x"])}`, "i64", [1], [n]);

test.each([
  ["pads beyond 2^53 around a free dim", padded()],
  ["sums beyond 2^53 of a free dim", computed(4, (net, size) => net.node("Add", [size, number(net, 9_000_000_000_000_000n)]))],
  ["a size that is written twice in the next one", computed(400, (net, size) => net.node("Add", [net.node("Div", [size, number(net, 3n)]), size]))],
])("%s", async (_, net) => {
  const { diagnostics } = await inspect(saved("sizes.onnx", modelBytes(net)));
  expect(diagnostics.map((d) => d.code)).toContain("AOT202");
});

test("inputs of 2^31 integers that do not fit together", () => {
  const net = new GraphBuilder("long");
  net.output(net.node("Sub", [net.input("x", [2], "u8"), net.input("y", [2 ** 31 - 1], "u8")]), [2], "u8");
  const { codes, seconds, peak } = judged(saved("long.onnx", modelBytes(net)));
  expect(codes).toContain("AOT202");
  expect(seconds).toBeLessThan(limits.seconds);
  expect(peak).toBeLessThan(limits.mebibytes);
}, 120_000);

test("an initializer of 2^40 elements without data", async () => {
  const net = new GraphBuilder("empty");
  net.output(net.node("Add", [net.input("x", [4]), "w"]), [4]);
  const model = onnx.ModelProto.decode(modelBytes(net));
  model.graph?.initializer?.push({ name: "w", dims: [2 ** 20, 2 ** 20], dataType: 1 });
  expect(await refusal(saved("empty.onnx", onnx.ModelProto.encode(model).finish()))).toEqual(["AOT106"]);
});

test("an archive that unzips to more than is read", async () => {
  const zip = zipSync({ "image.npy": new Uint8Array(1000) });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  for (let at = 0; at + 4 <= zip.length; at++) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xf0000000, true);
  await expect(readNamedArrays([saved("bomb.npz", zip)])).rejects.toMatchObject({ diagnostics: [{ code: "AOT505" }] });
});

test.each(["__proto__", "constructor", "toString"])("a constant whose attribute is called %s", async (name) => {
  const net = new GraphBuilder("named");
  const c = net.node("Constant", [], { [name]: 1 });
  net.output(net.node("Cast", [c], { to: 1 }), []);
  expect(await refusal(saved("named.onnx", modelBytes(net)))).toEqual(["AOT104"]);
});

test("an attribute that only other operators' expansions set", async () => {
  const net = new GraphBuilder("own");
  net.output(net.node("Relu", [net.input("x", [4])], { "aot.keeps": 1 }), [4]);
  expect(await refusal(saved("own.onnx", modelBytes(net)))).toEqual(["AOT104"]);
});

test("an operator that only other operators become", async () => {
  const net = new GraphBuilder("own");
  net.output(net.node("Relayout", [net.input("x", [4])], {}, { domain: "aot" }), [4]);
  expect(await refusal(saved("own_operator.onnx", modelBytes(net, { domains: { aot: 1 } })))).toEqual(["AOT113"]);
});

test("sizes at run time that are fewer than the axes they are for", async () => {
  const net = new GraphBuilder("short");
  const inputs = [net.input("x", [1, 1, 4, 4]), "", "", net.input("sizes", [2], "i64")];
  net.output(net.node("Resize", inputs, {}), [1, 1, 8, 8]);
  expect(await refusal(saved("short.onnx", modelBytes(net)))).toEqual(["AOT202"]);
});
