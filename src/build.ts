/** build: compiles a model file to an output folder with a complete program for each target. */

import { basename } from "node:path";
import type { BucketLists } from "./buckets.ts";
import { bound, type Compiled, compile } from "./compile.ts";
import { CompileError, compileError, type Diagnostic, Diagnostics } from "./core/diagnostics.ts";
import { identifier, suggestion } from "./core/names.ts";
import { type ItemLists, itemsIn } from "./core/structure.ts";
import { fittingBuckets, requireStaticDims } from "./free-dims.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { readModel } from "./frontends/index.ts";
import { goldenVectors } from "./golden.ts";
import { checkLimits, type Limits } from "./limits.ts";
import { type Machine, machineNamed } from "./loop/machine.ts";
import { imageFormats } from "./ops/decode-image.ts";
import { checkReplaceable, type OutputFile, replaceFolder } from "./output-folder.ts";
import type { PassObserver } from "./passes/run.ts";
import { recordOf } from "./record.ts";
import { type KnownTarget, type TargetName, targets } from "./targets/index.ts";
import { codeBytes } from "./targets/manifest.ts";
import type { EmittedFile } from "./targets/target.ts";
import { templateRenderer } from "./targets/templates.ts";
import type { MachineTiles } from "./tiles.ts";

export type { TargetName } from "./targets/index.ts";

export interface BuildOptions {
  /** Default: ["wasm"]. */
  readonly targets?: readonly TargetName[];
  /** Output folder; default: the model's name. With one target, files go directly into it, with several into a subfolder for each. */
  readonly out?: string;
  /** 0: unfused and naive, 1: folded and fused, 2 (default) and 3: everything. */
  readonly level?: 0 | 1 | 2 | 3;
  /** The machine to schedule kernels for; default: the target's own. "native" is this processor, for targets that can detect it. */
  readonly machine?: string;
  /** Values of free dims, by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** The longest string of an input, in bytes of UTF-8; default: 256. */
  readonly stringBytes?: number;
  /** The shapes of the items of sequences, by the input's name. "none": an optional value that is never present. */
  readonly items?: ItemLists;
  /** Formats that ImageDecoder supports: bmp, jpeg, jpeg2000, png, pnm, tiff, webp; default: all. */
  readonly imageFormats?: readonly string[];
  /** Lists of values of free dims, by name. The program has a variant for each combination, selected by the actual shapes at run time. */
  readonly buckets?: BucketLists;
  /** Whether weights are in the source or in a file beside it; "auto" (default): in the source if they are small. */
  readonly weights?: "auto" | "inline" | "file";
  /** wasm: include TypeScript kernels, which are used where the host has no WebAssembly. */
  readonly fallback?: boolean;
  /** The number of threads that C and WebAssembly programs use; default: 1. */
  readonly threads?: number;
  /** Identical output bytes on every target and machine; default: false. */
  readonly deterministic?: boolean;
  /** Use no algorithm that rounds worse than the plain formula; default: false. */
  readonly precise?: boolean;
  /** The identifier after which files, functions and classes are named; default: from the model's file name. */
  readonly name?: string;
  /** A folder with templates that replace the built-in ones of the same name. */
  readonly templates?: string;
  /** Measured register tiles (see `tune`), by machine and kernel; other kernels use those of the cost model. */
  readonly tiles?: MachineTiles;
  readonly limits?: Limits;
  /** Replace an output folder that no build created. */
  readonly force?: boolean;
  /** Check the graph after every pass, and every compute and kernel (slower; always on in tests). */
  readonly verify?: boolean;
  /** Called with the graph after every pass. */
  readonly observe?: PassObserver;
  /** Called at the start of each phase. */
  readonly progress?: (phase: string) => void;
}

export interface TargetBuildOptions extends BuildOptions {
  /** Whether the self-test of C compares with known outputs, which the reference evaluator computes; default: true. A program that is only run needs none. */
  readonly golden?: boolean;
}

export interface TargetBuild {
  readonly target: TargetName;
  readonly machine: string;
  readonly files: readonly EmittedFile[];
  /** The program, and what each stage of the compiler made of it. */
  readonly compiled: Compiled;
  /** Size of the arena, of the largest variant. */
  readonly arenaBytes: number;
  /** The largest number of bytes live at any step; no arena can be smaller. */
  readonly arenaLowerBound: number;
  readonly weightBytes: number;
  /** Total size of the files of kind "code". */
  readonly codeBytes: number;
}

export interface BuildResult {
  readonly name: string;
  /** The output folder. */
  readonly out: string;
  /** In the order of `targets`. */
  readonly builds: readonly TargetBuild[];
  /** Warnings and notes of the model. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a model. Throws a CompileError with every problem found. `given`: items of sequences for which the options have none. */
export async function loadModel(
  path: string,
  dims: Readonly<Record<string, number>>,
  { stringBytes, items = {} }: Pick<BuildOptions, "stringBytes" | "items"> = {},
  given: ItemLists = {},
): Promise<{ model: SourceModel; diagnostics: readonly Diagnostic[] }> {
  const diagnostics = new Diagnostics();
  const model = await readModel(path, {
    dims,
    diagnostics,
    items: itemsIn({ ...given, ...items }),
    stringBytes,
  });
  diagnostics.attempt(() => checkItems(path, items, model));
  diagnostics.throwIfErrors();
  return { model, diagnostics: diagnostics.list };
}

/** Refuses (AOT109) items for what is no sequence or optional value of the model. */
function checkItems(path: string, items: ItemLists, { structures }: SourceModel): void {
  const names = [...(structures?.inputs ?? []), ...(structures?.outputs ?? [])].map((s) => s.name);
  const other = Object.keys(items).find((name) => !names.includes(name));
  if (other === undefined) return;
  throw compileError({
    code: "AOT109",
    where: path,
    message: `has no sequence or optional value named ${other}; there ${names.length === 0 ? "are none" : `is ${names.join(", ")}`}`,
    ...suggestion(other, names),
  });
}

export const modelName = (path: string): string => identifier(basename(path).replace(/\.[A-Za-z0-9]+$/, "")).toLowerCase();

export function targetNamed(name: string): KnownTarget {
  const found = Object.hasOwn(targets, name) ? targets[name as TargetName] : undefined;
  if (found !== undefined) return found;
  throw compileError({
    code: "AOT301",
    where: `--target ${name}`,
    message: `there is no target "${name}"; there are ${Object.keys(targets).join(", ")}`,
    ...suggestion(name, Object.keys(targets)),
  });
}

/** The machine of that name, this processor for "native", the target's own where none is asked for. Throws AOT302 and AOT305. */
export function machineFor(target: KnownTarget, asked: string | undefined): Machine {
  const machine = machineNamed((asked === "native" ? target.nativeMachine?.() : asked) ?? target.defaultMachine);
  if (target.machines.includes(machine.name)) return machine;
  throw compileError({
    code: "AOT305",
    where: `--machine ${machine.name}`,
    message: `target ${target.name} cannot be printed for ${machine.name}; it can for ${target.machines.join(", ")}`,
  });
}

/** Refuses (AOT319) names that no decoder has. */
function checkedFormats(names: readonly string[]): readonly string[] {
  const other = names.length === 0 ? "" : names.find((name) => !imageFormats.includes(name));
  if (other === undefined) return names;
  throw compileError({
    code: "AOT319",
    where: `--image-formats ${names.join(",")}`,
    message: other === "" ? "names no format" : `there is no decoder for "${other}"; there are ${imageFormats.join(", ")}`,
    ...suggestion(other, imageFormats),
  });
}

/** Refuses (AOT306) a name that is no identifier, which files, functions and classes are called after. */
function checkName(name: string): void {
  if (/^[A-Za-z]\w*$/.test(name)) return;
  const hint = `for example --name ${identifier(name)}`;
  throw compileError({ code: "AOT306", where: `--name ${name}`, message: `"${name}" is no identifier of letters, digits and underscores`, hint });
}

/** Refuses (AOT306) --fallback where no target has one. */
export function checkFallback(targets: readonly TargetName[], fallback = false): void {
  if (!fallback || targets.includes("wasm")) return;
  const [where, message] = ["--fallback", `programs for ${targets.join(", ")} have no WebAssembly to do without`];
  throw compileError({ code: "AOT306", where, message, hint: "leave --fallback out, or build for wasm" });
}

const mostThreads = 64;

function threadsFor(target: KnownTarget, asked = 1): number {
  if (Number.isSafeInteger(asked) && asked >= 1 && asked <= mostThreads && (asked === 1 || target.threads)) return asked;
  const isNumber = asked >= 1 && asked <= mostThreads && Number.isSafeInteger(asked);
  throw compileError({
    code: "AOT318",
    where: `--threads ${asked}`,
    message: isNumber ? `programs of the ${target.name} target compute in one thread` : `${asked} is no whole number from 1 to ${mostThreads}`,
    hint: isNumber ? `leave --threads out for ${target.name}` : "for example --threads 2",
  });
}

/** Compiles for one target, in memory; writes no files. */
export async function buildTarget(model: SourceModel, target: KnownTarget, path: string, options: TargetBuildOptions): Promise<TargetBuild> {
  const machine = machineFor(target, options.machine);
  const threads = threadsFor(target, options.threads);
  const { level = 2, deterministic = false, precise = false, name = modelName(path), progress = () => {} } = options;
  checkName(name);
  const render = templateRenderer(options.templates);
  const common = {
    level,
    deterministic,
    precise,
    name,
    source: basename(path),
    verify: options.verify ?? false,
    buckets: options.buckets && fittingBuckets(model, options.buckets),
    imageFormats: options.imageFormats && checkedFormats(options.imageFormats),
  };
  progress(`compile for ${target.name} (${machine.name})`);
  const compiled = compile(model, { ...common, machine, threads, tiles: options.tiles?.[machine.name], observe: options.observe });
  const fallback =
    options.fallback === true && target.name === "wasm"
      ? compile(model, { ...common, machine: machineNamed("js"), tiles: options.tiles?.js })
      : undefined;
  const hasGolden = target.name === "c" && options.golden !== false;
  if (hasGolden) progress("golden vectors");
  const golden = hasGolden ? compiled.variants.map((v) => goldenVectors(bound(model, v.dims), v.notes.multiplyAdds)) : undefined;
  progress(`emit ${target.name}`);
  const files = await target.emit(compiled.program, {
    machine,
    weights: options.weights ?? "auto",
    deterministic,
    record: await recordOf(path, model, options, [
      { machine: machine.name, compiled },
      ...(fallback === undefined ? [] : [{ machine: "js", compiled: fallback }]),
    ]),
    fallback: fallback?.program,
    render,
    golden,
  });
  const { variants } = compiled.program;
  return {
    target: target.name,
    machine: machine.name,
    files,
    compiled,
    arenaBytes: Math.max(...variants.map((v) => v.arenaBytes)),
    arenaLowerBound: Math.max(...variants.map((v) => v.arenaLowerBound)),
    weightBytes: compiled.program.weightBytes,
    codeBytes: codeBytes(files),
  };
}

/** Builds the model at `path` for every target and replaces the output folder. If it throws a CompileError, nothing on disk has changed. */
export async function build(path: string, options: BuildOptions = {}): Promise<BuildResult> {
  const chosen = [...new Set((options.targets ?? ["wasm"]).map(targetNamed))];
  checkFallback(
    chosen.map((t) => t.name),
    options.fallback,
  );
  const name = options.name ?? modelName(path);
  const out = options.out ?? name;
  await checkReplaceable(out, path, options.force ?? false);
  options.progress?.("read model");
  const { model, diagnostics } = await loadModel(path, options.dims ?? {}, options);
  requireStaticDims(model, path, options);
  const builds: TargetBuild[] = [];
  for (const target of chosen) builds.push(await buildTarget(model, target, path, { ...options, name }));
  const problems = builds.flatMap((b) => checkLimits(b, options.limits ?? {}));
  if (problems.length > 0) throw new CompileError(problems);
  const files = builds.flatMap((b): OutputFile[] => b.files.map((f) => ({ ...f, path: chosen.length === 1 ? f.path : `${b.target}/${f.path}` })));
  options.progress?.("write files");
  await checkReplaceable(out, path, options.force ?? false);
  await replaceFolder(out, files);
  return { name, out, builds, diagnostics };
}
