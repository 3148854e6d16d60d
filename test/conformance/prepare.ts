/** A case made ready to run: its model read with the shapes of its inputs, or why it cannot be read. */
import { readFileSync } from "node:fs";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import { type Elements, newArray } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { seededInput } from "../../src/golden.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { decode, integer, type ModelProto, type ValueInfoProto } from "../../src/io/onnx/messages.ts";
import { noExternalData, readTensor } from "../../src/io/onnx/tensors.ts";
import { readStructuredProto, type StructuredArrays } from "../../src/io/structured-proto.ts";
import { type Case, type CaseArray, filesOf, givenInputs } from "./cases.ts";
import { arraysIn, itemsOf } from "./structured.ts";

export interface Ready {
  readonly case: Case;
  readonly model: SourceModel;
  /** By the model's own value names. */
  readonly inputs: ReadonlyMap<string, Elements>;
  /** For each output of the graph; undefined where anything may stand (what an optional value would hold). */
  readonly outputs: readonly (CaseArray | undefined)[];
  /** Inputs that what is declared of the outputs settles, and their elements: "size: 2, any, 5, 6". */
  readonly settledOperands: readonly string[];
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
  const proto = decode("ModelProto", bytes, c.path);
  const files = filesOf(c.data, "input");
  const given = new Map(givenInputs(proto).flatMap((v, i) => withFile(v, files[i])));
  const results = filesOf(c.data, "output").map((file, i) => structuredOf(proto.graph?.output[i], file));
  const wanted = new Map((proto.graph?.output ?? []).map((v, i) => [v.name, results[i]]));
  const read = readModel(bytes, c.path, given, wanted);
  const settledOperands = read.model.graph.inputs.flatMap(({ name, type }) => {
    const known = type.kind === "tensor" ? type.known : undefined;
    return known === undefined ? [] : [`${name}: ${known.map((d) => (typeof d === "number" ? d : "any")).join(", ")}`];
  });
  return { case: c, ...read, outputs: arraysByPort(proto, read.model, results), settledOperands };
}

/** What a case gives for an input: the file's bytes and what is in it. */
interface GivenInput {
  readonly bytes: Uint8Array;
  readonly value: StructuredArrays;
}
type Given = ReadonlyMap<string, GivenInput>;
type File = ReturnType<typeof filesOf>[number];

function structuredOf(v: ValueInfoProto | undefined, { bytes, file }: File): StructuredArrays {
  const kind = v?.type?.value;
  return readStructuredProto(kind === "sequenceType" ? "sequence" : kind === "optionalType" ? "optional" : "tensor", bytes, file);
}

const withFile = (v: ValueInfoProto, file: File | undefined): readonly (readonly [string, GivenInput])[] =>
  file === undefined ? [] : [[v.name, { bytes: file.bytes, value: structuredOf(v, file) }]];

/** The wanted arrays in the order of the graph's outputs, which several together stand for one of the model. */
function arraysByPort(proto: ModelProto, { structures }: SourceModel, results: readonly StructuredArrays[]): readonly (CaseArray | undefined)[] {
  return (proto.graph?.output ?? []).flatMap(({ name }, i): readonly (CaseArray | undefined)[] => {
    const result = results[i];
    const structure = structures?.outputs.find((s) => s.name === name)?.structure ?? { kind: "tensor", port: name };
    if (result === undefined) throw new Error(`the case has no output ${name}`);
    return [...arraysIn(structure, result).values()];
  });
}

/** Inputs of the light networks are 0, 1/n, 2/n, ... */
function prepareLight(c: Case, bytes: Uint8Array): Ready {
  const { model } = readModel(bytes, c.path, new Map());
  const inputs = model.graph.inputs.map((v): [string, Elements] => {
    const array = seededInput(v.type as TensorType, 1);
    for (let i = 0; i < array.length; i++) array[i] = i / array.length;
    return [v.name, array];
  });
  const file = c.path.replace(/\.onnx$/, "_output_0.pb");
  const output = readTensor(decode("TensorProto", new Uint8Array(readFileSync(file)), file), file, noExternalData);
  return { case: c, model, inputs: new Map(inputs), outputs: [output], settledOperands: [] };
}

/** Free dims take the extents of the given arrays, sequences their items. */
function readModel(
  bytes: Uint8Array,
  path: string,
  given: Given,
  wanted: ReadonlyMap<string, StructuredArrays | undefined> = new Map(),
): Pick<Ready, "model" | "inputs"> {
  const diagnostics = new Diagnostics();
  const dims = extentsOf(decode("ModelProto", bytes, path), given);
  const model = readOnnx(bytes, path, { dims, diagnostics, items: (name) => itemsOf(given.get(name)?.value ?? wanted.get(name)) });
  diagnostics.throwIfErrors();
  const arrays = givenArrays(model, given);
  const inputs = model.graph.inputs.flatMap((v): [string, Elements][] => {
    const array = arrays.get(v.name)?.array;
    return array === undefined ? [] : [[v.name, array]];
  });
  return { model, inputs: new Map(inputs) };
}

/** By the graph's own inputs; zeros for what an optional value does not hold. */
function givenArrays({ graph, structures }: SourceModel, given: Given): ReadonlyMap<string, CaseArray> {
  const arrays = new Map<string, CaseArray>();
  for (const [name, { value }] of given) {
    const structure = structures?.inputs.find((s) => s.name === name)?.structure ?? { kind: "tensor", port: name };
    for (const [port, array] of arraysIn(structure, value)) {
      const type = graph.inputs.find((v) => v.name === port)?.type;
      if (array !== undefined) arrays.set(port, array);
      else if (type?.kind === "tensor") {
        const shape = type.shape.map(Number);
        arrays.set(port, {
          dtype: type.dtype,
          shape,
          array: newArray(
            type.dtype,
            shape.reduce((n, d) => n * d, 1),
          ),
        });
      }
    }
  }
  return arrays;
}

/** Values of the free dims of the model's inputs. */
function extentsOf(proto: ModelProto, given: Given): Readonly<Record<string, number>> {
  const dims: Record<string, number> = {};
  for (const { name, type } of givenInputs(proto)) {
    const value = given.get(name)?.value;
    if (value?.kind !== "tensor") continue;
    type?.tensorType?.shape?.dim.forEach((d, axis) => {
      const extent = value.tensor.shape[axis];
      if (extent === undefined || (d.value === "dimValue" && Number(integer(d.dimValue)) >= 0)) return;
      dims[d.value === "dimParam" && d.dimParam !== "" ? d.dimParam : `${name}_dim${axis}`] = extent;
    });
  }
  return dims;
}
