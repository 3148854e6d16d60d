/** An output folder that cannot be made is refused before a model is read, which takes longer. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { build } from "../../src/index.ts";

const digits = join(import.meta.dirname, "../../generated-samples/digits/digits.onnx");
const folder = mkdtempSync(join(tmpdir(), "aot-output-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "file"), "");
symlinkSync("nowhere", join(folder, "link"));

test.each([
  ["in a file", "file/below/out", "AOT303 .*: would lie in .*file, which is no folder"],
  ["in place of a link to nothing", "link", "AOT303 .*: is a link to what does not exist"],
])("%s", async (_, out, message) => {
  const stages: string[] = [];
  await expect(build(digits, { out: join(folder, out), progress: (stage) => stages.push(stage) })).rejects.toThrow(new RegExp(message));
  expect([stages, readdirSync(folder)]).toEqual([[], ["file", "link"]]);
});

test("a folder given as the model is told as what it is, not as what the build would remove", async () => {
  const models = join(folder, "models");
  mkdirSync(models);
  await expect(build(models, { out: models })).rejects.toThrow(`AOT101 ${models}: is a folder, a model file is expected`);
  rmSync(models, { recursive: true });
});
