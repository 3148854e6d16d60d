/** What a model is run on to be compared or measured: with all dims bound, in every bucket, with the inputs given or seeded ones. */

import { type BuildOptions, loadModel } from "./build.ts";
import { bound } from "./compile.ts";
import { dimsText } from "./core/dim-names.ts";
import { fittingBuckets, requireStaticDims } from "./free-dims.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { seededInputs } from "./golden.ts";
import type { TensorType } from "./graph/types.ts";
import { loadForInputs, modelFor, type NamedTensor } from "./run.ts";

export interface CaseOptions extends BuildOptions {
  /** Default: pseudorandom numbers for the model's input types, from a fixed seed. */
  readonly inputs?: readonly NamedTensor[];
}

/** What is run and compared: a model with all dims bound, and inputs for it. */
export interface Case {
  readonly model: SourceModel;
  readonly inputs: readonly NamedTensor[];
  readonly bucket?: string;
}

type Cases = Promise<{ readonly model: SourceModel; readonly cases: readonly Case[] }>;

/** The model to build, and what to run it on: the inputs given, or seeded ones for every bucket. */
export const casesFor = (path: string, options: CaseOptions): Cases =>
  options.inputs === undefined ? seededCases(path, options) : givenCase(path, options.inputs, options);

/** Seeded inputs for every bucket. */
async function seededCases(path: string, { dims = {}, buckets, ...options }: CaseOptions): Cases {
  const { model } = await loadModel(path, dims, options);
  requireStaticDims(model, path, { dims, buckets }, "verify");
  const cases = fittingBuckets(model, buckets ?? {}).map((bucket): Case => {
    const one = bound(model, bucket);
    return { model: one, inputs: seeded(one), bucket: buckets && dimsText(bucket) };
  });
  return { model, cases };
}

async function givenCase(path: string, inputs: readonly NamedTensor[], options: CaseOptions): Cases {
  const { model, dims } = await loadForInputs(path, inputs, options);
  const bucket = Object.entries(dims).filter(([name]) => Object.hasOwn(options.buckets ?? {}, name));
  const one = { model: bound(model, dims), inputs, ...(bucket.length === 0 ? {} : { bucket: dimsText(Object.fromEntries(bucket)) }) };
  return { model: modelFor(model, dims, options), cases: [one] };
}

const seeded = (model: SourceModel): readonly NamedTensor[] =>
  [...seededInputs(model.graph.inputs)].map(([v, array]) => {
    const type = v.type as TensorType;
    return { name: v.name, dtype: type.dtype, shape: type.shape.map(Number), array };
  });
