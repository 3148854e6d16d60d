/** EfficientNet-B0: inverted residuals with squeeze-and-excitation; SiLU is Sigmoid and Mul, as exported. */
import { type BuiltModel, type Feature, Net, type NetOptions, scaled } from "./layers.ts";

/** expansion, kernel, first stride, channels, repeats */
const stages = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;

export function efficientnetB0({ batch = 1, size = 224, classes = 1000, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("efficientnet_b0", rest);
  /** x * sigmoid(expand(silu(squeeze(mean x)))) */
  const excite = (x: Feature, path: string, squeezed: number): Feature => {
    const mean = net.globalAverage(x, `${path}.avgpool`);
    const narrow = net.silu(net.conv(mean, `${path}.fc1`, squeezed, 1, { bias: true }), `${path}.activation`);
    const gate = net.op("Sigmoid", [net.conv(narrow, `${path}.fc2`, x.channels, 1, { bias: true }).name], {}, `${path}.scale_activation`);
    return { ...x, name: net.op("Mul", [gate, x.name], {}, path) };
  };
  const unit = (x: Feature, path: string, channels: number, kernel: number, stride = 1, groups = 1): Feature =>
    net.silu(net.norm(net.conv(x, `${path}.0`, channels, kernel, { stride, groups, gain: 1.15 }), `${path}.1`), `${path}.2`);
  const block = (x: Feature, path: string, expansion: number, kernel: number, stride: number, channels: number): Feature => {
    const hidden = x.channels * expansion;
    const wide = expansion === 1 ? x : unit(x, `${path}.block.0`, hidden, 1);
    const deep = unit(wide, `${path}.block.1`, hidden, kernel, stride, hidden);
    const gated = excite(deep, `${path}.block.2`, Math.max(1, x.channels >> 2));
    const out = net.norm(net.conv(gated, `${path}.block.3.0`, channels, 1, { gain: 1.2 }), `${path}.block.3.1`);
    return stride === 1 && x.channels === channels ? net.add(out, x, path) : out;
  };
  let x = unit(net.image(3, size, batch), "features.0", scaled(32, width), 3, 2);
  stages.forEach(([expansion, kernel, first, channels, repeats], stage) => {
    for (let i = 0; i < repeats; i++) x = block(x, `features.${stage + 1}.${i}`, expansion, kernel, i === 0 ? first : 1, scaled(channels, width));
  });
  x = unit(x, "features.8", scaled(1280, width), 1);
  return net.finish(net.linear(net.flatten(net.globalAverage(x, "avgpool")), "classifier.1", classes));
}
