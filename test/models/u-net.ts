/** U-Net for 256x256 segmentation: 32 to 512 channels, ConvTranspose 2x2 on the way up, concatenated skips, one output channel. */
import { type BuiltModel, type Feature, Net, type NetOptions, scaled } from "./layers.ts";

export function uNet({ batch = 1, size = 256, classes = 1, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("u_net", rest);
  const level = (depth: number): number => scaled(32 << depth, width);
  const pair = (x: Feature, path: string, channels: number): Feature => {
    const a = net.relu(net.norm(net.conv(x, `${path}.conv1`, channels, 3), `${path}.norm1`), `${path}.relu1`);
    return net.relu(net.norm(net.conv(a, `${path}.conv2`, channels, 3), `${path}.norm2`), `${path}.relu2`);
  };
  const skips: Feature[] = [];
  let x = net.image(3, size, batch);
  for (let depth = 0; depth < 4; depth++) {
    const wide = pair(x, `encoder${depth + 1}`, level(depth));
    skips.push(wide);
    x = net.maxPool(wide, `pool${depth + 1}`, 2, 2);
  }
  x = pair(x, "bottleneck", level(4));
  for (const [i, skip] of skips.reverse().entries()) {
    const depth = 4 - i;
    x = pair(net.concat([net.upConv(x, `upconv${depth}`, skip.channels), skip], `concat${depth}`), `decoder${depth}`, skip.channels);
  }
  const logits = net.conv(x, "conv", classes, 1, { bias: true });
  const name = net.op("Sigmoid", [logits.name], {}, "sigmoid");
  return net.finish({ ...logits, name }, [batch, classes, size, size]);
}
