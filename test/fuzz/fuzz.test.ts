/** A sample of `npm run fuzz`: mutated files end in diagnostics or in right programs, within the limits of time and memory. */
import { expect, test } from "vitest";
import { fuzzCase } from "./cases.ts";
import { fuzz } from "./run.ts";
import { ownSeeds } from "./seeds.ts";

test("400 mutated files", async () => {
  const results = await fuzz({ count: 400, seed: 1 });
  expect(results.filter((r) => r.outcome === "fault")).toEqual([]);
  for (const outcome of ["refused", "built", "read"]) expect(results.filter((r) => r.outcome === outcome).length, outcome).toBeGreaterThan(0);
}, 600_000);

test("a case is the same whenever it is made, and differs from its seed", () => {
  const seeds = ownSeeds();
  const cases = Array.from({ length: 50 }, (_, i) => fuzzCase(seeds, 3, i));
  expect(cases.map((c) => Buffer.from(c.bytes).toString("hex"))).toEqual(
    cases.map((_, i) => Buffer.from(fuzzCase(seeds, 3, i).bytes).toString("hex")),
  );
  expect(cases.filter((c) => !Buffer.from(c.bytes).equals(c.seed.bytes)).length).toBeGreaterThan(40);
});
