/** What the reader passes between its steps: nodes with decoded attributes, and the names visible where a node stands. */
import { compileError, type Problem } from "../../core/diagnostics.ts";
import type { AttrValue, DeclaredShape, Value } from "../../graph/graph.ts";

/** A node of the file with its attributes decoded; input and output names as in the file, "" where left out. */
export interface SourceNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attrs: Readonly<Record<string, AttrValue>>;
}

/** A value that could not be made: what uses it is skipped without a second message. */
export const broken = Symbol("broken");
export type Entry = Value | typeof broken;

/** One body: the main graph, a subgraph of a node (sees its parent's names), or the body of a function call (does not). */
export interface Scope {
  readonly parent?: Scope;
  readonly entries: Map<string, Entry>;
  /** Put before the names of values made here: empty in the main graph. */
  readonly prefix: string;
  /** Names that the caller gives to the outputs of a function body. */
  readonly renames: ReadonlyMap<string, string>;
  /** Operator set versions by domain. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Formal inputs of a function that the call leaves out: reading one is leaving an optional input out. */
  readonly missing: ReadonlySet<string>;
  /** Attributes of the function call this body belongs to, for attribute references. */
  readonly callAttrs?: Readonly<Record<string, AttrValue>>;
  /** Calls around this body, innermost last: "domain.name". */
  readonly calls: readonly string[];
  /** Shapes that the file declares for values of this body; settles those which operands decide at run time. */
  readonly declared: ReadonlyMap<string, DeclaredShape>;
  /** Names that nodes or outputs of this body use. */
  readonly used: ReadonlySet<string>;
  /** One for all scopes: how many undefined names are yet told with the nearest that is defined. */
  readonly suggestions: { left: number };
}

export function lookup(scope: Scope, name: string): Entry | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.entries.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True for a formal input that the enclosing function call leaves out. */
export function isMissing(scope: Scope, name: string): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.entries.has(name)) return false;
    if (at.missing.has(name)) return true;
  }
  return false;
}

/** All names visible from a scope. */
export function* visibleNames(scope: Scope): Iterable<string> {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) yield* at.entries.keys();
}

/** Of operators that other operators become; no file has them. */
export const ownDomain = "aot";

export const normalDomain = (domain: string): string => (domain === "ai.onnx" ? "" : domain);
export const qualified = (domain: string, op: string): string => (domain === "" ? op : `${domain}.${op}`);

/** How a node is called in messages: its name, or one made of its operator and first output. */
export const nodeName = (op: string, name: string, outputs: readonly string[]): string =>
  name !== "" ? name : `${op}_${outputs.find((output) => output !== "") ?? "without_outputs"}`;

export function refuse(problem: Problem): never {
  throw compileError(problem);
}
