/** SequenceProto and OptionalProto files (.pb), as ONNX's own test data has them: values that are no tensors. */
import type { NamedArray } from "./named-array.ts";
import { decode, type OptionalProto, type SequenceProto } from "./onnx/messages.ts";
import { noExternalData, type ReadTensor, readTensor } from "./onnx/tensors.ts";

export type StructuredArrays =
  | { readonly kind: "tensor"; readonly tensor: ReadTensor }
  | { readonly kind: "sequence"; readonly items: readonly ReadTensor[] }
  | { readonly kind: "optional"; readonly element?: StructuredArrays };

/** Throws CompileError: AOT103 for what is no message of that kind, AOT106 for contents that do not fit a shape. */
export function readStructuredProto(kind: StructuredArrays["kind"], bytes: Uint8Array, where: string): StructuredArrays {
  switch (kind) {
    case "tensor":
      return { kind, tensor: readTensor(decode("TensorProto", bytes, where), where, noExternalData) };
    case "sequence":
      return sequence(decode("SequenceProto", bytes, where), where);
    case "optional":
      return optional(decode("OptionalProto", bytes, where), where);
  }
}

/** Its arrays, called as the ports of a program are: x_0, x_1, ... of a sequence, x_present and x_value of an optional value. */
export function arraysOf(value: StructuredArrays, name: string): readonly NamedArray[] {
  switch (value.kind) {
    case "tensor":
      return [{ name, ...value.tensor }];
    case "sequence":
      return value.items.map((item, i) => ({ name: `${name}_${i}`, ...item }));
    case "optional": {
      const present: NamedArray = { name: `${name}_present`, dtype: "bool", shape: [], array: Uint8Array.of(value.element === undefined ? 0 : 1) };
      const { element } = value;
      return [present, ...(element === undefined ? [] : arraysOf(element, element.kind === "tensor" ? `${name}_value` : name))];
    }
  }
}

const sequence = ({ tensorValues }: SequenceProto, where: string): StructuredArrays => ({
  kind: "sequence",
  items: tensorValues.map((item, i) => readTensor(item, `${where} item ${i}`, noExternalData)),
});

function optional({ tensorValue, sequenceValue }: OptionalProto, where: string): StructuredArrays {
  if (tensorValue !== null) return { kind: "optional", element: { kind: "tensor", tensor: readTensor(tensorValue, where, noExternalData) } };
  return { kind: "optional", ...(sequenceValue === null ? {} : { element: sequence(sequenceValue, where) }) };
}
