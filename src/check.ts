/** check: rebuilds a model in memory, with the options in the manifest of a committed output, and names the files that are out of date. */

import { buildTarget, loadModel, targetNamed } from "./build.ts";
import { compileError } from "./core/diagnostics.ts";
import { shellWord } from "./core/names.ts";
import { requireStaticDims } from "./free-dims.ts";
import { diffTarget, type TargetDiff } from "./review/diff.ts";
import { type Output, outputOf, readOutputs } from "./review/output.ts";
import type { EmittedFile } from "./targets/target.ts";

export interface CheckOptions {
  /** The templates that the output was built with; required if its manifest says that there were any. */
  readonly templates?: string;
  /** Called at the start of each phase. */
  readonly progress?: (phase: string) => void;
}

export interface TargetCheck {
  readonly target: string;
  readonly folder: string;
  /** Sorted by path. `extra`: listed in the manifest, but not produced by the build. Files that no manifest lists are ignored. */
  readonly stale: readonly { readonly path: string; readonly state: "differs" | "missing" | "extra" }[];
  /** The changes from the committed output to the new build. */
  readonly diff: TargetDiff;
}

export interface CheckResult {
  readonly targets: readonly TargetCheck[];
  /** True if no file is stale. */
  readonly fresh: boolean;
  /** The command that rebuilds the folder with the options it was built with. */
  readonly command: string;
}

/**
 * Compares the outputs in `folder` with what `model` builds to now. Throws a CompileError: AOT312 and AOT313 for the folder, AOT314 if
 * templates are missing, and any error of a build.
 */
export async function check(folder: string, model: string, options: CheckOptions = {}): Promise<CheckResult> {
  const outputs = [...readOutputs(folder).values()];
  const targets: TargetCheck[] = [];
  for (const output of outputs) targets.push(await checkTarget(output, model, options));
  return { targets, fresh: targets.every((t) => t.stale.length === 0), command: commandFor(outputs, folder, model, options.templates) };
}

function commandFor(outputs: readonly Output[], folder: string, model: string, templates: string | undefined): string {
  const machines = new Set(outputs.map((o) => o.manifest.machine));
  const isDefault = outputs.every((o) => targetNamed(o.manifest.target).defaultMachine === o.manifest.machine);
  const [first] = outputs;
  const { level, dims, items, stringBytes, imageFormats, buckets, weights, threads, fallback, deterministic, precise } =
    first?.manifest.options ?? {};
  const lists = Object.entries(buckets ?? {}).map(([name, list]) => `${name}=${list.join(",")}`);
  const words = [
    ...["aot", "build", model, "-o", folder, "-t", outputs.map((o) => o.manifest.target).join(","), "--name", first?.manifest.model.name ?? ""],
    ...(level === undefined || level === 2 ? [] : [`-O${level}`]),
    ...(isDefault || machines.size > 1 ? [] : ["--machine", ...machines]),
    ...Object.entries(dims ?? {}).flatMap(([name, value]) => ["--dim", `${name}=${value}`]),
    ...Object.entries(items ?? {}).flatMap(([name, list]) => [
      "--items",
      `${name}=${list === "none" ? list : list.map((shape) => `[${shape}]`).join(",")}`,
    ]),
    ...(stringBytes === undefined ? [] : ["--max-string-bytes", `${stringBytes}`]),
    ...(imageFormats === undefined ? [] : ["--image-formats", imageFormats.join(",")]),
    ...(lists.length === 0 ? [] : ["--buckets", ...lists]),
    ...(weights === undefined || weights === "auto" ? [] : ["--weights", weights]),
    ...(threads === undefined ? [] : ["--threads", `${threads}`]),
    ...(fallback === true ? ["--fallback"] : []),
    ...(deterministic === true ? ["--deterministic"] : []),
    ...(precise === true ? ["--precise"] : []),
    ...(templates === undefined ? [] : ["--templates", templates]),
  ].map(shellWord);
  return [...words, ...(outputs.some((o) => o.manifest.options?.tiles !== undefined) ? ["--tiles <file>"] : [])].join(" ");
}

async function checkTarget(output: Output, path: string, { templates, progress = () => {} }: CheckOptions): Promise<TargetCheck> {
  const { manifest, where } = output;
  const { options } = manifest;
  if (options?.templates === true && templates === undefined)
    throw compileError({ code: "AOT314", where, message: "was built with templates of its own", hint: "give their folder with --templates" });
  progress(`read model for ${manifest.target}`);
  const { model } = await loadModel(path, options?.dims ?? {}, options);
  requireStaticDims(model, path, options ?? {});
  const { files } = await buildTarget(model, targetNamed(manifest.target), path, {
    ...options,
    templates: options?.templates === true ? templates : undefined,
    machine: manifest.machine,
    name: manifest.model.name,
    progress,
  });
  return {
    target: manifest.target,
    folder: where,
    stale: staleFiles(output, files),
    diff: diffTarget(output, outputOf(files, path)),
  };
}

function staleFiles(committed: Output, files: readonly EmittedFile[]): TargetCheck["stale"] {
  const built = new Set(files.map((f) => f.path));
  const changed = files.flatMap(({ path, content }): TargetCheck["stale"] => {
    const bytes = committed.read(path);
    if (bytes === undefined) return [{ path, state: "missing" }];
    return Buffer.from(content as string).equals(bytes) ? [] : [{ path, state: "differs" }];
  });
  const extra = committed.manifest.files.flatMap(({ path }): TargetCheck["stale"] =>
    built.has(path) || committed.read(path) === undefined ? [] : [{ path, state: "extra" }],
  );
  return [...changed, ...extra].sort((a, b) => (a.path < b.path ? -1 : 1));
}
