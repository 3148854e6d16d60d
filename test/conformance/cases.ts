/** ONNX's own backend cases: where they lie, their model, and the arrays they give and expect. How a case is run is left to others. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DType, ElementArray } from "../../src/core/dtype.ts";
import { numberOfBF16, numberOfF16 } from "../../src/core/half-floats.ts";
import { isSmallFloat, numberOfSmallFloat } from "../../src/core/small-floats.ts";
import { decode, type ModelProto, type ValueInfoProto } from "../../src/io/onnx/messages.ts";
import { noExternalData, readTensor } from "../../src/io/onnx/tensors.ts";

/** One folder of the published test data. Light cases are whole networks: an input is counted up from 0, the output is a file. */
export type Suite = "node" | "simple" | "pytorch-converted" | "pytorch-operator" | "light";

export interface Case {
  /** "node/abs" */
  readonly name: string;
  readonly suite: Suite;
  /** The model file. */
  readonly path: string;
  /** Where input_0.pb and output_0.pb lie; undefined for light cases. */
  readonly data?: string;
}

/** An array of a case: elements as typed arrays hold them, or strings. */
export interface CaseArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly array: ElementArray | readonly string[];
}

const beside = resolve(import.meta.dirname, "../../../shared/onnx-testdata");
const debian = "/usr/share/libonnx-testdata/data";

/** The published data beside the project, or Debian's libonnx-testdata; undefined where neither is there. */
export const dataFolder: string | undefined = [beside, debian].find((folder) => existsSync(join(folder, "node")));

const suites: readonly Suite[] = ["node", "simple", "pytorch-converted", "pytorch-operator"];

/** Every case, in the order of the folders and of names. */
export function allCases(folder: string): readonly Case[] {
  const cases = suites.flatMap((suite): readonly Case[] => {
    const root = join(folder, suite);
    if (!existsSync(root)) return [];
    return readdirSync(root)
      .filter((name) => existsSync(join(root, name, "model.onnx")))
      .sort()
      .map((name) => ({
        name: `${suite}/${name.replace(/^test_/, "")}`,
        suite,
        path: join(root, name, "model.onnx"),
        data: join(root, name, "test_data_set_0"),
      }));
  });
  return [...cases, ...lightCases(join(folder, "light"))];
}

function lightCases(root: string): readonly Case[] {
  if (!existsSync(root)) return [];
  const models = readdirSync(root).filter((file) => /^light_.*\.onnx$/.test(file));
  return models.sort().map((file) => ({ name: `light/${file.replace(/^light_|\.onnx$/g, "")}`, suite: "light", path: join(root, file) }));
}

/** The arrays of input_0.pb, input_1.pb, ... (or output_...). */
export const arraysOf = (folder: string, kind: "input" | "output"): readonly { readonly value: CaseArray }[] =>
  filesOf(folder, kind).map(({ bytes, file }) => ({ value: readTensor(decode("TensorProto", bytes, file), file, noExternalData) }));

/** The bytes of input_0.pb, input_1.pb, ... (or output_...). */
export function filesOf(folder: string, kind: "input" | "output"): readonly { readonly bytes: Uint8Array; readonly file: string }[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.startsWith(`${kind}_`)) : [];
  return files
    .sort((a, b) => Number(a.replace(/\D/g, "")) - Number(b.replace(/\D/g, "")))
    .map((file) => ({ bytes: new Uint8Array(readFileSync(join(folder, file))), file }));
}

/** A model's inputs that no initializer gives a value, in order. */
export function givenInputs(model: ModelProto): readonly ValueInfoProto[] {
  const given = new Set(model.graph?.initializer.map((t) => t.name));
  return (model.graph?.input ?? []).filter((input) => !given.has(input.name));
}

/** Elements as numbers (64-bit integers stay bigints): floats of 16 bits and less are kept as their bits. */
export function valuesOf({ dtype, array }: CaseArray): ArrayLike<number | bigint> {
  if (dtype === "f16") return Float32Array.from(array as Uint16Array, numberOfF16);
  if (isSmallFloat(dtype)) return Array.from(array as Uint8Array, (code) => numberOfSmallFloat(dtype, code));
  return dtype === "bf16" ? Float32Array.from(array as Uint16Array, numberOfBF16) : (array as ElementArray);
}

export const numbersOf = (value: CaseArray | undefined): readonly number[] => (value === undefined ? [] : Array.from(valuesOf(value), Number));
