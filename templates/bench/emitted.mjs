/** Opens an emitted program for engine.mjs: `path` is its .mjs. */
import { pathToFileURL } from "node:url";

export default async function open({ path, inputs, outputs }) {
  const { load } = await import(pathToFileURL(path).href);
  const model = await load();
  const feeds = Object.fromEntries(inputs.map((x) => [x.identifier, x.array]));
  return { run: () => model.run(feeds), results: (r) => outputs.map((o) => r[o.identifier]) };
}
