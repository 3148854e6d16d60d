/** Silero's trained speech detectors on every target against ONNX Runtime: chunks one after another, each with the state of the one before. */
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { errorsOf, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { Random } from "../support/random.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@ricky0123/vad-web"));

interface Detector {
  readonly file: string;
  readonly dims: Readonly<Record<string, number>>;
  readonly samples: number;
  /** States: input, the output that is the next one, shape. */
  readonly states: readonly { readonly from: string; readonly to: string; readonly shape: readonly number[] }[];
  readonly rates: readonly number[];
}

const detectors: readonly Detector[] = [
  {
    file: "silero_vad_legacy",
    dims: { batch: 1, sequence: 1536 },
    samples: 1536,
    states: [
      { from: "h", to: "hn", shape: [2, 1, 64] },
      { from: "c", to: "cn", shape: [2, 1, 64] },
    ],
    rates: [16000, 8000],
  },
  {
    file: "silero_vad_v5",
    // The branch for 8000 Hz takes other chunks: which one runs is settled when the program is built.
    dims: { input_dim0: 1, input_dim1: 512, state_dim1: 1, sr: 16000 },
    samples: 512,
    states: [{ from: "state", to: "stateN", shape: [2, 1, 128] }],
    rates: [16000],
  },
];

/** Something like a vowel that comes and goes in a noisy room: without noise the logarithm of empty bands would magnify rounding. */
function chunk(k: number, samples: number, rate: number): Float32Array {
  const noise = new Random(k + 1).floats(samples, -0.05, 0.05);
  return noise.map((n, i) => {
    const t = (k * samples + i) / rate;
    return n + 0.3 * Math.sin(t * 3) * [1, 2, 3, 5].reduce((sum, h) => sum + Math.sin(2 * Math.PI * 140 * h * t) / h, 0);
  });
}

const chunks = 3;
const zeros = (shape: readonly number[]): Float32Array => new Float32Array(shape.reduce((n, d) => n * d, 1));

type Arrays = ReadonlyMap<string, ElementArray>;

const inputsOf = (d: Detector, rate: number, k: number, state: Arrays): Arrays =>
  new Map<string, ElementArray>([
    ["input", chunk(k, d.samples, rate)],
    ["sr", BigInt64Array.of(BigInt(rate))],
    ...d.states.map(({ from, to, shape }) => [from, state.get(to) ?? zeros(shape)] as const),
  ]);

/** ONNX Runtime's outputs for each chunk. */
async function expected(d: Detector, rate: number): Promise<readonly Arrays[]> {
  const session = await ort.InferenceSession.create(resolve(folder, `${d.file}.onnx`), { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const results: Arrays[] = [];
  for (let k = 0; k < chunks; k++) {
    const inputs = inputsOf(d, rate, k, results.at(-1) ?? new Map());
    const shapeOf = (name: string): readonly number[] =>
      name === "input" ? [1, d.samples] : name === "sr" ? [] : (d.states.find((s) => s.from === name)?.shape ?? []);
    const feeds = [...inputs].map(([name, array]) => {
      const type = name === "sr" ? "int64" : "float32";
      return [name, new ort.Tensor(type, array as Float32Array, shapeOf(name))] as const;
    });
    const outputs = await session.run(Object.fromEntries(feeds));
    results.push(new Map(Object.entries(outputs).map(([name, { data }]) => [name, data as ElementArray])));
  }
  return results;
}

describe.each(detectors)("$file", (detector) => {
  const path = resolve(folder, `${detector.file}.onnx`);
  test.each(ways)(
    "$name",
    async (way) => {
      const { model } = await loadModel(path, detector.dims);
      const build = await buildTarget(model, targetNamed(way.target), path, { machine: way.machine, verify: true, dims: detector.dims });
      for (const rate of detector.rates) {
        const wanted = await expected(detector, rate);
        let state: Arrays = new Map();
        for (const [k, arrays] of wanted.entries()) {
          state = await runBuilt(build, way, inputsOf(detector, rate, k, state));
          for (const error of errorsOf(build, state, arrays)) expect(error).toMatchObject({ passed: true });
        }
      }
    },
    300_000,
  );
});
