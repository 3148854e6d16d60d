/** Inputs and outputs of a model that are maps: their values, in the order of the keys that the node beside the port names. */
import { type Value, value } from "../../graph/graph.ts";
import { tensorType } from "../../graph/types.ts";
import { dtypeOfNumber } from "../../io/onnx/dtypes.ts";
import { type AttributeProto, integer, type NodeProto, textOf, type ValueInfoProto } from "../../io/onnx/messages.ts";
import { claimName, type Session } from "./session.ts";
import { nodeName, refuse, type Scope } from "./source.ts";
import type { StructuredInput } from "./structured-ports.ts";

type Keys = readonly (string | number)[];

export const isMap = ({ type }: ValueInfoProto): boolean => type?.value === "mapType";
export const isMaps = ({ type }: ValueInfoProto): boolean => type?.value === "sequenceType" && type.sequenceType?.elemType?.value === "mapType";

/** The attributes that list the keys, by operator. */
const lists: Readonly<Record<string, readonly string[]>> = {
  ZipMap: ["classlabels_strings", "classlabels_int64s"],
  DictVectorizer: ["string_vocabulary", "int64_vocabulary"],
};

/** The keys of the map that a node takes or gives; undefined where it names none. */
function keysOf(n: NodeProto): Keys | undefined {
  if (n.domain !== "ai.onnx.ml") return undefined;
  const attribute = (name: string): AttributeProto | undefined => n.attribute.find((a) => a.name === name);
  const most = attribute("max_map");
  if (n.opType === "CastMap" && most !== undefined) return Array.from({ length: Math.min(Number(integer(most.i)), 2 ** 20) }, (_, i) => i);
  for (const name of lists[n.opType] ?? []) {
    const found = attribute(name);
    if (found !== undefined) return found.strings.length > 0 ? found.strings.map(textOf) : found.ints.map((i) => Number(integer(i)));
  }
  return undefined;
}

/** A CastMap to a dense row takes the values of all keys there are, in ascending order. */
function takesAnyKeys(n: NodeProto): boolean {
  const form = n.attribute.find((a) => a.name === "map_form");
  return n.domain === "ai.onnx.ml" && n.opType === "CastMap" && (form === undefined || textOf(form.s) === "DENSE");
}

/** Throws CompileError AOT110 where its readers do not say its keys, or not the same. */
export function mapInput(session: Session, scope: Scope, { name, type }: ValueInfoProto, nodes: readonly NodeProto[]): StructuredInput {
  const where = `input ${name}`;
  const readers = nodes.filter((n) => n.input.includes(name));
  const isDense = readers.length > 0 && readers.every(takesAnyKeys);
  const [keys, ...others] = readers.map(keysOf);
  if (!isDense && (keys === undefined || others.some((list) => list?.join("\0") !== keys.join("\0")))) {
    const by = readers.map((n) => `${nodeName(n.opType, n.name, n.output)} (${n.opType})`).join(", ");
    return refuse({
      code: "AOT110",
      where,
      message: `is a map, whose keys ${keys === undefined ? "nothing names" : "are named in different ways"}; it is read by ${by === "" ? "no node" : by}`,
      hint: "a DictVectorizer with a vocabulary, or a CastMap with max_map, names the keys of a map",
    });
  }
  const dtype = dtypeOfNumber(type?.mapType?.valueType?.tensorType?.elemType ?? 0);
  if (dtype === undefined || dtype === "string") return refuse({ code: "AOT110", where, message: "is a map to no numbers" });
  const extent = isDense ? session.dims.dim(`${name}_dim0`) : (keys ?? []).length;
  const made = value(claimName(session, scope, name), tensorType(dtype, [extent]));
  session.structures.inputs.push({ name, structure: { kind: "map", port: made.name, keys: isDense ? "ascending" : (keys ?? []) } });
  return { value: made, ports: [made] };
}

/** Says of an output that it is the values of maps. Throws CompileError AOT205 where no node names their keys. */
export function noteMaps(session: Session, { name }: ValueInfoProto, found: Value, nodes: readonly NodeProto[]): void {
  const maker = nodes.find((n) => n.output.includes(name));
  const keys = maker === undefined ? undefined : keysOf(maker);
  if (keys === undefined || found.type.kind !== "tensor")
    refuse({
      code: "AOT205",
      where: `output ${name}`,
      message: "is a sequence of maps that no ZipMap gives",
      hint: "give the matrix of their values instead (skl2onnx: options={'zipmap': False})",
    });
  session.structures.outputs.push({ name, structure: { kind: "maps", port: name, keys } });
}
