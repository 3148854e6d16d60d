/** Case number i of a run with a seed: which file is mutated, and how. The same on every machine, so that a fault can be repeated alone. */
import { Random } from "../support/random.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateMessage } from "./mutate-message.ts";
import type { Seed } from "./seeds.ts";

export interface FuzzCase {
  readonly seed: Seed;
  readonly bytes: Uint8Array;
  /** For reports. */
  readonly how: string;
  readonly random: Random;
}

/** One file in twelve holds arrays. One in three mutations of a model is of bytes, the others are of its structure. */
export function fuzzCase(seeds: readonly Seed[], runSeed: number, index: number): FuzzCase {
  const random = new Random(Math.imul(runSeed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const wantsModel = random.below(12) > 0;
  const candidates = seeds.filter((s) => s.file.endsWith(".onnx") === wantsModel);
  const seed = candidates[random.below(candidates.length)] as Seed;
  const structural = seed.file.endsWith(".onnx") && random.below(3) > 0;
  const { bytes, how } = structural ? mutateMessage(seed.bytes, random) : mutateBytes(seed.bytes, random);
  return { seed, bytes, how: `${structural ? "structure" : "bytes"}: ${how}`, random };
}
