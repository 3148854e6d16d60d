/**
 * Bodies read once for each time they run: SequenceMap item by item, and loops that carry sequences or optional values round by round. What
 * they do to a structure is then known like everything else about it, and items may differ in shape. The number of items or rounds has to be known.
 */
import { knownElements, makeConstant, makeNode } from "../../graph/build.ts";
import { type Value, value } from "../../graph/graph.ts";
import { tensorType, typeText } from "../../graph/types.ts";
import type { GraphProto, NodeProto } from "../../io/onnx/messages.ts";
import { readTensor } from "../../io/onnx/tensors.ts";
import type { Place } from "./build-node.ts";
import { declaredShape } from "./input-types.ts";
import { usedNames } from "./order.ts";
import { claimName, define, requireOp, resolve, resolveAll } from "./session.ts";
import { broken, type Entry, normalDomain, refuse, type Scope } from "./source.ts";

/** Reads the nodes of a body in a scope of its own. */
type ReadNodes = (body: GraphProto, scope: Scope) => void;

/** True for a node whose body is read many times. */
export function isRepeated(scope: Scope, proto: NodeProto, where: string): boolean {
  if (normalDomain(proto.domain) !== "") return false;
  if (proto.opType === "SequenceMap") return true;
  if (proto.opType !== "Loop") return false;
  const inputs = resolveAll(scope, proto.input, where) ?? [];
  return inputs.slice(2).some((v) => v !== undefined && v.type.kind !== "tensor");
}

export function readRepeated(place: Place, proto: NodeProto, name: string, readNodes: ReadNodes): void {
  const { scope, where } = place;
  const body = proto.attribute.find((a) => a.name === "body")?.g ?? refuse({ code: "AOT104", where, message: "has no body" });
  const inputs = resolveAll(scope, proto.input, where);
  // What is wrong with an input was told where it is defined.
  if (inputs === undefined) return;
  const repeated: Repeated = { place, proto, body, name, readNodes };
  if (proto.opType === "Loop") readRounds(repeated, inputs);
  else readItems(repeated, inputs);
}

interface Repeated {
  readonly place: Place;
  readonly proto: NodeProto;
  readonly body: GraphProto;
  readonly name: string;
  readonly readNodes: ReadNodes;
}

/** One pass through a body: `given` stand for its inputs; its outputs, or undefined where a problem in it was told. */
function once({ place, body, name, readNodes }: Repeated, label: string, given: readonly Value[]): readonly Value[] | undefined {
  const { session, scope, where } = place;
  if (body.input.length !== given.length)
    refuse({ code: "AOT104", where, message: `gives its body ${given.length} inputs, the body takes ${body.input.length}` });
  const inner: Scope = {
    parent: scope,
    entries: new Map<string, Entry>(body.input.map((input, i) => [input.name, given[i] ?? broken])),
    prefix: `${name}/${label}/`,
    renames: new Map(),
    opsets: scope.opsets,
    missing: new Set(),
    callAttrs: scope.callAttrs,
    calls: scope.calls,
    suggestions: scope.suggestions,
    declared: new Map([...body.valueInfo, ...body.output].map((v) => [v.name, declaredShape(v, session.dims)])),
    used: usedNames(
      body.node,
      body.output.map((o) => o.name),
    ),
  };
  for (const tensor of body.initializer) {
    const read = readTensor(tensor, `initializer ${tensor.name}`, session.external);
    define(session, inner, tensor.name, makeConstant(claimName(session, inner, tensor.name), read.dtype, read.shape, read.array), where);
  }
  readNodes(body, inner);
  const outputs = body.output.map((output) => resolve(inner, output.name, where));
  return outputs.every((v) => v !== undefined) ? outputs : undefined;
}

/** A node that joins what the passes through a body give, or takes what they are given. */
function add({ place, name }: Repeated, op: string, inputs: readonly Value[], hint: string, attrs: Readonly<Record<string, number>> = {}): Value {
  const { session, scope, nodes } = place;
  const made = makeNode({ op: requireOp(op), attrs, inputs, outputs: [claimName(session, scope, `${name}/${hint}`)], origin: [name] });
  nodes.push(made);
  return made.outputs[0] as Value;
}

/** The values of one output of the body as a sequence. */
function collected(repeated: Repeated, i: number, values: readonly Value[]): Value {
  if (values.length > 0) return add(repeated, "SequenceConstruct", values, `collected${i}`);
  const { elemType = 1 } = repeated.body.output[i]?.type?.tensorType ?? {};
  return add(repeated, "SequenceEmpty", [], `collected${i}`, { dtype: elemType });
}

function finish({ place, proto }: Repeated, results: readonly Value[]): void {
  const { session, scope, where } = place;
  if (proto.output.length > results.length)
    refuse({ code: "AOT104", where, message: `names ${proto.output.length} outputs, its body gives ${results.length}` });
  proto.output.forEach((output, i) => {
    if (output !== "") define(session, scope, output, results[i] as Value, where);
  });
}

/** The number of items of the first input decides how often the body runs; further sequences are as long, tensors are the same for all items. */
function readItems(repeated: Repeated, inputs: readonly (Value | undefined)[]): void {
  const { place, body } = repeated;
  const given = inputs.map((v, i) => v ?? refuse({ code: "AOT104", where: place.where, message: `input ${i} is left out` }));
  const lengths = given.flatMap(({ name, type }) => {
    if (type.kind !== "sequence") return [];
    return (
      type.items?.length ?? refuse({ code: "AOT202", where: place.where, message: `${name} is a sequence of a length that only the run decides` })
    );
  });
  const [count] = lengths;
  if (count === undefined || given[0]?.type.kind !== "sequence")
    refuse({
      code: "AOT202",
      where: place.where,
      message: `input 0 is ${given[0] === undefined ? "missing" : typeText(given[0].type)}, a sequence is expected`,
    });
  if (lengths.some((n) => n !== count))
    refuse({ code: "AOT202", where: place.where, message: `its sequences have ${lengths.join(", ")} items, equal numbers are expected` });
  const results: (readonly Value[])[] = [];
  for (let k = 0; k < count; k++) {
    const position = makeConstant(claimName(place.session, place.scope, `${repeated.name}/position`), "i64", [], BigInt64Array.of(BigInt(k)));
    const parts = given.map((v) => (v.type.kind === "sequence" ? add(repeated, "SequenceAt", [v, position], `item${k}`) : v));
    const made = once(repeated, `${k}`, parts);
    if (made === undefined) return;
    results.push(made);
  }
  finish(
    repeated,
    body.output.map((_, i) =>
      collected(
        repeated,
        i,
        results.map((row) => row[i] as Value),
      ),
    ),
  );
}

/** More rounds than that are no loop over a sequence: each is nodes of its own. */
const mostRounds = 10_000;

function readRounds(repeated: Repeated, [trip, condition, ...initial]: readonly (Value | undefined)[]): void {
  const { place, body } = repeated;
  const { session, scope, where } = place;
  const fail: (message: string) => never = (message) =>
    refuse({
      code: "AOT202",
      where,
      message,
      hint: "a loop that carries sequences or optional values is read round by round: make M and the condition constants, or settle M by --dim",
    });
  const most = trip === undefined ? mostRounds : known(trip);
  if (most === undefined) fail("carries sequences or optional values, and its number of rounds is only known at run time");
  let goesOn = condition === undefined ? 1 : known(condition);
  let carried = initial.map((v, i) => v ?? fail(`input ${i + 2}, the initial value of what is carried, is missing`));
  const scanned: (readonly Value[])[] = [];
  const constant = (hint: string, like: Value | undefined, dtype: "i64" | "bool", array: BigInt64Array | Uint8Array): Value => {
    const type = tensorType(dtype, like?.type.kind === "tensor" ? like.type.shape : [], [Number(array[0])]);
    return value(claimName(session, scope, `${repeated.name}/${hint}`), type, { data: Object.freeze({ array, splat: false }) });
  };
  for (let round = 0; round < most; round++) {
    if (goesOn === undefined) fail(`carries sequences or optional values, and whether round ${round} runs is only known at run time`);
    if (goesOn === 0) break;
    if (round === mostRounds) fail(`takes more than ${mostRounds} rounds`);
    const number = constant("round", trip, "i64", BigInt64Array.of(BigInt(round)));
    const truth = constant("condition", condition, "bool", Uint8Array.of(1));
    const made = once(repeated, `${round}`, [number, truth, ...carried]);
    if (made === undefined) return;
    const [next, ...rest] = made;
    goesOn = next === undefined ? undefined : known(next);
    carried = rest.slice(0, carried.length);
    scanned.push(rest.slice(carried.length));
  }
  const scans = Array.from({ length: Math.max(0, body.output.length - 1 - carried.length) }, (_, i) => {
    const values = scanned.map((row) => row[i] as Value);
    if (values.length === 0) return fail("takes no rounds, and has scan outputs");
    return add(repeated, "ConcatFromSequence", [add(repeated, "SequenceConstruct", values, `slices${i}`)], `scan${i}`, { axis: 0, new_axis: 1 });
  });
  finish(repeated, [...carried, ...scans]);
}

/** The only element of a tensor of one, where it is known. */
function known(v: Value): number | undefined {
  const [only] = knownElements(v) ?? [];
  return typeof only === "number" ? only : undefined;
}
