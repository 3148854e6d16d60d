/** ONNX TensorProto files (.pb), as ONNX's own test data has them: name, dims, type, and raw or typed elements. */
import protobuf from "protobufjs";
import { compileError } from "../core/diagnostics.ts";
import { bytesOf, type DType, type ElementArray, newArray, viewArray } from "../core/dtype.ts";
import type { NamedArray } from "./named-array.ts";

/** By number in TensorProto.DataType. */
const dtypesByNumber: Readonly<Record<number, DType>> = {
  1: "f32",
  2: "u8",
  3: "i8",
  4: "u16",
  5: "i16",
  6: "i32",
  7: "i64",
  9: "bool",
  10: "f16",
  11: "f64",
  12: "u32",
  13: "u64",
  16: "bf16",
};

interface Fields {
  dims: number[];
  dataType: number;
  name: string;
  raw?: Uint8Array;
  floats: number[];
  ints: number[];
  longs: bigint[];
  doubles: number[];
}

/** Throws AOT505 for what is no TensorProto, or one of elements we do not hold. */
export function readTensorProto(bytes: Uint8Array, where: string): NamedArray {
  const refuse = (message: string): never => {
    throw compileError({ code: "AOT505", where, message });
  };
  const f = readFields(bytes, refuse);
  const dtype = dtypesByNumber[f.dataType] ?? refuse(`holds elements of ONNX type ${f.dataType}, which arrays are not read of`);
  const count = f.dims.reduce((n, d) => n * d, 1);
  const { raw } = f;
  if (raw !== undefined) {
    if (raw.length < count * bytesOf(dtype)) refuse(`has ${raw.length} bytes of data, shape [${f.dims.join(",")}] takes ${count * bytesOf(dtype)}`);
    return { name: f.name, dtype, shape: f.dims, array: viewArray(dtype, raw.slice(), count) };
  }
  return { name: f.name, dtype, shape: f.dims, array: typedElements(f, dtype, count, refuse) };
}

function typedElements(f: Fields, dtype: DType, count: number, refuse: (message: string) => never): ElementArray {
  const array = newArray(dtype, count);
  const source: readonly (number | bigint)[] = [f.floats, f.doubles, f.longs, f.ints].find((list) => list.length > 0) ?? [];
  if (source.length !== count) refuse(`has ${source.length} elements, shape [${f.dims.join(",")}] takes ${count}`);
  const big = array instanceof BigInt64Array || array instanceof BigUint64Array;
  source.forEach((x, i) => {
    if (big) array[i] = BigInt(x);
    else (array as Float32Array)[i] = Number(x);
  });
  return array;
}

function readFields(bytes: Uint8Array, refuse: (message: string) => never): Fields {
  const f: Fields = { dims: [], dataType: 0, name: "", floats: [], ints: [], longs: [], doubles: [] };
  try {
    const reader = protobuf.Reader.create(bytes);
    const packed = (type: number, read: () => void): void => {
      const end = type === 2 ? reader.uint32() + reader.pos : reader.pos + 1;
      while (reader.pos < end) read();
    };
    const long = (): bigint => BigInt(reader.int64().toString());
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const type = tag & 7;
      switch (tag >>> 3) {
        case 1:
          packed(type, () => f.dims.push(Number(long())));
          break;
        case 2:
          f.dataType = reader.int32();
          break;
        case 4:
          packed(type, () => f.floats.push(reader.float()));
          break;
        case 5:
          packed(type, () => f.ints.push(reader.int32()));
          break;
        case 7:
          packed(type, () => f.longs.push(long()));
          break;
        case 8:
          f.name = reader.string();
          break;
        case 9:
          f.raw = reader.bytes();
          break;
        case 10:
          packed(type, () => f.doubles.push(reader.double()));
          break;
        case 11:
          packed(type, () => f.longs.push(BigInt(reader.uint64().toString())));
          break;
        default:
          reader.skipType(type);
      }
    }
  } catch {
    refuse("is no TensorProto: its fields cannot be read");
  }
  return f;
}
