/** Builds a model file for a target, runs it and ONNX Runtime on the same seeded inputs, and gives the error of every output. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "vitest";
import type { TargetBuild } from "../../src/build.ts";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { seededInputs } from "../../src/golden.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { ortTypes } from "../../src/onnx-runtime.ts";
import { compare, type OutputError } from "../../src/output-errors.ts";
import { namedOutputs } from "../../src/run.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import { flagsLeftOut, runCProgram } from "../../src/targets/c/host.ts";
import { withIntrinsics } from "./intrinsics.ts";
import { quick } from "./run-c.ts";

interface OrtTensor {
  readonly data: Elements;
  readonly dims: readonly number[];
}

interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(path: string, options: object): Promise<{ run(feeds: Record<string, unknown>): Promise<Record<string, OrtTensor>> }>;
  };
}

const ort = createRequire(import.meta.url)("onnxruntime-node") as Ort;

/** One way to build and run a model. */
export interface Way {
  readonly name: string;
  readonly target: "c" | "ts" | "wasm";
  readonly machine: string;
  /** Further compiler flags for C. */
  readonly flags?: readonly string[];
}

export const ways: readonly Way[] = [
  { name: "C with vectors", target: "c", machine: "x86-64-v3", flags: [quick] },
  { name: "C without vectors", target: "c", machine: "x86-64-v3", flags: ["-DAOT_NO_VECTOR", quick] },
  { name: "WASM", target: "wasm", machine: "wasm-simd128" },
  { name: "TS", target: "ts", machine: "js" },
];

/** The targets, each once. */
export const eachTarget: readonly Way[] = ways.filter((way) => way.name !== "C without vectors");

/** C for AVX-512, and the same kernels without vector instructions. */
export const wide: Way = { name: "C with vectors of 16", target: "c", machine: "x86-64-v4", flags: [quick] };
export const wideWithoutVectors: Way = { ...wide, name: "C with vectors of 16, without vector instructions", flags: ["-DAOT_NO_VECTOR", quick] };

/** C for SSE2. */
export const narrow: Way = { name: "C with vectors of 4", target: "c", machine: "x86-64-v2", flags: [quick] };

/** C of scalars, as microcontrollers take it. */
export const scalar: Way = { name: "C for any machine", target: "c", machine: "generic", flags: [quick] };

/** C whose kernels multiply bytes at once: four in each of 16 lanes, and those of a word of a Cortex-M4. */
export const byteProducts: Way = { name: "C with byte products", target: "c", machine: "x86-64-v4-vnni", flags: [quick] };
export const scalarWords: Way = { name: "C with byte products of scalars", target: "c", machine: "cortex-m4", flags: [quick] };

/** A way as programs are compiled by their Makefile (-O3), which leaves vectors in: networks, and what must have equal bits. */
export const asShipped = (way: Way): Way =>
  way.flags?.includes("-DAOT_NO_VECTOR") === true ? way : { ...way, flags: (way.flags ?? []).filter((flag) => flag !== quick) };

type Dims = Readonly<Record<string, number>>;

interface Reference {
  readonly inputs: ReadonlyMap<string, Elements>;
  readonly outputs: ReadonlyMap<string, Elements>;
}

/** What the model file asked for last gave: ways to run a model follow one another, and differ in flags of the C compiler, in machines, or in targets. */
interface Known {
  readonly key: string;
  readonly model: Promise<SourceModel>;
  reference?: Promise<Reference>;
  build?: { readonly way: string; readonly made: Promise<TargetBuild> };
}

let last: Known | undefined;

function known(path: string, dims: Dims): Known {
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  const key = JSON.stringify([path, hash, dims]);
  if (last?.key !== key) last = { key, model: loadModel(path, dims).then(({ model }) => model) };
  return last;
}

/** Seeded inputs, and what ONNX Runtime gives for them; `dims` gives free dims values. */
export async function reference(path: string, dims: Dims = {}, given?: ReadonlyMap<string, Elements>): Promise<Reference> {
  const of = known(path, dims);
  if (given !== undefined) return referenceOn(path, await of.model, given);
  of.reference ??= of.model.then((model) => referenceOn(path, model, new Map([...seededInputs(model.graph.inputs)].map(([v, a]) => [v.name, a]))));
  return of.reference;
}

async function referenceOn(path: string, model: SourceModel, inputs: ReadonlyMap<string, Elements>): Promise<Reference> {
  const feeds = Object.fromEntries(
    model.graph.inputs.map((v) => {
      const type = v.type as TensorType;
      return [v.name, new ort.Tensor(ortTypes[type.dtype] as string, inputs.get(v.name), type.shape.map(Number))];
    }),
  );
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 2, logSeverityLevel: 3 });
  const results = await session.run(feeds);
  const outputs = new Map<string, Elements>(Object.entries(results).map(([name, t]) => [name, t.data]));
  // As programs say it beside an output whose extents the run decides.
  for (const [name, t] of Object.entries(results)) outputs.set(`${name}_shape`, Int32Array.from(t.dims));
  return { inputs, outputs };
}

/** The program of the model file at `path`, checked after every pass; of asking twice in a row for the same bytes, the second gets what the first built. */
export function buildFor(path: string, { target, machine }: Way, dims: Dims = {}): Promise<TargetBuild> {
  const of = known(path, dims);
  const way = `${target} ${machine}`;
  if (of.build?.way !== way)
    of.build = { way, made: of.model.then((model) => buildTarget(model, targetNamed(target), path, { machine, verify: true, golden: false })) };
  return of.build.made;
}

/**
 * Runs a program once on this machine. One for another processor, whose vectors are longer or which is of another family, is compiled quickly:
 * what gcc would make of it with -O3 is no program that anyone runs.
 */
export async function runBuilt(
  build: Pick<TargetBuild, "compiled" | "files">,
  way: Way,
  inputs: ReadonlyMap<string, Elements>,
): Promise<ReadonlyMap<string, ElementArray>> {
  if (way.target !== "c") return runEmittedModule(build.files, inputs);
  const { flags = [] } = way;
  const isForeign = !flags.includes(quick) && (await flagsLeftOut(build.files)).length > 0;
  return runCProgram(build.compiled.program, build.files, inputs, {
    flags: await withIntrinsics(build.files, isForeign ? [quick, ...flags] : flags),
  });
}

/** A program built for `way`, after all its outputs on seeded inputs were held against ONNX Runtime's. */
export async function agreeing(
  path: string,
  way: Way,
  check = (error: OutputError): void => expect(error).toMatchObject({ passed: true }),
): Promise<TargetBuild> {
  const { inputs, outputs } = await reference(path);
  const build = await buildFor(path, way);
  for (const error of errorsOf(build, await runBuilt(build, way, inputs), outputs)) check(error);
  return build;
}

/** The error of each output of a built program against expected elements, and of its extents where `expected` says them. */
export function errorsOf(
  build: TargetBuild,
  outputs: ReadonlyMap<string, ElementArray>,
  expected: ReadonlyMap<string, Elements>,
): readonly OutputError[] {
  return namedOutputs(build.compiled.program, outputs).flatMap((x) => {
    const extents = expected.get(`${x.name}_shape`);
    const shape = { name: `the shape of ${x.name}`, dtype: "i32", shape: [x.shape.length], array: Int32Array.from(x.shape) } as const;
    return [compare(x, expected.get(x.name), 1e-4), ...(extents === undefined ? [] : [compare(shape, extents, 0)])];
  });
}
