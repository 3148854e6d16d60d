/** BERT-small (4 layers of 512, 8 heads) over 128 tokens: ids, attention mask and token types in, last hidden state and pooled first token out. */
import { type BuiltModel, type NetOptions, scaled } from "./layers.ts";
import { type Tokens, TransformerNet } from "./transformer-layers.ts";

const vocabulary = 30_522;

/** 0 where a token counts, -10000 where not: [batch, 1, 1, length]. */
function hidden(net: TransformerNet, mask: string): string {
  const column = net.op("Unsqueeze", [net.op("Unsqueeze", [mask, net.integers([1], "")], {}, ""), net.integers([2], "")], {}, "");
  const inverse = net.op("Sub", [net.scalar(1, ""), net.op("Cast", [column], { to: 1 }, "")], {}, "");
  return net.op("Mul", [inverse, net.scalar(-10_000, "")], {}, "");
}

/** position_ids[:, :length], the length taken from the ids. */
function positions(net: TransformerNet, ids: string, most: number): string {
  const all = net.graph.initializer(
    "embeddings.position_ids",
    "i64",
    [1, most],
    Array.from({ length: most }, (_, i) => i),
  );
  const path = "embeddings";
  return net.op("Slice", [all, net.integers([0], path), net.extent(ids, 1, path), net.integers([1], path), net.integers([1], path)], {}, path);
}

export function bertSmall({ batch = 1, size = 128, depth = 4, width, words = vocabulary, ...rest }: NetOptions = {}): BuiltModel {
  const net = new TransformerNet("bert_small", rest);
  const { graph } = net;
  const channels = scaled(512, width);
  const [ids, mask, types] = ["input_ids", "attention_mask", "token_type_ids"].map((name) => graph.input(name, [batch, size], "i64")) as [
    string,
    string,
    string,
  ];
  const word = net.embedding(ids, "embeddings.word_embeddings", words, size, channels);
  const type = net.embedding(types, "embeddings.token_type_embeddings", 2, size, channels);
  const most = Math.min(512, words);
  const place = net.embedding(positions(net, ids, most), "embeddings.position_embeddings", most, size, channels);
  let x = net.layerNorm(net.plus(net.plus(word, type, "embeddings"), place, "embeddings"), "embeddings.LayerNorm", 1e-12);
  const options = { heads: channels / 64 >= 2 ? channels / 64 : 2, mask: hidden(net, mask) };
  for (let i = 0; i < depth; i++) {
    const path = `encoder.layer.${i}`;
    const mixed = net.selfAttention(x, `${path}.attention.self`, ["query", "key", "value", "output"], options);
    const attended = net.layerNorm(net.plus(mixed, x, `${path}.attention.output`), `${path}.attention.output.LayerNorm`, 1e-12);
    const wide = net.gelu(net.project(attended, `${path}.intermediate.dense`, 4 * channels), `${path}.intermediate`);
    const narrow = net.project(wide, `${path}.output.dense`, channels, 0.3);
    x = net.layerNorm(net.plus(narrow, attended, `${path}.output`), `${path}.output.LayerNorm`, 1e-12);
  }
  graph.output(graph.rename(pooled(net, x), "pooler_output"), [batch, channels]);
  return net.done(x, [batch, size, channels]);
}

/** tanh of a layer over the first token. */
function pooled(net: TransformerNet, x: Tokens): string {
  const first = net.op("Gather", [x.name, net.integers([0], "pooler", [])], { axis: 1 }, "pooler");
  return net.op("Tanh", [net.linearOf({ ...x, name: first }, "pooler.dense", x.width).name], {}, "pooler");
}
