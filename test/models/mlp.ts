/** Two-layer perceptron for 28x28 digits: 784-256-10. */
import { type BuiltModel, Net, type NetOptions } from "./layers.ts";
import { QuantizedNet } from "./quantized-net.ts";

function ofTwoLayers(net: Net, { batch = 1, classes = 10 }: NetOptions): BuiltModel {
  const x = net.vector(784, batch);
  const hidden = net.relu(net.linear(x, "fc1", 256), "relu");
  return net.finish(net.linear(hidden, "fc2", classes));
}

export const mlp = (options: NetOptions = {}): BuiltModel => ofTwoLayers(new Net("mlp", options), options);

/** The same in bytes, as a quantizing tool exports it. */
export const quantizedMlp = (options: NetOptions = {}): BuiltModel => ofTwoLayers(new QuantizedNet("mlp_int8", options), options);
