/** A case made ready to run: its model read with the shapes of its inputs, or why it cannot be read. */
import { readFileSync } from "node:fs";
import type { Message } from "protobufjs";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import { type Dim, symbolsOf } from "../../src/core/dim.ts";
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { seededInput } from "../../src/golden.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { onnxIr } from "../../src/io/onnx/descriptor.ts";
import { decode } from "../../src/io/onnx/messages.ts";
import { noExternalData, readTensor } from "../../src/io/onnx/tensors.ts";
import { arraysOf, type Case, type CaseArray, inputNames } from "./cases.ts";

export interface Ready {
  readonly case: Case;
  readonly model: SourceModel;
  /** By the model's own value names. */
  readonly inputs: ReadonlyMap<string, Elements>;
  readonly outputs: readonly CaseArray[];
  /** Some inputs steer shapes, and were read as the constants that models hold there as a rule. */
  readonly constantOperands: boolean;
}

/** Why a case cannot run: one line. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof CompileError) {
    const [first] = error.diagnostics.filter((d) => d.severity === "error");
    return first === undefined ? error.message : `${first.code} ${first.where}: ${first.message}`;
  }
  return error instanceof Error ? `${error.message.split("\n")[0]}` : String(error);
};

/** Throws CompileError where the model is refused. */
export function prepare(c: Case): Ready {
  const bytes = new Uint8Array(readFileSync(c.path));
  if (c.data === undefined) return prepareLight(c, bytes);
  const inputs = arraysOf(c.data, "input");
  const outputs = arraysOf(c.data, "output").map((o) => o.value);
  const names = inputNames(decode("ModelProto", bytes, c.path));
  const given = new Map(names.map((name, i) => [name, inputs[i]?.value] as const));
  try {
    return { case: c, ...readModel(bytes, c.path, given), outputs, constantOperands: false };
  } catch (error) {
    if (!(error instanceof CompileError) || error.diagnostics.some((d) => d.code === "AOT113")) throw error;
    const steered = withConstants(bytes, names, inputs);
    if (steered === undefined) throw error;
    return { case: c, ...readModel(steered, c.path, given), outputs, constantOperands: true };
  }
}

/** Inputs of the light networks are 0, 1/n, 2/n, ... */
function prepareLight(c: Case, bytes: Uint8Array): Ready {
  const { model } = readModel(bytes, c.path, new Map());
  const inputs = model.graph.inputs.map((v): [string, ElementArray] => {
    const array = seededInput(v.type as TensorType, 1);
    for (let i = 0; i < array.length; i++) array[i] = i / array.length;
    return [v.name, array];
  });
  const file = c.path.replace(/\.onnx$/, "_output_0.pb");
  const output = readTensor(decode("TensorProto", new Uint8Array(readFileSync(file)), file), file, noExternalData);
  return { case: c, model, inputs: new Map(inputs), outputs: [output], constantOperands: false };
}

type Given = ReadonlyMap<string, CaseArray | undefined>;

/** Free dims take the extents of the given arrays. */
function readModel(bytes: Uint8Array, path: string, given: Given): Pick<Ready, "model" | "inputs"> {
  const read = (dims: Readonly<Record<string, number>>): SourceModel => {
    const diagnostics = new Diagnostics();
    const model = readOnnx(bytes, path, { dims, diagnostics });
    diagnostics.throwIfErrors();
    return model;
  };
  const first = read({});
  const dims = extentsOf(first, given);
  const model = Object.keys(dims).length === 0 ? first : read(dims);
  const inputs = model.graph.inputs.flatMap((v): [string, Elements][] => {
    const array = given.get(v.name)?.array;
    return array === undefined ? [] : [[v.name, array]];
  });
  return { model, inputs: new Map(inputs) };
}

function extentsOf({ graph }: SourceModel, given: Given): Readonly<Record<string, number>> {
  const dims: Record<string, number> = {};
  const bind = (d: Dim, extent: number | undefined): void => {
    for (const s of symbolsOf(d)) if (extent !== undefined) dims[s.name] = extent;
  };
  for (const v of graph.inputs) if (v.type.kind === "tensor") v.type.shape.forEach((d, i) => bind(d, given.get(v.name)?.shape[i]));
  return dims;
}

/** The model with its small integer and scalar inputs as initializers; undefined when it has none. */
function withConstants(bytes: Uint8Array, names: readonly string[], inputs: ReturnType<typeof arraysOf>): Uint8Array | undefined {
  const model = onnxIr.lookupType("ModelProto").decode(bytes) as Message & { graph: { initializer: object[] } };
  const steers = ({ dtype, shape, array }: CaseArray, i: number): boolean =>
    ArrayBuffer.isView(array) && shape.length <= 1 && array.length <= 64 && (i > 0 || dtype === "i64" || shape.length === 0);
  const added = inputs.flatMap(({ bytes: proto, value }, i) => {
    const name = names[i];
    return name === undefined || !steers(value, i) ? [] : [Object.assign(onnxIr.lookupType("TensorProto").decode(proto), { name })];
  });
  if (added.length === 0) return undefined;
  model.graph.initializer.push(...added);
  return onnxIr.lookupType("ModelProto").encode(model).finish();
}
