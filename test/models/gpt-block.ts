/**
 * One decoder block of GPT-2's size (768 wide, 12 heads) with a cache: 8 new tokens after 120 old ones; a causal mask cut out of a table by the
 * run-time extents, the cache grown and given back.
 */
import { float } from "../support/onnx-writer.ts";
import { type BuiltModel, type NetOptions, scaled } from "./layers.ts";
import { type Tokens, TransformerNet } from "./transformer-layers.ts";

const mostTokens = 1024;

/** Conv1D of GPT-2: x.view(-1, width) times a weight [in, out], viewed back. */
function conv1d(net: TransformerNet, x: Tokens, path: string, width: number, gain = 0.5): Tokens {
  const weight = net.graph.weights(`${path}.weight`, [x.width, width], x.width, gain);
  const bias = net.graph.uniform(`${path}.bias`, [width], -0.1, 0.1);
  net.parameters += x.width * width + width;
  net.macs += x.length * x.width * width;
  const wanted = net.op("Concat", [net.extent(x.name, 0, path), net.extent(x.name, 1, path), net.integers([width], path)], { axis: 0 }, path);
  const flat = net.op("Reshape", [x.name, net.integers([-1, x.width], path)], {}, path);
  const product = net.op("Gemm", [flat, weight, bias], { alpha: float(1), beta: float(1) }, path);
  return { ...x, width, name: net.op("Reshape", [product, wanted], {}, path) };
}

/** where(mask[:, :, keys - queries : keys, :keys], scores / sqrt(size), lowest): the mask is a table of all positions. */
function causal(net: TransformerNet, products: string, size: number, path: string): string {
  const scores = net.op("Div", [products, net.scalar(Math.sqrt(size), path)], {}, path);
  const values = Array.from({ length: mostTokens * mostTokens }, (_, i) => Number(i % mostTokens <= Math.floor(i / mostTokens)));
  const table = net.graph.initializer(`${path}.bias`, "bool", [1, 1, mostTokens, mostTokens], values);
  const [queries, keys] = [net.extent(products, 2, path), net.extent(products, 3, path)];
  const past = net.op("Sub", [keys, queries], {}, path);
  const one = net.integers([1], path);
  const rows = net.op("Slice", [table, past, keys, net.integers([2], path), one], {}, path);
  const seen = net.op("Slice", [rows, net.integers([0], path), keys, net.integers([3], path), one], {}, path);
  return net.op("Where", [seen, scores, net.scalar(-3.4028234663852886e38, path)], {}, path);
}

export function gptBlock({ batch = 1, size = 8, past = 120, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new TransformerNet("gpt_block", rest);
  const { graph } = net;
  const channels = scaled(768, width);
  const heads = Math.max(2, channels / 64);
  const perHead = channels / heads;
  const keys = past + size;
  const input: Tokens = { name: graph.input("input", [batch, size, channels]), length: size, width: channels };
  const old = ["past_key", "past_value"].map((name) => graph.input(name, [batch, heads, past, perHead])) as [string, string];
  const joined = conv1d(net, net.layerNorm(input, "ln_1"), "attn.c_attn", 3 * channels);
  const parts = graph.nodes(
    "Split",
    [joined.name, net.integers([channels, channels, channels], "attn")],
    { axis: 2 },
    {
      name: "/attn/Split",
      outputs: [0, 1, 2].map((i) => `/attn/Split_output_${i}`),
    },
  );
  const [q, k, v] = parts.map((name) => net.splitHeads({ ...input, name }, heads, [0, 2, 1, 3], "attn")) as [string, string, string];
  const [allKeys, allValues] = [k, v].map((x, i) => net.op("Concat", [old[i] as string, x], { axis: 2 }, "attn")) as [string, string];
  const turned = net.op("Transpose", [allKeys], { perm: [0, 1, 3, 2] }, "attn");
  const products = net.op("MatMul", [q, turned], {}, "attn");
  const weights = net.op("Softmax", [causal(net, products, perHead, "attn")], { axis: -1 }, "attn");
  net.macs += 2 * size * keys * channels;
  const mixed = net.joinHeads(net.op("MatMul", [weights, allValues], {}, "attn"), size, channels, "attn");
  const attended = net.plus(conv1d(net, mixed, "attn.c_proj", channels, 0.3), input, "");
  const wide = net.geluByTanh(conv1d(net, net.layerNorm(attended, "ln_2"), "mlp.c_fc", 4 * channels), "mlp.act");
  const y = net.plus(attended, conv1d(net, wide, "mlp.c_proj", channels, 0.3), "");
  for (const [name, value] of [
    ["present_key", allKeys],
    ["present_value", allValues],
  ] as const)
    graph.output(graph.rename(value, name), [batch, heads, keys, perHead]);
  return net.done(y, [batch, size, channels]);
}
