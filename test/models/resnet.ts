/** ResNet-18 and ResNet-50 with their BatchNormalization nodes; ResNet-18 flattens by a Shape chain as tracing `x.view(x.size(0), -1)` does. */
import { type BuiltModel, type Feature, Net, type NetOptions, scaled } from "./layers.ts";
import { QuantizedNet } from "./quantized-net.ts";

type Block = (x: Feature, path: string, channels: number, stride: number) => Feature;

/** The branch's last scale keeps 16 sums from growing. */
const branchScale = 0.3;

function stem(net: Net, image: Feature, width: number | undefined): Feature {
  const x = net.conv(image, "conv1", scaled(64, width), 7, { stride: 2 });
  return net.maxPool(net.relu(net.norm(x, "bn1"), "relu"), "maxpool", 3, 2, 1);
}

function shortcut(net: Net, x: Feature, path: string, channels: number, stride: number): Feature {
  if (stride === 1 && x.channels === channels) return x;
  return net.norm(net.conv(x, `${path}.downsample.0`, channels, 1, { stride }), `${path}.downsample.1`, 0.7);
}

function layers(net: Net, start: Feature, block: Block, repeats: readonly number[], width: number | undefined): Feature {
  let x = start;
  repeats.forEach((count, stage) => {
    for (let i = 0; i < count; i++) x = block(x, `layer${stage + 1}.${i}`, scaled(64 << stage, width), i === 0 && stage > 0 ? 2 : 1);
  });
  return net.globalAverage(x, "avgpool");
}

export function resnet18({ batch = 1, size = 224, classes = 1000, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("resnet18", rest);
  const basic: Block = (x, path, channels, stride) => {
    const a = net.relu(net.norm(net.conv(x, `${path}.conv1`, channels, 3, { stride }), `${path}.bn1`), `${path}.relu`);
    const b = net.norm(net.conv(a, `${path}.conv2`, channels, 3), `${path}.bn2`, branchScale);
    return net.relu(net.add(b, shortcut(net, x, path, channels, stride), path), `${path}.relu`);
  };
  const pooled = layers(net, stem(net, net.image(3, size, batch), width), basic, [2, 2, 2, 2], width);
  return net.finish(net.linear(net.flattenByShape(pooled), "fc", classes));
}

/** `gain` is that of a branch's last weights, where no normalization follows. */
const bottleneck =
  (net: Net, gain: number): Block =>
  (x, path, channels, stride) => {
    const a = net.relu(net.norm(net.conv(x, `${path}.conv1`, channels, 1), `${path}.bn1`), `${path}.relu`);
    const b = net.relu(net.norm(net.conv(a, `${path}.conv2`, channels, 3, { stride }), `${path}.bn2`), `${path}.relu`);
    const c = net.norm(net.conv(b, `${path}.conv3`, channels * 4, 1, { gain }), `${path}.bn3`, branchScale);
    return net.relu(net.add(c, shortcut(net, x, path, channels * 4, stride), path), `${path}.relu`);
  };

function ofBottlenecks(net: Net, gain: number, { batch = 1, size = 224, classes = 1000, width, depth }: NetOptions): BuiltModel {
  const repeats = [3, 4, 6, 3].map((count) => Math.min(count, depth ?? count));
  const pooled = layers(net, stem(net, net.image(3, size, batch), width), bottleneck(net, gain), repeats, width);
  return net.finish(net.linear(net.flatten(pooled), "fc", classes));
}

export const resnet50 = (options: NetOptions = {}): BuiltModel => ofBottlenecks(new Net("resnet50", options), 1, options);

/** The same in bytes, as a quantizing tool exports it. */
export const quantizedResnet50 = (options: NetOptions = {}): BuiltModel =>
  ofBottlenecks(new QuantizedNet("resnet50_int8", options), branchScale, options);
