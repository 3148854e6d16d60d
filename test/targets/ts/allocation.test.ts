/** `run` allocates nothing: the heap of a process that calls it 10,000 times does not grow. */
import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ts } from "../../../src/targets/ts/index.ts";
import { wasm } from "../../../src/targets/wasm/index.ts";
import { options, tinyProgram } from "./programs.ts";

/**
 * Bytes the heap grows by over 10,000 runs without a collection in between: the least of several rounds, since the engine itself allocates
 * for feedback, and boxes numbers in code that it has not compiled yet.
 */
const script = `
import { load } from "./tiny.mjs";
const model = await load();
const inputs = { image: new Float32Array(6) };
const outputs = { score: new Float32Array(4) };
const grown = (runs) => {
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < runs; i++) model.run(inputs, i % 2 === 0 ? outputs : undefined);
  return process.memoryUsage().heapUsed - before;
};
grown(100000);
console.log(Math.min(...Array.from({ length: 8 }, () => grown(10000))));
`;

test.each([ts, wasm])("10,000 runs of the $name target leave the heap as it was", async (target) => {
  const folder = await mkdtemp(join(tmpdir(), "aot-heap-"));
  for (const { path, content } of await target.emit(tinyProgram(), options)) await writeFile(join(folder, path), content);
  await writeFile(join(folder, "main.mjs"), script);
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", join(folder, "main.mjs")]);
  // Less than one byte a run: what the measurement itself allocates.
  expect(Number(stdout)).toBeLessThan(10_000);
});
