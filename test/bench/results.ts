/** What a run of the bench gives: figures of every network, as JSON holds them. */
import type { Measured } from "../../src/measure/engine.ts";
import type { Start } from "./starts.ts";

/** Of one of our programs. */
export interface Sizes {
  readonly buildSeconds: number;
  /** Of what is deployed: the .mjs, or the C text. Weights inside are not counted. */
  readonly codeBytes: number;
  readonly weightBytes: number;
  readonly arenaBytes: number;
  readonly arenaLowerBound: number;
}

export interface ModelResults {
  readonly gflop: number;
  /** Parameters as f32. */
  readonly parameterBytes: number;
  readonly engines: Readonly<Record<string, Measured>>;
  readonly sizes: Readonly<Record<string, Sizes>>;
  /** By engine; "node" is a node process that does nothing. */
  readonly starts: Readonly<Record<string, Start>>;
  /** Milliseconds of a WebAssembly program's load beyond reading its weights. */
  readonly load?: number;
  /** Percent of a run spent in kernels, of small networks. */
  readonly inKernels: Readonly<Record<string, number>>;
}

export interface Results {
  readonly machine: string;
  /** Of compilers and peers. */
  readonly versions: Readonly<Record<string, string>>;
  /** GFLOP/s of one core. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly models: Readonly<Record<string, ModelResults>>;
}

/** Which peers an engine is held against: the fastest of them counts. */
export const rivals: Readonly<Record<string, readonly string[]>> = {
  "aot-c x86-64-v4": ["onnxruntime-node"],
  "aot-c x86-64-v4, 2 threads": ["onnxruntime-node, 2 threads"],
  "aot-c x86-64-v3": ["onnxruntime-node"],
  "aot-c x86-64-v3, 2 threads": ["onnxruntime-node, 2 threads"],
  "aot-c scalar": ["aot-c naive"],
  "aot-wasm": ["onnxruntime-web", "tfjs-wasm"],
  "aot-wasm, node 22": ["onnxruntime-web, node 22", "tfjs-wasm, node 22"],
  "aot-wasm, 2 threads": ["onnxruntime-web, 2 threads"],
  "aot-ts": ["tfjs-cpu"],
};

/** The program of C for the widest vectors of the processor that was measured: floors are for it. */
export const fastestCOf = (models: readonly Pick<ModelResults, "sizes">[]): "aot-c x86-64-v4" | "aot-c x86-64-v3" =>
  models.some(({ sizes }) => sizes["aot-c x86-64-v4"] !== undefined) ? "aot-c x86-64-v4" : "aot-c x86-64-v3";

/** How many times as fast as the fastest of its peers, by medians; undefined where none was measured. */
export function ratioOf(model: ModelResults, engine: string): number | undefined {
  const own = model.engines[engine];
  const theirs = (rivals[engine] ?? []).flatMap((name) => model.engines[name]?.median ?? []);
  return own === undefined || theirs.length === 0 ? undefined : Math.min(...theirs) / own.median;
}

/** Of all networks where both were measured. */
export function geometricMean(models: Results["models"], engine: string): number | undefined {
  const ratios = Object.values(models).flatMap((m) => ratioOf(m, engine) ?? []);
  return ratios.length === 0 ? undefined : Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
}
