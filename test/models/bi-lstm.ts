/** Two bidirectional LSTM layers, 64 steps of 128 numbers, 256 units a direction; batch first, as sequence taggers use them. */
import { type BuiltModel, type NetOptions, scaled } from "./layers.ts";
import { RecurrentNet } from "./recurrent-layers.ts";
import type { Tokens } from "./transformer-layers.ts";

export function biLstm({ batch = 1, size = 64, width, ...rest }: NetOptions = {}): BuiltModel {
  const net = new RecurrentNet("bi_lstm", rest);
  const [channels, units] = [scaled(128, width), scaled(256, width)];
  const input: Tokens = { name: net.sequence(size, channels, batch), length: size, width: channels };
  let x = net.turned(input, "lstm");
  for (const index of [0, 1]) x = net.recurrent(x, "lstm", { cell: "LSTM", units, directions: 2, layers: 2, index });
  return net.done(net.turned(x, "lstm"), [batch, size, x.width]);
}
