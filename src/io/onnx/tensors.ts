/** TensorProto to a constant: checks sizes, views raw bytes in place, unpacks sub-byte elements. Where external bytes come from is left to the frontend. */
import { compileError } from "../../core/diagnostics.ts";
import { type DType, dtypes, type ElementArray, newArray, viewArray } from "../../core/dtype.ts";
import { dtypeOfNumber } from "./dtypes.ts";
import { type Entry, integer, type SparseTensorProto, type TensorProto, textOf, type WireInt, wideInteger } from "./messages.ts";

/** The bytes of a tensor kept outside the model file; throws CompileError. */
export type ExternalBytes = (entries: readonly Entry[], byteLength: number, where: string) => Uint8Array;

export interface ReadTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly array: ElementArray | readonly string[];
}

const refuse = (where: string, message: string, hint?: string): never => {
  throw compileError({ code: "AOT106", where, message, hint });
};

/** No tensor has more elements than this; larger counts come from damaged files. */
const mostElements = 2 ** 40;

/** Dims as numbers, and their product. */
export function sizes(dims: readonly WireInt[], where: string): { shape: readonly number[]; count: number } {
  const shape = dims.map((d) => {
    const extent = integer(d);
    return typeof extent === "number" && extent >= 0 ? extent : refuse(where, `has the dimension ${extent}, expected 0 or more`);
  });
  const count = shape.reduce((n, d) => n * d, 1);
  if (count > mostElements) refuse(where, `has the shape [${shape}], which is ${count} elements, more than ${mostElements}`);
  return { shape, count };
}

/** Elements of a TensorProto. Throws CompileError AOT106 (contents) or AOT107 (external data). */
export function readTensor(tensor: TensorProto, where: string, external: ExternalBytes): ReadTensor {
  const dtype = dtypeOfNumber(tensor.dataType) ?? refuse(where, `has the element type number ${tensor.dataType}, known are 1 to 26`);
  const { shape, count } = sizes(tensor.dims, where);
  if (tensor.segment !== null) refuse(where, "is stored in segments, which no exporter writes", "export the model again");
  if (dtype === "string") {
    checkCount(where, dtype, count, tensor.stringData.length);
    return { dtype, shape, array: Object.freeze(tensor.stringData.map(textOf)) };
  }
  const byteLength = Math.ceil((count * dtypes[dtype].bits) / 8);
  if (tensor.dataLocation === 1) return { dtype, shape, array: fromRaw(dtype, external(tensor.externalData, byteLength, where), count) };
  if (tensor.rawData.length > 0 || count === 0) {
    if (tensor.rawData.length !== byteLength && count > 0)
      refuse(where, `has ${tensor.rawData.length} bytes of data, ${dtype}[${shape}] needs ${byteLength}`);
    return { dtype, shape, array: fromRaw(dtype, tensor.rawData, count) };
  }
  return { dtype, shape, array: fromTyped(tensor, dtype, count, where) };
}

function checkCount(where: string, dtype: DType, expected: number, found: number): void {
  if (found !== expected) refuse(where, `has ${found} elements of data, its shape needs ${expected} of ${dtype}`);
}

const complexParts = (dtype: DType, count: number): number => (dtypes[dtype].kind === "complex" ? count * dtypes[dtype].bytes : count);

function fromRaw(dtype: DType, bytes: Uint8Array, count: number): ElementArray {
  const { bits } = dtypes[dtype];
  if (count === 0) return newArray(dtype, 0);
  return bits < 8 ? unpack(dtype, bits, bytes, count) : viewArray(dtype, bytes, complexParts(dtype, count));
}

/** Elements of less than a byte, lowest bits first, one byte each afterwards; signed ones are sign-extended. */
function unpack(dtype: DType, bits: number, bytes: ArrayLike<number>, count: number): ElementArray {
  const perByte = 8 / bits;
  const array = newArray(dtype, count) as Uint8Array;
  const shift = dtypes[dtype].kind === "int" ? 32 - bits : 0;
  const mask = 2 ** bits - 1;
  for (let i = 0; i < count; i++) {
    const element = ((bytes[Math.floor(i / perByte)] ?? 0) >> ((i % perByte) * bits)) & mask;
    array[i] = (element << shift) >> shift;
  }
  return array;
}

/** The repeated field that holds elements of `dtype` when there are no raw bytes. */
function fromTyped(tensor: TensorProto, dtype: DType, count: number, where: string): ElementArray {
  const { bits, kind } = dtypes[dtype];
  if (dtype === "i64" || dtype === "u64") {
    const source = dtype === "i64" ? tensor.int64Data : tensor.uint64Data;
    checkCount(where, dtype, count, source.length);
    return dtype === "i64" ? BigInt64Array.from(source, wideInteger) : BigUint64Array.from(source, wideInteger);
  }
  if (dtype === "u32") {
    checkCount(where, dtype, count, tensor.uint64Data.length);
    return Uint32Array.from(tensor.uint64Data, (x) => Number(integer(x)));
  }
  if (kind === "complex") {
    const parts = dtype === "c64" ? Float32Array.from(tensor.floatData) : Float64Array.from(tensor.doubleData);
    checkCount(where, dtype, count, parts.length / 2);
    return new Uint8Array(parts.buffer);
  }
  if (bits < 8) {
    checkCount(where, dtype, Math.ceil((count * bits) / 8), tensor.int32Data.length);
    return unpack(dtype, bits, tensor.int32Data, count);
  }
  const source = dtype === "f32" ? tensor.floatData : dtype === "f64" ? tensor.doubleData : tensor.int32Data;
  checkCount(where, dtype, count, source.length);
  const array = newArray(dtype, count) as Float64Array;
  array.set(source);
  return array;
}

/** A sparse tensor (COO, linear or one index a dimension) as a dense one. */
export function readSparseTensor(sparse: SparseTensorProto, where: string, external: ExternalBytes): ReadTensor {
  if (sparse.values === null || sparse.indices === null) return refuse(where, "is sparse but lacks its values or indices");
  const { shape, count } = sizes(sparse.dims, where);
  if (count > 2 ** 31) refuse(where, `is sparse with ${count} elements, more than ${2 ** 31}`);
  const values = readTensor(sparse.values, `${where} values`, external);
  const indices = readTensor(sparse.indices, `${where} indices`, external);
  if (!ArrayBuffer.isView(values.array) || indices.dtype !== "i64")
    return refuse(where, "is sparse with string values or with indices that are not i64");
  const array = newArray(values.dtype, complexParts(values.dtype, count)) as Float64Array;
  const elements = values.array as Float64Array;
  const perIndex = indices.shape[1] ?? 1;
  if (indices.array.length !== elements.length * perIndex || (indices.shape.length === 2 && perIndex !== shape.length))
    refuse(where, `has indices of shape [${indices.shape}] for ${elements.length} values of a tensor of rank ${shape.length}`);
  elements.forEach((element, i) => {
    let at = 0;
    for (let k = 0; k < perIndex; k++) at = at * (indices.shape.length === 2 ? (shape[k] ?? 1) : 1) + Number(indices.array[i * perIndex + k]);
    if (!(at >= 0 && at < count)) refuse(where, `has the index ${at} outside its ${count} elements`);
    array[at] = element;
  });
  return { dtype: values.dtype, shape, array };
}

/** For messages that stand alone (a .pb file of one tensor): external data is refused. */
export const noExternalData: ExternalBytes = (_entries, _length, where) => {
  throw compileError({ code: "AOT107", where, message: "keeps its data in another file, which is read only for models" });
};
