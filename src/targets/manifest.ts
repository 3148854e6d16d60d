/** Manifest: `manifest.json`, the one file that holds versions, hashes and sizes of a build, so that source headers need not. */
import { sha256 } from "../core/files.ts";
import { arenaAlignment, modelOutputs, modelPorts, type Port, type Program, stepsOf, type Variant } from "../schedule/program.ts";
import { hasBuckets } from "./buckets.ts";
import { extentText } from "./describe.ts";
import type { BuildRecord, EmitOptions, EmittedFile, RecordedOptions } from "./target.ts";
import { checksumIn, fingerprintIn, weightsFile, weightsHeaderBytes } from "./weights.ts";

export const byteLength = (file: EmittedFile): number =>
  typeof file.content === "string" ? Buffer.byteLength(file.content, "utf8") : file.content.byteLength;

/** Bytes of all files that are code. */
export const codeBytes = (files: readonly EmittedFile[]): number => files.reduce((n, f) => (f.kind === "code" ? n + byteLength(f) : n), 0);

/** What `manifest.json` holds. */
export interface Manifest {
  readonly tool: { readonly name: string; readonly version: string };
  readonly model: { readonly name: string; readonly source: string } & Partial<BuildRecord["model"]>;
  readonly target: string;
  readonly machine: string;
  /** Absent where the files were emitted without a model file. */
  readonly options?: RecordedOptions;
  readonly inputs: readonly ManifestPort[];
  readonly outputs: readonly ManifestPort[];
  /** Of a program built with --buckets. */
  readonly buckets?: readonly ManifestBucket[];
  readonly program: { readonly kernels: number; readonly steps: number; readonly multiplyAdds: number; readonly codeBytes: number };
  readonly arena: { readonly bytes: number; readonly align: number; readonly lowerBound: number };
  /** `fingerprint`: what code and weights must agree on; `checksum` and `sha256`: of the bytes after the file's header. */
  readonly weights: { readonly bytes: number; readonly fingerprint: string; readonly checksum: string; readonly sha256: string };
  readonly files: readonly {
    readonly path: string;
    readonly kind: EmittedFile["kind"];
    readonly purpose: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

/** A bucket, and the extents of its ports by the model's names. */
export interface ManifestBucket {
  readonly dims: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly arena: { readonly bytes: number; readonly lowerBound: number };
}

export interface ManifestPort {
  readonly name: string;
  readonly identifier: string;
  readonly dtype: string;
  readonly shape: readonly (number | string)[];
}

const portRow = (port: Port): ManifestPort => ({ name: port.name, identifier: port.identifier, dtype: port.dtype, shape: port.shape.map(dimValue) });
/** An extent; the range of one that the run decides. */
const dimValue = (d: Port["shape"][number]): number | string => (typeof d === "number" ? d : extentText(d));

export const manifestPath = "manifest.json";

const shapesOf = (ports: readonly Port[]) => Object.fromEntries(modelPorts(ports).map((p) => [p.name, p.shape.map(dimValue)]));

const bucketRow = (v: Variant): ManifestBucket => ({
  dims: Object.fromEntries(v.dims.map((d) => [d.sym.name, d.value])),
  inputs: shapesOf(v.inputs),
  outputs: shapesOf(v.outputs),
  arena: { bytes: v.arenaBytes, lowerBound: v.arenaLowerBound },
});

/** The manifest over the other `files` of a target, whose weights file is `weights`; goes last into the folder. */
export function manifestFile(
  program: Program,
  target: string,
  options: EmitOptions,
  files: readonly EmittedFile[],
  weights = weightsFile(program),
): EmittedFile {
  const { record } = options;
  const manifest: Manifest = {
    tool: { name: "aot", version: record?.toolVersion ?? "unknown" },
    model: { name: program.name, source: program.source, ...record?.model },
    target,
    machine: options.machine.name,
    options: record?.options,
    inputs: modelPorts(program.inputs).map(portRow),
    outputs: modelOutputs(program).map(portRow),
    ...(hasBuckets(program) ? { buckets: program.variants.map(bucketRow) } : {}),
    program: {
      kernels: program.kernels.length,
      steps: program.variants.reduce((n, v) => n + stepsOf(v.region).length, 0),
      multiplyAdds: record?.multiplyAdds ?? 0,
      codeBytes: codeBytes(files),
    },
    arena: {
      bytes: Math.max(0, ...program.variants.map((v) => v.arenaBytes)),
      align: arenaAlignment,
      lowerBound: Math.max(0, ...program.variants.map((v) => v.arenaLowerBound)),
    },
    weights: {
      bytes: weights.length - weightsHeaderBytes,
      fingerprint: fingerprintIn(weights).toString(16).padStart(8, "0"),
      checksum: checksumIn(weights).toString(16).padStart(8, "0"),
      sha256: sha256(weights.subarray(weightsHeaderBytes)),
    },
    files: files.map((file) => ({
      path: file.path,
      kind: file.kind,
      purpose: file.purpose,
      bytes: byteLength(file),
      sha256: sha256(file.content),
    })),
  };
  return {
    path: manifestPath,
    content: `${JSON.stringify(manifest, null, 2)}\n`,
    purpose: "versions, hashes and sizes of this build; not needed at deployment",
    kind: "review",
  };
}
