/** `npm run demo:text [-- out.png]`: builds PP-OCRv4's text detector, draws a picture with text, finds the lines, and frames them in a PNG file. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtModule } from "../built-module.ts";
import { boxesOf, covers, detectorDims, detectorInput, detectorPath } from "./detect.ts";
import { blank, fill, frame, write } from "./draw.ts";
import { pngOf } from "./png.ts";

const picture = blank(480, 320, [236, 232, 220]);
fill(picture, 0, 0, 480, 24, [52, 84, 120]);
const lines = [
  { text: "AHEAD OF TIME", x: 40, y: 56, scale: 5 },
  { text: "NO RUNTIME, NO HEAP", x: 40, y: 136, scale: 3 },
  { text: "ARENA 33280", x: 200, y: 220, scale: 4 },
] as const;
for (const { text, x, y, scale } of lines) write(picture, text, x, y, scale, [28, 30, 38]);

interface Detector {
  run(inputs: { x: Float32Array }): Readonly<Record<string, Float32Array>>;
}
const start = performance.now();
const { built, model } = await builtModule<Detector>(detectorPath, "detector", { dims: detectorDims(picture) });
console.log(`built in ${((performance.now() - start) / 1000).toFixed(1)} s; arena ${built.arenaBytes} B, weights ${built.weightBytes} B`);
const input = detectorInput(picture);
model.run({ x: input });
const before = performance.now();
const [map] = Object.values(model.run({ x: input }));
const milliseconds = performance.now() - before;
const boxes = boxesOf(map as Float32Array, picture.width, picture.height);

for (const box of boxes) {
  frame(picture, box.x, box.y, box.width, box.height, [210, 40, 40]);
  console.log(`text at ${box.x},${box.y}, ${box.width} x ${box.height}, score ${box.score.toFixed(2)}`);
}
const out = process.argv[2] ?? join(tmpdir(), "aot-text.png");
writeFileSync(out, pngOf(picture));
const found = lines.filter(({ text, x, y, scale }) => covers(boxes, { x, y, width: (text.length * 6 - 1) * scale, height: 7 * scale }));
console.log(
  `${found.length} of ${lines.length} lines found; ${milliseconds.toFixed(0)} ms a picture of ${picture.width} x ${picture.height}, ` +
    `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident (with the compiler); ${out}`,
);
process.exitCode = found.length === lines.length ? 0 : 1;
