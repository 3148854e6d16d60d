/**
 * Graph: values, nodes and what an operator is. Everything is frozen when made; identity of values and nodes is the object. Which
 * operators exist is known only to ops/; a node holds its operator's definition.
 */
import { invariant } from "../core/diagnostics.ts";
import type { Dim } from "../core/dim.ts";
import type { DType } from "../core/dtype.ts";
import type { Layout } from "../core/layout.ts";
import type { Compute } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Routine } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import type { Constant, TensorType, Type } from "./types.ts";

export interface Value {
  readonly kind: "value";
  readonly name: string;
  readonly type: Type;
  /** Undefined means row-major. */
  readonly layout?: Layout;
  /** Elements known at build time, in logical row-major order whatever the layout. */
  readonly data?: Constant;
}

export type AttrValue =
  | number
  | bigint
  | string
  | boolean
  | readonly number[]
  | readonly string[]
  | readonly (readonly number[])[]
  | TensorAttr
  | TypeAttr
  | Graph
  | undefined;

/** A tensor held by an attribute (Constant's value, ConstantOfShape's fill). */
export interface TensorAttr {
  readonly kind: "tensor-attr";
  readonly type: TensorType;
  readonly data: Constant;
}

/** A type held by an attribute (of an Optional without a value). */
export interface TypeAttr {
  readonly kind: "type-attr";
  readonly type: Type;
}

export type Attrs = Readonly<Record<string, AttrValue>>;

export interface Node<A extends Attrs = Attrs> {
  readonly kind: "node";
  readonly op: OpDef;
  /** What `op.attrs` made of the source's attributes: defaults applied, checked. */
  readonly attrs: A;
  /** Undefined where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** The source model's nodes this stands for, sorted by first use; never empty. */
  readonly origin: readonly string[];
  /** The name of the candidate that choose-algorithm picked. */
  readonly algorithm?: string;
  /** What the source declares of its outputs' shapes: settles those which operands decide at run time. */
  readonly declared?: readonly DeclaredShape[];
}

/** Extents by axis, undefined where they are left open; undefined where not even a rank is declared. */
export type DeclaredShape = readonly (number | undefined)[] | undefined;

export interface Graph {
  readonly kind: "graph";
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** In an order where every value is defined before it is used. */
  readonly nodes: readonly Node[];
}

/** Raw attributes as a file format gives them; typed getters report a wrong kind against the node. */
export interface AttrReader {
  int(name: string, fallback?: number): number;
  float(name: string, fallback?: number): number;
  string(name: string, fallback?: string): string;
  ints(name: string, fallback?: readonly number[]): readonly number[];
  floats(name: string, fallback?: readonly number[]): readonly number[];
  strings(name: string, fallback?: readonly string[]): readonly string[];
  tensor(name: string): TensorAttr | undefined;
  graph(name: string): Graph | undefined;
  type(name: string): Type | undefined;
  has(name: string): boolean;
  /** Refuses this node: `rule` is a sentence with both values. Throws CompileError. */
  fail(rule: string, hint?: string): never;
}

/** What the functions of an operator are told of a node with attributes `A`. */
export interface NodeContext<A extends Attrs = Attrs> {
  readonly attrs: A;
  /** The elements of input `i` as Dims: from its constant data or from `known`; undefined when they are not known before run time. */
  known(i: number): readonly Dim[] | undefined;
  /** Input `i` for messages: "input 1 (axes)". */
  inputName(i: number): string;
  /** Refuses this node: `rule` is a sentence with both values. Throws CompileError. */
  fail(rule: string, hint?: string): never;
}

export interface InferContext<A extends Attrs = Attrs> extends NodeContext<A> {
  readonly inputs: readonly (Value | undefined)[];
  /** How many outputs the node names (some operators' outputs depend on it). */
  readonly outputCount: number;
  /** The tensor type of input `i`; refuses the node when it is missing or no tensor. */
  tensor(i: number): TensorType;
  /** The shape that the source declares for output `i`. */
  declared(i: number): DeclaredShape;
}

export interface LowerContext<A extends Attrs = Attrs> extends NodeContext<A> {
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
  readonly node: Node;
  readonly machine: Machine;
  /** Input `i`, which must be there. */
  input(i: number): Tensor;
  /** The numbers of a constant input (folded parameters such as scales); undefined when it is not constant. */
  constant(i: number): readonly number[] | undefined;
  /** A private intermediate of this node, in row-major order unless a layout is given. */
  scratch(name: string, dtype: DType, shape: readonly Dim[], layout?: Layout): Tensor;
  /** The work of a graph that the node holds, its inputs standing for `inputs`. */
  body(graph: Graph, inputs: readonly Tensor[]): LoweredBody;
}

/** What one node becomes: Computes, hand-written kernels, and branches and loops over such work, in execution order. */
export type Work = Compute | Routine | Branch | Repeat;

/** One of two lists of work, chosen at run time: `then` where the element of `condition` is not 0. */
export interface Branch {
  readonly kind: "if";
  /** One bool. */
  readonly condition: Tensor;
  readonly then: readonly Work[];
  readonly else: readonly Work[];
  readonly origin: readonly string[];
}

/** Work done in rounds, at most `trip` of them, each only while the element of `condition` is not 0. What a round overwrites, the next one reads. */
export interface Repeat {
  readonly kind: "loop";
  /** A number, or one i32; no limit when undefined. */
  readonly trip?: number | Tensor;
  /** One bool, written by the body. */
  readonly condition?: Tensor;
  /** One i32: the number of the round, from 0, written before each. */
  readonly round: Tensor;
  readonly body: readonly Work[];
  readonly origin: readonly string[];
}

/** A held graph lowered: its work, and the tensors that stand for its inputs and outputs. */
export interface LoweredBody {
  readonly work: readonly Work[];
  readonly outputs: readonly Tensor[];
}

/** One way to compute a node: choose-algorithm compares costs, assign-layout obeys the layouts. */
export interface Algorithm {
  readonly name: string;
  /** Estimated seconds on the machine. */
  readonly seconds: number;
  /** Bytes of weights it stores, and of scratch it needs. */
  readonly weightBytes: number;
  readonly scratchBytes: number;
  /** Layouts it wants; undefined entries take whatever is there. */
  readonly inputs: readonly (Layout | undefined)[];
  readonly outputs: readonly (Layout | undefined)[];
  /** False when it changes the order or number of float operations beyond regrouping sums (Winograd). */
  readonly precise: boolean;
}

export type InputValue = readonly number[] | readonly bigint[] | readonly boolean[] | readonly string[];

/** A tiny case that runs on every target: the operator's own test. */
export interface Example {
  readonly note: string;
  readonly attrs?: Readonly<Record<string, AttrValue>>;
  /** One entry an input; undefined for one left out. `constant` makes it an initializer. */
  readonly inputs: readonly (
    | { readonly dtype?: DType; readonly shape: readonly number[]; readonly values: InputValue; readonly constant?: boolean }
    | undefined
  )[];
  readonly outputs: readonly { readonly dtype?: DType; readonly shape: readonly number[]; readonly values: InputValue }[];
  /** The source declares the shapes of the outputs. */
  readonly declared?: true;
}

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Everything known of one operator, whose attributes are `A`. */
export interface OpDef<A extends Attrs = Attrs> {
  /** ONNX's name at its newest opset; internal operators are in domain "aot". */
  readonly name: string;
  readonly domain: "" | "ai.onnx.ml" | "ai.onnx.preview" | "ai.onnx.preview.training" | "com.microsoft" | "com.microsoft.nchwc" | "aot";
  /** The opset whose meaning this implements (older ones are brought up to date by the frontend), and when the operator first appeared. */
  readonly opset: number;
  readonly since: number;
  readonly doc: string;
  /** What its schema calls its inputs; `...` before the last name: any number of it. Nodes with more are refused. */
  readonly inputs: readonly string[];
  readonly attrs: (raw: AttrReader) => A;
  /** Published attributes that change no result, or none beside others: `attrs` may leave them unread. Nodes with other unread ones are refused. */
  readonly ignores?: readonly string[];
  /**
   * For operators that hold graphs: the types of the inputs of each, by attribute; no entry for one that never runs for these inputs, which is
   * not read from a file. `attrs` are the raw attributes but the graphs. `read`: a graph as it was read with the last answer; it is read again
   * where the answer is another now.
   */
  readonly bodies?: (
    attrs: AttrReader,
    context: Omit<InferContext, "attrs">,
    read: Readonly<Record<string, Graph>>,
  ) => Readonly<Record<string, readonly Type[]>>;
  /** Types of all outputs the node names; refuses ill-typed nodes with `fail`. */
  infer(context: InferContext<NoInfer<A>>): readonly Type[];
  /** Output 0 holds the elements of input 0 in the same row-major order (Reshape and its family): `lower`, if there, only checks operands. */
  readonly view?: true;
  lower?(context: LowerContext<NoInfer<A>>): readonly Work[];
  /** Rewrites a composite into other operators' nodes; the pass `expand-composites` runs it before lowering. */
  expand?(context: ExpandContext<NoInfer<A>>): readonly Value[];
  algorithms?(node: Node<NoInfer<A>>, machine: Machine, isConstant: (v: Value) => boolean): readonly Algorithm[];
  /**
   * Which input's layout the outputs take over when nothing asks for another: pointwise operators and pools follow input 0.
   * Undefined: inputs and outputs are row-major.
   */
  readonly follows?: number;
  /** Output 0 has one element for each of the inputs' shapes, broadcast. */
  readonly elementwise?: true;
  /** Of each element it takes an exponential, a logarithm or the like: dozens of instructions, longer than looking a result up. */
  readonly transcendental?: true;
  /**
   * How it works on strings. "moved": it only says which element goes where, and runs on their numbers; "held": its lowering (or what it
   * expands to) reads and writes them. Views take them as anything else; all other operators take none.
   */
  readonly strings?: "moved" | "held";
  /** Equal inputs may give unequal outputs (random generators): never merged or folded. */
  readonly impure?: true;
  readonly tolerance: Tolerance;
  readonly examples: readonly Example[];
}

export interface ExpandContext<A extends Attrs = Attrs> extends Omit<InferContext<A>, "outputCount"> {
  readonly node: Node;
  readonly options: PassOptions;
  /** Whether output `i` is read, or an output of the graph. */
  isUsed(i: number): boolean;
  /** The same context, where what is emitted is called `name`, not by its operator: what it stands for in generated code. */
  called(name: string): ExpandContext<A>;
  /** Adds a node of the named operator and returns its outputs; `attrs` are raw attributes. */
  emit(op: OpDef, inputs: readonly (Value | undefined)[], attrs?: Readonly<Record<string, AttrValue>>, outputCount?: number): readonly Value[];
  constant(name: string, type: TensorType, data: Constant): Value;
  /** The outputs of a graph that an attribute holds, of `inputs` in place of its own; its nodes have one output each. */
  inline(body: Graph, inputs: readonly Value[]): readonly Value[];
}

/** f32 arithmetic in any order of a few thousand terms. */
export const f32Tolerance: Tolerance = { relative: 1e-4, absolute: 1e-6 };
export const exactTolerance: Tolerance = { relative: 0, absolute: 0 };

type OpSpec<A extends Attrs> = Omit<OpDef<A>, "domain" | "attrs" | "tolerance"> & Partial<Pick<OpDef<A>, "domain" | "tolerance">>;

/** An operator definition; without `attrs` it takes none, without `tolerance` it must be exact to 1e-6 relative. */
export function defineOp<A extends Attrs>(spec: OpSpec<A> & Pick<OpDef<A>, "attrs">): OpDef<A>;
export function defineOp(spec: OpSpec<Attrs>): OpDef;
export function defineOp(spec: OpSpec<Attrs>): OpDef {
  return Object.freeze({ domain: "", attrs: () => ({}), tolerance: { relative: 1e-6, absolute: 1e-7 }, ...spec });
}

export const value = (name: string, type: Type, extra: Partial<Pick<Value, "layout" | "data">> = {}): Value =>
  Object.freeze({ kind: "value", name, type, ...extra });

export function node(spec: Omit<Node, "kind">): Node {
  invariant(spec.origin.length > 0, `a node of ${spec.op.name} has no origin`);
  return Object.freeze({ ...spec, kind: "node", origin: Object.freeze([...new Set(spec.origin)]) });
}

/** Whether a node is of an operator, and has its attributes. */
export const isNodeOf = <A extends Attrs>(n: Node | undefined, op: OpDef<A>): n is Node<A> => n?.op === op;

export const graph = (spec: Omit<Graph, "kind">): Graph => Object.freeze({ ...spec, kind: "graph" });

/** Where diagnostics point: the node's source names and operator. */
export const nodeLabel = (n: Pick<Node, "origin" | "op">): string => `${n.origin.join(" + ")} (${n.op.name})`;

/** One step of a pipeline. Passes return a new graph, or the same object when nothing changed. */
export interface Pass {
  readonly name: string;
  readonly doc: string;
  /** What it keeps: results to the bit, results up to the order of float operations, or results of finite inputs. */
  readonly contract: "exact" | "reassociates" | "assumes-finite";
  /** It may remove nodes with all they stand for (dead or folded code); every other pass keeps all source nodes in the origins. */
  readonly forgetsOrigins?: true;
  readonly run: (graph: Graph, context: PassContext) => Graph;
}

export interface PassContext {
  readonly machine: Machine;
  readonly options: PassOptions;
  /** For --report: what was found, removed, or left and why; `amount` counts nodes, bytes or MACs as `what` says. */
  note(what: string, amount: number): void;
}

export interface PassOptions {
  /** 0..3 */
  readonly level: number;
  readonly deterministic: boolean;
  readonly precise: boolean;
  /** Names of the formats that images are decoded of; all where left out. */
  readonly imageFormats?: readonly string[] | undefined;
}
