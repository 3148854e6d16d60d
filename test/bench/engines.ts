/** The engines that are measured on one network: this compiler's programs for every target and machine, and the runtimes people use instead. */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type BuildOptions, buildTarget, loadModel, type TargetBuild, type TargetName, targetNamed } from "../../src/build.ts";
import { bytesOfArray } from "../../src/core/dtype.ts";
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
import { nativeMachine } from "../../src/targets/c/native-machine.ts";
import { targets } from "../../src/targets/index.ts";
import type { ModelEntry } from "../models/index.ts";
import { modelBytes } from "../support/onnx-writer.ts";
import { tfjsPlan } from "./tfjs-plan.ts";

/** `package.json` of what `node scripts/install-peers.mjs` installs. */
export const peersManifest = resolve(import.meta.dirname, "../../.aot-cache/peers/package.json");

/** Another node than the one that runs the bench. */
export interface OtherNode {
  readonly label: string;
  /** Where it is, once it is installed. */
  readonly node: string;
}

/** What `node scripts/install-peers.mjs` installs. Its V8 has relaxed SIMD, that of node 20 hides it behind a flag. */
export const node22: OtherNode = {
  label: "node 22",
  node: join(dirname(peersManifest), `node_modules/node-${process.platform}-${process.arch}/bin/node`),
};

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
    writeFileSync(file, bytesOfArray(array));
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

/** One way to run a network. */
export interface EngineKind {
  readonly name: string;
  readonly target: TargetName;
  readonly threads: number;
  /** Networks with more GFLOP take minutes in it and are left out, unless everything is asked for. */
  readonly mostGflop?: number;
  /** What is compiled first; absent for peers. */
  readonly build?: (p: Prepared) => Promise<TargetBuild>;
  /** Undefined where what it needs is not installed, or cannot express the network. */
  start(p: Prepared, clock: Clock, build?: TargetBuild): Promise<Engine | undefined>;
}

/** Where a kind's program is written. */
export const folderOf = (p: Prepared, kind: Pick<EngineKind, "name">): string => join(p.folder, kind.name.replaceAll(" ", "-"));

/** Where and how an engine runs is in its name: a program on two threads, or in another node, is an engine of its own. */
const engineName = (name: string, threads: number, other?: OtherNode): string =>
  [name, ...(threads === 1 ? [] : [`${threads} threads`]), ...(other === undefined ? [] : [other.label])].join(", ");

const isMissing = (other: OtherNode | undefined): boolean => other !== undefined && !existsSync(other.node);

interface CKind extends BuildOptions {
  readonly label: string;
  readonly flags?: readonly string[];
  readonly mostGflop?: number;
}

function c({ label, flags = [], mostGflop, ...options }: CKind): EngineKind {
  const { threads = 1 } = options;
  const name = engineName(`aot-c ${label}`, threads);
  return {
    ...{ name, target: "c", threads },
    ...(mostGflop === undefined ? {} : { mostGflop }),
    build: (p) => buildFor(p, "c", options),
    start: async (p, clock, build) => (build === undefined ? undefined : cEngine(name, build, p.inputs, folderOf(p, { name }), { clock, flags })),
  };
}

function javascript(target: "ts" | "wasm", threads = 1, other?: OtherNode): EngineKind {
  const name = engineName(`aot-${target}`, threads, other);
  return {
    ...{ name, target, threads },
    build: (p) => buildFor(p, target, { threads }),
    start: async (p, clock, build) => {
      if (build === undefined || isMissing(other)) return undefined;
      return { ...(await emittedEngine(build, p.described, folderOf(p, { name }), { clock, ...other })), name };
    },
  };
}

const onnxRuntime = (runtime: OnnxRuntimePackage, target: TargetName, threads = 1, other?: OtherNode): EngineKind => {
  const name = engineName(runtime, threads, other);
  return {
    ...{ name, target, threads },
    start: async ({ path, described, folder }, clock) => {
      const from = installedBeside(runtime, peersManifest);
      if (from === undefined || isMissing(other)) return undefined;
      return { ...(await onnxRuntimeEngine(runtime, path, { described, from, threads, folder, clock, ...other })), name };
    },
  };
};

const tfjsOpener = resolve(import.meta.dirname, "tfjs.mjs");

interface TfjsKind {
  readonly target: TargetName;
  readonly mostGflop?: number;
  readonly other?: OtherNode;
}

function tfjs(backend: "cpu" | "wasm", { target, mostGflop, other }: TfjsKind): EngineKind {
  const name = engineName(`tfjs-${backend}`, 1, other);
  return {
    ...{ name, target, threads: 1 },
    ...(mostGflop === undefined ? {} : { mostGflop }),
    start: async ({ path, described, folder }, clock) => {
      const from = installedBeside(`@tensorflow/tfjs-backend-${backend}`, peersManifest);
      const plan = from === undefined || isMissing(other) ? undefined : tfjsPlan((await loadModel(path, {})).model.graph);
      if (plan === undefined) return undefined;
      const { weights, ...rest } = plan;
      const files = { path: join(folder, `tfjs-${backend}.json`), weights: join(folder, `tfjs-${backend}.bin`) };
      writeFileSync(files.path, JSON.stringify(rest));
      writeFileSync(files.weights, weights);
      return nodeEngine(name, tfjsOpener, { ...described, ...files, backend, from }, folder, { clock, ...other });
    },
  };
}

/** The machine of C with the widest vectors that this processor has; Zen 4 has a machine of its own. */
export const widestMachine = nativeMachine() === "znver4" ? "znver4" : nativeMachine()?.startsWith("x86-64-v4") === true ? "x86-64-v4" : "x86-64-v3";
const widest = { label: widestMachine === "x86-64-v3" ? "x86-64-v3" : "x86-64-v4", machine: widestMachine };
/** Its program, whose starts are measured, too. */
export const fastestC = `aot-c ${widest.label}`;

/** C11 and nothing else, for any x86-64. Loops over the lanes of a machine are what compilers turn into vectors by themselves. */
export const noVector = ["-DAOT_NO_VECTOR", "-march=x86-64"];

/** The first is what outputs are compared with. */
export const engineKinds: readonly EngineKind[] = [
  onnxRuntime("onnxruntime-node", "c"),
  onnxRuntime("onnxruntime-node", "c", 2),
  c(widest),
  c({ ...widest, threads: 2 }),
  ...(widest.label === "x86-64-v3" ? [] : [c({ label: "x86-64-v3", machine: "x86-64-v3" })]),
  c({ label: "scalar", machine: "x86-64-v3", flags: noVector }),
  c({ label: "naive", machine: "generic", level: 0, flags: noVector, mostGflop: 4 }),
  javascript("wasm"),
  ...(targets.wasm.threads ? [javascript("wasm", 2)] : []),
  onnxRuntime("onnxruntime-web", "wasm"),
  onnxRuntime("onnxruntime-web", "wasm", 2),
  tfjs("wasm", { target: "wasm" }),
  javascript("wasm", 1, node22),
  onnxRuntime("onnxruntime-web", "wasm", 1, node22),
  tfjs("wasm", { target: "wasm", other: node22 }),
  javascript("ts"),
  tfjs("cpu", { target: "ts", mostGflop: 4 }),
];
