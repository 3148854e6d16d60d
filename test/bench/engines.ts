/** The engines that are measured on one network: this compiler's programs for every target and machine, and the runtimes people use instead. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BuildOptions, buildTarget, loadModel, type TargetBuild, type TargetName, targetNamed } from "../../src/build.ts";
import { identifier } from "../../src/core/names.ts";
import { seededInputs } from "../../src/golden.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { cEngine } from "../../src/measure/c-engine.ts";
import type { Engine } from "../../src/measure/engine.ts";
import {
  type Clock,
  type Described,
  emittedEngine,
  installedBeside,
  nodeEngine,
  type OnnxRuntimePackage,
  onnxRuntimeEngine,
} from "../../src/measure/javascript-engine.ts";
import type { ModelEntry } from "../models/index.ts";
import { modelBytes } from "../support/onnx-writer.ts";
import { tfjsPlan } from "./tfjs-plan.ts";

/** `package.json` of what `node scripts/install-peers.mjs` installs. */
export const peersManifest = resolve(import.meta.dirname, "../../.aot-cache/peers/package.json");

/** A model on disk with seeded inputs. */
export interface Prepared {
  readonly name: string;
  readonly path: string;
  readonly folder: string;
  readonly inputs: ReadonlyMap<string, string>;
  readonly described: Described;
}

export async function prepare(name: string, entry: ModelEntry, folder: string): Promise<Prepared> {
  const own = join(folder, name);
  mkdirSync(own);
  const path = join(own, `${name}.onnx`);
  writeFileSync(path, modelBytes(entry.build().graph));
  const { model } = await loadModel(path, {});
  const inputs = new Map<string, string>();
  for (const [v, array] of seededInputs(model.graph.inputs)) {
    const file = join(own, `input${inputs.size}.bin`);
    if (!ArrayBuffer.isView(array)) throw new Error(`${v.name} holds strings, the bench feeds numbers`);
    writeFileSync(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    inputs.set(v.name, file);
  }
  const port = (v: { readonly name: string }) => ({ name: v.name, identifier: identifier(v.name) });
  const described = {
    inputs: model.graph.inputs.map((v) => {
      const { dtype, shape } = v.type as TensorType;
      return { ...port(v), dtype, dims: shape.map(Number), file: inputs.get(v.name) ?? "" };
    }),
    outputs: model.graph.outputs.map(port),
  };
  return { name, path, folder: own, inputs, described };
}

export async function buildFor({ path }: Prepared, target: TargetName, options: BuildOptions = {}): Promise<TargetBuild> {
  const { model } = await loadModel(path, {});
  return buildTarget(model, targetNamed(target), path, options);
}

/** One way to run a network. Undefined where what it needs is not installed. */
export interface EngineKind {
  readonly name: string;
  readonly target: TargetName;
  start(p: Prepared, clock: Clock): Promise<Engine | undefined>;
}

const c = (label: string, options: BuildOptions, flags: readonly string[] = []): EngineKind => ({
  name: `aot-c ${label}`,
  target: "c",
  start: async (p, clock) => cEngine(`aot-c ${label}`, await buildFor(p, "c", options), p.inputs, join(p.folder, label), { clock, flags }),
});

const javascript = (target: "ts" | "wasm"): EngineKind => ({
  name: `aot-${target}`,
  target,
  start: async (p, clock) => emittedEngine(await buildFor(p, target), p.described, join(p.folder, target), clock),
});

const onnxRuntime = (name: OnnxRuntimePackage, target: TargetName): EngineKind => ({
  name,
  target,
  start: async ({ path, described, folder }, clock) => {
    const from = installedBeside(name, peersManifest);
    return from === undefined ? undefined : onnxRuntimeEngine(name, path, { described, from, threads: 1, folder, clock });
  },
});

const tfjsOpener = resolve(import.meta.dirname, "tfjs.mjs");

const tfjs = (backend: "cpu" | "wasm", target: TargetName): EngineKind => ({
  name: `tfjs-${backend}`,
  target,
  start: async ({ path, described, folder }, clock) => {
    const from = installedBeside(`@tensorflow/tfjs-backend-${backend}`, peersManifest);
    const plan = from === undefined ? undefined : tfjsPlan((await loadModel(path, {})).model.graph);
    if (plan === undefined) return undefined;
    const { weights, ...rest } = plan;
    const files = { path: join(folder, `tfjs-${backend}.json`), weights: join(folder, `tfjs-${backend}.bin`) };
    writeFileSync(files.path, JSON.stringify(rest));
    writeFileSync(files.weights, weights);
    return nodeEngine(`tfjs-${backend}`, tfjsOpener, { ...described, ...files, backend, from }, folder, clock);
  },
});

/** The first is what outputs are compared with. */
export const engineKinds: readonly EngineKind[] = [
  onnxRuntime("onnxruntime-node", "c"),
  c("x86-64-v4", { machine: "x86-64-v4" }),
  c("x86-64-v3", { machine: "x86-64-v3" }),
  c("scalar", { machine: "generic" }, ["-DAOT_NO_VECTOR"]),
  javascript("wasm"),
  onnxRuntime("onnxruntime-web", "wasm"),
  tfjs("wasm", "wasm"),
  javascript("ts"),
  tfjs("cpu", "ts"),
];
