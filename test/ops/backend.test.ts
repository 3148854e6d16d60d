/** ONNX's own node cases for every operator that is here, against the outputs ONNX publishes. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Outcome, runBackendCase } from "../support/backend-cases.ts";

const folder = fileURLToPath(new URL("../../../shared/onnx-testdata/node/", import.meta.url));

/** Cases of operators that are here which are not expected to pass, and why. */
const training = "asks for training";
const oldest = "is of operator set 1, the oldest that is read is 7";
const unrounded = "ONNX's reference takes the output's length before rounding, ONNX Runtime the length it has";
const exceptions: Readonly<Record<string, string>> = {
  batchnorm_epsilon_training_mode: training,
  batchnorm_example_training_mode: training,
  not_2d: oldest,
  not_3d: oldest,
  not_4d: oldest,
  resize_downsample_scales_cubic_align_corners: unrounded,
  resize_downsample_scales_linear_align_corners: unrounded,
  training_dropout: training,
  training_dropout_default: training,
  training_dropout_default_mask: training,
  training_dropout_mask: training,
};

test.skipIf(!existsSync(folder))("node cases", () => {
  const outcomes = new Map<string, Outcome>(readdirSync(folder).map((name) => [name.replace(/^test_/, ""), runBackendCase(`${folder}/${name}`)]));
  const of = (result: Outcome["result"]): readonly string[] => [...outcomes].filter(([, o]) => o.result === result).map(([name]) => name);
  const unexpected = of("failed").filter((name) => exceptions[name] === undefined);
  const detail = unexpected.map((name) => `${name}: ${outcomes.get(name)?.detail}`);
  console.log(`ONNX node cases: ${of("passed").length} of ${outcomes.size} pass, ${of("unsupported").length} are of operators or types not here yet`);
  expect(detail).toEqual([]);
  expect(Object.keys(exceptions).filter((name) => outcomes.get(name)?.result === "passed")).toEqual([]);
});

if (!existsSync(folder)) console.log("SKIPPED: ONNX's node cases are not beside the project (shared/onnx-testdata/node)");
