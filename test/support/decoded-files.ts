/** Image files whose pixels another program read (pillow-files.py): models that decode them, and how a built C program takes damaged ones. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildTarget, type TargetBuild, targetNamed } from "../../src/build.ts";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { compileProgram, mainText } from "../../src/targets/c/host.ts";
import type { Way } from "./against-onnx-runtime.ts";
import { GraphBuilder, modelBytes } from "./onnx-writer.ts";
import { Random } from "./random.ts";

export interface DecodedFile {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Of the pixels, RGB, row by row. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export function decodedFiles(name: string): readonly DecodedFile[] {
  const entries = JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as readonly (Omit<DecodedFile, "bytes"> & { file: string })[];
  return entries.map(({ file, ...entry }) => ({ ...entry, bytes: new Uint8Array(Buffer.from(file, "base64")) }));
}

export function modelFor({ bytes, width, height }: Pick<DecodedFile, "bytes" | "width" | "height">): SourceModel {
  const g = new GraphBuilder("image");
  g.input("file", [bytes.length], "u8");
  g.output(g.node("ImageDecoder", ["file"], {}, { outputs: ["pixels"] }), [height, width, 3], "u8");
  return readOnnx(modelBytes(g, { opset: 20 }), "image.onnx", { dims: {}, diagnostics: new Diagnostics() });
}

export const hashOf = (pixels: Uint8Array): string => createHash("sha256").update(pixels).digest("hex");

export const decoded = (file: DecodedFile): Uint8Array =>
  evaluateAsWritten(modelFor(file).graph, new Map([["file", file.bytes]])).get("pixels")?.array as Uint8Array;

export const builtFor = (file: DecodedFile, way: Way): Promise<TargetBuild> =>
  buildTarget(modelFor(file), targetNamed(way.target), import.meta.filename, { machine: way.machine, name: "image", verify: true, golden: false });

/** The file with some bytes behind the first `from` changed, or all from some place on 0. */
export function damaged({ bytes }: DecodedFile, from: number, random: Random, round: number): Uint8Array {
  const changed = bytes.slice();
  for (let k = 0; k < 1 + (round % 4); k++) changed[from + random.below(bytes.length - from)] = random.below(256);
  if (round % 5 === 0) changed.fill(0, from + random.below(bytes.length - from));
  return changed;
}

/** Decodes files of one length, and gives for each whether it was refused; any other failure is thrown. */
export function refusals(file: DecodedFile, files: readonly Uint8Array[]): readonly boolean[] {
  const { graph } = modelFor(file);
  return files.map((bytes) => {
    try {
      evaluateAsWritten(graph, new Map([["file", bytes]]));
      return false;
    } catch (error) {
      if (error instanceof CompileError && error.diagnostics[0]?.code === "AOT507") return true;
      throw error;
    }
  });
}

/** The exit status of a C program built with these flags, for each file: 0 for an image, more than 10 for a refusal; throws for any other. */
export async function statuses(build: TargetBuild, files: readonly Uint8Array[], flags: readonly string[]): Promise<readonly number[]> {
  const { program } = build.compiled;
  const folder = mkdtempSync(join(tmpdir(), "aot-image-"));
  try {
    for (const { path, content } of build.files) if (!path.includes("/")) writeFileSync(join(folder, path), content as string);
    writeFileSync(join(folder, "main.c"), mainText(program, program.variants[0] as (typeof program.variants)[number]));
    await compileProgram(program, build.files, folder, { flags });
    const found: number[] = [];
    for (const bytes of files) {
      writeFileSync(join(folder, "in_file.bin"), bytes);
      // main() frees nothing where it stops early.
      const run = promisify(execFile)("./main", [], { cwd: folder, timeout: 20_000, env: { ASAN_OPTIONS: "detect_leaks=0" } });
      const status = await run
        .then(() => 0)
        .catch((error: { code?: number; stderr?: string }) => {
          // 10 and more are what main() makes of the program's own; everything else is a crash, an endless loop or a sanitizer's.
          if (typeof error.code !== "number" || error.code <= 10) throw new Error(`${error.code}: ${error.stderr?.slice(0, 1000)}`);
          return error.code;
        });
      found.push(status);
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const randomFor = (file: DecodedFile): Random => new Random(file.bytes.length);
