/**
 * Loads a program, runs it once and ends: what a command or a function in the cloud does. Arguments: opener and description as
 * templates/bench/engine.mjs has them; without any, nothing is loaded. Writes "done" at the first result, then its figures as JSON.
 */
import { readFileSync, writeSync } from "node:fs";

const [opener, text] = process.argv.slice(2);
const arrays = { f32: Float32Array, i32: Int32Array, i64: BigInt64Array };
const figures = { load: 0, first: 0 };
if (opener !== undefined) {
  const description = JSON.parse(text);
  const inputs = description.inputs.map((x) => {
    const { buffer, byteOffset, length } = readFileSync(x.file);
    return { ...x, array: new arrays[x.dtype](buffer.slice(byteOffset, byteOffset + length)) };
  });
  const start = performance.now();
  const { default: open } = await import(opener);
  const { run } = await open({ ...description, inputs });
  const loaded = performance.now();
  await run();
  figures.load = loaded - start;
  figures.first = performance.now() - loaded;
}
writeSync(1, "done\n");
/** The kernel's high-water mark of resident memory, in kB. */
figures.peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1e3;
writeSync(1, `${JSON.stringify(figures)}\n`);
process.exit(0);
