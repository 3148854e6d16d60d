/** The committed samples: which models are built for which targets. `npm run samples` writes them; test/samples.test.ts builds them again. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTarget, loadModel, type TargetName, targetNamed } from "../src/build.ts";
import type { EmittedFile } from "../src/targets/target.ts";

export const samplesFolder = resolve(import.meta.dirname, "../generated-samples");

export interface Sample {
  readonly model: string;
  readonly folder: string;
  readonly target: TargetName;
}

export const samples: readonly Sample[] = (["c", "ts", "wasm"] as const).map((target) => ({
  model: "digits/digits.onnx",
  folder: `digits/${target}`,
  target,
}));

/** The files of one sample, built in memory. */
export async function sampleFiles({ model: path, target }: Sample): Promise<readonly EmittedFile[]> {
  const file = join(samplesFolder, path);
  const { model } = await loadModel(file, {});
  return (await buildTarget(model, targetNamed(target), file, { verify: true })).files;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const sample of samples) {
    const folder = join(samplesFolder, sample.folder);
    rmSync(folder, { recursive: true, force: true });
    for (const f of await sampleFiles(sample)) {
      mkdirSync(dirname(join(folder, f.path)), { recursive: true });
      writeFileSync(join(folder, f.path), f.content);
    }
    console.log(sample.folder);
  }
