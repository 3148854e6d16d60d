/** VGG-11: eight 3x3 convolutions and three large fully connected layers (133 million parameters). */
import { type BuiltModel, Net, type NetOptions, scaled } from "./layers.ts";

const plan = [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"] as const;

export function vgg11({ batch = 1, size = 224, classes = 1000, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("vgg11", rest);
  let x = net.image(3, size, batch);
  plan.forEach((step, i) => {
    if (step === "pool") x = net.maxPool(x, `features.${i}`, 2, 2);
    else x = net.relu(net.conv(x, `features.${i}`, scaled(step, width), 3, { bias: true }), `features.${i}`);
  });
  x = net.relu(net.linear(net.flatten(x), "classifier.0", scaled(4096, width)), "classifier.1");
  x = net.relu(net.linear(x, "classifier.3", scaled(4096, width)), "classifier.4");
  return net.finish(net.linear(x, "classifier.6", classes));
}
