/** SqueezeNet 1.1: fire modules, no fully connected layer. */
import { type BuiltModel, type Feature, Net, type NetOptions, scaled } from "./layers.ts";

export function squeezenet({ batch = 1, size = 224, classes = 1000, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("squeezenet1_1", rest);
  const conv = (x: Feature, path: string, channels: number, kernel: number, stride = 1, pad = (kernel - 1) >> 1): Feature =>
    net.relu(net.conv(x, path, channels, kernel, { stride, pad, bias: true }), `${path}_activation`);
  const fire = (x: Feature, path: string, squeeze: number, expand: number): Feature => {
    const narrow = conv(x, `${path}.squeeze`, scaled(squeeze, width), 1);
    const wide = scaled(expand, width);
    return net.concat([conv(narrow, `${path}.expand1x1`, wide, 1), conv(narrow, `${path}.expand3x3`, wide, 3)], path);
  };
  const pool = (x: Feature, path: string): Feature => net.maxPool(x, path, 3, 2, 0, true);
  let x = pool(conv(net.image(3, size, batch), "features.0", scaled(64, width), 3, 2, 0), "features.2");
  x = fire(fire(x, "features.3", 16, 64), "features.4", 16, 64);
  x = fire(fire(pool(x, "features.5"), "features.6", 32, 128), "features.7", 32, 128);
  x = fire(fire(pool(x, "features.8"), "features.9", 48, 192), "features.10", 48, 192);
  x = fire(fire(x, "features.11", 64, 256), "features.12", 64, 256);
  return net.finish(net.flatten(net.globalAverage(conv(x, "classifier.1", classes, 1), "classifier.3")));
}
