/** WebP and JPEG 2000 in ImageDecoder: the pixels that Pillow (libwebp, OpenJPEG) reads, on all targets; damaged files end without harm. */
import { describe, expect, test } from "vitest";
import { runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { builtFor, type DecodedFile, damaged, decoded, decodedFiles, hashOf, randomFor, refusals, statuses } from "../support/decoded-files.ts";
import { sanitized } from "../support/run-c.ts";

const formats = [
  {
    format: "WebP",
    list: "webp-files.json",
    onTargets: ["lossy, odd sides", "lossless, predicted"],
    // Behind these bytes damage begins: what tells the format.
    damaged: ["lossy, the simple filter", "lossless, several sets of codes"],
    inC: ["lossy, segments and a sharp filter", "lossless, a cache of colors"],
    from: 12,
  },
  {
    format: "JPEG 2000",
    list: "jpeg2000-files.json",
    onTargets: ["LRCP, tiles beside the grid", "a bare codestream of floats"],
    damaged: ["a bare codestream", "PCRL, layers and precincts"],
    inC: ["a bare codestream of floats", "all styles of code blocks"],
    from: 40,
  },
] as const;

describe.each(formats)("$format", ({ list, onTargets, from, ...names }) => {
  const files = decodedFiles(list);
  const named = (name: string): DecodedFile => files.find((f) => f.name === name) as DecodedFile;

  test.each(files)("$name", (file) => {
    expect(hashOf(decoded(file))).toBe(file.sha256);
  });

  test.each(ways)("images on $name", { timeout: 120_000 }, async (way) => {
    for (const file of onTargets.map(named)) {
      const outputs = await runBuilt(await builtFor(file, way), way, new Map([["file", file.bytes]]));
      expect(hashOf(outputs.get("pixels") as Uint8Array), file.name).toBe(file.sha256);
    }
  });

  test.each(names.damaged.map(named))("$name, damaged, is refused or decoded", { timeout: 60_000 }, (file) => {
    const random = randomFor(file);
    const changed = Array.from({ length: 30 }, (_, round) => damaged(file, from, random, round));
    expect(refusals(file, changed)).toContain(true);
  });

  test("damaged files keep C inside its memory and its rules", { timeout: 240_000 }, async () => {
    for (const file of names.inC.map(named)) {
      const build = await builtFor(file, { name: "C", target: "c", machine: "generic" });
      const random = randomFor(file);
      const changed = Array.from({ length: 25 }, (_, round) => damaged(file, from, random, round));
      const found = await statuses(build, [file.bytes, ...changed], [...sanitized, "-fno-sanitize-recover=all"]);
      expect(found[0]).toBe(0);
      expect(Math.max(...found)).toBeGreaterThan(10);
    }
  });
});
