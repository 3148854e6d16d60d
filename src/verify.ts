/**
 * verify: runs a model's programs and compares their outputs with ONNX Runtime where it is installed. Without it they are compared with the
 * built-in evaluator of the unoptimized graph, which is a self-check and not an oracle.
 */

import { createRequire } from "node:module";
import { dimsText } from "./buckets.ts";
import { type BuildOptions, buildTarget, checkFallback, loadModel, type TargetName, targetNamed } from "./build.ts";
import { bound } from "./compile.ts";
import { dtypes, type Elements } from "./core/dtype.ts";
import { fittingBuckets, requireStaticDims } from "./free-dims.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { seededInputs } from "./golden.ts";
import type { TensorType } from "./graph/types.ts";
import { loadedValue } from "./loop/semantics.ts";
import { evaluateAsWritten } from "./reference.ts";
import { loadForInputs, modelFor, type NamedTensor, runBuild } from "./run.ts";

export interface OutputError {
  readonly output: string;
  readonly maxAbsolute: number;
  /** max |a - b| / max |b| */
  readonly maxRelative: number;
  /** The largest difference in units in the last place of f32, over elements larger than a thousandth of the largest. */
  readonly maxUlp: number;
  readonly passed: boolean;
}

export interface Verification {
  readonly target: TargetName;
  readonly machine: string;
  /** The bucket that was run, if there are buckets: "batch=4 seq=32". */
  readonly bucket?: string;
  readonly errors: readonly OutputError[];
  readonly passed: boolean;
}

export interface VerifyResult {
  /** "ONNX Runtime 1.30.0", or "self-check, not an oracle" with ONNX Runtime's reason if it cannot run the model. */
  readonly reference: string;
  /** Allows max |a - b| <= tolerance * max |b| for each output: the tolerance requested, plus the rounding of the model's 16-bit floats. */
  readonly tolerance: number;
  readonly verifications: readonly Verification[];
  readonly passed: boolean;
}

export interface VerifyOptions extends BuildOptions {
  /** Default: pseudorandom numbers for the model's input types, from a fixed seed. */
  readonly inputs?: readonly NamedTensor[];
  /** Allowed in addition to the rounding of 16-bit floats; default: 1e-4. */
  readonly tolerance?: number;
}

/** What is run and compared: a model with all dims bound, and inputs for it. */
export interface Case {
  readonly model: SourceModel;
  readonly inputs: readonly NamedTensor[];
  readonly bucket?: string;
}

/** Builds and runs each target on the same inputs and compares every output; with buckets, in each of them. */
export async function verify(path: string, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { targets = ["wasm"] as const, progress = () => {} } = options;
  checkFallback(targets, options.fallback);
  progress("read model");
  const { model, cases } = await casesFor(path, options);
  const tolerance = (options.tolerance ?? 1e-4) + roundingOf(cases);
  progress("reference");
  const references: Reference[] = [];
  for (const one of cases) references.push(await referenceFor(path, one));
  const verifications: Verification[] = [];
  for (const name of targets) {
    const build = await buildTarget(model, targetNamed(name), path, options);
    progress(`run ${name}`);
    for (const [i, { inputs, bucket }] of cases.entries()) {
      const outputs = await runBuild(build, inputs);
      const errors = outputs.map((o) => compareWith(o, references[i], tolerance));
      const passed = errors.every((e) => e.passed);
      verifications.push({ target: name, machine: build.machine, bucket, errors, passed });
    }
  }
  return { reference: references[0]?.name ?? "", tolerance, verifications, passed: verifications.every((v) => v.passed) };
}

type Cases = Promise<{ readonly model: SourceModel; readonly cases: readonly Case[] }>;

/** The model to build, and what to run it on: the inputs given, or seeded ones for every bucket. */
export const casesFor = (path: string, options: VerifyOptions): Cases =>
  options.inputs === undefined ? seededCases(path, options) : givenCase(path, options.inputs, options);

/** Seeded inputs for every bucket. */
async function seededCases(path: string, { dims = {}, buckets, ...options }: VerifyOptions): Cases {
  const { model } = await loadModel(path, dims, options);
  requireStaticDims(model, path, { dims, buckets }, "verify");
  const cases = fittingBuckets(model, buckets ?? {}).map((bucket): Case => {
    const one = bound(model, bucket);
    return { model: one, inputs: seeded(one), bucket: buckets && dimsText(bucket) };
  });
  return { model, cases };
}

async function givenCase(path: string, inputs: readonly NamedTensor[], options: VerifyOptions): Cases {
  const { model, dims } = await loadForInputs(path, inputs, options);
  const bucket = Object.entries(dims).filter(([name]) => Object.hasOwn(options.buckets ?? {}, name));
  const one = { model: bound(model, dims), inputs, ...(bucket.length === 0 ? {} : { bucket: dimsText(Object.fromEntries(bucket)) }) };
  return { model: modelFor(model, dims, options), cases: [one] };
}

const seeded = (model: SourceModel): readonly NamedTensor[] =>
  [...seededInputs(model.graph.inputs)].map(([v, array]) => {
    const type = v.type as TensorType;
    return { name: v.name, dtype: type.dtype, shape: type.shape.map(Number), array };
  });

/** What a model's outputs should be, and who says so. */
export interface Reference {
  readonly name: string;
  /** One or several roundings of the same model, each as right as the others. */
  readonly outputs: readonly ReadonlyMap<string, Elements>[];
}

/** ONNX Runtime's outputs, node by node and with its optimizations, where it is installed and runs the model, else our own evaluator's of the graph as it is written. */
export const referenceFor = async (path: string, { model, inputs }: Case): Promise<Reference> =>
  (await onnxRuntime(path, model, inputs)) ?? selfCheck(model, inputs);

const selfCheckName = "self-check, not an oracle";

function selfCheck(model: SourceModel, inputs: readonly NamedTensor[]): Reference {
  const outputs = evaluateAsWritten(model.graph, new Map(inputs.map((x) => [x.name, x.array])));
  return { name: selfCheckName, outputs: [new Map([...outputs].map(([name, { array }]) => [name, array]))] };
}

/** What this module uses of onnxruntime-node, which is no dependency: it is taken from where the user has it. */
interface OrtModule {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => { readonly data: Elements };
  readonly InferenceSession: {
    create(path: string, options: object): Promise<OrtSession>;
  };
}

interface OrtSession {
  run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: Elements }>>;
  release(): Promise<void>;
}

/** What ONNX Runtime calls element types. */
export const ortTypes: Readonly<Record<string, string>> = {
  f32: "float32",
  f64: "float64",
  f16: "float16",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  bool: "bool",
  string: "string",
};

async function onnxRuntime(path: string, model: SourceModel, inputs: readonly NamedTensor[]): Promise<Reference | undefined> {
  const require = createRequire(import.meta.url);
  let ort: OrtModule;
  let version: string;
  try {
    ort = require("onnxruntime-node") as OrtModule;
    version = (require("onnxruntime-node/package.json") as { version: string }).version;
  } catch {
    return undefined;
  }
  // It takes and gives sequences as such, not their tensors.
  if (model.structures !== undefined) return undefined;
  if (!model.format.toLowerCase().includes("onnx") || inputs.some((x) => ortTypes[x.dtype] === undefined)) return undefined;
  const name = `ONNX Runtime ${version}`;
  const outputs: ReadonlyMap<string, Elements>[] = [];
  const reasons: string[] = [];
  const plain = (graphOptimizationLevel: "disabled" | "all") => outputsOf(ort, path, inputs, { graphOptimizationLevel });
  // With exact sums it does not run networks whose weights are dequantized by channel.
  const optimized = () => outputsOf(ort, path, inputs, { graphOptimizationLevel: "all", extra: exactByteProducts }).catch(() => plain("all"));
  // Its fusions round otherwise: quantized layers differ by a step from those computed node by node.
  for (const given of [() => plain("disabled"), optimized]) {
    try {
      outputs.push(await given());
    } catch (error) {
      reasons.push(String(error instanceof Error ? error.message : error).split("\n")[0] ?? "");
    }
  }
  if (outputs.length > 0) return { name, outputs };
  return { ...selfCheck(model, inputs), name: `${selfCheckName} (${name} does not run the model: ${reasons[0]})` };
}

/** Of ONNX Runtime: without it, sums of two products of bytes end at 16 bits on processors with AVX2 and no VNNI. Nothing helps where no optimization is allowed. */
export const exactByteProducts = { session: { x64quantprecision: "1" } };

async function outputsOf(
  { InferenceSession, Tensor }: OrtModule,
  path: string,
  inputs: readonly NamedTensor[],
  options: { readonly graphOptimizationLevel: "disabled" | "all"; readonly extra?: typeof exactByteProducts },
): Promise<ReadonlyMap<string, Elements>> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3, ...options });
  try {
    const feeds = Object.fromEntries(inputs.map((x) => [x.name, new Tensor(ortTypes[x.dtype] as string, x.array, x.shape)]));
    return new Map(Object.entries(await session.run(feeds)).map(([output, t]) => [output, t.data]));
  } finally {
    await session.release();
  }
}

const float = new Float32Array(2);
const bits = new Int32Array(float.buffer);

/** Distance of two f32 numbers in units of the last place. */
function ulps(a: number, b: number): number {
  float[0] = a;
  float[1] = b;
  const ordered = (x: number): number => (x < 0 ? -(x & 0x7fffffff) : x);
  return Math.abs(ordered(bits[0] as number) - ordered(bits[1] as number));
}

/**
 * What right programs of a model may differ by because one rounds where the other does not, as a part of the largest element: four units in the last place
 * of the shortest of the 16-bit floats that it computes with.
 */
export function roundingOf(cases: readonly Case[]): number {
  const values = cases.flatMap(({ model }) => [...model.graph.inputs, ...model.graph.nodes.flatMap((n) => n.outputs)]);
  const types = values.map((v) => v.type.kind === "tensor" && v.type.dtype);
  if (types.includes("bf16")) return 4 * 2 ** -7;
  return types.includes("f16") ? 4 * 2 ** -10 : 0;
}

/** An output beside the reference's that it agrees with, or the first. */
export function compareWith(actual: NamedTensor, reference: Reference | undefined, tolerance: number): OutputError {
  const errors = reference?.outputs.map((o) => compare(actual, o.get(actual.name), tolerance)) ?? [];
  return errors.find((e) => e.passed) ?? errors[0] ?? compare(actual, undefined, tolerance);
}

/** Elements as programs have them: f16 are bits here, and numbers where ONNX Runtime finds a Float16Array (node 24). */
const asProgramsHave = (data: Elements): Elements =>
  ArrayBuffer.isView(data) && Object.prototype.toString.call(data) === "[object Float16Array]"
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : data;

/** Element-wise comparison of what elements stand for; a NaN agrees with a NaN only, an infinity with the same infinity only. */
export function compare(actual: NamedTensor, reference: Elements | undefined, tolerance: number): OutputError {
  const expected = reference === undefined ? undefined : asProgramsHave(reference);
  const failed = { output: actual.name, maxAbsolute: Number.NaN, maxRelative: Number.NaN, maxUlp: Number.NaN, passed: false };
  if (expected === undefined || expected.length !== actual.array.length) return failed;
  if (!ArrayBuffer.isView(expected)) {
    const passed = expected.every((text, i) => text === actual.array[i]);
    return passed ? { output: actual.name, maxAbsolute: 0, maxRelative: 0, maxUlp: 0, passed } : failed;
  }
  const numberOf = (element: number | bigint | undefined): number => Number(loadedValue(actual.dtype, element ?? Number.NaN));
  let largest = 0;
  for (const e of expected) if (Number.isFinite(numberOf(e))) largest = Math.max(largest, Math.abs(numberOf(e)));
  let maxAbsolute = 0;
  let maxUlp = 0;
  let same = true;
  const isFloat = dtypes[actual.dtype].kind === "float";
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [numberOf(actual.array[i] as number | bigint), numberOf(expected[i])];
    if (Object.is(a, e) || a === e) continue;
    if (!Number.isFinite(a) || !Number.isFinite(e)) {
      same &&= Number.isNaN(a) && Number.isNaN(e);
      continue;
    }
    maxAbsolute = Math.max(maxAbsolute, Math.abs(a - e));
    if (Math.abs(e) > largest / 1000) maxUlp = Math.max(maxUlp, ulps(a, e));
  }
  const limit = isFloat ? tolerance * Math.max(largest, Number.MIN_VALUE) : 0;
  return {
    output: actual.name,
    maxAbsolute,
    maxRelative: largest === 0 ? maxAbsolute : maxAbsolute / largest,
    maxUlp,
    passed: same && maxAbsolute <= limit,
  };
}
