/** Two-layer perceptron for 28x28 digits: 784-256-10. */
import { type BuiltModel, Net, type NetOptions } from "./layers.ts";

export function mlp({ batch = 1, classes = 10, ...rest }: NetOptions = {}): BuiltModel {
  const net = new Net("mlp", rest);
  const x = net.vector(784, batch);
  const hidden = net.relu(net.linear(x, "fc1", 256), "relu");
  return net.finish(net.linear(hidden, "fc2", classes));
}
