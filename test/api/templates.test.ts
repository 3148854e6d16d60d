/** Templates of the user's are looked at before anything is compiled, which takes longer. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../../src/index.ts";

const digits = join(import.meta.dirname, "../../generated-samples/digits/digits.onnx");
const folder = mkdtempSync(join(tmpdir(), "aot-templates-"));
mkdirSync(join(folder, "unknown/c"), { recursive: true });
writeFileSync(join(folder, "unknown/c/modul.c.hbs"), "");
mkdirSync(join(folder, "broken/ts"), { recursive: true });
writeFileSync(join(folder, "broken/ts/weights.ts.hbs"), "{{#if x}}");

test.each([
  ["missing", "AOT310"],
  ["unknown", "AOT310"],
  ["broken", "AOT311"],
])("a folder that is %s", async (name, code) => {
  const stages: string[] = [];
  const options = { templates: join(folder, name), out: join(folder, "out"), progress: (stage: string) => stages.push(stage) };
  await expect(build(digits, { ...options, targets: ["c"] })).rejects.toThrow(code);
  expect(stages).toEqual(["read model"]);
});
