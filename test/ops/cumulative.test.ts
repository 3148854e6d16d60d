/** CumSum against ONNX Runtime: every axis and direction, rows that fill vectors and rests of rows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CumSum } from "../../src/ops/cumulative.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
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

test("sums whose rows have zeros around them for a convolution", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-cumulative-"));
  try {
    const g = new GraphBuilder("padded");
    g.input("x", [2, 3, 5, 40]);
    const axes = [0, 2].map((axis) => g.initializer(`axis${axis}`, "i64", [1], [axis]));
    axes.forEach((axis, i) => {
      const padded = g.node("Conv", [g.node("CumSum", ["x", axis]), g.uniform(`w${i}`, [4, 3, 3, 3], -1, 1)], { pads: [1, 1, 1, 1] });
      const sums = g.node("CumSum", [g.node("Relu", [padded]), axis]);
      g.output(g.node("Conv", [sums, g.uniform(`v${i}`, [2, 4, 3, 3], -1, 1)], { pads: [1, 1, 1, 1] }, { outputs: [`y${i}`] }), [2, 2, 5, 40]);
    });
    const path = join(folder, "padded.onnx");
    writeModel(path, g);
    const wanted = await reference(path);
    for (const way of ways) {
      const build = await buildFor(path, way);
      for (const e of errorsOf(build, await runBuilt(build, way, wanted.inputs), wanted.outputs)) expect(e, way.name).toMatchObject({ passed: true });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
