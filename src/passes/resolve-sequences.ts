/**
 * resolve-sequences: what is read from a sequence or an optional value becomes the tensor itself, and branches give tensors. Structures exist while
 * a model is read; afterwards only those are left that nothing here knows how to follow, and check-syntax refuses them.
 */

import { inferContextOf, knownElements, makeConstant, makeNode, type NodeSpec } from "../graph/build.ts";
import { type Graph, graph, isNodeOf, type Node, type OpDef, type Pass, type Value, value } from "../graph/graph.ts";
import { namesIn, nodesIn } from "../graph/held-graphs.ts";
import { claimName } from "../graph/names.ts";
import { heldGraphs, rebuildNode } from "../graph/rewrite.ts";
import { tensorType } from "../graph/types.ts";
import { Concat } from "../ops/concat.ts";
import { ConcatFromSequence } from "../ops/concat-from-sequence.ts";
import { gapPlace, itemPlace } from "../ops/families/sequences.ts";
import { Identity } from "../ops/identity.ts";
import { If } from "../ops/if.ts";
import { Optional, OptionalElement, OptionalGetElement, OptionalHasElement, OptionalWhere, PresentElement } from "../ops/optionals.ts";
import { SequenceAt, SequenceConstruct, SequenceEmpty, SequenceErase, SequenceInsert, SequenceLength } from "../ops/sequences.ts";
import { Split } from "../ops/split.ts";
import { cutsOf, SplitToSequence } from "../ops/split-to-sequence.ts";
import { Squeeze, Unsqueeze } from "../ops/squeeze.ts";
import { filledLike, mapTensors, type Structured, tensorOf, tensorsIn } from "./structured-values.ts";

type Sequence = Extract<Structured, { kind: "sequence" }>;

/** One walk over a graph and the graphs inside it, in the order they run. */
class Resolver {
  readonly #names: Set<string>;
  readonly #note: (what: string) => void;
  /** What stands for a value by now. */
  readonly #now = new Map<Value, Value>();
  readonly #structured = new Map<Value, Structured>();
  /** Source nodes that made a structure: they live on in what is read from it. */
  readonly #makers = new Map<Value, readonly string[]>();

  constructor(whole: Graph, note: (what: string) => void) {
    this.#names = new Set(namesIn(whole));
    this.#note = note;
  }

  graph(g: Graph): Graph {
    const branch = this.#branch(g);
    return graph({ ...branch.graph, outputs: g.outputs.map((v) => this.#now.get(v) ?? v) });
  }

  /** What stands for a value, taken apart as far as it is known. */
  #of(v: Value): Structured {
    return this.#structured.get(v) ?? tensorOf(this.#now.get(v) ?? v);
  }

  #node(original: Node, nodes: Node[]): void {
    const n: Node = { ...original, inputs: original.inputs.map((v) => (v === undefined ? v : (this.#now.get(v) ?? v))) };
    const origin = [...n.inputs.flatMap((v) => (v === undefined ? [] : (this.#makers.get(v) ?? []))), ...n.origin];
    const at: Site = { n, nodes, origin };
    const results = this.#results(at);
    if (results === undefined) {
      this.#keep(at);
      return;
    }
    this.#note(n.op.name);
    n.outputs.forEach((v, i) => {
      const result = results[i] as Structured;
      if (result.kind === "tensor") {
        // The model may promise the output's name.
        const copy = makeNode({ op: Identity, inputs: [result.value], outputs: [v.name], origin });
        nodes.push(copy);
        this.#now.set(v, copy.outputs[0] as Value);
      } else {
        this.#structured.set(v, result);
        this.#makers.set(v, origin);
      }
    });
  }

  #keep({ n, nodes }: Site): void {
    const held = heldGraphs(n).map(([name, g]) => [name, this.graph(g)] as const);
    const next = rebuildNode(n, held.length === 0 ? {} : { attrs: { ...n.attrs, ...Object.fromEntries(held) } });
    nodes.push(next);
    n.outputs.forEach((v, i) => {
      const output = next.outputs[i];
      if (output !== undefined && output !== v) this.#now.set(v, output);
    });
  }

  /** The outputs of a new node, whose names are made unique. */
  #emit({ nodes, origin }: Site, spec: Omit<NodeSpec, "origin">): readonly Value[] {
    const made = makeNode({ ...spec, outputs: spec.outputs.map((name) => claimName(this.#names, name)), origin });
    nodes.push(made);
    return made.outputs;
  }

  #emitOne(at: Site, name: string, op: OpDef, inputs: readonly Value[]): Value {
    return this.#emit(at, { op, inputs, outputs: [name] })[0] as Value;
  }

  #numbers(name: string, shape: readonly number[], elements: readonly number[]): Value {
    return makeConstant(claimName(this.#names, name), "i64", shape, BigInt64Array.from(elements, BigInt));
  }

  #flag(n: Node, isSet: boolean): Value {
    const known = isSet ? 1 : 0;
    const data = Object.freeze({ array: Uint8Array.of(known), splat: false });
    return value(claimName(this.#names, `${n.outputs[0]?.name}.present`), tensorType("bool", [], [known]), { data });
  }

  /** What the outputs of a node are that makes or reads structures; undefined for every other, and where a structure comes from elsewhere. */
  #results(at: Site): readonly Structured[] | undefined {
    const { n } = at;
    if (n.op === If && n.outputs.some((v) => v.type.kind !== "tensor")) return this.#branches(at);
    const result = this.#made(at) ?? this.#read(at);
    return result === undefined ? undefined : [result];
  }

  /** The structure that a node makes. */
  #made(at: Site): Structured | undefined {
    const { n } = at;
    const [given, second] = n.inputs;
    if (n.op === SequenceEmpty) return { kind: "sequence", items: [] };
    if (n.op === SequenceConstruct) return { kind: "sequence", items: n.inputs.flatMap((v) => (v === undefined ? [] : [tensorOf(v)])) };
    if (isNodeOf(n, SplitToSequence)) return this.#parts(at, cutsOf(inferContextOf(n)));
    if (n.op === OptionalWhere && given !== undefined && second !== undefined)
      return { kind: "optional", isPresent: given, element: this.#of(second) };
    if (n.op !== Optional) return undefined;
    const isPresent = this.#flag(n, given !== undefined);
    return { kind: "optional", isPresent, element: given && this.#of(given) };
  }

  /** What a node reads from a structure. */
  #read(at: Site): Structured | undefined {
    const { n } = at;
    const [given] = n.inputs;
    const structure = given === undefined ? undefined : this.#of(given);
    if (n.op === Identity) return structure?.kind === "tensor" ? undefined : structure;
    if (structure?.kind === "optional") return this.#readOptional(at, structure);
    // Only what may be missing is asked whether it is there.
    const isUnknown = given !== undefined && given.type.kind === "optional";
    if (n.op === OptionalGetElement && !isUnknown) return structure;
    if (n.op === OptionalHasElement && !isUnknown) return tensorOf(this.#flag(n, given !== undefined));
    return structure?.kind === "sequence" ? this.#readSequence(at, structure) : undefined;
  }

  #readOptional(at: Site, { isPresent, element }: Extract<Structured, { kind: "optional" }>): Structured | undefined {
    if (at.n.op === OptionalHasElement) return tensorOf(isPresent);
    if (at.n.op === OptionalElement) return element;
    if (at.n.op !== OptionalGetElement || element === undefined) return undefined;
    if (knownElements(isPresent)?.[0] === 1) return element;
    return mapTensors(element, (v) => this.#emitOne(at, `${v.name}.present`, PresentElement, [isPresent, v]));
  }

  #readSequence(at: Site, { items }: Sequence): Structured | undefined {
    const { n } = at;
    const context = inferContextOf(n);
    const [output] = n.outputs as readonly [Value];
    if (n.op === SequenceErase) return { kind: "sequence", items: items.toSpliced(itemPlace(context, 1, items.length, items.length - 1), 1) };
    if (n.op === SequenceInsert)
      return { kind: "sequence", items: items.toSpliced(gapPlace(context, 2, items.length), 0, this.#of(n.inputs[1] as Value)) };
    if (n.op === SequenceAt) return items[itemPlace(context, 1, items.length)];
    if (n.op === SequenceLength) return tensorOf(this.#numbers(`${output.name}.length`, [], [items.length]));
    if (n.op !== ConcatFromSequence) return undefined;
    const { axis, new_axis } = n.attrs;
    const tensors = items.flatMap(tensorsIn);
    const axes = new_axis === true ? this.#numbers(`${output.name}.axis`, [1], [axis as number]) : undefined;
    const raised = axes === undefined ? tensors : tensors.map((v) => this.#emitOne(at, `${v.name}.raised`, Unsqueeze, [v, axes]));
    const joined = this.#emit(at, { op: Concat, attrs: { axis: axis as number }, inputs: raised, outputs: [`${output.name}.joined`] });
    return tensorOf(joined[0] as Value);
  }

  #parts(at: Site, { axis, sizes, isDropped }: ReturnType<typeof cutsOf>): Structured {
    const { n } = at;
    const name = n.outputs[0]?.name ?? "parts";
    const isSettled = sizes.every((size) => typeof size === "number");
    const cuts = isSettled ? this.#numbers(`${name}.sizes`, [sizes.length], sizes) : (n.inputs[1] as Value);
    const made = this.#emit(at, { op: Split, attrs: { axis }, inputs: [n.inputs[0], cuts], outputs: sizes.map(() => `${name}.part`) });
    const axes = isDropped ? this.#numbers(`${name}.axis`, [1], [axis]) : undefined;
    const items = axes === undefined ? made : made.map((part) => this.#emitOne(at, `${name}.item`, Squeeze, [part, axes]));
    return { kind: "sequence", items: items.map(tensorOf) };
  }

  /** An If that gives structures gives their tensors; one whose condition is known is the branch that runs. */
  #branches(at: Site): readonly Structured[] {
    const { n, nodes } = at;
    const [known] = knownElements(n.inputs[0]) ?? [];
    if (known === 0 || known === 1) {
      const taken = n.attrs[known === 1 ? "then_branch" : "else_branch"] as Graph;
      for (const inner of taken.nodes) this.#node(inner, nodes);
      return taken.outputs.map((v) => this.#of(v));
    }
    const [yes, no] = (["then_branch", "else_branch"] as const).map((name) => this.#branch(n.attrs[name] as Graph)) as [Branch, Branch];
    const fresh = (): string => claimName(this.#names, `${n.outputs[0]?.name}.none`);
    const both = yes.ends.map((a, i): Pair => {
      const b = no.ends[i] ?? a;
      return [filledLike(a, b, fresh), filledLike(b, a, fresh)];
    });
    const given = ([yes, no] as const).map((branch, k) =>
      graph({ ...branch.graph, outputs: both.flatMap((pair) => tensorsIn(pair[k] as Structured)) }),
    );
    const outputs = both.flatMap(([a], i) => tensorsIn(a).map(() => `${n.outputs[i]?.name}.part`));
    const attrs = { then_branch: given[0] as Graph, else_branch: given[1] as Graph };
    const rest = this.#emit(at, { op: If, attrs, inputs: n.inputs, outputs }).values();
    return both.map(([a]) => mapTensors(a, () => rest.next().value as Value));
  }

  #branch(g: Graph): Branch {
    const nodes: Node[] = [];
    for (const n of g.nodes) this.#node(n, nodes);
    return { graph: graph({ ...g, nodes }), ends: g.outputs.map((v) => this.#of(v)) };
  }
}

/** Where a node stands: what takes the nodes made for it, and the source nodes they stand for. */
interface Site {
  readonly n: Node;
  readonly nodes: Node[];
  readonly origin: readonly string[];
}

/** A branch resolved, and what it gives. */
interface Branch {
  readonly graph: Graph;
  readonly ends: readonly Structured[];
}

type Pair = readonly [Structured, Structured];

const isStructured = (v: Value | undefined): boolean => v !== undefined && v.type.kind !== "tensor";

export const resolveSequences: Pass = {
  name: "resolve-sequences",
  doc: "replaces sequences and optional values by the tensors they consist of",
  contract: "exact",
  // Items that nobody reads go with what put them in.
  forgetsOrigins: true,
  run: (whole, { note }) =>
    nodesIn(whole).some((n) => n.op === OptionalHasElement || n.op === OptionalGetElement || [...n.inputs, ...n.outputs].some(isStructured))
      ? new Resolver(whole, (op) => note(`${op} followed to what it is made of`, 1)).graph(whole)
      : whole,
};
