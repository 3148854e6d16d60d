/** Opens an emitted WebAssembly program for templates/bench/engine.mjs and runs its kernels alone, on the inputs of one whole run. */
import { pathToFileURL } from "node:url";

export default async function open({ path, inputs, outputs }) {
  const { load } = await import(pathToFileURL(path).href);
  const model = await load();
  const results = model.run(Object.fromEntries(inputs.map((x) => [x.identifier, x.array])));
  const { exports } = model;
  return { run: () => exports.run(), results: () => outputs.map((o) => results[o.identifier]) };
}
