/**
 * checkGraph: what must hold of a graph after every pass. Written apart from what makes graphs; a failure is a bug of ours and names the pass and
 * the node. Whether a model is well formed is the business of frontends and of makeNode.
 */

import { type Dim, equalDims } from "../core/dim.ts";
import { symbolsOf } from "../core/dim-fold.ts";
import { arrayTypeName, dtypes } from "../core/dtype.ts";
import type { Layout } from "../core/layout.ts";
import { inferContextOf, inferTypes } from "./build.ts";
import { type Graph, type Node, nodeLabel, type Value } from "./graph.ts";
import { heldGraphs, readsOf } from "./rewrite.ts";
import { staticShape, type Type, typeText } from "./types.ts";

export interface CheckOptions {
  /** Named in failures: "after fold-constants". */
  readonly when?: string;
  /** The graph before: no source node of it may be missing now. */
  readonly previous?: Graph;
}

/** Throws an internal error when an invariant is broken. */
export function checkGraph(graph: Graph, options: CheckOptions = {}): void {
  const when = options.when ?? "graph";
  const fail = (message: string): never => {
    throw new Error(`internal: ${when}: ${message}`);
  };
  new Checker(fail).check(graph, new Set());
  if (options.previous !== undefined) checkOrigins(options.previous, graph, fail);
}

type Fail = (message: string) => never;

/** Whose outputs have the types that are inferred: what a node is made of never changes, and most nodes stay in graph after graph. */
const typed = new WeakSet<Node>();

const originsOf = (graph: Graph): ReadonlySet<string> =>
  new Set(graph.nodes.flatMap((n) => [...n.origin, ...heldGraphs(n).flatMap(([, held]) => [...originsOf(held)])]));

/** Source nodes that take constants alone: a constant may stand for them in the end, and has no origin. */
function ofConstants(graph: Graph): readonly string[] {
  const constants = new Set<Value>();
  return graph.nodes.flatMap((n) => {
    const held = heldGraphs(n).flatMap(([, inner]) => ofConstants(inner));
    const reads = readsOf(n);
    if (reads.length === 0 || !reads.every((v) => v.data !== undefined || constants.has(v))) return held;
    for (const v of n.outputs) constants.add(v);
    return [...n.origin, ...held];
  });
}

function checkOrigins(before: Graph, after: Graph, fail: Fail): void {
  const kept = new Set([...originsOf(after), ...ofConstants(before)]);
  const lost = [...originsOf(before)].filter((name) => !kept.has(name));
  if (lost.length > 0) fail(`no node stands for ${lost.join(", ")} any longer`);
}

class Checker {
  readonly #fail: Fail;
  readonly #names = new Map<string, Value>();

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** `outer`: values of the graphs around this one. */
  check(graph: Graph, outer: ReadonlySet<Value>): void {
    if (!Object.isFrozen(graph)) this.#fail(`graph ${graph.name} is not frozen`);
    const defined = new Set(outer);
    for (const v of graph.inputs) this.#define(v, defined, "an input of the graph");
    for (const n of graph.nodes) this.#checkNode(n, defined);
    for (const v of graph.outputs) this.#checkUse(v, defined, "the graph's outputs");
  }

  #define(v: Value, defined: Set<Value>, where: string): void {
    if (defined.has(v)) this.#fail(`${v.name} is defined again by ${where}`);
    if (v.data !== undefined) this.#fail(`${v.name} is a constant and defined by ${where}`);
    this.#checkValue(v);
    defined.add(v);
  }

  #checkUse(v: Value, defined: ReadonlySet<Value>, where: string): void {
    if (v.data === undefined && !defined.has(v)) this.#fail(`${v.name}, used by ${where}, is not defined before it`);
    if (v.data !== undefined) this.#checkValue(v);
  }

  /** A name means one value. */
  #checkValue(v: Value): void {
    const named = this.#names.get(v.name);
    if (named === v) return;
    if (named !== undefined) this.#fail(`two values are called ${v.name}`);
    this.#names.set(v.name, v);
    if (!Object.isFrozen(v)) this.#fail(`value ${v.name} is not frozen`);
    this.#checkLayout(v);
    this.#checkData(v);
  }

  #checkLayout(v: Value): void {
    if (v.layout === undefined) return;
    if (v.type.kind !== "tensor" || !isOfRank(v.layout, v.type.shape.length))
      this.#fail(`the layout of ${v.name} is not one for ${typeText(v.type)}`);
  }

  #checkData({ name, type, data }: Value): void {
    const fail: Fail = this.#fail;
    if (data === undefined) return;
    if (type.kind !== "tensor") fail(`constant ${name} is a ${type.kind}`);
    const count = staticShape(type.shape)?.reduce((n, d) => n * d, 1) ?? Number.NaN;
    const { kind, bytes } = dtypes[type.dtype];
    const perElement = kind === "complex" ? bytes : 1;
    if (data.array.length !== (data.splat ? 1 : count) * perElement)
      fail(`constant ${name} has ${data.array.length} elements, its type is ${typeText(type)}`);
    const held = type.dtype === "string" ? "Array" : arrayTypeName(type.dtype);
    if (data.array.constructor.name !== held) fail(`constant ${name} is held in ${data.array.constructor.name}, ${held} is expected`);
  }

  #checkNode(n: Node, defined: Set<Value>): void {
    const where = nodeLabel(n);
    if (!Object.isFrozen(n)) this.#fail(`${where} is not frozen`);
    if (n.origin.length === 0) this.#fail(`the node of ${n.outputs[0]?.name} (${n.op.name}) has no origin`);
    for (const v of n.inputs) if (v !== undefined) this.#checkUse(v, defined, where);
    for (const [, held] of heldGraphs(n)) this.check(held, defined);
    if (!typed.has(n)) this.#checkTypes(n, where);
    for (const v of n.outputs) this.#define(v, defined, where);
  }

  #checkTypes(n: Node, where: string): void {
    const types = inferTypes(n.op, inferContextOf(n));
    const given = new Set(n.inputs.flatMap((v) => (v === undefined ? [] : symbolsOfType(v.type))));
    n.outputs.forEach((v, i) => {
      const inferred = types[i];
      if (inferred === undefined || !agree(v.type, inferred, given))
        this.#fail(`${where}: ${v.name} is ${typeText(v.type)}, inferred is ${inferred === undefined ? "nothing" : typeText(inferred)}`);
    });
    typed.add(n);
  }
}

const isOfRank = (layout: Layout, rank: number): boolean =>
  [...layout.order].sort((a, b) => a - b).every((axis, i) => axis === i) &&
  layout.order.length === rank &&
  layout.blocks.every((b) => b.axis < rank && b.size > 0) &&
  (layout.halo.length === 0 || layout.halo.length === rank);

function symbolsOfType(type: Type): readonly object[] {
  if (type.kind === "tensor") return [...type.shape, ...(type.known ?? [])].flatMap(symbolsOf);
  return symbolsOfType(type.kind === "map" ? type.value : type.element);
}

/** Equal types; dims that only the run decides are new symbols each time they are inferred, and agree with each other. */
function agree(a: Type, b: Type, given: ReadonlySet<object>): boolean {
  if (a.kind === "tensor" && b.kind === "tensor") {
    const isFresh = (d: Dim): boolean => symbolsOf(d).some((s) => !given.has(s));
    const same = (d: Dim, e: Dim | undefined): boolean => e !== undefined && (equalDims(d, e) || (isFresh(d) && isFresh(e)));
    return a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((d, i) => same(d, b.shape[i]));
  }
  if (a.kind === "sequence" && b.kind === "sequence") return a.capacity === b.capacity && agree(a.element, b.element, given);
  if (a.kind === "optional" && b.kind === "optional") return agree(a.element, b.element, given);
  if (a.kind === "map" && b.kind === "map") return a.key === b.key && agree(a.value, b.value, given);
  return false;
}
