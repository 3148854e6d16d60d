/** What mutations start from: the operators' own examples as model files, networks with everything a file can hold, the digit network, array files. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { zipSync } from "fflate";
import onnxProto from "onnx-proto";
import type { Example, OpDef } from "../../src/graph/graph.ts";
import type { NamedArray } from "../../src/io/named-array.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { numberOfDType } from "../../src/io/onnx/dtypes.ts";
import { writeTensorProto } from "../../src/io/tensor-proto.ts";
import { ops } from "../../src/ops/index.ts";
import { type Attribute, type Attributes, float, GraphBuilder, modelBytes, nodeMessage, tensor } from "../support/onnx-writer.ts";

export interface Seed {
  readonly name: string;
  /** The file's name, by whose ending it is read. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The file that external data stands in, beside every model. */
export const externalFile = { name: "weights.bin", bytes: new Uint8Array(256).fill(1) };

function attributesOf(example: Example): Attributes {
  const entries = Object.entries(example.attrs ?? {}).flatMap(([name, x]): [string, Attribute][] => {
    if (typeof x === "boolean") return [[name, Number(x)]];
    if (typeof x === "number") return [[name, Number.isInteger(x) ? x : float(x)]];
    if (Array.isArray(x)) return [[name, x.every((e) => typeof e === "string" || Number.isInteger(e)) ? (x as number[]) : float(x as number[])]];
    if (typeof x === "object" && "kind" in x && x.kind === "tensor-attr")
      return [[name, tensor(x.type.dtype, x.type.shape as number[], x.data.array as readonly string[])]];
    return typeof x === "object" || x === undefined ? [] : [[name, x as Attribute]];
  });
  return Object.fromEntries(entries);
}

const numbers = (values: readonly (number | bigint | boolean | string)[]): number[] => values.map(Number);

/** An operator's example as a model of one node; `declared` false leaves the shapes of outputs open. */
export function exampleModel(op: OpDef, example: Example, declared = true): Uint8Array {
  const net = new GraphBuilder(op.name);
  const inputs = example.inputs.map((x, i) => {
    if (x === undefined) return "";
    const dtype = x.dtype ?? "f32";
    return x.constant === true ? net.initializer(`x${i}`, dtype, x.shape, numbers(x.values)) : net.input(`x${i}`, x.shape, dtype);
  });
  const outputs = net.nodes(op.name, inputs, attributesOf(example), { outputs: example.outputs.map((_, i) => `y${i}`), domain: op.domain });
  example.outputs.forEach((y, i) => {
    net.output(outputs[i] ?? "", declared ? y.shape : undefined, y.dtype ?? "f32");
  });
  return modelBytes(net, { opset: 24, domains: { "com.microsoft": 1, "ai.onnx.ml": 5 } });
}

const operatorSeeds = (): readonly Seed[] =>
  ops
    .filter((op) => op.domain !== "aot")
    .flatMap((op) =>
      op.examples.slice(0, 3).map((example, i) => ({ name: `${op.name} ${i}`, file: "model.onnx", bytes: exampleModel(op, example) })),
    );

/** Shapes computed from shapes, with a free dim. */
function shapeChain(): Uint8Array {
  const net = new GraphBuilder("chain");
  const x = net.input("x", ["batch", 3, 4]);
  const shape = net.node("Shape", [x]);
  const batch = net.node("Gather", [shape, net.constant("i64", [], [0])], { axis: 0 });
  const list = net.node("Unsqueeze", [batch, net.constant("i64", [1], [0])]);
  const flat = net.node("Reshape", [x, net.node("Concat", [list, net.constant("i64", [1], [-1])], { axis: 0 })]);
  const halves = net.nodes("Split", [flat], { axis: 1, num_outputs: 2 }, { outputs: ["left", "right"] });
  net.output(net.node("MatMul", [halves[0] ?? "", net.node("Transpose", [halves[1] ?? ""], { perm: [1, 0] })]), ["batch", "batch"]);
  return modelBytes(net, { opset: 18 });
}

/** A branch, a loop and a scan, whose bodies capture values. */
function controlFlow(): Uint8Array {
  const net = new GraphBuilder("flow");
  const x = net.input("x", [2, 3]);
  const condition = net.input("condition", [], "bool");
  const branch = (op: string): GraphBuilder => {
    const body = new GraphBuilder(op);
    body.output(body.node(op, [x], {}, { outputs: [`${op}_of_x`] }), [2, 3]);
    return body;
  };
  const chosen = net.node("If", [condition], { then_branch: branch("Relu"), else_branch: branch("Tanh") });
  const body = new GraphBuilder("body");
  body.input("i", [], "i64");
  const go = body.input("go", [], "bool");
  const sum = body.input("sum", [2, 3]);
  body.output(body.node("Identity", [go], {}, { outputs: ["go_on"] }), [], "bool");
  body.output(body.node("Add", [sum, x], {}, { outputs: ["next_sum"] }), [2, 3]);
  net.output(net.node("Loop", [net.constant("i64", [], [3]), condition, chosen], { body }), [2, 3]);
  return modelBytes(net, { opset: 16 });
}

/** A local function called twice, an attribute reference, a default value for an input, a sparse and an external initializer. */
function everyField(): Uint8Array {
  const net = new GraphBuilder("fields");
  const x = net.input("x", [4, 4]);
  net.initializer("w", "f32", [4, 4], new Float32Array(16).fill(0.5));
  const once = net.node("Scaled", [x, "w"], { alpha: float(2) }, { domain: "local" });
  const twice = net.node("Scaled", [once, "outside"], { alpha: float(3) }, { domain: "local" });
  net.output(net.node("Add", [twice, "thin"]), [4, 4]);
  const { onnx } = onnxProto;
  const model = onnx.ModelProto.decode(modelBytes(net, { opset: 17, domains: { local: 1 } }));
  const leaky = nodeMessage("LeakyRelu", ["product"], { alpha: { kind: "reference", to: "alpha" } }, { name: "leaky", outputs: ["z"], domain: "" });
  for (const a of leaky.attribute ?? []) a.type = onnx.AttributeProto.AttributeType.FLOAT;
  model.functions.push(
    onnx.FunctionProto.create({
      name: "Scaled",
      domain: "local",
      input: ["a", "b"],
      output: ["z"],
      attribute: ["alpha"],
      node: [nodeMessage("MatMul", ["a", "b"], {}, { name: "product", outputs: ["product"], domain: "" }), leaky],
      opsetImport: [{ domain: "", version: 17 }],
    }),
  );
  const { graph } = model;
  graph?.initializer?.push({
    name: "outside",
    dims: [4, 4],
    dataType: numberOfDType("f32"),
    dataLocation: 1,
    externalData: Object.entries({ location: externalFile.name, offset: "64", length: "64" }).map(([key, value]) => ({ key, value })),
  });
  graph?.sparseInitializer?.push({
    values: { name: "thin", dims: [2], dataType: numberOfDType("f32"), floatData: [1, 2] },
    indices: { name: "thin_at", dims: [2], dataType: numberOfDType("i64"), int64Data: [3, 9] },
    dims: [4, 4],
  });
  return onnx.ModelProto.encode(model).finish();
}

/** Convolution, normalization, pool and product: what fusion, layouts and packing work on. */
function smallNet(): Uint8Array {
  const net = new GraphBuilder("net");
  let x = net.input("image", [1, 3, 8, 8]);
  x = net.node("Conv", [x, net.weights("w0", [8, 3, 3, 3], 27)], { pads: [1, 1, 1, 1], kernel_shape: [3, 3] });
  const channels = (name: string): string => net.uniform(name, [8], 0.5, 1.5);
  x = net.node("BatchNormalization", [x, channels("scale"), channels("shift"), channels("mean"), channels("variance")], { epsilon: float(1e-5) });
  x = net.node("Clip", [
    net.node("MaxPool", [x], { kernel_shape: [2, 2], strides: [2, 2] }),
    net.constant("f32", [], [0]),
    net.constant("f32", [], [6]),
  ]);
  x = net.node("Conv", [x, net.weights("w1", [8, 1, 3, 3], 9)], { group: 8, pads: [1, 1, 1, 1], strides: [2, 2] });
  x = net.node("Gemm", [net.node("Flatten", [x]), net.weights("w2", [5, 32], 32)], { transB: 1 });
  net.output(net.node("Softmax", [x], { axis: -1 }), [1, 5]);
  return modelBytes(net, { opset: 13 });
}

const npy = (x: NamedArray): Uint8Array => new Uint8Array(Buffer.concat(writeNpy(x)));

const arraySeeds = (): readonly Seed[] => {
  const a = { name: "x", dtype: "f32", shape: [2, 3], array: Float32Array.from([1, 2, 3, 4, 5, 6]) } as const;
  const b = { name: "n", dtype: "i64", shape: [2], array: BigInt64Array.from([1n, -2n]) } as const;
  return [
    { name: "npy", file: "x.npy", bytes: npy(a) },
    { name: "npz", file: "x.npz", bytes: zipSync({ "x.npy": npy(a), "n.npy": npy(b) }) },
    { name: "pb", file: "x.pb", bytes: writeTensorProto(b) },
  ];
};

/** The seeds that need nothing beside the project. */
export function ownSeeds(): readonly Seed[] {
  const digits = resolve(import.meta.dirname, "../../generated-samples/digits/digits.onnx");
  const networks = { shapeChain, controlFlow, everyField, smallNet, digits: () => new Uint8Array(readFileSync(digits)) };
  return [...operatorSeeds(), ...Object.entries(networks).map(([name, make]) => ({ name, file: "model.onnx", bytes: make() })), ...arraySeeds()];
}

/** Models of up to 20 kB below `folder`, in the order of their paths. */
export function seedsBelow(folder: string): readonly Seed[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".onnx"));
  const small = names.sort().filter((name) => statSync(join(folder, name)).size <= 20_000);
  return small.map((name) => ({ name, file: "model.onnx", bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}
