/** bench: measures a model's programs, on request alternating with ONNX Runtime; every output is compared before anything is timed. */
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { type BuildOptions, buildTarget, checkFallback, type TargetBuild, type TargetName, targetNamed } from "./build.ts";
import { type Case, casesFor } from "./cases.ts";
import { CompileError, type Diagnostic, Diagnostics } from "./core/diagnostics.ts";
import { bytesOf, type DType, type ElementArray, viewArray } from "./core/dtype.ts";
import { withTemporaryFolder } from "./core/temporary.ts";
import type { TensorType } from "./graph/types.ts";
import { cEngine } from "./measure/c-engine.ts";
import { type Engine, interleaved } from "./measure/engine.ts";
import { inputFiles } from "./measure/input-files.ts";
import { type Described, emittedEngine, installedBeside, type OnnxRuntimePackage, onnxRuntimeEngine } from "./measure/javascript-engine.ts";
import { type Reference, referenceFor } from "./onnx-runtime.ts";
import { compareAll, roundingOf } from "./output-errors.ts";
import { type RoundingSpread, roundingSpreads } from "./rounding-spread.ts";
import { type NamedTensor, namedOutputs } from "./run.ts";
import type { Variant } from "./schedule/program.ts";
import { flagsLeftOut } from "./targets/c/host.ts";

export interface BenchOptions extends Omit<BuildOptions, "buckets"> {
  /** Default: pseudorandom numbers for the model's input types, from a fixed seed. */
  readonly inputs?: readonly NamedTensor[];
  /** Allows max |a - b| <= tolerance * max |b| for each output, in addition to the rounding of 16-bit floats; default: 1e-4. */
  readonly tolerance?: number;
  /** Measure ONNX Runtime as well: its Node.js package against c, its WebAssembly package against wasm and ts. */
  readonly vs?: "onnxruntime";
  /** Number of rounds for each engine, and milliseconds of each round; default: 5 and 300. */
  readonly rounds?: number;
  readonly milliseconds?: number;
}

export interface BenchRow {
  /** A generated program, or the package it is compared with. */
  readonly engine: `aot-${TargetName}` | OnnxRuntimePackage;
  readonly threads: number;
  /** The time of one run; median and minimum over all `runs`. */
  readonly median_ms: number;
  readonly min_ms: number;
  readonly runs: number;
  /** The largest absolute difference from the reference, over all outputs. */
  readonly max_abs_error: number;
}

export interface BenchResult {
  /** The model file. */
  readonly model: string;
  /** Processor, cores, system and Node.js version, and the machine that C programs were built for, with what of it this processor lacks. */
  readonly machine: string;
  readonly results: readonly BenchRow[];
  /** Notes about runtimes that are not installed, or cannot be measured. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An engine, and how what it computes is named. */
interface Entrant {
  readonly row: BenchRow["engine"];
  readonly threads: number;
  readonly engine: Engine;
  readonly outputs: (bytes: readonly Uint8Array[]) => readonly NamedTensor[];
}

/** Processor, number of cores, system and node's version, as figures are told with. */
export function machineText(): string {
  const [first] = cpus();
  return `${first?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${process.platform} ${process.arch}, node ${process.versions.node}`;
}

/** What a program was built for, and, for C, what of it this processor lacks: its times are not those of the machine then. */
export async function machineOf({ target, machine, files }: TargetBuild): Promise<string> {
  const left = await flagsLeftOut(files);
  return `${target} for ${machine}${left.length === 0 ? "" : `, compiled without ${left.join(" ")}, which this processor cannot run`}`;
}

/** Builds the model at `path` for each target (by default for this processor) and measures the programs. Throws a CompileError; AOT513 if a program's outputs differ from the reference. */
export async function bench(path: string, options: BenchOptions = {}): Promise<BenchResult> {
  const { targets = ["c", "wasm", "ts"] as const, progress = () => {}, rounds = 5, milliseconds = 300 } = options;
  checkFallback(targets, options.fallback);
  progress("read model");
  const { model, cases } = await casesFor(path, options);
  const tolerance = (options.tolerance ?? 1e-4) + roundingOf(cases);
  const [one] = cases as readonly [Case];
  progress("reference");
  const reference = await referenceFor(path, one);
  const spreadOf = roundingSpreads(path, options);
  const builds: TargetBuild[] = [];
  for (const known of targets.map(targetNamed))
    builds.push(
      await buildTarget(model, known, path, {
        ...options,
        machine: options.machine ?? "native",
        ...(known.threads ? {} : { threads: 1 }),
        golden: false,
      }),
    );
  const machines = await Promise.all(builds.filter(({ target }) => targetNamed(target).nativeMachine !== undefined).map(machineOf));
  const entrants: Entrant[] = [];
  return withTemporaryFolder(async (folder) => {
    const files = await inputFiles(one, folder);
    for (const build of builds) {
      progress(`start ${build.target}`);
      entrants.push(await emitted(build, one, files, join(folder, build.target)));
    }
    const rivals =
      options.vs === undefined
        ? { entrants: [], diagnostics: [] }
        : await peers(entrants, { path, one, files, folder, threads: options.threads ?? 1 });
    entrants.push(...rivals.entrants);
    progress("compare outputs");
    const errors = await compared(entrants, reference, tolerance, () => spreadOf(one));
    progress("measure");
    const engines = entrants.map((e) => e.engine);
    const measured = await interleaved(engines, rounds, milliseconds);
    const results = entrants.map(({ row, engine, threads }, i): BenchRow => {
      const { median = Number.NaN, min = Number.NaN, runs = 0 } = measured.get(engine) ?? {};
      return { engine: row, threads, median_ms: median, min_ms: min, runs, max_abs_error: errors[i] ?? Number.NaN };
    });
    return { model: path, machine: [machineText(), ...machines].join("; "), results, diagnostics: rivals.diagnostics };
  }).finally(() => {
    for (const { engine } of entrants) engine.close();
  });
}

async function emitted(build: TargetBuild, { inputs }: Case, files: ReadonlyMap<string, string>, folder: string): Promise<Entrant> {
  const [variant] = build.compiled.program.variants as readonly [Variant];
  const identifiers = new Map(variant.inputs.map((p) => [p.name, p.identifier]));
  const described = { inputs: describedInputs(inputs, files, (name) => identifiers.get(name) ?? name), outputs: variant.outputs };
  const engine = build.target === "c" ? await cEngine("aot-c", build, files, folder) : await emittedEngine(build, described, folder);
  return {
    row: `aot-${build.target}`,
    threads: build.compiled.program.threads,
    engine,
    outputs: (bytes) => namedOutputs(variant, new Map(variant.outputs.map(({ name, dtype }, i) => [name, arrayOf(dtype, bytes[i])]))),
  };
}

const describedInputs = (
  inputs: readonly NamedTensor[],
  files: ReadonlyMap<string, string>,
  identifierOf: (name: string) => string,
): Described["inputs"] =>
  inputs.map(({ name, dtype, shape }) => ({ name, identifier: identifierOf(name), dtype, dims: shape, file: files.get(name) ?? "" }));

const arrayOf = (dtype: DType, bytes: Uint8Array = new Uint8Array()): ElementArray =>
  viewArray(dtype, bytes, Math.floor(bytes.length / bytesOf(dtype)));

/** What a peer runs: the model file at `path`, with the inputs of a case in `files`. */
interface Rivalry {
  readonly path: string;
  readonly one: Case;
  readonly files: ReadonlyMap<string, string>;
  readonly folder: string;
  readonly threads: number;
}

/** The ONNX Runtimes that `ours` are held against, as far as they are installed. */
async function peers(ours: readonly Entrant[], { path, one, files, folder, threads }: Rivalry): Promise<Peers> {
  const diagnostics = new Diagnostics();
  const entrants: Entrant[] = [];
  const ports = one.model.graph.outputs.map((v) => ({ name: v.name, dtype: (v.type as TensorType).dtype }));
  for (const { name } of ports.filter(({ dtype }) => dtype === "string"))
    diagnostics.warning({
      code: "AOT514",
      where: name,
      message: "the output holds strings, ONNX Runtime is measured with numbers only, so nothing is held against it",
    });
  if (diagnostics.list.length > 0) return { entrants, diagnostics: diagnostics.list };
  for (const row of new Set(ours.map((e) => rivalOf(e.row)))) {
    const from = installedBeside(row);
    if (from === undefined) {
      const message = `${row} is not installed, so nothing is held against it`;
      diagnostics.warning({ code: "AOT512", where: "--vs onnxruntime", message, hint: `npm install ${row}` });
      continue;
    }
    const described = { inputs: describedInputs(one.inputs, files, (name) => name), outputs: ports };
    const engine = await onnxRuntimeEngine(row, resolve(path), { described, from, threads, folder }).catch((error: unknown) => {
      if (!(error instanceof CompileError)) throw error;
      for (const { message } of error.diagnostics)
        diagnostics.warning({ code: "AOT512", where: row, message: `does not run the model, so nothing is held against it: ${message}` });
      return undefined;
    });
    if (engine === undefined) continue;
    const outputs: Entrant["outputs"] = (bytes) =>
      ports.map(({ name, dtype }, i) => {
        const array = arrayOf(dtype, bytes[i]);
        return { name, dtype, shape: [array.length], array };
      });
    entrants.push({ row, threads, engine, outputs });
  }
  return { entrants, diagnostics: diagnostics.list };
}

interface Peers {
  readonly entrants: readonly Entrant[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a target's program is held against: C against native code, JavaScript against WebAssembly. */
export const rivalOf = (row: BenchRow["engine"]): OnnxRuntimePackage => (row === "aot-c" ? "onnxruntime-node" : "onnxruntime-web");

/**
 * The largest error of each engine. Throws AOT513 where one of ours is over the tolerance, for the reference and for the runtime that it is timed against: ONNX
 * Runtime's two packages round apart, and a quantized network takes that to other numbers.
 */
async function compared(
  entrants: readonly Entrant[],
  reference: Reference,
  tolerance: number,
  spreadOf: () => Promise<RoundingSpread>,
): Promise<readonly number[]> {
  const problems = new Diagnostics();
  const given = new Map<BenchRow["engine"], readonly NamedTensor[]>();
  for (const { row, engine, outputs } of entrants) given.set(row, outputs(await engine.outputs()));
  const errors: number[] = [];
  for (const [row, results] of given) {
    const isOurs = row.startsWith("aot");
    const rival = isOurs ? given.get(rivalOf(row)) : undefined;
    const own = rival === undefined ? [] : [new Map(rival.map(({ name, array }) => [name, array]))];
    const found = await compareAll(results, { ...reference, outputs: [...reference.outputs, ...own] }, tolerance, spreadOf);
    for (const { output, maxAbsolute, maxRelative } of found.filter((e) => isOurs && !e.passed)) {
      const message = `output ${output} differs from ${reference.name} by ${maxAbsolute}, ${maxRelative} of its largest element; at most ${tolerance} is allowed`;
      problems.error({ code: "AOT513", where: row, message, hint: "aot verify shows every output; --tolerance allows more" });
    }
    errors.push(Math.max(0, ...found.map((e) => e.maxAbsolute)));
  }
  problems.throwIfErrors();
  return errors;
}
