/** ViT-tiny for 224x224 images: patches of 16 as 196 tokens and a class token, 12 layers of 192 with 3 heads, normalization first. */

import { tensor } from "../support/onnx-writer.ts";
import { type BuiltModel, type Feature, type NetOptions, scaled } from "./layers.ts";
import { type Tokens, TransformerNet } from "./transformer-layers.ts";

/** flatten(2).transpose(1, 2): channels and the product of the other extents, computed at run time. */
function tokensOf(net: TransformerNet, x: Feature): Tokens {
  const path = "patch_embed";
  const shape = net.op("Shape", [x.name], {}, path);
  const head = net.op("Slice", [shape, net.integers([0], path), net.integers([2], path), net.integers([0], path)], {}, path);
  const flat = net.op("Reshape", [x.name, net.op("Concat", [head, net.integers([-1], path)], { axis: 0 }, path)], {}, path);
  return { name: net.op("Transpose", [flat], { perm: [0, 2, 1] }, path), length: x.height * x.width, width: x.channels };
}

/** The class token for every image: cls_token.expand(x.size(0), -1, -1). */
function classTokens(net: TransformerNet, x: Tokens): string {
  const token = net.graph.uniform("cls_token", [1, 1, x.width], -0.5, 0.5);
  net.parameters += x.width;
  const wanted = net.op("Concat", [net.extent(x.name, 0, ""), net.integers([-1], ""), net.integers([-1], "")], { axis: 0 }, "");
  const ones = net.op("ConstantOfShape", [net.integers([3], "")], { value: tensor("i64", [1], [1]) }, "");
  const signs = net.op("Mul", [ones, net.integers([-1], "", [])], {}, "");
  const kept = net.op("Equal", [wanted, signs], {}, "");
  return net.op("Expand", [token, net.op("Where", [kept, ones, wanted], {}, "")], {}, "");
}

export function vitTiny({ batch = 1, size = 224, depth = 12, width, classes = 1000, ...rest }: NetOptions = {}): BuiltModel {
  const net = new TransformerNet("vit_tiny", rest);
  const channels = scaled(192, width);
  const image = net.image(3, size, batch);
  const patches = tokensOf(net, net.conv(image, "patch_embed.proj", channels, 16, { stride: 16, pad: 0, bias: true }));
  const length = patches.length + 1;
  const all = net.op("Concat", [classTokens(net, patches), patches.name], { axis: 1 }, "");
  const places = net.graph.uniform("pos_embed", [1, length, channels], -0.5, 0.5);
  net.parameters += length * channels;
  let x: Tokens = { name: net.op("Add", [all, places], {}, ""), length, width: channels };
  for (let i = 0; i < depth; i++) {
    const path = `blocks.${i}`;
    const mixed = net.selfAttention(net.layerNorm(x, `${path}.norm1`, 1e-6), `${path}.attn`, ["q", "k", "v", "proj"], { heads: 3 });
    x = net.plus(x, mixed, path);
    const wide = net.gelu(net.project(net.layerNorm(x, `${path}.norm2`, 1e-6), `${path}.mlp.fc1`, 4 * channels), `${path}.mlp.act`);
    x = net.plus(x, net.project(wide, `${path}.mlp.fc2`, channels, 0.3), path);
  }
  const first = net.op("Gather", [net.layerNorm(x, "norm", 1e-6).name, net.integers([0], "", [])], { axis: 1 }, "");
  return net.done(net.linearOf({ ...x, name: first }, "head", classes), [batch, classes]);
}
