/**
 * Every operator under operands and attributes it does not expect: refused by name, or a right program. All variations of all examples with
 * AOT_OPERATORS=full (about 20,000, a quarter of an hour), or a part of them with AOT_OPERATORS=3/8; here the ones that once were faults, and
 * a sample.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ops } from "../../src/ops/index.ts";
import { Random } from "../support/random.ts";
import { Judge, type Verdict } from "./judge.ts";
import { exampleModel } from "./seeds.ts";
import { type Variation, variations } from "./variations.ts";

interface Case extends Variation {
  /** "Conv 2: input 1 [0,1,2]" */
  readonly name: string;
  readonly model: () => Uint8Array;
}

const cases: readonly Case[] = ops
  .filter((op) => op.domain !== "aot")
  .flatMap((op) =>
    op.examples.slice(0, 3).flatMap((example, e) =>
      [...variations(example)].map((variation) => ({
        ...variation,
        name: `${op.name} ${e}: ${variation.what}`,
        model: () => exampleModel(op, variation.example, false),
      })),
    ),
  );

let judge: Judge;
beforeAll(() => {
  judge = new Judge();
});
afterAll(() => judge.close());

const verdict = ({ model }: Case, seed: number): Promise<Verdict> => judge.judge("model.onnx", model(), new Random(seed));

test.each([
  "ArgMax 0: input 0 [2,0]",
  "Attention 1: input 0 [2,2,2]",
  "Attention 1: input 4 []",
  "Attention 2: input 6 []",
  "CenterCropPad 0: input 1 starts with -1",
  "CenterCropPad 1: input 1 f16",
  "Conv 2: input 1 [0,1,2]",
  "DeformConv 1: input 3 i64",
  "DepthToSpace 0: blocksize = 0",
  "SpaceToDepth 0: input 0 [1,0,2,2]",
  "DecoderMaskedMultiHeadAttention 0: input 1 [1,0,1]",
  "EmbedLayerNormalization 0: input 1 [2,2]",
  "Gather 1: input 0 [0,2]",
  "GatherND 1: batch_dims = -2147483648",
  "GridSample 1: input 0 [1,1,0]",
  "GroupQueryAttention 0: input 1 [1,0,1]",
  "GroupQueryAttention 0: input 2 left out",
  "LinearClassifier 1: post_transform = constructor",
  "MatMulIntegerToFloat 0: input 3 left out",
  "MatMulNBits 0: input 2 []",
  "MaxUnpool 1: kernel_shape = -1",
  "NegativeLogLikelihoodLoss 2: input 0 [2,0]",
  "NGramRepeatBlock 0: ngram_size = 65536",
  "Pad 1: input 0 [1,0]",
  "QAttention 0: one input more",
  "RNN 0: input 0 [3,0,1]",
  "RoiAlign 0: input 0 [0,1,2,2]",
  "RoiAlign 0: sampling_ratio = 65536",
  "Slice 0: input 1 f16",
  "STFT 0: input 2 [1,2]",
  "TfIdfVectorizer 0: ngram_indexes = 0,2147483647",
  "TreeEnsemble 0: n_targets = 0",
  "TreeEnsembleClassifier 0: input 0 [2,0]",
  "TreeEnsembleClassifier 0: nodes_nodeids = ",
])("%s is refused", async (name) => {
  const found = cases.find((c) => c.name === name);
  expect(found && (await verdict(found, 1))).toMatchObject({ outcome: "refused" });
});

test.each([
  "Dropout 0: input 0 constant",
  "LSTM 1: input 0 [2,0,1]",
  "NGramRepeatBlock 0: input 0 [1,1]",
  "SparseAttention 0: sparse_block_size = 2147483647",
  "TopK 0: input 1 starts with 1",
])("%s is built", async (name) => {
  const found = cases.find((c) => c.name === name);
  expect(found && (await verdict(found, 1))).toMatchObject({ outcome: "built" });
});

const { AOT_OPERATORS: asked = "0/197" } = process.env;
const [first = 0, every = 1] = asked === "full" ? [] : asked.split("/").map(Number);

test(`one of ${every} variations`, async () => {
  const faults: unknown[] = [];
  for (const [i, c] of cases.entries()) {
    if (i % every !== first) continue;
    const start = process.cpuUsage();
    const { outcome, detail } = await verdict(c, i);
    const { user, system } = process.cpuUsage(start);
    if (outcome === "fault" || user + system > 10e6) faults.push({ name: c.name, outcome, detail, seconds: (user + system) / 1e6 });
  }
  expect(faults).toEqual([]);
}, 3_600_000);
