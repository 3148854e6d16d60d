/**
 * A network as TensorFlow.js runs it best: a list of its layers in its own layout (NHWC), batch normalizations folded, biases and activations in
 * fused layers. What users of TensorFlow.js would have converted once stands here too: transposed filters, and rows of matrices behind a flatten.
 */
import type { ElementArray } from "../../src/core/dtype.ts";
import { expandConstant } from "../../src/graph/build.ts";
import type { Graph, Node, Value } from "../../src/graph/graph.ts";
import { usersOf } from "../../src/graph/rewrite.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { uniformNumber } from "../../src/passes/constant-elements.ts";
import { pipelines } from "../../src/passes/index.ts";
import { runPasses } from "../../src/passes/run.ts";

/** A layer as test/bench/tfjs.mjs knows it. `inputs` number the plan's values; constants come first in them. */
interface Layer {
  readonly kind: string;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly [setting: string]: unknown;
}

export interface TfjsPlan {
  /** Constants, one behind the other as f32. */
  readonly weights: Float32Array;
  readonly constants: readonly { readonly value: number; readonly offset: number; readonly shape: readonly number[] }[];
  readonly layers: readonly Layer[];
  /** By the names of the model's inputs and outputs. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, number>>;
}

const shapeOf = (v: Value | undefined): readonly number[] => (v?.type.kind === "tensor" ? v.type.shape.map(Number) : []);
const ints = (node: Node, name: string): readonly number[] => (node.attrs[name] as readonly number[] | undefined) ?? [];

/** `array` of `shape` with its axes in another order. */
function transposed(array: ElementArray, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((n, d) => n * d, 1));
  const result = new Float32Array(array.length);
  const walk = (axis: number, from: number, to: number): number => {
    const source = order[axis];
    if (source === undefined) {
      result[to] = Number(array[from]);
      return to + 1;
    }
    let at = to;
    for (let i = 0; i < (shape[source] ?? 0); i++) at = walk(axis + 1, from + i * (strides[source] ?? 0), at);
    return at;
  };
  walk(0, 0, 0);
  return result;
}

/** Undefined for a network with layers that have no counterpart here. */
export function tfjsPlan(source: Graph): TfjsPlan | undefined {
  const run = (g: Graph, stage: "pre" | "main"): Graph =>
    runPasses(g, pipelines[stage], {
      machine: machineNamed("js"),
      options: { level: 2, deterministic: false, precise: false },
      verify: false,
    }).graph;
  const graph = run(run(source, "pre"), "main");
  if (graph.nodes.some((n) => writers[n.op.name] === undefined)) return undefined;
  const plan = new Planner(graph);
  for (const node of graph.nodes) writers[node.op.name]?.(plan, node);
  return plan.finished();
}

class Planner {
  readonly #graph: Graph;
  readonly #users: ReadonlyMap<Value, readonly Node[]>;
  readonly #numbers = new Map<Value, number>();
  readonly #weights: Float32Array[] = [];
  readonly #constants: { value: number; offset: number; shape: readonly number[] }[] = [];
  readonly #layers: Layer[] = [];
  #count = 0;
  #floats = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#users = usersOf(graph);
  }

  numberOf(v: Value): number {
    const known = this.#numbers.get(v);
    if (known !== undefined) return known;
    this.#numbers.set(v, this.#count);
    return this.#count++;
  }

  /** A new constant: `v` with its axes in `order` and then of `shape`, or as it is. */
  constant(v: Value | undefined, order?: readonly number[], shape: readonly number[] = shapeOf(v), axes: readonly number[] = shapeOf(v)): number {
    if (v?.data === undefined) throw new Error(`${v?.name} is no constant`);
    const array = expandConstant(
      v.data,
      shapeOf(v).reduce((n, d) => n * d, 1),
    ) as ElementArray;
    const floats = order === undefined ? Float32Array.from(array, Number) : transposed(array, axes, order);
    this.#weights.push(floats);
    this.#constants.push({ value: this.#count, offset: this.#floats, shape });
    this.#floats += floats.length;
    return this.#count++;
  }

  /** The activation that alone reads `v` and can be a part of the layer, and the value it gives. */
  activation(v: Value): { readonly activation?: string; readonly result: Value } {
    const [user, ...others] = this.#users.get(v) ?? [];
    const [result] = user?.outputs ?? [];
    if (user === undefined || result === undefined || others.length > 0 || this.#graph.outputs.includes(v)) return { result: v };
    const activation = user.op.name === "Relu" ? "relu" : isRelu6(user) ? "relu6" : undefined;
    return activation === undefined ? { result: v } : { activation, result };
  }

  layer(kind: string, node: Node, inputs: readonly number[], settings: object = {}, result = node.outputs[0] as Value): void {
    this.#layers.push({ kind, inputs, output: this.numberOf(result), ...settings });
  }

  /** True where an earlier layer already gives what `node` does. */
  isDone = (node: Node): boolean => this.#layers.some((l) => l.output === this.#numbers.get(node.outputs[0] as Value));

  producerOf = (v: Value | undefined): Node | undefined => this.#graph.nodes.find((n) => v !== undefined && n.outputs.includes(v));

  finished(): TfjsPlan {
    const weights = new Float32Array(this.#floats);
    for (const [i, { offset }] of this.#constants.entries()) weights.set(this.#weights[i] ?? [], offset);
    const named = (values: readonly Value[]) => Object.fromEntries(values.map((v) => [v.name, this.numberOf(v)]));
    return {
      weights,
      constants: this.#constants,
      layers: this.#layers,
      inputs: named(this.#graph.inputs),
      outputs: named(this.#graph.outputs),
    };
  }
}

const isRelu6 = (node: Node): boolean => node.op.name === "Clip" && uniformNumber(node.inputs[1]) === 0 && uniformNumber(node.inputs[2]) === 6;

type Writer = (plan: Planner, node: Node) => void;

const pointwise =
  (kind: string): Writer =>
  (plan, node) => {
    if (!plan.isDone(node)) plan.layer(kind, node, operands(plan, node));
  };

/** Constants among the operands of a pointwise layer have one number, or one a channel. */
const operands = (plan: Planner, node: Node): readonly number[] =>
  node.inputs.map((v) => (v?.data === undefined ? plan.numberOf(v as Value) : plan.constant(v, undefined, [shapeOf(v).reduce((n, d) => n * d, 1)])));

/** Explicit padding; at the end as much more as reaches the extent that the model says. */
function padding(node: Node, extents: readonly number[], kernel: readonly number[], strides: readonly number[]): readonly (readonly number[])[] {
  const pads = ints(node, "pads");
  const input = shapeOf(node.inputs[0]).slice(2);
  const sides = input.map((extent, i) => {
    const before = pads[i] ?? 0;
    const reach = ((extents[i] ?? 1) - 1) * (strides[i] ?? 1) + (kernel[i] ?? 1);
    return [before, Math.max(pads[input.length + i] ?? 0, reach - extent - before)];
  });
  return [[0, 0], ...sides, [0, 0]];
}

const convolution: Writer = (plan, node) => {
  const [x, w, bias] = node.inputs;
  const [channels = 0, perGroup] = shapeOf(w);
  const isDepthwise = node.attrs.group === channels && perGroup === 1 && channels > 1;
  const { activation, result } = plan.activation(node.outputs[0] as Value);
  const filter = plan.constant(w, isDepthwise ? [2, 3, 0, 1] : [2, 3, 1, 0], filterShape(shapeOf(w), isDepthwise));
  const inputs = [plan.numberOf(x as Value), filter, ...(bias === undefined ? [] : [plan.constant(bias)])];
  const strides = ints(node, "strides");
  const pad = padding(node, shapeOf(node.outputs[0]).slice(2), shapeOf(w).slice(2), strides);
  plan.layer(isDepthwise ? "depthwise" : "convolution", node, inputs, { strides, pad, activation }, result);
};

const filterShape = ([outputs = 1, inputs = 1, height = 1, width = 1]: readonly number[], isDepthwise: boolean): readonly number[] =>
  isDepthwise ? [height, width, outputs, 1] : [height, width, inputs, outputs];

/** Behind a flatten of channels, rows and columns, elements come in another order: the rows of the matrix follow. */
const product: Writer = (plan, node) => {
  const [x, w, bias] = node.inputs;
  const [first = 1, second = 1] = shapeOf(w);
  const [units, depth] = node.attrs.transB === 1 ? [first, second] : [second, first];
  const flattened = shapeOf(plan.producerOf(x)?.inputs[0] ?? x);
  const spatial = flattened.length === 4 ? flattened.slice(1) : [depth, 1, 1];
  const axes = node.attrs.transB === 1 ? [units, ...spatial] : [...spatial, units];
  const order = node.attrs.transB === 1 ? [2, 3, 1, 0] : [1, 2, 0, 3];
  const { activation, result } = plan.activation(node.outputs[0] as Value);
  const matrix = plan.constant(w, order, [depth, units], axes);
  const inputs = [plan.numberOf(x as Value), matrix, ...(bias === undefined ? [] : [plan.constant(bias, undefined, [units])])];
  plan.layer("product", node, inputs, { activation }, result);
};

const pooling: Writer = (plan, node) => {
  const [kernel, strides] = [ints(node, "kernel_shape"), ints(node, "strides")];
  const pad = padding(node, shapeOf(node.outputs[0]).slice(2), kernel, strides);
  plan.layer("maxPool", node, operands(plan, node), { kernel, strides, pad });
};

const transposedConvolution: Writer = (plan, node) => {
  const [x, w, bias] = node.inputs;
  const [inputs = 1, outputs = 1, height = 1, width = 1] = shapeOf(w);
  const filter = plan.constant(w, [2, 3, 1, 0], [height, width, outputs, inputs]);
  const [, , rows = 1, columns = 1] = shapeOf(node.outputs[0]);
  const numbers = [plan.numberOf(x as Value), filter, ...(bias === undefined ? [] : [plan.constant(bias)])];
  plan.layer("transposedConvolution", node, numbers, { strides: ints(node, "strides"), shape: [1, rows, columns, outputs] });
};

const flatten: Writer = (plan, node) => plan.layer("reshape", node, [plan.numberOf(node.inputs[0] as Value)], { shape: shapeOf(node.outputs[0]) });

const clip: Writer = (plan, node) => {
  if (plan.isDone(node)) return;
  const [, low, high] = node.inputs;
  plan.layer("clip", node, [plan.numberOf(node.inputs[0] as Value)], { low: uniformNumber(low), high: uniformNumber(high) });
};

const writers: Readonly<Record<string, Writer>> = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  Gemm: product,
  MaxPool: pooling,
  GlobalAveragePool: pointwise("average"),
  Relu: pointwise("relu"),
  Sigmoid: pointwise("sigmoid"),
  Swish: pointwise("swish"),
  Softmax: pointwise("softmax"),
  Add: pointwise("add"),
  Mul: pointwise("mul"),
  Clip: clip,
  Concat: pointwise("concat"),
  Flatten: flatten,
  Reshape: flatten,
};
