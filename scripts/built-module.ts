/** What the demonstrations begin with: a network built to WebAssembly, and its program loaded from a folder that is gone by then. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type TargetBuild } from "../src/build.ts";
import { withTemporaryFolder } from "../src/core/temporary.ts";

export const builtModule = <Model>(path: string, name: string, options: BuildOptions = {}): Promise<{ built: TargetBuild; model: Model }> =>
  withTemporaryFolder(async (folder) => {
    const out = join(folder, name);
    const [built] = (await build(path, { ...options, out, name, targets: ["wasm"] })).builds as [TargetBuild];
    const module = (await import(pathToFileURL(join(out, `${name}.mjs`)).href)) as { load(): Promise<Model> };
    return { built, model: await module.load() };
  });
