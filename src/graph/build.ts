/** Making nodes: reads attributes, infers types, and turns every refusal into one diagnostic that names the node. */

import { compileError } from "../core/diagnostics.ts";
import { bounds, type Dim, InexactDim } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { type DType, type ElementArray, type Elements, isInteger } from "../core/dtype.ts";
import { suggestion } from "../core/names.ts";
import { bytesOfString, longestOf } from "../core/strings.ts";
import {
  type AttrReader,
  type Attrs,
  type AttrValue,
  type InferContext,
  type Node,
  node,
  nodeLabel,
  type OpDef,
  type TensorAttr,
  type Value,
  value,
} from "./graph.ts";
import { type Constant, stringType, type TensorType, type Type, tensorType, typeText, withTextOf } from "./types.ts";

export interface NodeSpec {
  readonly op: OpDef;
  /** Raw attributes, as a file format gives them. */
  readonly attrs?: Readonly<Record<string, AttrValue>>;
  readonly inputs: readonly (Value | undefined)[];
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  readonly origin: readonly string[];
  readonly algorithm?: string;
  readonly declared?: Node["declared"];
}

/** A node with its outputs' types inferred. Throws CompileError (AOT201 attribute, AOT202 input or rule) naming the node. */
export function makeNode(spec: NodeSpec): Node {
  const label = nodeLabel(spec);
  const attrs = checkedAttrs(spec, label);
  checkInputCount(spec, label);
  const types = inferTypes(
    spec.op,
    inferContext({ op: spec.op, attrs, inputs: spec.inputs, outputCount: spec.outputs.length, label, declared: spec.declared }),
  );
  if (types.length < spec.outputs.length)
    refuse("AOT202", label, `has ${types.length} outputs, the node names ${spec.outputs.length} (${spec.outputs.join(", ")})`);
  const outputs = spec.outputs.map((name, i) => value(name, possible(types[i] as Type, name, label)));
  return node({
    op: spec.op,
    attrs,
    inputs: spec.inputs,
    outputs,
    origin: spec.origin,
    algorithm: spec.algorithm,
    declared: spec.declared,
  });
}

/** The attributes as the operator reads them; refuses those that it does not take. Names that begin with __ are no schema's (onnx/defs/schema.cc). */
function checkedAttrs({ op, attrs: raw = {} }: NodeSpec, label: string): Attrs {
  const taken = new Set<string>(op.ignores);
  const attrs = op.attrs(attrReader(raw, label, taken));
  const others = Object.keys(raw).filter((name) => raw[name] !== undefined && !name.startsWith("__") && !taken.has(name));
  const [first] = others;
  if (first === undefined) return attrs;
  const more = others.length > 1 ? ` (and ${others.length - 1} more)` : "";
  throw compileError({
    code: "AOT201",
    where: label,
    message: `has the attribute ${first}${more}, which ${op.name} does not take; it takes ${[...taken].join(", ") || "none"}`,
    ...suggestion(first, taken),
  });
}

/** Refuses inputs that the operator would not read; trailing ones that are left out do not count. */
function checkInputCount({ op, inputs }: NodeSpec, label: string): void {
  const count = inputs.findLastIndex((v) => v !== undefined) + 1;
  const taken = op.inputs.length;
  if (count > taken && !takesMore(op)) refuse("AOT202", label, `has ${count} inputs, ${op.name} takes ${listed(op.inputs)}`);
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "none" : `${names.length} (${names.join(", ")})`);

/** Marks the name of an input of which a node may have any number. */
const anyNumber = "...";

/** True where the operator takes any number of its last input. */
export const takesMore = ({ inputs }: Pick<OpDef, "inputs">): boolean => inputs.at(-1)?.startsWith(anyNumber) === true;

function inputName({ inputs }: Pick<OpDef, "inputs">, i: number): string {
  const name = inputs[Math.min(i, inputs.length - 1)];
  return name === undefined ? `input ${i}` : `input ${i} (${name.replace(anyNumber, "")})`;
}

/** The outputs' types, bounds of strings among them. */
export function inferTypes(op: OpDef, context: InferContext): readonly Type[] {
  const sources = context.inputs.flatMap((v) => (v === undefined ? [] : [v.type]));
  return exactly(context, () => op.infer(context)).map((type) => withTextOf(sources, type));
}

/** What `make` gives; refuses the node whose numbers are too large for it. */
export function exactly<T>({ fail }: Pick<InferContext, "fail">, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InexactDim) return fail("has attributes or operands that make sizes beyond 2^53, where integers are not exact");
    throw error;
  }
}

/** No kernel has so many loops inside each other. */
const mostAxes = 256;

/** `type`, whose extents are numbers of elements. */
function possible(type: Type, name: string, label: string): Type {
  const wrong = type.kind === "tensor" ? type.shape.find((d) => typeof d === "number" && !(Number.isSafeInteger(d) && d >= 0)) : undefined;
  if (wrong !== undefined) refuse("AOT202", label, `${name} would be ${typeText(type)}, and ${dimText(wrong)} is no number of elements`);
  const axes = type.kind === "tensor" ? type.shape.length : 0;
  if (axes > mostAxes) refuse("AOT202", label, `${name} would have ${axes} axes, more than ${mostAxes}`);
  return type;
}

/** A value whose elements are known; integers of rank 0 or 1 with up to 1024 elements are `known` too. */
export function makeConstant(name: string, dtype: DType, shape: readonly number[], array: Constant["array"], splat = false): Value {
  const count = shape.reduce((n, d) => n * d, 1);
  if (!ArrayBuffer.isView(array)) return value(name, stringConstantType(shape, array, splat ? count : 1), { data: Object.freeze({ array, splat }) });
  const isShapeLike = shape.length <= 1 && count <= 1024 && isInteger(dtype);
  const known = isShapeLike ? Array.from({ length: count }, (_, i) => Number(array[splat ? 0 : i])) : undefined;
  const safe = known?.every(Number.isSafeInteger) === true ? known : undefined;
  return value(name, tensorType(dtype, shape, safe), { data: Object.freeze({ array, splat }) });
}

function stringConstantType(shape: readonly number[], strings: readonly string[], repeated: number): TensorType {
  const total = strings.reduce((n, text) => n + bytesOfString(text), 0);
  return stringType(shape, longestOf(strings), total * repeated);
}

function refuse(code: string, where: string, message: string, hint?: string): never {
  throw compileError({ code, where, message, hint });
}

export interface InferSpec<A extends Attrs> {
  readonly op: Pick<OpDef, "inputs">;
  readonly attrs: A;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputCount: number;
  /** Where diagnostics point. */
  readonly label: string;
  readonly declared: Node["declared"];
}

/** What `infer` sees of a node that is there already. */
export const inferContextOf = <A extends Attrs>(n: Node<A>): InferContext<A> =>
  inferContext({ op: n.op, attrs: n.attrs, inputs: n.inputs, outputCount: n.outputs.length, label: nodeLabel(n), declared: n.declared });

export function inferContext<A extends Attrs>({ op, attrs, inputs, outputCount, label, declared }: InferSpec<A>): InferContext<A> {
  const fail = (rule: string, hint?: string): never => refuse("AOT202", label, rule, hint);
  return {
    attrs,
    inputs,
    outputCount,
    tensor(i) {
      const input = inputs[i];
      if (input === undefined) return fail(`${inputName(op, i)} is missing`);
      if (input.type.kind !== "tensor") return fail(`${inputName(op, i)}, ${input.name}, is a ${input.type.kind}, a tensor is expected`);
      const axes = input.type.shape.length;
      if (axes > mostAxes) return fail(`${inputName(op, i)}, ${input.name}, has ${axes} axes, more than ${mostAxes}`);
      return input.type;
    },
    known: (i) => knownElements(inputs[i]),
    declared: (i) => declared?.[i],
    inputName: (i) => inputName(op, i),
    fail,
  };
}

/** No axes, shapes or bounds have more elements: a constant beyond is a weight, and nobody asks for it one by one. */
const longestKnown = 4096;

/** The elements of a small integer value as Dims, from its type or its data; undefined when only known at run time, or not small. */
export function knownElements(v: Value | undefined): readonly Dim[] | undefined {
  if (v === undefined || v.type.kind !== "tensor") return undefined;
  if (v.type.known !== undefined) return v.type.known;
  if (v.type.shape.reduce<number>((n, d) => n * bounds(d)[1], 1) > longestKnown) return undefined;
  const numbers = constantNumbers(v);
  return numbers?.every(Number.isSafeInteger) === true ? numbers : undefined;
}

/** The elements of a constant as numbers (splats repeated); undefined for run-time values, strings, and dynamic shapes. */
export function constantNumbers(v: Value | undefined): readonly number[] | undefined {
  if (v?.data === undefined || v.type.kind !== "tensor") return undefined;
  const { array, splat } = v.data;
  const count = v.type.shape.reduce<number>((n, d) => (typeof d === "number" ? n * d : Number.NaN), 1);
  if (Number.isNaN(count)) return undefined;
  return Array.from({ length: count }, (_, i) => Number(array[splat ? 0 : i]));
}

/** The `count` elements of a constant, splats expanded. */
export function expandConstant({ array, splat }: Constant, count: number): Elements {
  if (!splat) return array;
  if (!ArrayBuffer.isView(array)) return new Array<string>(count).fill(array[0] ?? "");
  const elements = array as ElementArray;
  const made = new (elements.constructor as new (n: number) => ElementArray)(count);
  (made as Float32Array).fill(elements[0] as number);
  return made;
}

const isNumbers = (x: AttrValue): x is readonly number[] => Array.isArray(x) && x.every((e) => typeof e === "number");
const isStrings = (x: AttrValue): x is readonly string[] => Array.isArray(x) && x.every((e) => typeof e === "string");

/**
 * Typed access to raw attributes; a wrong kind or a missing one without fallback refuses the node. `asked` takes the names of all that are asked
 * for.
 */
export function attrReader(raw: Readonly<Record<string, AttrValue>>, label: string, asked: Set<string> = new Set()): AttrReader {
  const of = (name: string): AttrValue | undefined => {
    asked.add(name);
    return raw[name];
  };
  const fail = (rule: string, hint?: string): never => refuse("AOT201", label, rule, hint);
  const get = <T extends AttrValue>(name: string, kind: string, is: (x: AttrValue) => x is T, fallback: T | undefined): T => {
    const found = of(name);
    if (found === undefined) return fallback ?? fail(`attribute ${name} (${kind}) is missing`);
    return is(found) ? found : fail(`attribute ${name} is ${describe(found)}, expected ${kind}`);
  };
  const isNumber = (x: AttrValue): x is number => typeof x === "number";
  const isString = (x: AttrValue): x is string => typeof x === "string";
  const isInt = (x: AttrValue): x is number => typeof x === "number" && Number.isInteger(x);
  const isInts = (x: AttrValue): x is readonly number[] => isNumbers(x) && x.every(Number.isInteger);
  const isTensor = (x: AttrValue): x is TensorAttr => typeof x === "object" && "kind" in x && x.kind === "tensor-attr";
  return {
    int: (name, fallback) => get(name, "an integer", isInt, fallback),
    // A default is what an attribute can hold, also beside doubles.
    float: (name, fallback) => get(name, "a number", isNumber, fallback === undefined ? undefined : Math.fround(fallback)),
    string: (name, fallback) => get(name, "a string", isString, fallback),
    ints: (name, fallback) => get(name, "a list of integers", isInts, fallback),
    floats: (name, fallback) => get(name, "a list of numbers", isNumbers, fallback),
    strings: (name, fallback) => get(name, "a list of strings", isStrings, fallback),
    tensor: (name) => (of(name) === undefined ? undefined : get(name, "a tensor", isTensor, undefined)),
    graph(name) {
      const found = of(name);
      if (found === undefined) return undefined;
      return typeof found === "object" && "kind" in found && found.kind === "graph" ? found : fail(`attribute ${name} is no graph`);
    },
    type(name) {
      const found = of(name);
      if (found === undefined) return undefined;
      return typeof found === "object" && "kind" in found && found.kind === "type-attr" ? found.type : fail(`attribute ${name} is no type`);
    },
    has: (name) => of(name) !== undefined,
    fail,
  };
}

const describe = (x: AttrValue): string =>
  typeof x === "object" ? (Array.isArray(x) ? `a list of ${x.length}` : `a ${(x as { kind: string }).kind}`) : `${JSON.stringify(String(x))}`;
