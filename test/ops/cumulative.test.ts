/** CumSum against ONNX Runtime: every axis and direction, rows that fill vectors and rests of rows. */
import { test } from "vitest";
import { CumSum } from "../../src/ops/cumulative.ts";
import { agreesOnTargets, agreesWithRuntime, type Choices, choices, type NodeCase } from "../support/single-node.ts";

function runningCase(c: Choices, shape: readonly number[]): NodeCase {
  const axis = c.int(0, 2);
  const attrs = { exclusive: c.int(0, 1), reverse: c.int(0, 1) };
  return { op: CumSum, attrs, inputs: [c.tensor(shape), { dtype: "i64", shape: [1], values: [c.pick([axis, axis - 3])], constant: true }] };
}

test("random axes and directions", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const c = choices(seed);
    await agreesWithRuntime(runningCase(c, [c.int(1, 3), c.int(1, 6), c.int(1, 40)]));
  }
});

test.each([1, 2, 3, 4])("on every target, seed %i", (seed) => agreesOnTargets(runningCase(choices(seed), [2, 5, 37])));
