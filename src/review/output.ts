/** Output: what one build left for one target, read back from its manifest and map: in a folder, or from files in memory. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { compileError } from "../core/diagnostics.ts";
import { type Manifest, manifestPath } from "../targets/manifest.ts";
import { mapPath, type ProgramMap } from "../targets/map.ts";
import type { EmittedFile } from "../targets/target.ts";

export interface Output {
  /** The folder, for messages. */
  readonly where: string;
  readonly manifest: Manifest;
  readonly map: ProgramMap;
  /** The bytes of one of its files; undefined when it is not there. */
  readonly read: (path: string) => Uint8Array | undefined;
}

/** The output of a build that has not been written. */
export function outputOf(files: readonly EmittedFile[], where: string): Output {
  const contents = new Map(files.map((f) => [f.path, typeof f.content === "string" ? new TextEncoder().encode(f.content) : f.content]));
  return outputFrom((path) => contents.get(path), where);
}

/**
 * The outputs in a folder, by target: its own, or those of its subfolders where a build of several targets made it. Throws CompileError
 * AOT312 when there is none, AOT313 when a manifest or map is damaged or of another version.
 */
export function readOutputs(folder: string): ReadonlyMap<string, Output> {
  const folders = [folder, ...subfolders(folder)].filter((path) => existsSync(join(path, manifestPath)));
  if (folders.length === 0)
    throw compileError({
      code: "AOT312",
      where: folder,
      message: `holds no output of a build: there is no ${manifestPath} in it or one folder below`,
      hint: "give a folder that aot build wrote",
    });
  const outputs = (folders[0] === folder ? [folder] : folders).map((path) => outputFrom(reader(path), path));
  return new Map(outputs.map((output) => [output.manifest.target, output]));
}

function subfolders(folder: string): readonly string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((e) => e.isDirectory()).map((e) => join(folder, e.name));
}

/** A manifest may name anything: only files inside the folder are read. */
const reader = (folder: string) => (path: string) => {
  const root = resolve(folder);
  const full = resolve(root, path);
  return full.startsWith(root + sep) && existsSync(full) && statSync(full).isFile() ? readFileSync(full) : undefined;
};

function outputFrom(read: Output["read"], where: string): Output {
  const manifest = parsed(read, manifestPath, where, manifestSample);
  return { where, manifest, map: parsed(read, mapPath(manifest.model.name), where, mapSample), read };
}

const portSample: Manifest["inputs"] = [{ name: "", identifier: "", dtype: "", shape: [] }];

/** One of each field that is read here: a file that lacks one is not of this version. */
const manifestSample: Manifest = {
  tool: { name: "", version: "" },
  model: { name: "", source: "", sha256: "", structure: "", parameters: "" },
  target: "",
  machine: "",
  options: { level: 2, dims: {}, weights: "auto", fallback: false, deterministic: false, precise: false, templates: false },
  inputs: portSample,
  outputs: portSample,
  program: { kernels: 0, steps: 0, multiplyAdds: 0, codeBytes: 0 },
  arena: { bytes: 0, align: 0, lowerBound: 0 },
  weights: { bytes: 0, fingerprint: "", checksum: "", sha256: "" },
  files: [{ path: "", kind: "code", purpose: "", bytes: 0, sha256: "" }],
};

const mapSample: ProgramMap = {
  kernels: [{ kernel: "", nodes: [""] }],
  steps: [{ step: 0, kind: "call", nodes: [""] }],
  arena: [{ value: "", holds: [""], type: "", layout: "", offset: 0, bytes: 0, steps: [0, 0] }],
  weights: [{ value: "", offset: 0, bytes: 0, nodes: [""] }],
};

function parsed<T>(read: Output["read"], path: string, where: string, sample: T): T {
  const refuse = (message: string): never => {
    throw compileError({ code: "AOT313", where: join(where, path), message, hint: "build the model again with this version" });
  };
  const bytes = read(path) ?? refuse("is missing");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return refuse(`is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const wrong = difference(value, sample, "");
  return wrong === undefined ? (value as T) : refuse(wrong);
}

/** Where `value` lacks something that `sample` has, in words; lists are held to the sample's first element. */
function difference(value: unknown, sample: unknown, at: string): string | undefined {
  if (Array.isArray(sample)) {
    if (!Array.isArray(value)) return `${at} is no list`;
    return sample.length === 0 ? undefined : firstOf(value.map((x: unknown, i) => () => difference(x, sample[0], `${at}[${i}]`)));
  }
  if (typeof sample === "object" && sample !== null) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `${at === "" ? "the file" : at} is no object`;
    const fields = value as Readonly<Record<string, unknown>>;
    return firstOf(
      Object.entries(sample).map(
        ([key, x]) =>
          () =>
            difference(fields[key], x, at === "" ? key : `${at}.${key}`),
      ),
    );
  }
  return typeof value === typeof sample ? undefined : `${at} is ${value === undefined ? "missing" : `no ${typeof sample}`}`;
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const found = check();
    if (found !== undefined) return found;
  }
  return undefined;
}
