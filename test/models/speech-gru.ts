/** Speech to letters: two strided convolutions over 64 mel bands by 200 frames, a bidirectional GRU over the frames, log-probabilities of 29 letters. */
import { type BuiltModel, type NetOptions, scaled } from "./layers.ts";
import { RecurrentNet } from "./recurrent-layers.ts";
import type { Tokens } from "./transformer-layers.ts";

const bands = 64;

export function speechGru({ batch = 1, size = 200, width, classes = 29, ...rest }: NetOptions = {}): BuiltModel {
  const net = new RecurrentNet("speech_gru", rest);
  const channels = scaled(32, width);
  let image = net.image(1, bands, batch, size);
  for (const i of [1, 2]) image = net.relu(net.norm(net.conv(image, `conv${i}`, channels, 3, { stride: 2 }), `bn${i}`), `relu${i}`);
  // x.permute(3, 0, 1, 2).flatten(2)
  const moved = net.op("Transpose", [image.name], { perm: [3, 0, 1, 2] }, "rnn");
  const flat = net.op("Reshape", [moved, net.integers([0, 0, -1], "rnn")], { allowzero: 0 }, "rnn");
  const frames: Tokens = { name: flat, length: image.width, width: image.channels * image.height };
  const hidden = net.recurrent(frames, "rnn", { cell: "GRU", units: scaled(128, width), directions: 2, layers: 1, index: 0 });
  const letters = net.project(net.turned(hidden, "rnn"), "fc", classes, 1);
  const scores = net.op("LogSoftmax", [letters.name], { axis: -1 }, "");
  return net.done({ ...letters, name: scores }, [batch, image.width, classes]);
}
