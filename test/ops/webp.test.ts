/** WebP in ImageDecoder: the pixels that Pillow (libwebp) reads of lossy and lossless files, on all targets; damaged files end without harm. */
import { expect, test } from "vitest";
import { runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { builtFor, type DecodedFile, damaged, decoded, decodedFiles, hashOf, randomFor, refusals, statuses } from "../support/decoded-files.ts";

const files = decodedFiles("webp-files.json");
const named = (name: string): DecodedFile => files.find((f) => f.name === name) as DecodedFile;

test.each(files)("$name", (file) => {
  expect(hashOf(decoded(file))).toBe(file.sha256);
});

test.each(ways)("lossy and lossless images on $name", { timeout: 120_000 }, async (way) => {
  for (const file of [named("lossy, odd sides"), named("lossless, predicted")]) {
    const outputs = await runBuilt(await builtFor(file, way), way, new Map([["file", file.bytes]]));
    expect(hashOf(outputs.get("pixels") as Uint8Array), file.name).toBe(file.sha256);
  }
});

test.each([named("lossy, the simple filter"), named("lossless, several sets of codes")])("$name, damaged, is refused or decoded", (file) => {
  const random = randomFor(file);
  const changed = Array.from({ length: 30 }, (_, round) => damaged(file, 12, random, round));
  expect(refusals(file, changed)).toContain(true);
});

test("damaged files keep C inside its memory and its rules", { timeout: 240_000 }, async () => {
  for (const file of [named("lossy, segments and a sharp filter"), named("lossless, a cache of colors")]) {
    const build = await builtFor(file, { name: "C", target: "c", machine: "generic" });
    const random = randomFor(file);
    const changed = Array.from({ length: 25 }, (_, round) => damaged(file, 12, random, round));
    const found = await statuses(build, [file.bytes, ...changed], ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]);
    expect(found[0]).toBe(0);
    expect(Math.max(...found)).toBeGreaterThan(10);
  }
});
