/** Inputs and outputs of a model that are sequences or optional values: the tensors that a program takes and gives for them. */
import { shapeText } from "../../core/dim-fold.ts";
import type { Structure } from "../../core/structure.ts";
import { makeConstant, makeNode } from "../../graph/build.ts";
import { type AttrValue, type Node, type Value, value } from "../../graph/graph.ts";
import { stringType, type TensorType, type Type, tensorType, typeText } from "../../graph/types.ts";
import type { TypeProto, ValueInfoProto } from "../../io/onnx/messages.ts";
import { typeOf } from "./attributes.ts";
import { disagreement, inputType } from "./input-types.ts";
import { claimName, requireOp, type Session } from "./session.ts";
import { refuse, type Scope } from "./source.ts";

/** A value of the model, and the inputs of the graph that it is made of. */
export interface StructuredInput {
  readonly value: Value;
  readonly ports: readonly Value[];
}

export const isStructured = ({ type }: ValueInfoProto): boolean => type?.value === "sequenceType" || type?.value === "optionalType";

/** Where ports and the nodes that join them are added. */
interface Place {
  readonly session: Session;
  readonly scope: Scope;
  readonly name: string;
  readonly nodes: Node[];
}

function add(
  { session, scope, name, nodes }: Place,
  op: string,
  inputs: readonly Value[],
  output: string,
  attrs: Readonly<Record<string, AttrValue>> = {},
): Value {
  const domain = ["OptionalWhere", "OptionalElement"].includes(op) ? "aot" : "";
  const made = makeNode({ op: requireOp(op, domain), attrs, inputs, outputs: [claimName(session, scope, output)], origin: [`port ${name}`] });
  nodes.push(made);
  return made.outputs[0] as Value;
}

/** Throws CompileError AOT110 where nothing says what it is made of. */
export function structuredInput(session: Session, scope: Scope, { name, type }: ValueInfoProto, nodes: Node[]): StructuredInput {
  const place: Place = { session, scope, name, nodes };
  const ports: Value[] = [];
  const port = (hint: string, of: Type): Value => {
    const made = value(claimName(session, scope, hint), of);
    ports.push(made);
    return made;
  };
  const within = type?.optionalType?.elemType;
  const made = within == null ? sequenceInput(place, type?.sequenceType?.elemType ?? null, port) : optionalInput(place, within, port);
  session.structures.inputs.push({ name, structure: made.structure });
  return { value: made.value, ports };
}

interface Joined {
  readonly value: Value;
  readonly structure: Structure;
}

function optionalInput(place: Place, within: TypeProto, port: (hint: string, of: Type) => Value): Joined {
  const { session, name } = place;
  if (session.items(name) === "none") {
    const type = { kind: "type-attr", type: typeOf(within, `input ${name}`) } as const;
    return { value: add(place, "Optional", [], name, { type }), structure: { kind: "optional" } };
  }
  const isPresent = port(`${name}_present`, tensorType("bool", []));
  const element: Joined =
    within.value === "sequenceType"
      ? sequenceInput(place, within.sequenceType?.elemType ?? null, port, `${name}_value`)
      : tensorInput(port(`${name}_value`, elementType(place, within)));
  return {
    value: add(place, "OptionalWhere", [isPresent, element.value], name),
    structure: { kind: "optional", isPresent: isPresent.name, element: element.structure },
  };
}

const tensorInput = (made: Value): Joined => ({ value: made, structure: { kind: "tensor", port: made.name } });

/** The element of an optional tensor: of the shape given, or of the declared one. */
function elementType({ session, name }: Place, within: TypeProto): TensorType {
  const items = session.items(name);
  const declared = inputType({ name, type: within }, session);
  return Array.isArray(items) && items.length === 1 ? fitting({ session, name }, within, declared.dtype, items[0] as readonly number[]) : declared;
}

function fitting(
  { session, name }: Pick<Place, "session" | "name">,
  within: TypeProto,
  dtype: TensorType["dtype"],
  shape: readonly number[],
): TensorType {
  const given = dtype === "string" ? stringType(shape, session.stringBytes) : tensorType(dtype, shape);
  const problem = disagreement({ name, type: within }, given, "it is given an item of");
  if (problem !== undefined) refuse({ code: "AOT111", where: `input ${name}`, message: problem });
  return given;
}

function sequenceInput(place: Place, within: TypeProto | null, port: (hint: string, of: Type) => Value, output = place.name): Joined {
  const { session, name } = place;
  const where = `input ${name}`;
  const items = session.items(name);
  if (within?.tensorType == null) return refuse({ code: "AOT110", where, message: "is a sequence of no tensors" });
  if (items === undefined || items === "none")
    return refuse({
      code: "AOT110",
      where,
      message: "is a sequence, and nothing says how many items it has and of which shapes",
      hint: `give the shape of each item, as in --items "${name}=[3],[4],[2]"`,
    });
  const { dtype } = typeOf(within, where) as TensorType;
  const parts = items.map((shape, i) => port(`${name}_${i}`, fitting(place, within, dtype, shape)));
  const value =
    parts.length > 0
      ? add(place, "SequenceConstruct", parts, output)
      : add(place, "SequenceEmpty", [], output, { dtype: within.tensorType.elemType });
  return { value, structure: { kind: "sequence", items: parts.map((v) => ({ kind: "tensor", port: v.name })) } };
}

/** The outputs of the graph for a sequence or an optional value of the model. Throws CompileError AOT205 where its items are not known. */
export function structuredOutput(session: Session, scope: Scope, found: Value, name: string, nodes: Node[]): readonly Value[] {
  const place: Place = { session, scope, name, nodes };
  const ports: Value[] = [];
  const open = (v: Value): Structure => {
    const { type } = v;
    if (type.kind === "tensor") {
      ports.push(v);
      return { kind: "tensor", port: v.name };
    }
    if (type.kind === "sequence" && type.items !== undefined) {
      const items = type.items.map((_, i) => {
        const at = makeConstant(claimName(session, scope, `${name}.${i}`), "i64", [], BigInt64Array.of(BigInt(i)));
        return open(add(place, "SequenceAt", [v, at], `${name}_${i}`));
      });
      return { kind: "sequence", items };
    }
    if (type.kind !== "optional")
      return refuse({
        code: "AOT205",
        where: `output ${name}`,
        message: `is ${typeText(type)}; programs give tensors, sequences and optional values`,
      });
    const isPresent = add(place, "OptionalHasElement", [v], `${name}_present`);
    ports.push(isPresent);
    if (type.isPresent === false) return { kind: "optional", isPresent: isPresent.name };
    const element = open(add(place, "OptionalElement", [v], `${name}_value`));
    return { kind: "optional", isPresent: isPresent.name, element };
  };
  session.structures.outputs.push({ name, structure: open(found) });
  const given = session.items(name);
  if (Array.isArray(given) && found.type.kind === "sequence") warnOfOtherItems(session, name, given, ports);
  return ports;
}

/** Items that the user says of an output, and others that its nodes compute. */
function warnOfOtherItems({ diagnostics }: Session, name: string, given: readonly (readonly number[])[], ports: readonly Value[]): void {
  const shapes = ports.map(({ type }) => (type.kind === "tensor" ? type.shape : []));
  const isOther = (shape: readonly number[], i: number): boolean =>
    shapes[i]?.length !== shape.length || shapes[i].some((d, axis) => typeof d === "number" && d !== shape[axis]);
  if (given.length === shapes.length && !given.some(isOther)) return;
  const message = `is said to have the items ${given.map(shapeText).join(",")}, its nodes compute ${shapes.map(shapeText).join(",")}`;
  diagnostics.warning({ code: "AOT111", where: `output ${name}`, message, hint: "the computed types are used" });
}
