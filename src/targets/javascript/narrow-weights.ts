/**
 * Narrow weights: floats that 16 bits say exactly (a network of f16 or bf16 that is computed in f32) stand with 16 bits in the weights of a JavaScript program, and are
 * widened as it is loaded. The file lies at the end of where the weights are to be, so that the widened ones never overtake those that are still to be read.
 */
import { f16BitsOf } from "../../core/half-floats.ts";
import type { Program, Weight } from "../../schedule/program.ts";
import { fileOfWeights, weightsFile, weightsFingerprint } from "../weights.ts";

export type NarrowForm = "f16" | "bf16";

export interface StoredWeights {
  readonly file: Uint8Array;
  readonly fingerprint: number;
  /** Bytes less than in memory. */
  readonly saved: number;
  /** In turns, how many bytes stand as they are, and how many floats of 16 bits; none of a file that is what memory holds. */
  readonly runs: readonly number[];
}

/** The 16 bits of an f32 given by its own, which they say exactly. */
const narrowBits: Readonly<Record<NarrowForm, (bits: number) => number | undefined>> = {
  f16: f16BitsOf,
  bf16: (bits) => ((bits & 0xffff) === 0 ? bits >>> 16 : undefined),
};

/** The halves of a weight whose floats are all such, eight of them or more: parts of the file begin at multiples of 16 bytes. */
function halvesOf({ storage, bytes }: Weight, form: NarrowForm): Uint16Array | undefined {
  if (storage.dtype !== "f32" || bytes.length % 32 !== 0) return undefined;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const halves = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const half = narrowBits[form](words[i] as number);
    if (half === undefined) return undefined;
    halves[i] = half;
  }
  return halves;
}

/** Bytes of floats that are worth the code that widens them. */
const worthwhile = 1 << 16;

/** The form that programs over the same constants store floats in, if that is some, and at least a quarter of their bytes: weights that were trained as f32 are none. */
export function narrowForm(programs: readonly Program[]): NarrowForm | undefined {
  const weights = programs.flatMap((p) => p.weights);
  const total = weights.reduce((n, w) => n + w.bytes.length, 0);
  return (["f16", "bf16"] as const).find((form) => {
    const narrow = weights.reduce((n, w) => (halvesOf(w, form) === undefined ? n : n + w.bytes.length), 0);
    return narrow >= Math.max(worthwhile, total / 4);
  });
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
