/** The nodes of one body, be it a graph or a function: attributes, constants and calls. What an operator node becomes is left to build-node.ts. */
import { attrReader, inferContext } from "../../graph/build.ts";
import type { DeclaredShape, Graph } from "../../graph/graph.ts";
import { equalTypes, type Type } from "../../graph/types.ts";
import { type FunctionProto, type GraphProto, integer, type NodeProto, type OperatorSetIdProto } from "../../io/onnx/messages.ts";
import { opNamed } from "../../ops/index.ts";
import { readAttributes } from "./attributes.ts";
import { buildNode, isKnown, type Place } from "./build-node.ts";
import { blockedDomain } from "./channel-blocks.ts";
import { readConstant } from "./constants.ts";
import { withFunction } from "./gradient-function.ts";
import { inOrder, subgraphsOf, usedNames } from "./order.ts";
import { isRepeated, readRepeated } from "./repeated-bodies.ts";
import { define, forgetSince, functionKey, hasNewErrors, markOf, noteUnsupported, resolve, resolveAll, type Session } from "./session.ts";
import { broken, type Entry, isMissing, nodeName, normalDomain, qualified, refuse, type Scope, type SourceNode } from "./source.ts";

/** Versions by domain. */
export const versions = (imports: readonly OperatorSetIdProto[]): ReadonlyMap<string, number> =>
  new Map(imports.map((entry) => [normalDomain(entry.domain), Number(integer(entry.version))]));

/** Appends what the nodes of a body become to its list, in an order that can run. */
export function readNodes(place: Place, protos: readonly NodeProto[]): void {
  const { session, scope, where } = place;
  countNodes(session, protos.length, where);
  const order = inOrder(protos, (name) => scope.entries.has(name));
  if ("cycle" in order) {
    const names = [...order.cycle, order.cycle[0]].join(" <- ");
    session.diagnostics.error({ code: "AOT105", where, message: `has nodes that wait for each other: ${names}` });
    for (const output of protos.flatMap((proto) => proto.output)) if (!scope.entries.has(output)) scope.entries.set(output, broken);
    return;
  }
  for (const proto of order.sorted) readNode(place, proto);
}

/** The largest exports of language models have some ten thousand. */
const mostNodes = 100_000;

/** Refuses (AOT117) so many nodes in `where`, subgraphs and calls included. */
export function refuseTooManyNodes(nodes: number, where: string): void {
  if (nodes <= mostNodes) return;
  refuse({
    code: "AOT117",
    where,
    message: `brings the model to ${nodes} nodes, subgraphs and calls included; ${mostNodes} are read at most`,
  });
}

/** The widest nodes of unrolled networks join some thousand values. */
const mostPorts = 4096;

/** Refuses (AOT117) a node of so many operands or results. */
function refuseTooManyPorts({ input, output }: NodeProto, where: string): void {
  const most = Math.max(input.length, output.length);
  if (most <= mostPorts) return;
  refuse({ code: "AOT117", where, message: `has ${input.length} inputs and ${output.length} outputs; ${mostPorts} of each are read at most` });
}

/** What graphs and function calls come to: ten functions that call each other ten times are 10^10 nodes. */
function countNodes(session: Session, added: number, where: string): void {
  session.nodes += added;
  refuseTooManyNodes(session.nodes, where);
}

/** A problem leaves the node's outputs broken and reading goes on. */
function readNode(around: Place, proto: NodeProto): void {
  const { session, scope } = around;
  const domain = normalDomain(proto.domain);
  const name = scope.prefix + nodeName(proto.opType, proto.name, proto.output);
  const where = `${name} (${qualified(domain, proto.opType)})`;
  const place: Place = { ...around, where };
  const called = session.functions.get(functionKey(domain, proto.opType, proto.overload));
  session.diagnostics.attempt(() => {
    refuseTooManyPorts(proto, where);
    if (called === undefined && isRepeated(scope, proto, where)) {
      readRepeated(place, proto, name, (body, inner) => readNodes({ ...place, scope: inner }, body.node));
      return;
    }
    if (called === undefined && !isKnown(domain, proto.opType)) {
      noteUnsupported(session, domain, proto.opType, name);
      for (const inner of subgraphsOf(proto).flatMap((g) => g.node)) noteUnknownInside(session, inner, name);
      return;
    }
    let isWhole = true;
    const attrs = readAttributes(proto.attribute, where, {
      external: session.external,
      callAttrs: scope.callAttrs,
      readGraph(body, attribute, others) {
        if (resolveAll(scope, trimmed(proto.input), where) === undefined) {
          // Nobody knows what the body is given: only what does not depend on that is told.
          isWhole = false;
          return session.readSubgraph(
            body,
            `${name}.${attribute}`,
            scope,
            body.input.map(() => undefined),
          );
        }
        const typesFor = (read: Readonly<Record<string, Graph>>) => bodiesOf(place, proto, others, read);
        const read = readHeld(session, { body, attribute, name: `${name}.${attribute}` }, scope, typesFor);
        isWhole &&= read === undefined || isComplete(read, body);
        return read;
      },
    });
    // What is wrong in a graph is told there; the node that holds it is left out.
    if (!isWhole) return;
    const held = domain === blockedDomain ? { ...attrs, block: session.channelBlock } : attrs;
    const source: SourceNode = { op: proto.opType, domain, name, inputs: trimmed(proto.input), outputs: trimmed(proto.output), attrs: held };
    if (called !== undefined) callFunction(place, called, source);
    else if (domain === "" && proto.opType === "Constant") readConstant(session, source, where, scope);
    else {
      const version = versionOf(place, domain);
      if (version !== undefined) buildNode(place, source.op === "Gradient" ? withFunction(place, source) : source, version);
    }
  });
  for (const output of proto.output) if (output !== "" && !scope.entries.has(output)) scope.entries.set(output, broken);
}

const isComplete = (read: Graph, body: GraphProto): boolean => read.inputs.length === body.input.length && read.outputs.length === body.output.length;

/** How often a body is read: once as its values come in, and again for the ranges of what grows from round to round. */
const mostReadings = 5;

interface HeldBody {
  readonly body: GraphProto;
  readonly attribute: string;
  readonly name: string;
}

/** A graph that a node holds, read with the types that its operator gives it, until those fit what was read; undefined for one that never runs. */
function readHeld(
  session: Session,
  { body, attribute, name }: HeldBody,
  scope: Scope,
  typesFor: (read: Readonly<Record<string, Graph>>) => Readonly<Record<string, readonly Type[]>> | undefined,
): Graph | undefined {
  const mark = markOf(session);
  const first = typesFor({});
  if (first !== undefined && first[attribute] === undefined) return undefined;
  let given = first?.[attribute];
  for (let reading = 1; ; reading++) {
    const read = session.readSubgraph(body, name, scope, given);
    if (given === undefined || reading === mostReadings || hasNewErrors(session, mark) || !isComplete(read, body)) return read;
    const next = typesFor({ [attribute]: read })?.[attribute] ?? given;
    if (next.every((type, i) => sameGiven(type, read.inputs[i]?.type))) return read;
    forgetSince(session, mark);
    given = next;
  }
}

const sameGiven = (a: Type, b: Type | undefined): boolean =>
  b !== undefined && equalTypes(a, b) && (a.kind !== "tensor" || b.kind !== "tensor" || a.text?.longest === b.text?.longest);

/** The types that a node gives to the inputs of each graph it holds; undefined when its operator does not say. */
function bodiesOf(
  { scope, where }: Place,
  proto: NodeProto,
  attrs: SourceNode["attrs"],
  read: Readonly<Record<string, Graph>>,
): Readonly<Record<string, readonly Type[]>> | undefined {
  const op = opNamed(proto.opType, normalDomain(proto.domain));
  const inputs = resolveAll(scope, trimmed(proto.input), where);
  if (op?.bodies === undefined || inputs === undefined) return undefined;
  return op.bodies(
    attrReader(attrs, where),
    inferContext({
      op,
      attrs: {},
      inputs,
      outputCount: proto.output.length,
      label: where,
      declared: proto.output.map((name) => scope.declared.get(name)),
    }),
    read,
  );
}

/** The operators inside a node that cannot be read are looked up all the same, so that one run lists every one that is missing. */
function noteUnknownInside(session: Session, proto: NodeProto, outer: string): void {
  const domain = normalDomain(proto.domain);
  const name = `${outer}/${nodeName(proto.opType, proto.name, proto.output)}`;
  const isFunction = session.functions.has(functionKey(domain, proto.opType, proto.overload));
  if (!isFunction && !isKnown(domain, proto.opType)) noteUnsupported(session, domain, proto.opType, name);
  for (const inner of subgraphsOf(proto).flatMap((g) => g.node)) noteUnknownInside(session, inner, name);
}

function trimmed(names: readonly string[]): readonly string[] {
  return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
}

/** The version in which a domain's operators are meant; where the file says none, its first node is told. */
function versionOf({ session: { diagnostics }, scope, where }: Place, domain: string): number | undefined {
  const version = scope.opsets.get(domain);
  const message = `is of the domain ${domain === "" ? "ai.onnx" : domain}, whose operator set the file does not import`;
  if (version === undefined && !diagnostics.list.some((d) => d.message === message))
    diagnostics.error({
      code: "AOT114",
      where,
      message,
      hint: `export the model again, or add the version that it was made for: model.opset_import.append(onnx.helper.make_opsetid("${domain}", version))`,
    });
  return version;
}

const deepestCall = 64;

/** Reads the body of a local function in a scope of its own: formal inputs stand for the caller's values, outputs take the caller's names. */
function callFunction(place: Place, called: FunctionProto, call: SourceNode): void {
  const { session, scope, where } = place;
  const key = functionKey(normalDomain(called.domain), called.name, called.overload);
  if (scope.calls.includes(key)) refuse({ code: "AOT116", where, message: `calls itself: ${[...scope.calls, key].join(" -> ")}` });
  if (scope.calls.length >= deepestCall)
    refuse({ code: "AOT116", where, message: `stands inside ${deepestCall} function calls, more than any exporter writes` });
  if (call.inputs.length > called.input.length || call.outputs.length > called.output.length)
    refuse({
      code: "AOT116",
      where,
      message: `has ${call.inputs.length} inputs and ${call.outputs.length} outputs, the function has ${called.input.length} and ${called.output.length}`,
    });
  const entries = new Map<string, Entry>();
  called.input.forEach((formal, i) => {
    const actual = call.inputs[i] ?? "";
    if (actual !== "" && !isMissing(scope, actual)) entries.set(formal, resolve(scope, actual, where) ?? broken);
  });
  const defaults = readAttributes(called.attributeProto, where, {
    external: session.external,
    callAttrs: undefined,
    readGraph: (body, attribute) => session.readSubgraph(body, `${call.name}.${attribute}`, scope),
  });
  const inner: Scope = {
    entries,
    missing: new Set(called.input.filter((formal) => !entries.has(formal))),
    prefix: `${call.name}/`,
    renames: new Map(called.output.flatMap((formal, i) => renaming(formal, call.outputs[i] ?? "", scope))),
    opsets: called.opsetImport.length === 0 ? scope.opsets : versions(called.opsetImport),
    callAttrs: { ...defaults, ...call.attrs },
    calls: [...scope.calls, key],
    suggestions: scope.suggestions,
    declared: new Map(called.output.flatMap((formal, i) => declaration(formal, call.outputs[i] ?? "", scope))),
    used: usedNames(called.node, called.output),
  };
  readNodes({ ...place, scope: inner }, called.node);
  called.output.forEach((formal, i) => {
    const actual = call.outputs[i] ?? "";
    if (actual !== "") define(session, scope, actual, resolve(inner, formal, where) ?? broken, where);
  });
}

/** The name an output of a function body gets: what the caller's caller says, else the caller's name in its own body. */
function renaming(formal: string, actual: string, scope: Scope): readonly (readonly [string, string])[] {
  return actual === "" ? [] : [[formal, scope.renames.get(actual) ?? scope.prefix + actual]];
}

function declaration(formal: string, actual: string, scope: Scope): readonly (readonly [string, DeclaredShape])[] {
  const shape = scope.declared.get(actual);
  return shape === undefined ? [] : [[formal, shape]];
}
