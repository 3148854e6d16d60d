/** A tagger of word vectors with free batch and sequence: self-attention, a feed-forward layer, a score a word and one a sentence. */
import { float, GraphBuilder } from "../support/onnx-writer.ts";

export interface TaggerOptions {
  /** Numbers a word. */
  readonly width?: number;
  readonly tags?: number;
  readonly seed?: number;
}

/** words f32[batch,seq,width], weight f32[batch,seq] -> tags f32[batch,seq,tags], sentence f32[batch,tags]. */
export function wordTagger({ width = 16, tags = 5, seed = 1 }: TaggerOptions = {}): GraphBuilder {
  const g = new GraphBuilder("tagger", seed);
  const words = g.input("words", ["batch", "seq", width]);
  const weight = g.input("weight", ["batch", "seq"]);
  const linear = (x: string, path: string, to: number, from = width): string => {
    const product = g.node("MatMul", [x, g.weights(`${path}.weight`, [from, to], 2 * from)], {}, { name: `/${path}/MatMul` });
    return g.node("Add", [g.uniform(`${path}.bias`, [to], -0.1, 0.1), product], {}, { name: `/${path}/Add` });
  };
  const [q, k, v] = ["q", "k", "v"].map((name) => linear(words, `attention.${name}`, width)) as [string, string, string];
  const turned = g.node("Transpose", [k], { perm: [0, 2, 1] }, { name: "/attention/Transpose" });
  const scale = g.constant("f32", [], [1 / Math.sqrt(width)], "/attention/Constant");
  const scores = g.node("Mul", [g.node("MatMul", [q, turned], {}, { name: "/attention/MatMul" }), scale], {}, { name: "/attention/Mul" });
  const shares = g.node("Softmax", [scores], { axis: -1 }, { name: "/attention/Softmax" });
  const mixed = g.node("Add", [words, g.node("MatMul", [shares, v], {}, { name: "/attention/MatMul_1" })], {}, { name: "/Add" });
  const scaleOf = g.uniform("norm.weight", [width], 0.8, 1.2);
  const biasOf = g.uniform("norm.bias", [width], -0.1, 0.1);
  const normal = g.node("LayerNormalization", [mixed, scaleOf, biasOf], { axis: -1, epsilon: float(1e-5) }, { name: "/norm/LayerNormalization" });
  const hidden = g.node("Relu", [linear(normal, "hidden", width)], {}, { name: "/hidden/Relu" });
  const scored = linear(hidden, "score", tags);
  g.output(g.rename(scored, "tags"), ["batch", "seq", tags]);
  const axes = g.constant("i64", [1], [2], "/pool/Constant");
  const each = g.node("Mul", ["tags", g.node("Unsqueeze", [weight, axes], {}, { name: "/pool/Unsqueeze" })], {}, { name: "/pool/Mul" });
  const sum = g.node("ReduceSum", [each, g.constant("i64", [1], [1], "/pool/Constant_1")], { keepdims: 0 }, { name: "/pool/ReduceSum" });
  g.output(g.rename(linear(sum, "verdict", tags, tags), "sentence"), ["batch", tags]);
  return g;
}
