/** What a reviewer sees: a retrained model changes at most one line of source, a layer more at most twelve besides its kernel. */
import { expect, test } from "vitest";
import { changedLines } from "../support/changed-lines.ts";

const builds = (["c", "ts", "wasm"] as const).flatMap((target) => (["inline", "file"] as const).map((weights) => [target, weights] as const));

test.each(builds)("%s, weights %s: a retrained model", async (target, weights) => {
  for (const { file, lines } of await changedLines("retrained", target, weights)) expect(lines, file).toBeLessThanOrEqual(1);
});

test.each(builds)("%s, weights %s: a layer more", async (target, weights) => {
  const changed = await changedLines("deeper", target, weights);
  for (const { file, lines } of changed) expect(lines, file).toBeLessThanOrEqual(12);
  expect(Math.max(...changed.map((c) => c.lines))).toBeGreaterThan(3);
});
