/**
 * `npm run demo:speech`: builds silero's voice detector to WebAssembly, lets it listen to a synthesized scene chunk by chunk, its state given back
 * to it each time, and prints where it hears speech. `-- --wav file.wav` writes the scene.
 */

import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { builtModule } from "../built-module.ts";
import { sampleRate, scene, synthesize, wav } from "./synthesis.ts";

const { values: flags } = parseArgs({ options: { wav: { type: "string" } } });

/** Samples of a chunk, and of the one before that the network sees again. */
const [chunk, context] = [512, 64];

const path = join(dirname(createRequire(import.meta.url).resolve("@ricky0123/vad-web")), "silero_vad_v5.onnx");
if (!existsSync(path)) throw new Error(`${path} is missing: npm ci installs it`);
const dims = { input_dim0: 1, input_dim1: chunk + context, state_dim1: 1, sr: sampleRate };

interface Detector {
  run(inputs: { input: Float32Array; state: Float32Array; sr: BigInt64Array }): { output: Float32Array; stateN: Float32Array };
}
const { built, model: detector } = await builtModule<Detector>(path, "vad", { dims });

const samples = synthesize();
if (flags.wav !== undefined) writeFileSync(flags.wav, wav(samples));
const state = new Float32Array(2 * 128);
const sr = BigInt64Array.of(BigInt(sampleRate));
const heard: number[] = [];
const times: number[] = [];
for (let at = 0; at + chunk <= samples.length; at += chunk) {
  const input = Float32Array.from({ length: context + chunk }, (_, i) => samples[at - context + i] ?? 0);
  const start = performance.now();
  const { output, stateN } = detector.run({ input, state, sr });
  times.push(performance.now() - start);
  state.set(stateN);
  heard.push(output[0] as number);
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

/** Stretches of probabilities over a half; pauses shorter than 0.3 s belong to speech. */
function segmentsOf(probabilities: readonly number[]): readonly Segment[] {
  const seconds = chunk / sampleRate;
  const found: Segment[] = [];
  probabilities.forEach((p, i) => {
    if (p < 0.5) return;
    const last = found.at(-1);
    const [start, end] = [i * seconds, (i + 1) * seconds];
    if (last !== undefined && start - last.end < 0.3) found.splice(-1, 1, { start: last.start, end });
    else found.push({ start, end });
  });
  return found;
}

const clock = (s: number): string => `${s.toFixed(2).padStart(5)} s`;
for (const { kind, start, end } of scene) {
  const part = heard.slice(Math.round((start * sampleRate) / chunk), Math.round((end * sampleRate) / chunk));
  console.log(`${clock(start)}  ${kind.padEnd(6)}  ${part.map((p) => " .:-=+*#%@"[Math.min(9, Math.floor(p * 10))]).join("")}`);
}
const segments = segmentsOf(heard);
console.log(`\nspeech: ${segments.map((s) => `${clock(s.start)} to ${clock(s.end)}`).join(", ")}`);

const spoken = scene.filter((part) => part.kind === "speech");
const isRight = segments.length === spoken.length && segments.every((s, i) => isNear(s, spoken[i] as Segment));
times.sort((a, b) => a - b);
const median = times[times.length >> 1] as number;
const memory = `weights ${kilobytes(built.weightBytes)}, arena ${kilobytes(built.arenaBytes)}`;
console.log(`${(median * 1000).toFixed(0)} microseconds for ${((chunk / sampleRate) * 1000).toFixed(0)} ms of sound; ${memory}`);
console.log(isRight ? "all of it where it was spoken, within half a second" : "not where it was spoken");
process.exitCode = isRight ? 0 : 1;

function isNear(a: Segment, b: Segment): boolean {
  return Math.abs(a.start - b.start) < 0.5 && Math.abs(a.end - b.end) < 0.5;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`;
}
