/** ONNX TensorProto files (.pb), as ONNX's own test data has them. Which fields hold the elements is left to onnx/tensors.ts. */
import { compileError } from "../core/diagnostics.ts";
import { bytesOfArray, dtypes } from "../core/dtype.ts";
import type { NamedArray } from "./named-array.ts";
import { onnxIr } from "./onnx/descriptor.ts";
import { numberOfDType } from "./onnx/dtypes.ts";
import { decode } from "./onnx/messages.ts";
import { noExternalData, readTensor } from "./onnx/tensors.ts";

/** Throws CompileError: AOT103 for what is no TensorProto, AOT106 for contents that do not fit its shape. */
export function readTensorProto(bytes: Uint8Array, where: string): NamedArray {
  const proto = decode("TensorProto", bytes, where);
  const { dtype, shape, array } = readTensor(proto, where, noExternalData);
  return { name: proto.name, dtype, shape, array };
}

/** One element in a byte is written for types of less than a byte, so those are refused: AOT505. */
export function writeTensorProto({ name, dtype, shape, array }: NamedArray): Uint8Array {
  if (dtypes[dtype].bits < 8) throw compileError({ code: "AOT505", where: name, message: `elements of type ${dtype} are not written` });
  const elements = ArrayBuffer.isView(array)
    ? { rawData: bytesOfArray(array) }
    : { stringData: (array as readonly string[]).map((text) => new TextEncoder().encode(text)) };
  return onnxIr
    .lookupType("TensorProto")
    .encode({ name, dims: [...shape], dataType: numberOfDType(dtype), ...elements })
    .finish();
}
