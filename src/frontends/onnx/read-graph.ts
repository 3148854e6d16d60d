/** GraphProto to Graph: initializers, inputs, outputs. Its nodes are left to read-body.ts. */
import { makeConstant, makeNode } from "../../graph/build.ts";
import { type Graph, graph, type Node, type Value, value } from "../../graph/graph.ts";
import type { TensorType, Type } from "../../graph/types.ts";
import type { GraphProto, ValueInfoProto } from "../../io/onnx/messages.ts";
import { type ReadTensor, readSparseTensor, readTensor } from "../../io/onnx/tensors.ts";
import { checkGivenDims, declaredShape, disagreement, inputType } from "./input-types.ts";
import { isMap, isMaps, mapInput, noteMaps } from "./map-ports.ts";
import { usedNames } from "./order.ts";
import { readNodes } from "./read-body.ts";
import { claimName, define, requireOp, resolve, type Session } from "./session.ts";
import { withShapesBehind } from "./shapes-behind.ts";
import { broken, type Scope } from "./source.ts";
import { isStructured, type StructuredInput, structuredInput, structuredOutput } from "./structured-ports.ts";

/** What a graph inherits from where it stands. */
export type Surroundings = Pick<Scope, "parent" | "prefix" | "opsets" | "callAttrs" | "calls" | "suggestions">;

/**
 * Reads the main graph or a subgraph. Problems are collected in the session; what depends on them is left out. `given`: what the node around
 * a subgraph gives to its inputs (undefined: what is broken itself), whose own declarations often leave types out; the body is refused where a declared one
 * differs.
 */
export function readGraph(session: Session, proto: GraphProto, name: string, around: Surroundings, given?: readonly (Type | undefined)[]): Graph {
  const outputs = proto.output.map((o) => o.name);
  const where = `graph ${name}`;
  const scope: Scope = {
    ...around,
    entries: new Map(),
    renames: new Map(),
    missing: new Set(),
    used: usedNames(proto.node, outputs),
    declared: withShapesBehind(new Map([...proto.valueInfo, ...proto.output].map((v) => [v.name, declaredShape(v, session.dims)])), proto.node),
  };
  const nodes: Node[] = [];
  readInitializers(session, proto, scope);
  const inputs = given === undefined ? readInputs(session, proto, scope, nodes) : takeInputs(session, proto, scope, given, where);
  readNodes({ session, scope, where, nodes }, proto.node);
  if (outputs.length === 0) session.diagnostics.error({ code: "AOT104", where, message: "has no outputs" });
  if (new Set(outputs).size < outputs.length)
    session.diagnostics.error({ code: "AOT104", where, message: `lists an output twice: ${outputs.join(", ")}` });
  return graph({ name, inputs, outputs: readOutputs(session, proto, scope, nodes), nodes });
}

function readInitializers(session: Session, proto: GraphProto, scope: Scope): void {
  const enter = (name: string, read: (where: string) => ReadTensor): void => {
    const where = `initializer ${name}`;
    const found = session.diagnostics.attempt(() => read(where));
    const entry = found === undefined ? broken : makeConstant(claimName(session, scope, name), found.dtype, found.shape, found.array);
    define(session, scope, name, entry, where);
  };
  for (const tensor of proto.initializer) enter(tensor.name, (where) => readTensor(tensor, where, session.external));
  for (const sparse of proto.sparseInitializer) enter(sparse.values?.name ?? "", (where) => readSparseTensor(sparse, where, session.external));
}

/** An input that an initializer gives a default value is a constant and no input here. */
function readInputs(session: Session, proto: GraphProto, scope: Scope, nodes: Node[]): readonly Value[] {
  const constants = new Set(scope.entries.keys());
  const inputs: Value[] = [];
  for (const input of proto.input) {
    if (constants.has(input.name)) continue;
    const made = session.diagnostics.attempt(() =>
      isMap(input)
        ? mapInput(session, scope, input, proto.node)
        : isStructured(input)
          ? structuredInput(session, scope, input, nodes)
          : plainInput(session, scope, input),
    );
    define(session, scope, input.name, made?.value ?? broken, `input ${input.name}`);
    inputs.push(...(made?.ports ?? []));
  }
  return inputs;
}

function plainInput(session: Session, scope: Scope, input: ValueInfoProto): StructuredInput {
  const made = value(claimName(session, scope, input.name), inputType(input, session));
  return { value: made, ports: [made] };
}

function takeInputs(session: Session, proto: GraphProto, scope: Scope, given: readonly (Type | undefined)[], where: string): readonly Value[] {
  if (proto.input.length !== given.length)
    session.diagnostics.error({ code: "AOT104", where, message: `takes ${proto.input.length} inputs, its node gives it ${given.length}` });
  return proto.input
    .map((input, i) => {
      const type = given[i];
      const problem = type?.kind === "tensor" ? disagreement(input, type, "its node gives it") : undefined;
      if (problem !== undefined) session.diagnostics.error({ code: "AOT111", where: `input ${input.name} of ${where}`, message: problem });
      const made = type === undefined ? undefined : value(claimName(session, scope, input.name), type);
      define(session, scope, input.name, made ?? broken, `input ${input.name}`);
      return made;
    })
    .filter((v) => v !== undefined);
}

function readOutputs(session: Session, proto: GraphProto, scope: Scope, nodes: Node[]): readonly Value[] {
  const computed = new Map<ValueInfoProto, TensorType>();
  const outputs = proto.output.flatMap((output) => {
    const where = `output ${output.name}`;
    const found = session.diagnostics.attempt(() => resolve(scope, output.name, where));
    if (found === undefined) return [];
    const problem = found.type.kind === "tensor" && !isMaps(output) ? disagreement(output, found.type) : undefined;
    if (problem !== undefined) session.diagnostics.warning({ code: "AOT111", where, message: problem, hint: "the computed type is used" });
    if (scope.parent !== undefined) return [found];
    if (found.type.kind === "tensor") computed.set(output, found.type);
    if (isMaps(output)) noteMaps(session, output, found, proto.node);
    return found.type.kind === "tensor" ? [underItsName(found, output.name, nodes)] : structuredOutput(session, scope, found, output.name, nodes);
  });
  session.diagnostics.attempt(() => checkGivenDims(computed, session.dims));
  return outputs;
}

/** A function that returns its argument makes an output an alias of another value; a copy gives it the name the file promises. */
function underItsName(found: Value, name: string, nodes: Node[]): Value {
  if (found.name === name) return found;
  const copy = makeNode({ op: requireOp("Identity"), inputs: [found], outputs: [name], origin: [`output ${name}`] });
  nodes.push(copy);
  return copy.outputs[0] ?? found;
}
