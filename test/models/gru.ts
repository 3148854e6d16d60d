/** A GRU layer of 256 units over 64 steps of 128 numbers, and a linear layer onto 40 classes at every step. */
import { type BuiltModel, type NetOptions, scaled } from "./layers.ts";
import { RecurrentNet } from "./recurrent-layers.ts";
import type { Tokens } from "./transformer-layers.ts";

export function gru({ batch = 1, size = 64, width, classes = 40, ...rest }: NetOptions = {}): BuiltModel {
  const net = new RecurrentNet("gru", rest);
  const channels = scaled(128, width);
  const input: Tokens = { name: net.sequence(size, channels, batch), length: size, width: channels };
  const hidden = net.recurrent(net.turned(input, "gru"), "gru", { cell: "GRU", units: scaled(256, width), directions: 1, layers: 1, index: 0 });
  return net.done(net.project(net.turned(hidden, "gru"), "fc", classes, 1), [batch, size, classes]);
}
