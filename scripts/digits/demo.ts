/** `npm run demo`: builds the digit network to WebAssembly, loads the program it gets, and classifies the sample images that ship with it. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { builtModule } from "../built-module.ts";

const folder = resolve(import.meta.dirname, "../../generated-samples/digits");

interface Digits {
  run(inputs: { image: Float32Array }): { score: Float32Array };
}
const begin = performance.now();
const { built, model } = await builtModule<Digits>(join(folder, "digits.onnx"), "digits");
const buildSeconds = (performance.now() - begin) / 1000;
console.log(`built ${built.files.map((f) => f.path).join(", ")}; arena ${built.arenaBytes} B, weights ${built.weightBytes} B\n`);

const pixels = readFileSync(join(folder, "samples.bin"));
const shades = " .:-=+*#%@";
let right = 0;
let microseconds = 0;
const count = pixels.length / 784;
for (let i = 0; i < count; i++) {
  const image = Float32Array.from(pixels.subarray(i * 784, (i + 1) * 784), (p) => p / 255);
  const start = performance.now();
  const { score } = model.run({ image });
  microseconds += (performance.now() - start) * 1000;
  const digit = score.indexOf(Math.max(...score));
  const label = Math.floor(i / 2);
  if (digit === label) right++;
  if (i % 4 !== 0) continue;
  for (let y = 4; y < 24; y += 2)
    console.log(Array.from(image.subarray(y * 28, y * 28 + 28), (p) => shades[Math.min(9, Math.floor(p * 10))]).join(""));
  console.log(`is a ${digit} (labelled ${label})\n`);
}
console.log(
  `${right} of ${count} samples right, ${(microseconds / count).toFixed(0)} microseconds each, built in ${buildSeconds.toFixed(1)} s, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident (with the compiler)`,
);
process.exitCode = right >= count * 0.9 ? 0 : 1;
