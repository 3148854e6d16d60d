/** What a build over its limit says: the step at which most bytes are live, in branches and rounds too. */
import { expect, test } from "vitest";
import { samplesFolder } from "../../scripts/samples.ts";
import { buildTarget, targetNamed } from "../../src/build.ts";
import { checkLimits } from "../../src/limits.ts";
import { stepsOf } from "../../src/schedule/program.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { Random } from "../support/random.ts";
import { controlFlowModel } from "../support/random-control-flow.ts";

test.each([0, 1, 2, 3])("the peak of a network of branches and loops, seed %i", async (seed) => {
  const path = `${samplesFolder}/digits/digits.onnx`;
  const build = await buildTarget(readBytes(controlFlowModel(new Random(seed), 3)), targetNamed("ts"), path, { name: "net" });
  const [variant] = build.compiled.program.variants;
  const steps = stepsOf(variant?.region ?? { steps: [] });
  const live = steps.map((_, i) => (variant?.arena ?? []).reduce((n, r) => (r.first <= i && i <= r.last ? n + r.storage.bytes : n), 0));
  const peak = live.indexOf(live.reduce((a, b) => Math.max(a, b), 0));
  const [problem] = checkLimits(build, { maxArena: 1 });
  expect(problem?.code).toBe("AOT401");
  expect(problem?.message).toContain(`the peak is step ${peak} (${steps[peak]?.origin.join(" + ")})`);
});

test("a build under its limits says nothing", async () => {
  const path = `${samplesFolder}/digits/digits.onnx`;
  const build = await buildTarget(readBytes(controlFlowModel(new Random(0), 3)), targetNamed("ts"), path, { name: "net" });
  expect(checkLimits(build, { maxArena: build.arenaBytes, maxWeights: build.weightBytes, maxCode: build.codeBytes })).toEqual([]);
});
