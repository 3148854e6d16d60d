/**
 * Opens an emitted program whose steps tell when they end (src/measure/stepped-engine.ts) for engine.mjs: `path` is its .mjs.
 * Step i is over at aotAfter(i), a run begins at aotAfter(-1). `steps` gives each step's least nanoseconds.
 */
import { pathToFileURL } from "node:url";

const least = [];
let before = 0;

function aotAfter(step) {
  const spent = performance.now() - before;
  if (step >= 0 && !(least[step] <= spent)) least[step] = spent;
  before = performance.now();
}

export default async function open({ path, inputs, outputs }) {
  globalThis.aotAfter = aotAfter;
  // The module instantiates its kernels without imports.
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(module) {
      super(module, { bench: { after: aotAfter } });
    }
  };
  const { load } = await import(pathToFileURL(path).href);
  const model = await load();
  const feeds = Object.fromEntries(inputs.map((x) => [x.identifier, x.array]));
  return { run: () => model.run(feeds), results: (r) => outputs.map((o) => r[o.identifier]), steps: () => least.map((ms) => ms * 1e6) };
}
