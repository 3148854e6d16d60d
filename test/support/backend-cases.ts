/** ONNX's own node cases: a model of one or a few nodes, its inputs and the outputs it must give, evaluated here. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onnx } from "onnx-proto";
import { Diagnostics } from "../../src/core/diagnostics.ts";
import type { DType, ElementArray } from "../../src/core/dtype.ts";
import { numberOfBF16, numberOfF16 } from "../../src/core/half-floats.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { evaluateGraph } from "../../src/graph/evaluate.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import { readTensorProto } from "../../src/io/tensor-proto.ts";
import { machines } from "../../src/loop/machine.ts";
import { expandComposites } from "../../src/passes/expand-composites.ts";
import { firstDifference } from "./examples.ts";

/** "unsupported" says which operator or element type is not there; "failed" how the result differs or what was refused. */
export interface Outcome {
  readonly result: "passed" | "unsupported" | "failed";
  readonly detail: string;
}

type NamedArray = ReturnType<typeof readTensorProto>;

const protoTypes = onnx.TensorProto.DataType;
/** Element types with arithmetic here. */
const numbered: readonly number[] = [
  protoTypes.FLOAT,
  protoTypes.UINT8,
  protoTypes.INT8,
  protoTypes.UINT16,
  protoTypes.INT16,
  protoTypes.INT32,
  protoTypes.INT64,
  protoTypes.BOOL,
  protoTypes.FLOAT16,
  protoTypes.DOUBLE,
  protoTypes.UINT32,
  protoTypes.UINT64,
  protoTypes.BFLOAT16,
];

/** What an input or output is when it is no tensor of numbers. */
function foreignType(model: onnx.IModelProto): string | undefined {
  for (const { name, type } of [...(model.graph?.input ?? []), ...(model.graph?.output ?? [])]) {
    if (!type?.tensorType) return `${name} is no tensor`;
    const elemType = type.tensorType.elemType ?? 0;
    if (!numbered.includes(elemType)) return `${name} has element type ${protoTypes[elemType]}`;
  }
  return undefined;
}

function arraysOf(folder: string, kind: "input" | "output"): readonly NamedArray[] {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${kind}_`));
  return files
    .sort((a, b) => Number(a.replace(/\D/g, "")) - Number(b.replace(/\D/g, "")))
    .map((file) => readTensorProto(readFileSync(join(folder, file)), file));
}

/** Operands that steer shapes are inputs in these cases; as a rule models hold them as constants, which is how they are read here. */
function withConstants(model: onnx.IModelProto, inputs: readonly NamedArray[], files: readonly Uint8Array[]): Uint8Array {
  const { graph } = model;
  const steers = (x: NamedArray, i: number): boolean =>
    x.shape.length <= 1 && x.array.length <= 64 && (i > 0 || x.dtype === "i64" || x.shape.length === 0);
  const initializer = [...(graph?.initializer ?? [])];
  const names = (graph?.input ?? []).map(({ name }) => name ?? "");
  inputs.forEach((x, i) => {
    const name = names[i];
    const file = files[i];
    if (name !== undefined && file !== undefined && steers(x, i)) initializer.push({ ...onnx.TensorProto.decode(file), name });
  });
  return onnx.ModelProto.encode({ ...model, graph: { ...graph, initializer } }).finish();
}

interface Read {
  readonly graph: Graph;
  readonly problem?: Outcome;
}

function readCase(bytes: Uint8Array, path: string): Read {
  const diagnostics = new Diagnostics();
  const attempt = diagnostics.attempt(() => readOnnx(bytes, path, { dims: {}, diagnostics }).graph);
  const errors = diagnostics.list.filter((d) => d.severity === "error");
  const first = errors.find((d) => d.code === "AOT113") ?? errors[0];
  const result = first?.code === "AOT113" ? "unsupported" : "failed";
  const problem: Outcome | undefined = first === undefined ? undefined : { result, detail: `${first.code} ${first.where}: ${first.message}` };
  return { graph: attempt as Graph, ...(problem === undefined ? {} : { problem }) };
}

const asNumbers = (dtype: DType, array: ElementArray): ElementArray => {
  if (dtype === "f16") return Float32Array.from(array as Uint16Array, numberOfF16);
  return dtype === "bf16" ? Float32Array.from(array as Uint16Array, numberOfBF16) : array;
};

function run(graph: Graph, inputs: readonly NamedArray[], names: readonly string[], outputs: readonly NamedArray[]): Outcome {
  const note = (): void => undefined;
  const options = { level: 0, deterministic: false, precise: false };
  const expanded = expandComposites.run(graph, { machine: machines.generic, options, note });
  const given = new Map<Value, ElementArray>();
  for (const v of expanded.inputs) {
    const found = inputs[names.indexOf(v.name)];
    if (found !== undefined) given.set(v, found.array as ElementArray);
  }
  const values = evaluateGraph(expanded, given);
  for (const [i, wanted] of outputs.entries()) {
    const v = expanded.outputs[i];
    if (v?.type.kind !== "tensor") return { result: "failed", detail: `output ${i} is missing` };
    const { dtype, shape } = v.type;
    if (dtype !== wanted.dtype) return { result: "failed", detail: `output ${i} is ${dtype}, expected ${wanted.dtype}` };
    if (shape.join() !== wanted.shape.join())
      return { result: "failed", detail: `output ${i} has shape ${shape.join()}, expected ${wanted.shape.join()}` };
    const found = asNumbers(dtype, values.get(v) as ElementArray);
    const difference = firstDifference(dtype, found, asNumbers(dtype, wanted.array as ElementArray), { relative: 1e-3, absolute: 1e-7 });
    if (difference !== undefined) return { result: "failed", detail: `output ${i}: ${difference}` };
  }
  return { result: "passed", detail: "" };
}

export function runBackendCase(folder: string): Outcome {
  const path = join(folder, "model.onnx");
  const bytes = readFileSync(path);
  const model = onnx.ModelProto.decode(bytes);
  const foreign = foreignType(model);
  if (foreign !== undefined) return { result: "unsupported", detail: foreign };
  const data = join(folder, "test_data_set_0");
  if (!existsSync(data)) return { result: "unsupported", detail: "has no data" };
  try {
    const inputs = arraysOf(data, "input");
    const outputs = arraysOf(data, "output");
    const files = inputs.map((_, i) => readFileSync(join(data, `input_${i}.pb`)));
    const names = (model.graph?.input ?? []).map(({ name }) => name ?? "");
    let { graph, problem } = readCase(bytes, path);
    if (problem?.result === "failed") ({ graph, problem } = readCase(withConstants(model, inputs, files), path));
    return problem ?? run(graph, inputs, names, outputs);
  } catch (error) {
    return { result: "failed", detail: error instanceof Error ? `${error.message.split("\n")[0]}` : String(error) };
  }
}
