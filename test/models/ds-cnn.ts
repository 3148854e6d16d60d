/** DS-CNN for keyword spotting (MLPerf Tiny): 49 frames of 10 MFCCs, 64 channels, four depthwise-separable blocks, 12 words. */
import { type BuiltModel, type Feature, Net, type NetOptions, scaled } from "./layers.ts";
import { QuantizedNet } from "./quantized-net.ts";

function ofBlocks(net: Net, { batch = 1, classes = 12, width }: NetOptions): BuiltModel {
  const channels = scaled(64, width);
  const block = (x: Feature, path: string): Feature => {
    const deep = net.relu(net.norm(net.conv(x, `${path}.depthwise`, channels, 3, { groups: channels }), `${path}.norm1`), `${path}.relu1`);
    return net.relu(net.norm(net.conv(deep, `${path}.pointwise`, channels, 1), `${path}.norm2`), `${path}.relu2`);
  };
  const image = net.image(1, 49, batch, 10);
  const stem = net.conv(image, "stem.conv", channels, 0, { shape: [10, 4], pads: [4, 1, 5, 1], stride: 2 });
  let x = net.relu(net.norm(stem, "stem.norm"), "stem.relu");
  for (let i = 0; i < 4; i++) x = block(x, `blocks.${i}`);
  return net.finish(net.softmax(net.linear(net.flatten(net.globalAverage(x, "pool")), "fc", classes)));
}

export const dsCnn = (options: NetOptions = {}): BuiltModel => ofBlocks(new Net("ds_cnn", options), options);

/** The same in bytes, as a quantizing tool exports it. */
export const quantizedDsCnn = (options: NetOptions = {}): BuiltModel => ofBlocks(new QuantizedNet("ds_cnn_int8", options), options);
