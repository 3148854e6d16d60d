/** Trains the digit network and writes generated-samples/digits/digits.onnx: `npm run train:digits` (two minutes, the same file each time). */

import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { digits, type Sample } from "./data.ts";
import { backward, forward, generator, initial, type Parameters } from "./network.ts";
import { digitsModel } from "./onnx.ts";

const zeros = (p: Parameters): Parameters =>
  Object.fromEntries(Object.entries(p).map(([k, v]) => [k, new Float32Array(v.length)])) as unknown as Parameters;
const keys = (p: Parameters): readonly (keyof Parameters)[] => Object.keys(p) as (keyof Parameters)[];

export const accuracy = (p: Parameters, samples: readonly Sample[]): number =>
  samples.filter((s) => {
    const { scores } = forward(p, s.image);
    return scores.indexOf(Math.max(...scores)) === s.label;
  }).length / samples.length;

function shuffled(samples: readonly Sample[], random: () => number): readonly Sample[] {
  const list = [...samples];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j] as Sample, list[i] as Sample];
  }
  return list;
}

function train(epochs: number): Parameters {
  const { training, test } = digits();
  const p = initial(1);
  const velocity = zeros(p);
  const random = generator(2);
  const batch = 16;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 0.05 * 0.6 ** epoch;
    const order = shuffled(training, random);
    let loss = 0;
    for (let start = 0; start + batch <= order.length; start += batch) {
      const gradient = zeros(p);
      for (const s of order.slice(start, start + batch)) loss += backward(p, forward(p, s.image), s.label, gradient);
      for (const key of keys(p)) {
        const [w, v, g] = [p[key], velocity[key], gradient[key]];
        for (let i = 0; i < w.length; i++) {
          v[i] = 0.9 * (v[i] as number) - (rate / batch) * (g[i] as number);
          w[i] = (w[i] as number) + (v[i] as number);
        }
      }
    }
    console.log(`epoch ${epoch + 1}: loss ${(loss / order.length).toFixed(4)}, test accuracy ${(100 * accuracy(p, test)).toFixed(2)} %`);
  }
  return p;
}

const folder = resolve(import.meta.dirname, "../../generated-samples/digits");
const trained = train(8);
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, "digits.onnx"), digitsModel(trained));
// Two images of each class from the test split, as bytes of 0..255: what the README's session classifies.
const samples = Array.from({ length: 10 }, (_, label) =>
  digits()
    .test.filter((s) => s.label === label)
    .slice(0, 2),
).flat();
writeFileSync(resolve(folder, "samples.bin"), Uint8Array.from(samples.flatMap((s) => [...s.image].map((x) => Math.round(x * 255)))));
