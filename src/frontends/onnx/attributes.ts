/** AttributeProto to the graph's attribute values; references to a function's attributes are resolved here. */

import type { AttrValue, Graph, TensorAttr } from "../../graph/graph.ts";
import { type Type, tensorType } from "../../graph/types.ts";
import { dtypeOfNumber } from "../../io/onnx/dtypes.ts";
import { type AttributeProto, type GraphProto, integer, type TypeProto, textOf, type WireInt } from "../../io/onnx/messages.ts";
import { type ExternalBytes, type ReadTensor, readSparseTensor, readTensor } from "../../io/onnx/tensors.ts";
import { ownDomain, refuse } from "./source.ts";

export interface AttributeContext {
  readonly external: ExternalBytes;
  /** Reads a graph, given the node's attributes but the graphs; undefined for one that is not to be read. */
  readonly readGraph: (graph: GraphProto, name: string, attrs: Readonly<Record<string, AttrValue>>) => Graph | undefined;
  /** Attributes of the enclosing function call; undefined outside functions. */
  readonly callAttrs: Readonly<Record<string, AttrValue>> | undefined;
}

/** What an operator of a public domain takes beside the attributes it is published with, it takes from other operators' expansions alone. */
const ownPrefix = `${ownDomain}.`;

const tensorAttr = (read: ReadTensor): TensorAttr =>
  Object.freeze({
    kind: "tensor-attr",
    type: tensorType(read.dtype, read.shape),
    data: Object.freeze({ array: read.array, splat: false }),
  });

/** Lists of integers are numbers: what lies outside the safe range (INT64_MAX as "to the end") becomes the nearest safe number. */
function listed(x: WireInt): number {
  const exact = integer(x);
  if (typeof exact === "number") return exact;
  return exact > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

/** What old files leave out: the kind, told by the field that is filled. */
function kindOf(a: AttributeProto): number {
  if (a.type !== 0) return a.type;
  if (a.t !== null) return 4;
  if (a.g !== null) return 5;
  if (a.sparseTensor !== null) return 11;
  const lists = [a.floats, a.ints, a.strings, a.tensors, a.graphs];
  const filled = lists.findIndex((list) => list.length > 0);
  if (filled >= 0) return 6 + filled;
  if (a.s.length > 0) return 3;
  return Object.hasOwn(a, "f") ? 1 : 2;
}

/** The type of a value that is not there: sequences have no items, free extents are 0. Throws CompileError AOT108. */
export function typeOf({ tensorType: tensor, sequenceType, optionalType }: TypeProto, where: string): Type {
  const within = sequenceType?.elemType ?? optionalType?.elemType;
  if (within !== undefined && within !== null) {
    const element = typeOf(within, where);
    return sequenceType == null ? { kind: "optional", element, isPresent: false } : { kind: "sequence", element, capacity: 0, items: [] };
  }
  const dtype = dtypeOfNumber(tensor?.elemType ?? 0);
  if (dtype === undefined) return refuse({ code: "AOT108", where, message: "is no type of a tensor, a sequence or an optional value" });
  return tensorType(dtype, tensor?.shape?.dim.map((d) => (d.value === "dimValue" ? Number(integer(d.dimValue)) : 0)) ?? []);
}

/** All attributes of one node by name. Throws CompileError AOT104, AOT106, AOT107. */
export function readAttributes(list: readonly AttributeProto[], where: string, context: AttributeContext): Readonly<Record<string, AttrValue>> {
  const attrs: Record<string, AttrValue> = {};
  // What a graph is given may depend on the other attributes.
  const isGraph = (a: AttributeProto): boolean => kindOf(a) === 5;
  for (const attribute of [...list.filter((a) => !isGraph(a)), ...list.filter(isGraph)]) {
    if (attribute.name === "__proto__") refuse({ code: "AOT104", where, message: "has an attribute named __proto__, which no operator has" });
    if (attribute.name.startsWith(ownPrefix))
      refuse({
        code: "AOT104",
        where,
        message: `has an attribute named ${attribute.name}; names that begin with ${ownPrefix} are this compiler's own`,
      });
    if (Object.hasOwn(attrs, attribute.name)) refuse({ code: "AOT104", where, message: `has two attributes named ${attribute.name}` });
    const value = attribute.refAttrName === "" ? readAttribute(attribute, where, context, attrs) : referenced(attribute, where, context);
    if (value !== undefined) attrs[attribute.name] = value;
  }
  return attrs;
}

function referenced(attribute: AttributeProto, where: string, { callAttrs }: AttributeContext): AttrValue {
  if (callAttrs === undefined)
    refuse({ code: "AOT104", where, message: `refers to the attribute ${attribute.refAttrName} of a function, but stands in no function` });
  return callAttrs[attribute.refAttrName];
}

function readAttribute(
  a: AttributeProto,
  where: string,
  { external, readGraph }: AttributeContext,
  others: Readonly<Record<string, AttrValue>>,
): AttrValue {
  const missing = (what: string): never => refuse({ code: "AOT104", where, message: `attribute ${a.name} is declared ${what} but holds none` });
  const label = `${where} attribute ${a.name}`;
  switch (kindOf(a)) {
    case 1:
      return a.f;
    case 2:
      return integer(a.i);
    case 3:
      return textOf(a.s);
    case 4:
      return tensorAttr(readTensor(a.t ?? missing("a tensor"), label, external));
    case 5:
      return readGraph(a.g ?? missing("a graph"), a.name, others);
    case 6:
      return Object.freeze([...a.floats]);
    case 7:
      return Object.freeze(a.ints.map(listed));
    case 8:
      return Object.freeze(a.strings.map(textOf));
    case 13:
      return Object.freeze({ kind: "type-attr", type: typeOf(a.tp ?? missing("a type"), label) });
    case 11:
      return tensorAttr(readSparseTensor(a.sparseTensor ?? missing("a sparse tensor"), label, external));
    default:
      return refuse({
        code: "AOT108",
        where,
        message: `attribute ${a.name} is of kind ${a.type}; tensors, graphs, numbers, strings and lists of numbers or strings are read`,
      });
  }
}
