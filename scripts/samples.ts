/** The committed samples: which models are built for which targets. `npm run samples` writes them; test/samples.test.ts builds them again. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BucketLists } from "../src/buckets.ts";
import { type BuildOptions, buildTarget, loadModel, type TargetBuild, type TargetName, targetNamed } from "../src/build.ts";
import type { EmittedFile } from "../src/targets/target.ts";
import { bertSmall } from "../test/models/bert-small.ts";
import { biLstm } from "../test/models/bi-lstm.ts";
import { wordTagger } from "../test/models/word-tagger.ts";
import { modelBytes } from "../test/support/onnx-writer.ts";

export const samplesFolder = resolve(import.meta.dirname, "../generated-samples");

/** A model of the samples: `<name>/<name>.onnx`, and how it is built. */
export interface SampleModel {
  readonly name: string;
  readonly buckets?: BucketLists;
  /** Writes the model's file anew; left out for a trained one. */
  readonly bytes?: () => Uint8Array;
}

export interface Sample {
  readonly model: SampleModel;
  readonly folder: string;
  readonly target: TargetName;
}

export const digits: SampleModel = { name: "digits" };
export const tagger: SampleModel = { name: "tagger", buckets: { batch: [1, 2], seq: [4, 6] }, bytes: () => modelBytes(wordTagger({ width: 8 })) };
/** BERT's encoder, as small as it gets: 8 tokens of 32, one layer, two heads. */
export const encoder: SampleModel = { name: "encoder", bytes: () => modelBytes(bertSmall({ size: 8, width: 1 / 16, depth: 1, words: 40 }).graph) };
/** Two bidirectional LSTM layers of 16 units over 6 steps of 8 numbers. */
export const recurrent: SampleModel = { name: "recurrent", bytes: () => modelBytes(biLstm({ size: 6, width: 1 / 16 }).graph) };
export const sampleModels: readonly SampleModel[] = [digits, tagger, encoder, recurrent];

export const modelPath = ({ name }: SampleModel): string => join(samplesFolder, name, `${name}.onnx`);
export const buildOptionsOf = ({ buckets }: SampleModel): BuildOptions => (buckets === undefined ? {} : { buckets });

export const samples: readonly Sample[] = sampleModels.flatMap((model) =>
  (["c", "ts", "wasm"] as const).map((target) => ({ model, folder: `${model.name}/${target}`, target })),
);

/** One sample, built in memory. */
export async function buildSample({ model: sample, target }: Pick<Sample, "model" | "target">): Promise<TargetBuild> {
  const file = modelPath(sample);
  const { model } = await loadModel(file, {});
  return buildTarget(model, targetNamed(target), file, { verify: true, ...buildOptionsOf(sample) });
}

export const sampleFiles = async (sample: Sample): Promise<readonly EmittedFile[]> => (await buildSample(sample)).files;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const model of sampleModels) {
    if (model.bytes === undefined) continue;
    mkdirSync(dirname(modelPath(model)), { recursive: true });
    writeFileSync(modelPath(model), model.bytes());
  }
  for (const sample of samples) {
    const folder = join(samplesFolder, sample.folder);
    rmSync(folder, { recursive: true, force: true });
    for (const f of await sampleFiles(sample)) {
      mkdirSync(dirname(join(folder, f.path)), { recursive: true });
      writeFileSync(join(folder, f.path), f.content);
    }
    console.log(sample.folder);
  }
}
