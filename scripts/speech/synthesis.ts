/**
 * A scene for the speech demo, made of numbers alone: syllables of a formant synthesizer (pulses of a voice through resonances that move from
 * vowel to vowel, hisses between them), and what is no speech: beeps, hiss, hum. Seeded, so that every run hears the same.
 */

export const sampleRate = 16000;

/** What is heard from `start` to `end`, in seconds. */
export interface Part {
  readonly kind: "quiet" | "speech" | "beeps" | "hiss" | "hum";
  readonly start: number;
  readonly end: number;
}

export const scene: readonly Part[] = [
  { kind: "quiet", start: 0, end: 1.5 },
  { kind: "speech", start: 1.5, end: 4 },
  { kind: "beeps", start: 4, end: 5.5 },
  { kind: "speech", start: 5.5, end: 7.5 },
  { kind: "hiss", start: 7.5, end: 9 },
  { kind: "hum", start: 9, end: 10 },
  { kind: "speech", start: 10, end: 12 },
  { kind: "quiet", start: 12, end: 13.5 },
];

/** First three formants in Hz: a, e, i, o, u as men speak them. */
const vowels = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240],
] as const;
const bandwidths = [80, 100, 130] as const;

/** Uniform in [-1, 1): a linear congruential generator. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** A resonance of two poles; its frequency may move from sample to sample. */
class Resonator {
  #y1 = 0;
  #y2 = 0;

  next(x: number, frequency: number, bandwidth: number): number {
    const r = Math.exp((-Math.PI * bandwidth) / sampleRate);
    const a = 2 * r * Math.cos((2 * Math.PI * frequency) / sampleRate);
    const y = (1 - a + r * r) * x + a * this.#y1 - r * r * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** Syllables of a hiss and a gliding pair of vowels, a pause after every fourth; the voice falls from `pitch` Hz. */
function speech(count: number, pitch: number, random: () => number): Float32Array {
  const out = new Float32Array(count);
  const tract = bandwidths.map(() => new Resonator());
  let phase = 0;
  let lastFlow = 0;
  for (let at = 0, syllable = 0; at < count; syllable++) {
    const length = Math.floor(sampleRate * (0.2 + 0.05 * random()));
    const [from, to] = [pickVowel(random), pickVowel(random)];
    const isPause = syllable % 4 === 3;
    for (let n = 0; n < length && at < count; n++, at++) {
      const along = n / length;
      const voiced = isPause ? 0 : Math.sin(Math.PI * Math.min(1, Math.max(0, (along - 0.2) / 0.8))) ** 0.5;
      const hiss = isPause || along > 0.25 ? 0 : 0.08 * Math.sin((Math.PI * along) / 0.25);
      const f0 = pitch * (1.1 - 0.2 * (at / count)) * (1 + 0.04 * Math.sin((2 * Math.PI * 5 * at) / sampleRate) + 0.005 * random());
      phase = (phase + f0 / sampleRate) % 1;
      // The folds open slowly, shut fast; lips radiate the derivative.
      const flow = phase < 0.4 ? 0.5 - 0.5 * Math.cos((Math.PI * phase) / 0.4) : phase < 0.56 ? Math.cos((Math.PI * (phase - 0.4)) / 0.32) : 0;
      const source = voiced * (flow - lastFlow) * 8 + 0.01 * voiced * random();
      lastFlow = flow;
      const y = tract.reduce((x, r, i) => r.next(x, glide(from, to, along, i), bandwidths[i] as number), source);
      out[at] = y + hiss * random();
    }
  }
  return normalized(out, 0.35);
}

const pickVowel = (random: () => number): readonly number[] => vowels[Math.floor((random() + 1) * 2.5) % 5] as readonly number[];

const glide = (from: readonly number[], to: readonly number[], along: number, i: number): number => {
  const t = along * along * (3 - 2 * along);
  return (from[i] as number) * (1 - t) + (to[i] as number) * t;
};

function normalized(x: Float32Array, peak: number): Float32Array {
  const most = x.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-9);
  return x.map((v) => (v * peak) / most);
}

const made = (count: number, sample: (t: number) => number): Float32Array => Float32Array.from({ length: count }, (_, i) => sample(i / sampleRate));

/** The whole scene, with a little hiss under everything. */
export function synthesize(parts: readonly Part[] = scene): Float32Array {
  const random = noise(1);
  const end = parts.at(-1)?.end ?? 0;
  const out = made(Math.round(end * sampleRate), () => 0.002 * random());
  let speaker = 0;
  for (const { kind, start, end: stop } of parts) {
    const count = Math.round((stop - start) * sampleRate);
    const sounds = {
      quiet: () => made(count, () => 0),
      speech: () => speech(count, speaker++ % 2 === 0 ? 120 : 190, random),
      beeps: () => made(count, (t) => (t % 0.3 < 0.15 ? 0.2 * Math.sin(2 * Math.PI * 1000 * t) : 0)),
      hiss: () => made(count, () => 0.1 * random()),
      hum: () => made(count, (t) => 0.2 * Math.sin(2 * Math.PI * 50 * t) + 0.1 * Math.sin(2 * Math.PI * 150 * t)),
    };
    const part = sounds[kind]();
    const from = Math.round(start * sampleRate);
    for (let i = 0; i < count; i++) out[from + i] = (out[from + i] as number) + (part[i] as number);
  }
  return out;
}

/** 16-bit mono WAV. */
export function wav(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, s: string): void => [...s].forEach((c, i) => void view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((x, i) => view.setInt16(44 + 2 * i, Math.round(Math.max(-1, Math.min(1, x)) * 32767), true));
  return bytes;
}
