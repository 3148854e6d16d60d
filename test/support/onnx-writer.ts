/** Writes ONNX models for tests: inputs, initializers with seeded values, nodes with typed attributes, to bytes by onnx-proto. */
import { writeFileSync } from "node:fs";
import onnxProto from "onnx-proto";
import { bytesOfArray, type DType, newArray } from "../../src/core/dtype.ts";
import { numberOfDType } from "../../src/io/onnx/dtypes.ts";
import { Random } from "./random.ts";

const { onnx } = onnxProto;
type NodeMessage = onnxProto.onnx.INodeProto;
type AttributeMessage = onnxProto.onnx.IAttributeProto;
type TensorMessage = onnxProto.onnx.ITensorProto;
type GraphMessage = onnxProto.onnx.IGraphProto;
type FunctionMessage = onnxProto.onnx.IFunctionProto;

/** Extents of an input: numbers, or names of free dims. */
export type Extent = number | string;
export type Elements = ArrayLike<number> | ArrayLike<bigint> | readonly string[];

export interface TensorSpec {
  readonly kind: "tensor";
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: Elements;
}

export interface FloatSpec {
  readonly kind: "float";
  readonly value: number | readonly number[];
}

export interface ReferenceSpec {
  readonly kind: "reference";
  readonly to: string;
}

/** Whole numbers are INT and INTS; floats are marked, so that 1 can be a FLOAT. */
export type Attribute = number | bigint | string | readonly number[] | readonly string[] | FloatSpec | TensorSpec | ReferenceSpec | GraphBuilder;

export const float = (value: number | readonly number[]): FloatSpec => ({ kind: "float", value });
export const tensor = (dtype: DType, shape: readonly number[], values: Elements): TensorSpec => ({ kind: "tensor", dtype, shape, values });
/** An attribute of a function body that takes the call's attribute `to`. */
export const reference = (to: string): ReferenceSpec => ({ kind: "reference", to });

/** A TensorProto with raw data (strings: string data). Sub-byte types take one element a byte as their arrays do, and are packed. */
export function tensorMessage(name: string, { dtype, shape, values }: Omit<TensorSpec, "kind">): TensorMessage {
  const head = { name, dims: [...shape], dataType: numberOfDType(dtype) };
  if (dtype === "string") return { ...head, stringData: Array.from(values as readonly string[], (text) => new TextEncoder().encode(text)) };
  if (ArrayBuffer.isView(values)) return { ...head, rawData: bytesOfArray(values) };
  const array = newArray(dtype, values.length);
  const wide = array instanceof BigInt64Array || array instanceof BigUint64Array;
  for (let i = 0; i < values.length; i++) (array as Float64Array)[i] = (wide ? BigInt(values[i] as number) : values[i]) as number;
  return { ...head, rawData: bytesOfArray(array) };
}

const kinds = onnx.AttributeProto.AttributeType;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function attributeMessage(name: string, value: Attribute): AttributeMessage {
  if (typeof value === "number") return { name, type: kinds.INT, i: value };
  if (typeof value === "bigint") {
    const low = Number(BigInt.asIntN(32, value));
    return { name, type: kinds.INT, i: { low, high: Number(value >> 32n), unsigned: false } as unknown as number };
  }
  if (typeof value === "string") return { name, type: kinds.STRING, s: utf8(value) };
  if (value instanceof GraphBuilder) return { name, type: kinds.GRAPH, g: value.message() };
  if ("kind" in value) {
    if (value.kind === "tensor") return { name, type: kinds.TENSOR, t: tensorMessage("", value) };
    if (value.kind === "reference") return { name, refAttrName: value.to, type: kinds.INT };
    return typeof value.value === "number" ? { name, type: kinds.FLOAT, f: value.value } : { name, type: kinds.FLOATS, floats: [...value.value] };
  }
  const list = [...value];
  return list.every((x) => typeof x === "string")
    ? { name, type: kinds.STRINGS, strings: (list as string[]).map(utf8) }
    : { name, type: kinds.INTS, ints: list as number[] };
}

export interface NodeOptions {
  /** The node's name; made from operator and count when left out. */
  readonly name?: string;
  /** Output names; made from the node's name when left out. */
  readonly outputs?: readonly string[];
  readonly domain?: string;
}

export type Attributes = Readonly<Record<string, Attribute>>;

export function nodeMessage(op: string, inputs: readonly string[], attrs: Attributes, options: Required<NodeOptions>): NodeMessage {
  return {
    opType: op,
    name: options.name,
    domain: options.domain,
    input: [...inputs],
    output: [...options.outputs],
    attribute: Object.entries(attrs).map(([name, value]) => attributeMessage(name, value)),
  };
}

function valueInfo(name: string, dtype: DType, shape: readonly Extent[] | undefined): onnxProto.onnx.IValueInfoProto {
  const dim = shape?.map((extent) => (typeof extent === "number" ? { dimValue: extent } : extent === "" ? {} : { dimParam: extent }));
  return { name, type: { tensorType: { elemType: numberOfDType(dtype), ...(dim === undefined ? {} : { shape: { dim } }) } } };
}

const mapType = (key: DType, dtype: DType): onnxProto.onnx.ITypeProto => ({
  mapType: { keyType: numberOfDType(key), valueType: { tensorType: { elemType: numberOfDType(dtype) } } },
});

/** One graph under construction; names are returned so that calls nest. */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: NodeMessage[] = [];
  readonly #inputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #outputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #initializers: TensorMessage[] = [];
  readonly #declared: onnxProto.onnx.IValueInfoProto[] = [];
  readonly random: Random;

  constructor(name = "model", seed = 1) {
    this.#name = name;
    this.random = new Random(seed);
  }

  /** `shape` undefined declares no rank; "" is a dim without value or name. */
  input(name: string, shape: readonly Extent[] | undefined, dtype: DType = "f32"): string {
    this.#inputs.push(valueInfo(name, dtype, shape));
    return name;
  }

  /** An input that is a sequence of tensors of this type, or an optional one. */
  structured(name: string, kind: "sequence" | "optional", shape: readonly Extent[], dtype: DType = "f32"): string {
    const { type } = valueInfo("", dtype, shape);
    this.#inputs.push({ name, type: { [`${kind}Type`]: { elemType: type } } });
    return name;
  }

  /** An input that is a map from strings to numbers of this type. */
  map(name: string, dtype: DType = "f32", key: "string" | "i64" = "string"): string {
    this.#inputs.push({ name, type: mapType(key, dtype) });
    return name;
  }

  /** An output that is a sequence of maps from keys of this type to f32. */
  maps(name: string, key: "string" | "i64"): string {
    this.#outputs.push({ name, type: { sequenceType: { elemType: mapType(key, "f32") } } });
    return name;
  }

  output(name: string, shape?: readonly Extent[], dtype: DType = "f32"): string {
    this.#outputs.push(valueInfo(name, dtype, shape));
    return name;
  }

  /** The type of a value between nodes. */
  declare(name: string, shape: readonly Extent[], dtype: DType = "f32"): void {
    this.#declared.push(valueInfo(name, dtype, shape));
  }

  /** An output of a subgraph that declares no type. */
  untyped(name: string): string {
    this.#outputs.push({ name });
    return name;
  }

  initializer(name: string, dtype: DType, shape: readonly number[], values: Elements): string {
    this.#initializers.push(tensorMessage(name, { dtype, shape, values }));
    return name;
  }

  /** f32 weights, uniform with the variance 2 / fanIn that keeps the size of activations through rectifiers. */
  weights(name: string, shape: readonly number[], fanIn: number, gain = 1): string {
    return this.uniform(name, shape, -gain * Math.sqrt(6 / fanIn), gain * Math.sqrt(6 / fanIn));
  }

  uniform(name: string, shape: readonly number[], lo: number, hi: number): string {
    const count = shape.reduce((n, d) => n * d, 1);
    return this.initializer(name, "f32", shape, this.random.floats(count, lo, hi));
  }

  node(op: string, inputs: readonly string[], attrs: Attributes = {}, options: NodeOptions = {}): string {
    const [output = ""] = this.nodes(op, inputs, attrs, options);
    return output;
  }

  nodes(op: string, inputs: readonly string[], attrs: Attributes = {}, options: NodeOptions = {}): readonly string[] {
    const name = options.name ?? `${op}_${this.#nodes.length}`;
    const outputs = options.outputs ?? [`${name}_output_0`];
    this.#nodes.push(nodeMessage(op, inputs, attrs, { name, outputs, domain: options.domain ?? "" }));
    return outputs;
  }

  /** Gives a value another name wherever nodes write or read it. */
  rename(from: string, to: string): string {
    const renamed = (names: readonly string[] | null | undefined): string[] => (names ?? []).map((name) => (name === from ? to : name));
    for (const node of this.#nodes) Object.assign(node, { input: renamed(node.input), output: renamed(node.output) });
    return to;
  }

  /** As exporters write literals: a Constant node. */
  constant(dtype: DType, shape: readonly number[], values: Elements, name?: string): string {
    return this.node("Constant", [], { value: tensor(dtype, shape, values) }, name === undefined ? {} : { name });
  }

  message(): GraphMessage {
    const lists = { node: this.#nodes, input: this.#inputs, output: this.#outputs, initializer: this.#initializers, valueInfo: this.#declared };
    return { name: this.#name, ...lists };
  }
}

export interface ModelOptions {
  readonly opset?: number;
  readonly irVersion?: number;
  /** Other domains and their versions. */
  readonly domains?: Readonly<Record<string, number>>;
  readonly functions?: readonly FunctionMessage[];
}

/** The model file of a finished graph. */
export function modelBytes(graph: GraphBuilder, { opset = 17, irVersion = 8, domains = {}, functions = [] }: ModelOptions = {}): Uint8Array {
  const opsetImport = [{ domain: "", version: opset }, ...Object.entries(domains).map(([domain, version]) => ({ domain, version }))];
  return onnx.ModelProto.encode({ irVersion, producerName: "aot-tests", opsetImport, graph: graph.message(), functions: [...functions] }).finish();
}

export const writeModel = (path: string, graph: GraphBuilder, options?: ModelOptions): void => writeFileSync(path, modelBytes(graph, options));
