/** A part of an input that is read where it lies: the caller's array is copied into the arena first, whatever uses it. */
import { expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../../src/build.ts";
import { Diagnostics } from "../../../src/core/diagnostics.ts";
import { readOnnx } from "../../../src/frontends/onnx/index.ts";
import { runBuilt } from "../../support/against-onnx-runtime.ts";
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";

test.each([0, 2] as const)("the second half at -O%i", async (level) => {
  const g = new GraphBuilder("parts");
  const index = g.constant("i64", [], [1]);
  const half = g.node("Gather", [g.input("x", [2, 3]), index]);
  g.output(g.node("Neg", [half], {}, { outputs: ["y"] }), [3]);
  const model = readOnnx(modelBytes(g), "parts.onnx", { dims: {}, diagnostics: new Diagnostics() });
  const build = await buildTarget(model, targetNamed("ts"), import.meta.filename, { name: "parts", level, verify: true });
  const outputs = await runBuilt(build, { name: "TS", target: "ts", machine: "js" }, new Map([["x", Float32Array.of(1, 2, 3, 4, 5, 6)]]));
  expect(outputs.get("y")).toEqual(Float32Array.of(-4, -5, -6));
});
