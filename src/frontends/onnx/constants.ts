/** Constant nodes: what each of their attributes stands for. */
import type { DType } from "../../core/dtype.ts";
import { makeConstant } from "../../graph/build.ts";
import type { AttrValue } from "../../graph/graph.ts";
import type { Constant } from "../../graph/types.ts";
import { claimName, define, type Session } from "./session.ts";
import { refuse, type Scope, type SourceNode } from "./source.ts";

interface Content {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly array: Constant["array"];
}

const int64 = (x: unknown): bigint => (typeof x === "bigint" ? x : BigInt(Math.trunc(Number(x))));
const listOf = (x: AttrValue): readonly unknown[] => (Array.isArray(x) ? x : [x]);

const contents: Readonly<Record<string, (x: AttrValue) => Content | undefined>> = {
  value: tensorContent,
  sparse_value: tensorContent,
  value_float: (x) => ({ dtype: "f32", shape: [], array: Float32Array.of(Number(x)) }),
  value_floats: (x) => ({ dtype: "f32", shape: [listOf(x).length], array: Float32Array.from(listOf(x), Number) }),
  value_int: (x) => ({ dtype: "i64", shape: [], array: BigInt64Array.of(int64(x)) }),
  value_ints: (x) => ({ dtype: "i64", shape: [listOf(x).length], array: BigInt64Array.from(listOf(x), int64) }),
  value_string: (x) => ({ dtype: "string", shape: [], array: [String(x)] }),
  value_strings: (x) => ({ dtype: "string", shape: [listOf(x).length], array: listOf(x).map(String) }),
};

function tensorContent(x: AttrValue): Content | undefined {
  if (typeof x !== "object" || !("kind" in x) || x.kind !== "tensor-attr") return undefined;
  return { dtype: x.type.dtype, shape: x.type.shape.map(Number), array: x.data.array };
}

/** Defines the value of a Constant node; no node remains. Throws CompileError AOT104. */
export function readConstant(session: Session, { attrs, outputs }: SourceNode, where: string, scope: Scope): void {
  const [name] = outputs;
  const given = Object.entries(attrs).filter(([, content]) => content !== undefined);
  const [attribute, content] = given[0] ?? ["", undefined];
  if (name === undefined || outputs.length !== 1 || given.length !== 1)
    refuse({ code: "AOT104", where, message: `has ${given.length} attributes and ${outputs.length} outputs, a constant has one of each` });
  const read = Object.hasOwn(contents, attribute) ? contents[attribute]?.(content) : undefined;
  if (read === undefined) refuse({ code: "AOT104", where, message: `attribute ${attribute} is no content of a constant` });
  define(session, scope, name, makeConstant(claimName(session, scope, name), read.dtype, read.shape, read.array), where);
}
