/**
 * Narrow weights: floats that 16 bits say exactly (a network of f16 or bf16 that is computed in f32) stand with 16 bits in the weights of a JavaScript program, and are
 * widened as it is loaded. The file lies at the end of where the weights are to be, so that the widened ones never overtake those that are still to be read.
 */
import { halvesOf, type NarrowForm } from "../../schedule/narrow-weights.ts";
import type { Program } from "../../schedule/program.ts";
import { fileOfWeights, weightsFile, weightsFingerprint } from "../weights.ts";

export interface StoredWeights {
  readonly file: Uint8Array;
  readonly fingerprint: number;
  /** Bytes less than in memory. */
  readonly saved: number;
  /** In turns, how many bytes stand as they are, and how many floats of 16 bits; none of a file that is what memory holds. */
  readonly runs: readonly number[];
}

/** The weights file of a program, floats in `form` where they can be. */
export function storedWeights(program: Program, form: NarrowForm | undefined): StoredWeights {
  if (form === undefined) return { file: weightsFile(program), fingerprint: weightsFingerprint(program), saved: 0, runs: [] };
  const runs = [0, 0];
  const parts = program.weights.map((weight) => {
    const halves = halvesOf(weight, form);
    if (halves === undefined && runs.at(-1) !== 0) runs.push(0, 0);
    const [kind, amount] = halves === undefined ? [2, weight.bytes.length] : [1, halves.length];
    runs[runs.length - kind] = (runs.at(-kind) as number) + amount;
    return halves === undefined ? weight.bytes : new Uint8Array(halves.buffer);
  });
  const fingerprint = weightsFingerprint(program, `${form} ${runs.join(" ")}`);
  const file = fileOfWeights(program.name, parts, fingerprint);
  return { file, fingerprint, saved: program.weightBytes - parts.reduce((n, part) => n + part.length, 0), runs };
}
