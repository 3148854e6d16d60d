/** State of reading one model: where problems go, which names are taken, functions, external bytes, free dims. */
import { type Diagnostics, invariant } from "../../core/diagnostics.ts";
import { nearest } from "../../core/names.ts";
import type { Items, NamedStructure } from "../../core/structure.ts";
import type { Graph, OpDef, Value } from "../../graph/graph.ts";
import type { Type } from "../../graph/types.ts";
import type { FunctionProto, GraphProto } from "../../io/onnx/messages.ts";
import type { ExternalBytes } from "../../io/onnx/tensors.ts";
import { opNamed, ops } from "../../ops/index.ts";
import type { EqualNodes } from "./equal-nodes.ts";
import type { DimTable } from "./input-types.ts";
import type { Settled } from "./settle-operands.ts";
import { broken, type Entry, isMissing, lookup, ownDomain, qualified, refuse, type Scope, visibleNames } from "./source.ts";
import type { UniqueNames } from "./unique-names.ts";

export interface Session {
  readonly diagnostics: Diagnostics;
  readonly external: ExternalBytes;
  readonly dims: DimTable;
  /** Bytes of UTF-8 that a string of an input has at most. */
  readonly stringBytes: number;
  readonly items: (input: string) => Items | undefined;
  /** Elements of inputs that were settled before reading. */
  readonly settled: Settled;
  /** Whether nodes of few constants are run, so that the sizes they give are known. */
  readonly runsConstants: boolean;
  /** Channels a block in values of ONNX Runtime's own layout; undefined where the model has none. */
  readonly channelBlock: number | undefined;
  /** Inputs and outputs of the model that are no tensors, as far as they are read. */
  readonly structures: { readonly inputs: NamedStructure[]; readonly outputs: NamedStructure[] };
  /** By functionKey. */
  readonly functions: ReadonlyMap<string, FunctionProto>;
  /** Names of values in use anywhere in the model; reserved are those of its outputs, which no value of a subgraph takes. */
  readonly names: UniqueNames;
  /** Names that the names of added values were made from, so that rules count them as read. */
  readonly fresh: UniqueNames;
  /** Nodes by what they compute. */
  readonly equal: EqualNodes;
  /** Node names by operator that has no definition, told together at the end. */
  readonly unsupported: Map<string, string[]>;
  /** Read so far, with subgraphs and every call of a function. */
  nodes: number;
  /** Reads a graph attribute of a node in `scope`; `given`: the types of its inputs, where the node's operator says them. */
  readonly readSubgraph: (graph: GraphProto, name: string, scope: Scope, given?: readonly (Type | undefined)[]) => Graph;
}

export const functionKey = (domain: string, name: string, overload: string): string => `${qualified(domain, name)}:${overload}`;

/** How far a model is read: what was taken and told up to here. */
export interface Mark {
  readonly names: number;
  readonly fresh: number;
  readonly problems: number;
}

export const markOf = ({ names, fresh, diagnostics }: Session): Mark => ({
  names: names.size,
  fresh: fresh.size,
  problems: diagnostics.list.length,
});

/** True where something that was read since is wrong. */
export const hasNewErrors = ({ diagnostics }: Session, { problems }: Mark): boolean =>
  diagnostics.list.slice(problems).some((d) => d.severity === "error");

/** Gives back names, and forgets what was told, since a mark: that part is read again. Nodes stay counted, so that reading has an end. */
export function forgetSince({ names, fresh, diagnostics }: Session, mark: Mark): void {
  names.forgetSince(mark.names);
  fresh.forgetSince(mark.fresh);
  diagnostics.list.length = mark.problems;
}

/** A name for a value that is unique in the model: the name in the file where possible, prefixed inside function calls. */
export const claimName = (session: Session, scope: Scope, name: string): string =>
  session.names.claim(scope.renames.get(name) ?? scope.prefix + name, scope.parent === undefined);

/** Enters a name of this body; a second definition is an error. */
export function define(session: Session, scope: Scope, name: string, entry: Entry, where: string): void {
  if (scope.entries.has(name))
    session.diagnostics.error({ code: "AOT104", where, message: `defines the value ${JSON.stringify(name)} a second time` });
  else scope.entries.set(name, entry);
}

/** So many of what is wrong are told with the nearest right name: to find one takes a look at all names. */
export const mostSuggestions = 20;

/** The value a name stands for; AOT112 when nothing defines it, undefined when its definition failed before. */
export function resolve(scope: Scope, name: string, where: string): Value | undefined {
  const found = lookup(scope, name);
  if (found === broken) return undefined;
  if (found !== undefined) return found;
  const near = scope.suggestions.left-- > 0 ? nearest(name, visibleNames(scope)) : undefined;
  return refuse({
    code: "AOT112",
    where,
    message: `reads the value ${JSON.stringify(name)}, which nothing defines`,
    hint: near && `did you mean ${near}?`,
  });
}

/** The inputs of a node ("" is undefined), or undefined when the definition of one failed before. */
export function resolveAll(scope: Scope, names: readonly string[], where: string): readonly (Value | undefined)[] | undefined {
  const isLeftOut = (name: string | undefined): boolean => name === "" || isMissing(scope, name ?? "");
  const inputs = names.map((name) => (isLeftOut(name) ? undefined : resolve(scope, name, where)));
  return inputs.some((input, i) => input === undefined && !isLeftOut(names[i])) ? undefined : inputs;
}

/** An operator that is known to be there. */
export function requireOp(name: string, domain = ""): OpDef {
  const op = opNamed(name, domain);
  invariant(op !== undefined, `the operator ${name} is not registered`);
  return op;
}

export function noteUnsupported({ unsupported }: Session, domain: string, op: string, node: string): void {
  const key = qualified(domain, op);
  const nodes = unsupported.get(key);
  if (nodes === undefined) unsupported.set(key, [node]);
  else nodes.push(node);
}

/** One diagnostic for each operator that is not supported, with the nodes that use it and the nearest known name. */
export function reportUnsupported(session: Session): void {
  const known = ops.filter((op) => op.domain !== ownDomain).map((op) => qualified(op.domain, op.name));
  for (const [i, [op, nodes]] of [...session.unsupported].entries()) {
    const shown = nodes.slice(0, 5).join(", ");
    const more = nodes.length > 5 ? ` and ${nodes.length - 5} more` : "";
    const near = i < mostSuggestions ? nearest(op, known) : undefined;
    session.diagnostics.error({
      code: "AOT113",
      where: `operator ${op}`,
      message: `is not supported; ${nodes.length === 1 ? "1 node uses" : `${nodes.length} nodes use`} it: ${shown}${more}`,
      hint: near === undefined ? "add a function to the model that computes it with operators of ONNX" : `the nearest supported operator is ${near}`,
    });
  }
}
