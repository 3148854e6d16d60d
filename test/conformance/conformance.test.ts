/** A seeded sample of ONNX's backend cases on C, WASM and TypeScript: all pass but those that open-cases.txt lists. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { allCases, dataFolder } from "./cases.ts";
import { runCases } from "./run.ts";
import { sampled } from "./sample.ts";

const open = new Set(readFileSync(resolve(import.meta.dirname, "open-cases.txt"), "utf8").split("\n"));

test.skipIf(dataFolder === undefined)("300 of ONNX's cases", { timeout: 300_000 }, async () => {
  const cases = sampled(
    allCases(dataFolder ?? "").filter((c) => c.suite !== "light"),
    300,
    1,
  );
  const results = await runCases(cases, { ways: ["c", "wasm", "ts"], levels: [3] });
  const failed = results.filter((r) => r.status === "failed" && !open.has(r.name));
  const early = results.filter((r) => r.status !== "failed" && open.has(r.name)).length;
  console.log(`ONNX cases: ${results.filter((r) => r.status === "passed").length} of ${results.length} pass, ${early} of them listed as open`);
  expect(failed.map((r) => `${r.name}: ${r.reason}`)).toEqual([]);
});

if (dataFolder === undefined) console.log("SKIPPED: ONNX's test data is neither in ../shared/onnx-testdata nor installed (libonnx-testdata)");
