/** Layers of transformers as PyTorch's exporter writes them: normalizations and GELU spelled out, shapes of views computed at run time. */
import { tensor } from "../support/onnx-writer.ts";
import { type BuiltModel, Net } from "./layers.ts";

/** [batch, length, width] under a name. */
export interface Tokens {
  readonly name: string;
  readonly length: number;
  readonly width: number;
}

export interface AttentionOptions {
  readonly heads: number;
  /** Added to the scores, broadcast to [batch, heads, queries, keys]. */
  readonly mask?: string;
}

export interface Heads {
  /** [batch, heads, queries, size], [batch, heads, size, keys] and [batch, heads, keys, size]. */
  readonly q: string;
  readonly k: string;
  readonly v: string;
  readonly queries: number;
  readonly keys: number;
  /** Of all heads together. */
  readonly width: number;
}

export class TransformerNet extends Net {
  scalar(value: number, path: string): string {
    return this.op("Constant", [], { value: tensor("f32", [], [value]) }, path);
  }

  integers(values: readonly number[], path: string, shape: readonly number[] = [values.length]): string {
    return this.op("Constant", [], { value: tensor("i64", shape, values) }, path);
  }

  /** nn.Embedding of integer ids [batch, length]. */
  embedding(ids: string, path: string, count: number, length: number, width: number): Tokens {
    this.parameters += count * width;
    const table = this.graph.uniform(`${path}.weight`, [count, width], -1, 1);
    return { name: this.op("Gather", [table, ids], {}, path), length, width };
  }

  plus(a: Tokens, b: Tokens, path: string): Tokens {
    return { ...a, name: this.op("Add", [a.name, b.name], {}, path) };
  }

  /** nn.LayerNorm below opset 17. */
  layerNorm(x: Tokens, path: string, epsilon = 1e-5): Tokens {
    const mean = this.op("ReduceMean", [x.name], { axes: [-1] }, path);
    const deviation = this.op("Sub", [x.name, mean], {}, path);
    const squares = this.op("Pow", [deviation, this.scalar(2, path)], {}, path);
    const variance = this.op("ReduceMean", [squares], { axes: [-1] }, path);
    const root = this.op("Sqrt", [this.op("Add", [variance, this.scalar(epsilon, path)], {}, path)], {}, path);
    const normal = this.op("Div", [deviation, root], {}, path);
    const scale = this.graph.uniform(`${path}.weight`, [x.width], 0.8, 1.2);
    const bias = this.graph.uniform(`${path}.bias`, [x.width], -0.1, 0.1);
    this.parameters += 2 * x.width;
    const scaled = this.op("Mul", [normal, scale], {}, path);
    return { ...x, name: this.op("Add", [scaled, bias], {}, path) };
  }

  /** nn.Linear of three axes: MatMul by the transposed weight, the bias in front. */
  project(x: Tokens, path: string, width: number, gain = 0.5): Tokens {
    const weight = this.graph.weights(`${path}.weight`, [x.width, width], x.width, gain);
    const bias = this.graph.uniform(`${path}.bias`, [width], -0.1, 0.1);
    this.parameters += x.width * width + width;
    this.macs += x.length * x.width * width;
    const product = this.op("MatMul", [x.name, weight], {}, path);
    return { ...x, width, name: this.op("Add", [bias, product], {}, path) };
  }

  /** x * (1 + erf(x / sqrt 2)) / 2 */
  gelu(x: Tokens, path: string): Tokens {
    const erf = this.op("Erf", [this.op("Div", [x.name, this.scalar(Math.SQRT2, path)], {}, path)], {}, path);
    const gate = this.op("Add", [erf, this.scalar(1, path)], {}, path);
    const product = this.op("Mul", [x.name, gate], {}, path);
    return { ...x, name: this.op("Mul", [product, this.scalar(0.5, path)], {}, path) };
  }

  /** x * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2 */
  geluByTanh(x: Tokens, path: string): Tokens {
    const half = this.op("Mul", [x.name, this.scalar(0.5, path)], {}, path);
    const cube = this.op("Pow", [x.name, this.scalar(3, path)], {}, path);
    const bent = this.op("Add", [x.name, this.op("Mul", [cube, this.scalar(0.044715, path)], {}, path)], {}, path);
    const tanh = this.op("Tanh", [this.op("Mul", [bent, this.scalar(Math.sqrt(2 / Math.PI), path)], {}, path)], {}, path);
    return { ...x, name: this.op("Mul", [half, this.op("Add", [tanh, this.scalar(1, path)], {}, path)], {}, path) };
  }

  /** Extent `axis` of a value as a list of one. */
  extent(of: string, axis: number, path: string): string {
    const shape = this.op("Shape", [of], {}, path);
    const extent = this.op("Gather", [shape, this.integers([axis], path, [])], { axis: 0 }, path);
    return this.op("Unsqueeze", [extent, this.integers([0], path)], {}, path);
  }

  /** x.view(x.size(0), x.size(1), ...rest) */
  view(x: string, rest: readonly number[], path: string): string {
    const parts = [this.extent(x, 0, path), this.extent(x, 1, path), ...rest.map((n) => this.integers([n], path))];
    return this.op("Reshape", [x, this.op("Concat", parts, { axis: 0 }, path)], {}, path);
  }

  splitHeads(x: Tokens, heads: number, perm: readonly number[], path: string): string {
    return this.op("Transpose", [this.view(x.name, [heads, x.width / heads], path)], { perm }, path);
  }

  /** softmax(q k^T / sqrt(size) + mask) v, k already transposed: [batch, heads, size, keys]. */
  attend({ q, k, v, queries, keys, width }: Heads, path: string, options: AttentionOptions): Tokens {
    const size = width / options.heads;
    this.macs += 2 * queries * keys * width;
    const products = this.op("MatMul", [q, k], {}, path);
    const scores = this.op("Div", [products, this.scalar(Math.sqrt(size), path)], {}, path);
    const masked = options.mask === undefined ? scores : this.op("Add", [scores, options.mask], {}, path);
    const weights = this.op("Softmax", [masked], { axis: -1 }, path);
    return this.joinHeads(this.op("MatMul", [weights, v], {}, path), queries, width, path);
  }

  joinHeads(x: string, length: number, width: number, path: string): Tokens {
    const rows = this.op("Transpose", [x], { perm: [0, 2, 1, 3] }, path);
    return { name: this.view(rows, [width], path), length, width };
  }

  /** Self-attention with a projection each for queries, keys, values and the result. */
  selfAttention(x: Tokens, path: string, names: readonly [string, string, string, string], options: AttentionOptions): Tokens {
    const [q, k, v] = names.slice(0, 3).map((name) => this.project(x, `${path}.${name}`, x.width)) as [Tokens, Tokens, Tokens];
    const { heads } = options;
    const value = this.splitHeads(v, heads, [0, 2, 1, 3], path);
    const query = this.splitHeads(q, heads, [0, 2, 1, 3], path);
    // k.transpose(1, 2).transpose(2, 3) leaves one Transpose.
    const key = this.splitHeads(k, heads, [0, 2, 3, 1], path);
    const mixed = this.attend({ q: query, k: key, v: value, queries: x.length, keys: x.length, width: x.width }, path, options);
    return this.project(mixed, `${path}.${names[3]}`, x.width, 0.3);
  }

  linearOf(x: Tokens, path: string, width: number): Tokens {
    const { name } = this.linear({ name: x.name, channels: x.width, height: 1, width: 1 }, path, width);
    return { name, length: 1, width };
  }

  done(y: Tokens, shape: readonly (number | string)[]): BuiltModel {
    return this.finish({ name: y.name, channels: y.width, height: 1, width: 1 }, shape);
  }
}
