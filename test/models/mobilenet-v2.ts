/** MobileNetV2 1.0: inverted residuals, Clip(0, 6) with its limits as constants, as exported from PyTorch. */
import { type BuiltModel, type Feature, Net, type NetOptions, scaled } from "./layers.ts";

/** expansion, channels, repeats, first stride */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

export function mobilenetV2({ batch = 1, size = 224, classes = 1000, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("mobilenet_v2", rest);
  const relu6 = (x: Feature, path: string): Feature => {
    const limits = [net.graph.constant("f32", [], [0], `/${path}/Constant`), net.graph.constant("f32", [], [6], `/${path}/Constant_1`)];
    return { ...x, name: net.op("Clip", [x.name, ...limits], {}, path) };
  };
  const block = (x: Feature, path: string, expansion: number, channels: number, stride: number): Feature => {
    const hidden = x.channels * expansion;
    const wide = expansion === 1 ? x : relu6(net.norm(net.conv(x, `${path}.expand`, hidden, 1), `${path}.norm0`), `${path}.relu0`);
    const deep = net.conv(wide, `${path}.depthwise`, hidden, 3, { stride, groups: hidden });
    const narrow = net.conv(relu6(net.norm(deep, `${path}.norm1`), `${path}.relu1`), `${path}.project`, channels, 1);
    const out = net.norm(narrow, `${path}.norm2`, 0.7);
    return stride === 1 && x.channels === channels ? net.add(x, out, path) : out;
  };
  let x = net.conv(net.image(3, size, batch), "features.0.conv", scaled(32, width), 3, { stride: 2 });
  x = relu6(net.norm(x, "features.0.norm"), "features.0.relu");
  let index = 1;
  for (const [expansion, channels, repeats, first] of stages)
    for (let i = 0; i < repeats; i++) x = block(x, `features.${index++}`, expansion, scaled(channels, width), i === 0 ? first : 1);
  x = relu6(net.norm(net.conv(x, "features.18.conv", scaled(1280, width), 1), "features.18.norm"), "features.18.relu");
  return net.finish(net.linear(net.flatten(net.globalAverage(x, "pool")), "classifier", classes));
}
