/** Manifest: `manifest.json`, the one file that holds versions, hashes and sizes of a build, so that source headers need not. */
import { createHash } from "node:crypto";
import { dimText } from "../core/dim.ts";
import { arenaAlignment, type Port, type Program } from "../schedule/program.ts";
import type { EmitOptions, EmittedFile } from "./target.ts";
import { weightsChecksum, weightsFile, weightsFingerprint, weightsHeaderBytes } from "./weights.ts";

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

export const byteLength = (file: EmittedFile): number =>
  typeof file.content === "string" ? Buffer.byteLength(file.content, "utf8") : file.content.byteLength;

const portRow = (port: Port) => ({ name: port.name, identifier: port.identifier, dtype: port.dtype, shape: port.shape.map(dimValue) });
const dimValue = (d: Port["shape"][number]): number | string => (typeof d === "number" ? d : dimText(d));

/** The manifest over the other `files` of a target; goes last into the folder. */
export function manifestFile(program: Program, target: string, options: EmitOptions, files: readonly EmittedFile[]): EmittedFile {
  const payload = weightsFile(program).subarray(weightsHeaderBytes);
  const manifest = {
    tool: { name: "aot", version: options.toolVersion ?? "unknown" },
    model: { name: program.name, source: program.source, ...(options.modelSha256 === undefined ? {} : { sha256: options.modelSha256 }) },
    target,
    machine: options.machine.name,
    deterministic: options.deterministic,
    inputs: program.inputs.map(portRow),
    outputs: program.outputs.map(portRow),
    arena: {
      bytes: Math.max(0, ...program.variants.map((v) => v.arenaBytes)),
      align: arenaAlignment,
      lowerBound: Math.max(0, ...program.variants.map((v) => v.arenaLowerBound)),
    },
    weights: {
      bytes: program.weightBytes,
      fingerprint: weightsFingerprint(program).toString(16).padStart(8, "0"),
      checksum: weightsChecksum(payload).toString(16).padStart(8, "0"),
      sha256: sha256(payload),
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
    path: "manifest.json",
    content: `${JSON.stringify(manifest, null, 2)}\n`,
    purpose: "versions, hashes and sizes of this build; not needed at deployment",
    kind: "review",
  };
}
