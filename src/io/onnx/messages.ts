/** TypeScript shapes of the decoded messages, as far as they are read, and safe decoding of bytes into them. */
import protobuf from "protobufjs";
import { compileError } from "../../core/diagnostics.ts";
import { onnxIr } from "./descriptor.ts";

/** A 64-bit integer as protobufjs gives it. */
export type WireInt = number | { readonly low: number; readonly high: number; readonly unsigned: boolean };

export interface Entry {
  readonly key: string;
  readonly value: string;
}

export interface TensorProto {
  readonly dims: readonly WireInt[];
  readonly dataType: number;
  readonly segment: object | null;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly stringData: readonly Uint8Array[];
  readonly int64Data: readonly WireInt[];
  readonly name: string;
  readonly rawData: Uint8Array;
  readonly externalData: readonly Entry[];
  readonly dataLocation: number;
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly WireInt[];
}

export interface SparseTensorProto {
  readonly values: TensorProto | null;
  readonly indices: TensorProto | null;
  readonly dims: readonly WireInt[];
}

export interface AttributeProto {
  readonly name: string;
  readonly refAttrName: string;
  readonly type: number;
  readonly f: number;
  readonly i: WireInt;
  readonly s: Uint8Array;
  readonly t: TensorProto | null;
  readonly g: GraphProto | null;
  readonly sparseTensor: SparseTensorProto | null;
  readonly tp: TypeProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly WireInt[];
  readonly strings: readonly Uint8Array[];
  readonly tensors: readonly TensorProto[];
  readonly graphs: readonly GraphProto[];
}

export interface Dimension {
  readonly value?: "dimValue" | "dimParam";
  readonly dimValue: WireInt;
  readonly dimParam: string;
}

export interface TensorTypeProto {
  readonly elemType: number;
  readonly shape: { readonly dim: readonly Dimension[] } | null;
}

export interface TypeProto {
  readonly value?: "tensorType" | "sequenceType" | "mapType" | "opaqueType" | "sparseTensorType" | "optionalType";
  readonly tensorType: TensorTypeProto | null;
  readonly sequenceType: { readonly elemType: TypeProto | null } | null;
  readonly optionalType: { readonly elemType: TypeProto | null } | null;
  readonly mapType: { readonly keyType: number; readonly valueType: TypeProto | null } | null;
}

export interface SequenceProto {
  readonly name: string;
  readonly elemType: number;
  readonly tensorValues: readonly TensorProto[];
}

export interface OptionalProto {
  readonly name: string;
  readonly elemType: number;
  readonly tensorValue: TensorProto | null;
  readonly sequenceValue: SequenceProto | null;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: TypeProto | null;
}

export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly overload: string;
  readonly attribute: readonly AttributeProto[];
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly sparseInitializer: readonly SparseTensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly valueInfo: readonly ValueInfoProto[];
}

export interface OperatorSetIdProto {
  readonly domain: string;
  readonly version: WireInt;
}

export interface FunctionProto {
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly string[];
  readonly attributeProto: readonly AttributeProto[];
  readonly node: readonly NodeProto[];
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly domain: string;
  readonly overload: string;
}

export interface ModelProto {
  readonly irVersion: WireInt;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph: GraphProto | null;
  readonly functions: readonly FunctionProto[];
}

interface Messages {
  readonly ModelProto: ModelProto;
  readonly TensorProto: TensorProto;
  readonly SequenceProto: SequenceProto;
  readonly OptionalProto: OptionalProto;
}

/** Decodes bytes; AOT103 names the file and what protobuf found wrong. Byte fields of the result are views into `bytes`. */
export function decode<K extends keyof Messages>(kind: K, bytes: Uint8Array, where: string): Messages[K] {
  try {
    return onnxIr.lookupType(kind).decode(protobuf.Reader.create(bytes)) as unknown as Messages[K];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw compileError({
      code: "AOT103",
      where,
      message: `is no valid ${kind} message of ${bytes.length} bytes (${reason})`,
      hint: "check that the file was copied completely and is not a Git LFS pointer",
    });
  }
}

/** The exact value: a number where that is safe, else a bigint. */
export function integer(x: WireInt): number | bigint {
  if (typeof x === "number") return x;
  if (x.high === 0 && !(x.low < 0)) return x.low;
  const big = wideInteger(x);
  return big >= BigInt(Number.MIN_SAFE_INTEGER) && big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
}

export function wideInteger(x: WireInt): bigint {
  if (typeof x === "number") return BigInt(x);
  const high = BigInt(x.unsigned ? x.high >>> 0 : x.high);
  return (high << 32n) | BigInt(x.low >>> 0);
}

const utf8 = new TextDecoder();
/** A bytes field that is absent is an empty list, which no decoder takes. */
export const textOf = (bytes: Uint8Array): string => (bytes.length === 0 ? "" : utf8.decode(bytes));
