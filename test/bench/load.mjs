/**
 * How long a program's `load` takes beyond reading its weights. Arguments: the emitted .mjs, its weights file or "". Prints milliseconds, the
 * least of five; each reads the same file into new memory, as `load` does.
 */
import { open } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [module, weights] = process.argv.slice(2);
const { load } = await import(pathToFileURL(module).href);

async function readOnce() {
  if (weights === "") return;
  const file = await open(weights);
  const { size } = await file.stat();
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size; ) done += (await file.read(bytes, done, Math.min(size - done, 2 ** 30), done)).bytesRead;
  await file.close();
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const times = { read: [], load: [] };
for (let i = 0; i < 5; i++) {
  times.read.push(await milliseconds(readOnce));
  times.load.push(await milliseconds(() => load()));
}
console.log(Math.max(0, Math.min(...times.load) - Math.min(...times.read)));
