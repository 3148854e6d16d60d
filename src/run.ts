/** run: builds a program for one target in memory, runs it once on the arrays given, and returns its outputs. */

import { type BuildOptions, buildTarget, checkFallback, loadModel, type TargetBuild, type TargetName, targetNamed } from "./build.ts";
import { bound } from "./compile.ts";
import { compileError, Diagnostics } from "./core/diagnostics.ts";
import type { Dim } from "./core/dim.ts";
import { symbolsOf } from "./core/dim-fold.ts";
import { dimsText } from "./core/dim-names.ts";
import type { DType, ElementArray, Elements } from "./core/dtype.ts";
import { nearest } from "./core/names.ts";
import { bytesOfString, longestOf, unpackStrings } from "./core/strings.ts";
import { itemsAmong } from "./core/structure.ts";
import { fittingBuckets } from "./free-dims.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import type { Value } from "./graph/graph.ts";
import { typeText } from "./graph/types.ts";
import { runEmittedModule } from "./run-module.ts";
import type { Dims } from "./schedule/join-programs.ts";
import { modelPorts, type Port, type Variant } from "./schedule/program.ts";
import { variantFor } from "./targets/buckets.ts";
import { type CRunOptions, runCProgram } from "./targets/c/host.ts";

/** An array with the model's own name for the value, in row-major order. */
export interface NamedTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly array: Elements;
}

export interface RunResult {
  readonly outputs: readonly NamedTensor[];
  readonly build: TargetBuild;
}

/**
 * Reads a model, and takes its free dims from the shapes of the inputs. Throws a CompileError with every problem found: AOT501 for a missing or
 * unknown input, AOT502 for a wrong element type, AOT503 for a wrong shape.
 */
export async function loadForInputs(
  path: string,
  inputs: readonly NamedTensor[],
  options: Pick<BuildOptions, "dims" | "items" | "stringBytes">,
): Promise<{ model: SourceModel; dims: Dims }> {
  const { model } = await loadModel(path, options.dims ?? {}, options, itemsAmong(inputs));
  return { model, dims: bindInputs(model, inputs) };
}

/** The model to build for inputs with these dims: those that have no buckets are bound. Throws AOT506 where buckets lack one of the dims. */
export function modelFor(model: SourceModel, dims: Dims, { buckets = {} }: BuildOptions): SourceModel {
  const others = Object.entries(dims).filter(([name, value]) => Object.hasOwn(buckets, name) && buckets[name]?.includes(value) !== true);
  if (others.length > 0)
    throw compileError({
      code: "AOT506",
      where: dimsText(Object.fromEntries(others)),
      message: `no bucket is for the inputs given; there are ${fittingBuckets(model, buckets).map(dimsText).join(", ")}`,
      hint: "give inputs of one of these shapes, or build with other --buckets",
    });
  return bound(model, Object.fromEntries(Object.entries(dims).filter(([name]) => !Object.hasOwn(buckets, name))));
}

function bindInputs(graph: Pick<SourceModel, "inputs">, inputs: readonly NamedTensor[]): Readonly<Record<string, number>> {
  const problems = new Diagnostics();
  const dims: Record<string, number> = {};
  const names = graph.inputs.map((v) => v.name);
  for (const given of inputs) {
    if (names.includes(given.name)) continue;
    const near = nearest(given.name, names);
    const hint = near === undefined ? `inputs are ${names.join(", ")}; name=file gives an array a name` : `did you mean ${near}?`;
    problems.error({ code: "AOT501", where: given.name, message: "the model has no such input", hint });
  }
  for (const v of graph.inputs) {
    const given = inputs.find((x) => x.name === v.name);
    if (given === undefined) problems.error({ code: "AOT501", where: v.name, message: `the input ${typeText(v.type)} is missing` });
    else bindInput(v, given, dims, problems);
  }
  problems.throwIfErrors();
  return dims;
}

function bindInput(v: Value, given: NamedTensor, dims: Record<string, number>, problems: Diagnostics): void {
  const { type } = v;
  if (type.kind !== "tensor") return;
  if (type.dtype !== given.dtype)
    problems.error({ code: "AOT502", where: v.name, message: `the input is ${given.dtype}, the model expects ${type.dtype}` });
  if (!bindShape(type.shape, given.shape, dims))
    problems.error({ code: "AOT503", where: v.name, message: `the input has shape [${given.shape.join(",")}], the model expects ${typeText(type)}` });
}

/** Writes the free dims that `given` settles to `dims`; false where the shapes disagree. */
function bindShape(shape: readonly Dim[], given: readonly number[], dims: Record<string, number>): boolean {
  if (shape.length !== given.length) return false;
  return shape.every((d, i) => {
    const extent = given[i] as number;
    if (typeof d === "number") return d === extent;
    const [only] = symbolsOf(d);
    if (only === undefined) return true;
    const agrees = !Object.hasOwn(dims, only.name) || dims[only.name] === extent;
    dims[only.name] = extent;
    return agrees;
  });
}

/** Runs `build`'s program once; C with further `flags` of its compiler. */
export async function runBuild(
  build: TargetBuild,
  inputs: readonly NamedTensor[],
  { flags = [] }: Pick<CRunOptions, "flags"> = {},
): Promise<readonly NamedTensor[]> {
  const arrays = new Map(inputs.map((x) => [x.name, x.array]));
  const { program } = build.compiled;
  refuseLongStrings(program, arrays);
  const variant = variantFor(program, new Map(inputs.map((x) => [x.name, x.shape])));
  const dims = variant.dims.length === 0 ? undefined : Object.fromEntries(variant.dims.map((d) => [d.sym.name, Number(d.value)]));
  const results =
    build.target === "c"
      ? await runCProgram(program, build.files, arrays, { variant, flags })
      : await runEmittedModule(build.files, arrays, {}, dims);
  return namedOutputs(variant, results);
}

/** Throws AOT508 for a string that is longer than the program has room for. */
function refuseLongStrings(program: Pick<Variant, "inputs">, arrays: ReadonlyMap<string, Elements>): void {
  for (const { name, strings } of modelPorts(program.inputs)) {
    const given = arrays.get(name);
    if (strings === undefined || given === undefined || ArrayBuffer.isView(given)) continue;
    const at = given.findIndex((text) => bytesOfString(text) > strings.longest);
    if (at < 0) continue;
    throw compileError({
      code: "AOT508",
      where: name,
      message: `string ${at} has ${bytesOfString(given[at] ?? "")} bytes of UTF-8, the program takes strings of at most ${strings.longest}`,
      hint: `build with --max-string-bytes ${longestOf(given)}`,
    });
  }
}

/** The model's outputs among what a program gave by name, those whose size the run decides as long as their shape says. Throws AOT504. */
export function namedOutputs(ports: Pick<Variant, "outputs">, results: ReadonlyMap<string, ElementArray>): readonly NamedTensor[] {
  const given = (port: Port): ElementArray => {
    const array = results.get(port.name);
    if (array === undefined) throw compileError({ code: "AOT504", where: port.name, message: "the program gave no such output" });
    return array;
  };
  return modelPorts(ports.outputs).map((port) => {
    const { name, dtype, shapePort, strings } = port;
    const shape = shapePort === undefined ? port.shape.map(Number) : Array.from(given(shapePort), Number);
    const count = shape.reduce((n, d) => n * d, 1);
    if (strings !== undefined) {
      const offsets = results.get(strings.offsets) as Int32Array;
      return { name, dtype, shape, array: unpackStrings({ offsets, bytes: given(strings.bytes) as Uint8Array }, count) };
    }
    return { name, dtype, shape, array: given(port).subarray(0, count) as ElementArray };
  });
}

/** Builds the model at `path` for `target` and runs it on `inputs`. */
export async function run(
  path: string,
  inputs: readonly NamedTensor[],
  options: BuildOptions & { readonly target?: TargetName } = {},
): Promise<RunResult> {
  const { target = "wasm" } = options;
  checkFallback([target], options.fallback);
  const { model, dims } = await loadForInputs(path, inputs, options);
  const build = await buildTarget(modelFor(model, dims, options), targetNamed(target), path, options);
  options.progress?.("run");
  return { outputs: await runBuild(build, inputs), build };
}
