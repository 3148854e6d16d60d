/**
 * rewriteNodes: one walk over a graph with a local rule. Counts uses as it goes: what nobody reads any longer after a rule fired disappears, and
 * its source nodes live on in the origin of what replaced it. Which rewrites are right is left to the rules in passes/.
 */

import { invariant } from "../core/diagnostics.ts";
import { type DType, newArray } from "../core/dtype.ts";
import { makeConstant, makeNode } from "./build.ts";
import { type AttrValue, type Graph, type Node, node, type OpDef, type Value, value } from "./graph.ts";
import { namesIn } from "./held-graphs.ts";
import { claimName } from "./names.ts";
import { namesOf, type OriginPart, type Origins } from "./origins.ts";
import { type NodeChanges, readsOf, rebuildNode, replaceHeldReads, replaceReads, withNodes } from "./rewrite.ts";
import { type Constant, staticShape, type Type } from "./types.ts";

/** What a rule may ask and do. Nodes it sees already read what earlier rewrites made. */
export interface Rewriting {
  /** The node that computes `v` after the rewrites so far; undefined for inputs and constants. */
  producer(v: Value | undefined): Node | undefined;
  /** How often `v` is read, as a graph output included. */
  uses(v: Value): number;
  /** A new node that computes intermediates; `name` is what its first output is called, made unique. */
  emit(name: string, op: OpDef, inputs: readonly (Value | undefined)[], attrs?: Readonly<Record<string, AttrValue>>): Value;
  /** A node like `n`, with its attributes, on other inputs: computes an intermediate. It stands for `origin` beside the current node's. */
  emitLike(n: Node, inputs: readonly (Value | undefined)[], origin?: readonly string[]): Value;
  /** As `emitLike`, with all outputs. */
  emitAllLike(n: Node, inputs: readonly (Value | undefined)[], origin?: readonly string[]): readonly Value[];
  /** A node of a graph that the node at hand holds, moved out of it as it is. */
  adopt(n: Node): void;
  /** As `emit`, with any number of outputs. */
  emitAll(
    name: string,
    op: OpDef,
    inputs: readonly (Value | undefined)[],
    attrs: Readonly<Record<string, AttrValue>>,
    outputCount: number,
  ): readonly Value[];
  /** A new node in place of the one at hand: its outputs take over the names. */
  replace(op: OpDef, inputs: readonly (Value | undefined)[], attrs?: Readonly<Record<string, AttrValue>>): readonly Value[];
  /** The node at hand (or `from`, another one with as many outputs) changed, in its place. */
  change(changes: NodeChanges, from?: Node): readonly Value[];
  /** A new constant; `name` is made unique. */
  constant(name: string, dtype: DType, shape: readonly number[], array: Constant["array"], splat?: boolean): Value;
  /** A constant in place of an output of the node at hand: it takes over the name. */
  constantFor(output: Value, data: Constant): Value;
  /** A constant of these numbers. */
  numbers(name: string, dtype: DType, shape: readonly number[], elements: readonly number[]): Value;
}

/** Gives the values that stand for the node's outputs from now on; undefined keeps the node. */
export type Rule = (n: Node, graph: Rewriting) => readonly Value[] | Value | undefined;

export interface RewriteOptions {
  /** For folding: what disappears is computed at build time, and its source nodes are not joined to what remains. */
  readonly forgetsOrigins?: boolean;
}

/** The graph after one walk; the same object when the rule never fired. */
export function rewriteNodes(graph: Graph, rule: Rule, options: RewriteOptions = {}): Graph {
  const walk = new Walk(graph, options);
  for (const n of graph.nodes) walk.visit(n, rule);
  return walk.result();
}

/** Walks until nothing changes. Rules shrink the graph or normalize it; more walks without an end than it has nodes (or `least`) are a bug. */
export function rewriteToFixedPoint(graph: Graph, rule: Rule, options: RewriteOptions = {}): Graph {
  const least = 100;
  const limit = Math.max(least, graph.nodes.length);
  let current = graph;
  for (let walks = 0; walks < limit; walks++) {
    const next = rewriteNodes(current, rule, options);
    if (next === current) return current;
    current = next;
  }
  throw new Error(`internal: a rewrite does not end after ${limit} walks over ${graph.name}`);
}

interface Slot {
  readonly node: Node;
  alive: boolean;
  readonly joined: OriginPart[];
}

class Walk implements Rewriting {
  readonly #graph: Graph;
  readonly #options: RewriteOptions;
  readonly #slots: Slot[] = [];
  readonly #slotOf = new Map<Value, Slot>();
  readonly #uses = new Map<Value, number>();
  readonly #now = new Map<Value, Value>();
  /** Origins of nodes replaced by an input or a constant: they wait for whoever reads the old value. */
  readonly #waiting = new Map<Value, Origins>();
  readonly #renamed = new Map<Value, Value>();
  readonly #outputs: ReadonlySet<Value>;
  /** What stands for graph outputs by now. */
  readonly #takenOver = new Set<Value>();
  readonly #names: Set<string>;
  #emitted: Slot[] = [];
  #current: Node | undefined;
  #changed = false;

  constructor(graph: Graph, options: RewriteOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#outputs = new Set(graph.outputs);
    this.#names = new Set(namesIn(graph));
    for (const v of [...graph.nodes.flatMap(readsOf), ...graph.outputs]) this.#uses.set(v, this.uses(v) + 1);
  }

  producer(v: Value | undefined): Node | undefined {
    return v === undefined ? undefined : this.#slotOf.get(v)?.node;
  }

  uses(v: Value): number {
    return this.#uses.get(v) ?? 0;
  }

  emit(name: string, op: OpDef, inputs: readonly (Value | undefined)[], attrs: Readonly<Record<string, AttrValue>> = {}): Value {
    return this.emitAll(name, op, inputs, attrs, 1)[0] as Value;
  }

  emitLike(n: Node, inputs: readonly (Value | undefined)[], origin: readonly string[] = []): Value {
    return this.emitAllLike({ ...n, outputs: n.outputs.slice(0, 1) }, inputs, origin)[0] as Value;
  }

  emitAllLike(n: Node, inputs: readonly (Value | undefined)[], origin: readonly string[] = []): readonly Value[] {
    const made = { ...n, outputs: n.outputs.map((v) => value(claimName(this.#names, v.name), v.type)) };
    return this.#add(rebuildNode(made, { inputs, origin: [...this.#at().origin, ...origin] }));
  }

  adopt(n: Node): void {
    this.#add(n);
  }

  emitAll(
    name: string,
    op: OpDef,
    inputs: readonly (Value | undefined)[],
    attrs: Readonly<Record<string, AttrValue>>,
    outputCount: number,
  ): readonly Value[] {
    const outputs = Array.from({ length: outputCount }, () => claimName(this.#names, name));
    return this.#add(makeNode({ op, attrs, inputs, outputs, origin: this.#at().origin }));
  }

  replace(op: OpDef, inputs: readonly (Value | undefined)[], attrs: Readonly<Record<string, AttrValue>> = {}): readonly Value[] {
    const { outputs, origin } = this.#at();
    return this.#add(makeNode({ op, attrs, inputs, outputs: outputs.map((v) => v.name), origin }));
  }

  change(changes: NodeChanges, from: Node = this.#at()): readonly Value[] {
    const { outputs, origin } = this.#at();
    const changed = rebuildNode({ ...from, outputs: outputs.map((v, i) => value(v.name, from.outputs[i]?.type ?? v.type)) }, { origin, ...changes });
    return this.#add(changed);
  }

  constant(name: string, dtype: DType, shape: readonly number[], array: Constant["array"], splat = false): Value {
    return makeConstant(claimName(this.#names, name), dtype, shape, array, splat);
  }

  constantFor(output: Value, { array, splat }: Constant): Value {
    const { type } = output;
    invariant(type.kind === "tensor" && staticShape(type.shape) !== undefined, `${output.name} has no static shape`);
    return makeConstant(output.name, type.dtype, type.shape as readonly number[], array, splat);
  }

  numbers(name: string, dtype: DType, shape: readonly number[], elements: readonly number[]): Value {
    const array = newArray(dtype, elements.length);
    elements.forEach((x, i) => {
      array[i] = array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(x) : x;
    });
    return this.constant(name, dtype, shape, array);
  }

  #at(): Node {
    invariant(this.#current !== undefined, "a rule makes nodes only while it is run");
    return this.#current;
  }

  #add(n: Node): readonly Value[] {
    this.#emitted.push(this.#place(n));
    for (const v of readsOf(n)) this.#uses.set(v, this.uses(v) + 1);
    return n.outputs;
  }

  #place(n: Node, joined: Origins = []): Slot {
    const slot: Slot = { node: n, alive: true, joined: [...joined] };
    this.#slots.push(slot);
    for (const v of n.outputs) this.#slotOf.set(v, slot);
    return slot;
  }

  visit(original: Node, rule: Rule): void {
    const waiting = readsOf(original).flatMap((v): Origins => (this.#waiting.has(v) ? [this.#waiting.get(v) as Origins] : []));
    const n = replaceReads(original, (v) => this.#now.get(v) ?? v);
    this.#emitted = [];
    this.#current = n;
    original.outputs.forEach((v, i) => {
      this.#transfer(v, n.outputs[i] as Value);
    });
    // Rewriting dead code would lose its origins: nobody reads what replaces it.
    const result = n.outputs.some((v) => this.uses(v) > 0) ? rule(n, this) : undefined;
    this.#current = undefined;
    const stand = result === undefined ? undefined : Array.isArray(result) ? (result as readonly Value[]) : [result as Value];
    if (stand !== undefined && this.#mayStand(n, stand)) this.#commit(original, n, stand, waiting);
    else {
      for (const slot of this.#emitted) this.#kill(slot);
      this.#place(n, waiting);
    }
  }

  /** Readers of `old` read `next` from now on. */
  #transfer(old: Value, next: Value): void {
    if (old === next) return;
    this.#now.set(old, next);
    if (this.#isOutput(old)) this.#takenOver.add(next);
    this.#uses.set(next, this.uses(next) + this.uses(old));
    this.#uses.set(old, 0);
  }

  /** A graph output keeps its name: what stands for it must be able to take it. */
  #mayStand(n: Node, stand: readonly Value[]): boolean {
    n.outputs.forEach((v, i) => {
      const next = stand[i];
      invariant(next === undefined ? this.uses(v) === 0 : fits(v.type, next.type), `${v.name} is replaced by ${next?.name} of another type`);
    });
    const ofOutputs = n.outputs.map((v, i) => [v, stand[i]] as const).filter(([v]) => this.#isOutput(v));
    // Constants have no origin: what a graph gives out stays a node until folding, if it can be computed.
    const isForgotten =
      n.op.lower !== undefined && ofOutputs.length > 0 && stand.every((v) => v?.data !== undefined) && this.#options.forgetsOrigins !== true;
    if (isForgotten) return false;
    return ofOutputs.every(([v, next]) => next !== undefined && (next.name === v.name || this.#canRename(next)));
  }

  #isOutput(v: Value): boolean {
    return this.#outputs.has(v) || this.#takenOver.has(v);
  }

  #canRename(v: Value): boolean {
    if (v.data !== undefined) return true;
    return this.#slotOf.has(v) && !this.#isOutput(v) && !this.#renamed.has(v);
  }

  #commit(original: Node, n: Node, stand: readonly Value[], waiting: Origins): void {
    this.#changed = true;
    n.outputs.forEach((v, i) => {
      const next = stand[i];
      if (next === undefined) return;
      if (this.#isOutput(v) && next.name !== v.name && next.data === undefined) this.#renamed.set(next, renamed(next, v.name));
      this.#transfer(v, next);
      this.#now.set(original.outputs[i] as Value, next);
    });
    const died = this.#release(readsOf(n));
    if (this.#options.forgetsOrigins !== true) this.#join(original, stand, [...died, ...waiting, n.origin]);
  }

  #join(original: Node, stand: readonly Value[], origins: Origins): void {
    const heirs = this.#emitted.length > 0 ? this.#emitted : stand.flatMap((v) => this.#slotOf.get(v) ?? []);
    for (const slot of heirs) slot.joined.push(origins);
    if (heirs.length === 0) for (const v of original.outputs) this.#waiting.set(v, origins);
  }

  /** One reader less of each value; gives the origins of the nodes that nobody reads any longer. */
  #release(values: readonly Value[]): Origins {
    const died: OriginPart[] = [];
    const left = [...values];
    for (let v = left.pop(); v !== undefined; v = left.pop()) {
      this.#uses.set(v, this.uses(v) - 1);
      const slot = this.#slotOf.get(v);
      if (slot === undefined || !slot.alive || slot.node.outputs.some((o) => this.uses(o) > 0)) continue;
      slot.alive = false;
      died.push(slot.joined, slot.node.origin);
      left.push(...readsOf(slot.node));
    }
    return died;
  }

  #kill(slot: Slot): void {
    slot.alive = false;
    for (const v of readsOf(slot.node)) this.#uses.set(v, this.uses(v) - 1);
  }

  result(): Graph {
    const rename = (v: Value): Value => this.#renamed.get(v) ?? v;
    const ranks = new Map<string, number>();
    for (const n of this.#graph.nodes) for (const name of n.origin) if (!ranks.has(name)) ranks.set(name, ranks.size);
    const byRank = (a: string, b: string): number => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0);
    const nodes = this.#slots
      .filter((slot) => slot.alive)
      .map((slot) => {
        const reading = this.#renamed.size === 0 ? slot.node : renamedReads(slot.node, rename);
        const outputs = reading.outputs.some((v) => rename(v) !== v) ? Object.freeze(reading.outputs.map(rename)) : reading.outputs;
        const origin = slot.joined.length === 0 ? reading.origin : [...namesOf([reading.origin, slot.joined])].sort(byRank);
        return outputs === reading.outputs && origin === reading.origin ? reading : node({ ...reading, outputs, origin });
      });
    const outputs = this.#graph.outputs.map((v) => this.#outputNow(v, rename));
    return this.#changed ? withNodes(this.#graph, nodes, outputs) : this.#graph;
  }

  #outputNow(v: Value, rename: (v: Value) => Value): Value {
    const next = rename(this.#now.get(v) ?? v);
    if (next.name === v.name || next.data === undefined) return next;
    return value(v.name, next.type, { data: next.data });
  }
}

const renamed = (v: Value, name: string): Value => value(name, v.type, { layout: v.layout });

/** The node reading values under other names: their types are the same, so that its own stay, too. */
function renamedReads(n: Node, rename: (v: Value) => Value): Node {
  if (readsOf(n).every((v) => rename(v) === v)) return n;
  return node({ ...n, inputs: Object.freeze(n.inputs.map((v) => (v === undefined ? v : rename(v)))), attrs: replaceHeldReads(n, rename) });
}

/** `next` may stand where `old` stood: the same, or known more exactly. */
export function fits(old: Type, next: Type): boolean {
  if (old.kind !== "tensor" || next.kind !== "tensor") return old.kind === next.kind;
  const [a, b] = [staticShape(old.shape), staticShape(next.shape)];
  const sameShape =
    a === undefined || b === undefined ? old.shape.length === next.shape.length : a.length === b.length && a.every((d, i) => d === b[i]);
  return old.dtype === next.dtype && sameShape;
}
