/** NumPy's .npy files, versions 1 to 3. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { compileError } from "../core/diagnostics.ts";
import { bytesOf, bytesOfArray, type DType, type ElementArray, newArray, viewArray } from "../core/dtype.ts";
import { type NamedArray, readShape } from "./named-array.ts";
import { npyStringBytes, readNpyStrings, writeNpyStrings } from "./npy-strings.ts";

const fromNumpy: Readonly<Record<string, DType>> = {
  f4: "f32",
  f8: "f64",
  f2: "f16",
  i1: "i8",
  i2: "i16",
  i4: "i32",
  i8: "i64",
  u1: "u8",
  u2: "u16",
  u4: "u32",
  u8: "u64",
  b1: "bool",
};
const toNumpy: Readonly<Partial<Record<DType, string>>> = Object.fromEntries(Object.entries(fromNumpy).map(([k, v]) => [v, k]));

const refuse = (where: string, message: string, hint?: string): never => {
  throw compileError({ code: "AOT505", where, message, hint });
};

/** Throws AOT505 for what is no .npy file, or one of elements we do not hold. */
export function readNpy(bytes: Uint8Array, name: string, where: string): NamedArray {
  const magic = String.fromCharCode(...bytes.subarray(1, 6));
  if (bytes[0] !== 0x93 || magic !== "NUMPY" || bytes.length < 12) return refuse(where, "is no .npy file: it does not start with the NumPy magic");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = (bytes[6] ?? 1) >= 2;
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) return refuse(where, `is a .npy file of version ${version}, versions 1 to 3 are read`);
  const headerBytes = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (long ? 12 : 10) + headerBytes;
  if (start > bytes.length) return refuse(where, `ends inside its header of ${headerBytes} bytes`);
  const header = new TextDecoder().decode(bytes.subarray(long ? 12 : 10, start));
  const descr = /'descr':\s*'([<>|=])?([a-zA-Z]\d+)'/.exec(header);
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  const type = descr?.[2] ?? "";
  const stringBytes = npyStringBytes(type);
  const dtype = stringBytes === undefined ? fromNumpy[type] : "string";
  if (dtype === undefined || shapeText === undefined)
    return refuse(where, `holds elements of type ${descr?.[2] ?? "unknown"}; ${Object.keys(fromNumpy).join(", ")}, U and S are read`);
  const size = stringBytes ?? bytesOf(dtype);
  if (descr?.[1] === ">" && size > 1) return refuse(where, "is big-endian", "save it little-endian: a.astype(a.dtype.newbyteorder('<'))");
  const shape = readShape(shapeText) ?? refuse(where, `has the shape (${shapeText}), extents are whole numbers from 0`);
  const count = shape.reduce((n, d) => n * d, 1);
  if (bytes.length - start < count * size)
    return refuse(where, `has ${bytes.length - start} bytes of data, shape [${shape.join(",")}] takes ${count * size}`);
  const data = bytes.subarray(start);
  const array = stringBytes === undefined ? viewArray(dtype, data, count) : readNpyStrings(type, data, count, where);
  return { name, dtype, shape, array: /'fortran_order':\s*True/.test(header) ? rowMajor(array, dtype, shape) : array };
}

/** Column-major elements in row-major order. */
function rowMajor(from: NamedArray["array"], dtype: DType, shape: readonly number[]): NamedArray["array"] {
  const to: { [i: number]: number | bigint | string; readonly length: number } =
    dtype === "string" ? new Array<string>(from.length) : newArray(dtype, from.length);
  const at = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < to.length; i++) {
    let source = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) source = source * (shape[axis] as number) + (at[axis] as number);
    to[i] = from[source] as number | bigint | string;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = (at[axis] as number) + 1;
      if ((at[axis] as number) < (shape[axis] as number)) break;
      at[axis] = 0;
    }
  }
  return to as NamedArray["array"];
}

/** The bytes of a version 1 .npy file: its header, and the array's own. */
export function writeNpy({ name, dtype, shape, array }: NamedArray): readonly [header: Uint8Array, elements: Uint8Array] {
  const strings = ArrayBuffer.isView(array) ? undefined : writeNpyStrings(array as readonly string[]);
  const kind = toNumpy[dtype] ?? (strings === undefined ? refuse(name, `elements of type ${dtype} have no NumPy type`) : "");
  const descr = strings?.type ?? `${bytesOf(dtype) === 1 ? "|" : "<"}${kind}`;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const header = new Uint8Array(10 + padded.length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  header.set(new TextEncoder().encode(padded), 10);
  return [header, strings?.elements ?? bytesOfArray(array as ElementArray)];
}
