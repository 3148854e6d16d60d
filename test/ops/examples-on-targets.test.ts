/** Every operator's own examples as one generated program on each target. */
import { expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../src/build.ts";
import { ops } from "../../src/ops/index.ts";
import { runBuild } from "../../src/run.ts";
import { everyWay } from "../support/every-way.ts";
import { exampleModel } from "../support/example-model.ts";

test.each(everyWay)("%s %s -O%i", async (target, machine, level) => {
  const examples = exampleModel(ops.filter((op) => op.examples.length > 0));
  const options = { level, name: "examples", ...(machine === undefined ? {} : { machine }) };
  // The manifest names the model's file; this one stands for it.
  const build = await buildTarget(examples.model, targetNamed(target), import.meta.filename, options);
  const outputs = await runBuild(build, examples.inputs);
  expect(outputs.length).toBeGreaterThan(200);
  expect(examples.differences(outputs)).toEqual([]);
});
