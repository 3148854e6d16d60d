/** Small networks as quantizing tools export them (QDQ): inverted residuals with depthwise and grouped convolutions, an encoder block, an LSTM with a head. */
import { GraphBuilder } from "../support/onnx-writer.ts";

/** What bytes stand for: steps of `scale` around `zero`. The scales are such that no product of them rounds at the middle between two bytes. */
interface Grid {
  readonly scale: number;
  readonly zero: number;
}

const image: Grid = { scale: 0.0163, zero: 128 };
const rectified: Grid = { scale: 0.0217, zero: 0 };
const wide: Grid = { scale: 0.0311, zero: 128 };
const unit: Grid = { scale: 0.00397, zero: 0 };

class Quantized {
  readonly graph: GraphBuilder;
  #constants = 0;

  constructor(name: string) {
    this.graph = new GraphBuilder(name, 3);
  }

  #parameter(dtype: "f32" | "u8" | "i8" | "i32", shape: readonly number[], values: readonly number[]): string {
    return this.graph.initializer(`c${this.#constants++}`, dtype, shape, values);
  }

  /** x through QuantizeLinear and DequantizeLinear. */
  through(x: string, { scale, zero }: Grid): string {
    const [s, z] = [this.#parameter("f32", [], [scale]), this.#parameter("u8", [], [zero])];
    return this.graph.node("DequantizeLinear", [this.graph.node("QuantizeLinear", [x, s, z]), s, z]);
  }

  #numbers(count: number, most: number): readonly number[] {
    return Array.from(this.graph.random.floats(count, -most, most), Math.round);
  }

  /** Dequantized weights of at most `most`, with a scale for each entry of `axis` where one is given. */
  weights(shape: readonly number[], most: number, axis?: number): string {
    const bytes = this.#parameter(
      "i8",
      shape,
      this.#numbers(
        shape.reduce((n, d) => n * d, 1),
        127,
      ),
    );
    const count = axis === undefined ? 1 : (shape[axis] as number);
    const scales = Array.from(this.graph.random.floats(count, most / 254, most / 127));
    const scale = this.#parameter("f32", axis === undefined ? [] : [count], scales);
    return this.graph.node("DequantizeLinear", [bytes, scale], axis === undefined ? {} : { axis });
  }

  bias(count: number): string {
    return this.graph.node("DequantizeLinear", [this.#parameter("i32", [count], this.#numbers(count, 1000)), this.#parameter("f32", [], [0.00013])]);
  }
}

/** u8 steps of 0.0217 at [1, 32, 8, 8]. */
export function quantizedResiduals(): GraphBuilder {
  const q = new Quantized("residuals");
  const { graph } = q;
  const conv = (x: string, from: number, to: number, kernel: number, { group = 1, stride = 1 } = {}): string => {
    const inputs = from / group;
    const weights = q.weights([to, inputs, kernel, kernel], 1.5 / Math.sqrt(inputs * kernel * kernel), 0);
    const pad = (kernel - 1) / 2;
    const attrs = { group, kernel_shape: [kernel, kernel], pads: [pad, pad, pad, pad], strides: [stride, stride] };
    const sum = graph.node("Conv", [x, weights, q.bias(to)], attrs);
    return q.through(graph.node("Clip", [sum, graph.constant("f32", [], [0]), graph.constant("f32", [], [6])]), rectified);
  };
  const stem = conv(q.through(graph.input("x", [1, 3, 16, 16]), image), 3, 16, 3, { stride: 2 });
  const deep = conv(conv(conv(stem, 16, 64, 1), 64, 64, 3, { group: 64 }), 64, 32, 1);
  const grouped = conv(conv(conv(deep, 32, 64, 1), 64, 64, 3, { group: 2 }), 64, 32, 1);
  const sum = q.through(graph.node("Add", [deep, grouped]), rectified);
  const pooled = q.through(graph.node("MaxPool", [sum], { kernel_shape: [2, 2], strides: [2, 2] }), rectified);
  const gate = q.through(graph.node("Sigmoid", [q.through(graph.node("GlobalAveragePool", [pooled]), rectified)]), unit);
  const gated = q.through(graph.node("Mul", [pooled, gate]), rectified);
  const large = graph.node("Resize", [gated, "", graph.constant("f32", [4], [1, 1, 2, 2])], { mode: "nearest" });
  graph.output(graph.rename(q.through(large, rectified), "y"), [1, 32, 8, 8]);
  return graph;
}

export interface EncoderSize {
  readonly length: number;
  readonly width: number;
  readonly heads: number;
  /** Of the feed-forward layer. */
  readonly inner: number;
}

/** u8 steps of 0.0311 at [1, length, width]: attention and a feed-forward layer. */
export function quantizedEncoder({ length, width, heads, inner }: EncoderSize = { length: 12, width: 32, heads: 4, inner: 64 }): GraphBuilder {
  const q = new Quantized("encoder");
  const { graph } = q;
  const dense = (x: string, from: number, to: number): string => {
    const product = q.through(graph.node("MatMul", [x, q.weights([from, to], 1.5 / Math.sqrt(from), 1)]), wide);
    return q.through(graph.node("Add", [graph.uniform(`bias_${product}`, [to], -0.1, 0.1), product]), wide);
  };
  const moved = (x: string, shape: readonly number[], perm: readonly number[]): string => {
    const split = q.through(graph.node("Reshape", [x, graph.constant("i64", [shape.length], shape)]), wide);
    return q.through(graph.node("Transpose", [split], { perm }), wide);
  };
  const split = (x: string, perm: readonly number[]): string => moved(dense(x, width, width), [1, length, heads, width / heads], perm);
  const x = q.through(graph.input("x", [1, length, width]), image);
  const products = q.through(graph.node("MatMul", [split(x, [0, 2, 1, 3]), split(x, [0, 2, 3, 1])]), wide);
  const scores = q.through(graph.node("Mul", [products, q.through(graph.constant("f32", [], [0.353]), unit)]), wide);
  const mixed = q.through(graph.node("MatMul", [q.through(graph.node("Softmax", [scores], { axis: -1 }), unit), split(x, [0, 2, 1, 3])]), wide);
  const joined = graph.node("Reshape", [
    q.through(graph.node("Transpose", [mixed], { perm: [0, 2, 1, 3] }), wide),
    graph.constant("i64", [3], [1, length, width]),
  ]);
  const added = q.through(graph.node("Add", [x, dense(q.through(joined, wide), width, width)]), wide);
  const [scale, shift] = [graph.uniform("scale", [width], 0.5, 1), graph.uniform("shift", [width], -0.1, 0.1)];
  const normal = q.through(graph.node("LayerNormalization", [added, scale, shift], { axis: -1 }), wide);
  const hidden = q.through(graph.node("Relu", [dense(normal, width, inner)]), rectified);
  graph.output(graph.rename(q.through(graph.node("Add", [normal, dense(hidden, inner, width)]), wide), "y"), [1, length, width]);
  return graph;
}

/** u8 steps of 0.0311 at [7, 5]. */
export function quantizedLstm(): GraphBuilder {
  const q = new Quantized("lstm");
  const { graph } = q;
  const x = q.through(graph.input("x", [7, 1, 8]), image);
  const bias = graph.uniform("bias", [1, 128], -0.2, 0.2);
  const [states = ""] = graph.nodes("LSTM", [x, q.weights([1, 64, 8], 0.5), q.weights([1, 64, 16], 0.4), bias], { hidden_size: 16 });
  const squeezed = q.through(graph.node("Squeeze", [q.through(states, image), graph.constant("i64", [1], [1])]), image);
  const flat = graph.node("Reshape", [squeezed, graph.constant("i64", [2], [7, 16])]);
  graph.output(graph.rename(q.through(graph.node("Gemm", [flat, q.weights([5, 16], 0.7), q.bias(5)], { transB: 1 }), wide), "y"), [7, 5]);
  return graph;
}
