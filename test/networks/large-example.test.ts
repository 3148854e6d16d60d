/** The example of sizes over 2 GiB, run small: one C program for all sizes, its outputs near ONNX Runtime's. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

test("npm run example:large says the shape of every output, and an error within 1e-4", () => {
  const root = resolve(import.meta.dirname, "../..");
  const args = ["tsx", "scripts/large-example.ts", "1x3x12x20", "3x3x12x16"];
  const shown = execFileSync("npx", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 250_000 });
  expect(shown).toContain("image (1, 3, 12, 20) -> output (1, 256, 12, 20), 245760 bytes; arena");
  expect(shown).toContain("image (3, 3, 12, 16) -> output (3, 256, 12, 16), 589824 bytes; arena");
  const errors = [...shown.matchAll(/max error (\S+) of the largest/g)].map((match) => Number(match[1]));
  expect(errors.length).toBe(2);
  for (const error of errors) expect(error).toBeLessThan(1e-4);
}, 300_000);

test("npm run example:large-weights looks up rows of external data on every target, and with the weights linked in", () => {
  const root = resolve(import.meta.dirname, "../..");
  const args = ["tsx", "scripts/large-weights.ts", "20000", "c,wasm,ts"];
  const shown = execFileSync("npx", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 250_000 });
  for (const target of ["c", "wasm", "ts"])
    expect(shown).toContain(`${target}: weights 5120000 bytes, rows 0, 10000, 19998, 19999 looked up, 0 of 256 elements differ`);
  expect(shown).toContain("table: self-test passed");
}, 300_000);
