/** The README's tables and session are what the code says and prints today. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readmePath, regenerated } from "../scripts/readme.ts";

test("generated parts of README.md are up to date; npm run readme writes them", async () => {
  const text = readFileSync(readmePath, "utf8");
  expect(text).toBe(await regenerated(text));
});
