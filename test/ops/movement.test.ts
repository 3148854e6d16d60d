/** Elementwise, reduction and movement operators with random shapes and attributes against ONNX Runtime: evaluated, and as programs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eachTarget } from "../support/against-onnx-runtime.ts";
import { manyNodesModel, wrongNodes } from "../support/many-nodes.ts";
import { broadcastCase, functionCase, movementCase, reduceCase, softmaxCase } from "../support/movement-cases.ts";
import { agreesWithRuntime, type NodeCase } from "../support/single-node.ts";

const families: readonly (readonly [string, (seed: number) => NodeCase])[] = [
  ["broadcasting", broadcastCase],
  ["functions", functionCase],
  ["softmax", softmaxCase],
  ["reductions", reduceCase],
  ["movements", movementCase],
];

test.each(families)("%s, evaluated", async (_, make) => {
  for (let seed = 1; seed <= 60; seed++) await agreesWithRuntime({ ...make(seed), opset: 20 });
});

describe("as programs", () => {
  const cases = families.flatMap(([, make]) => Array.from({ length: make === movementCase ? 40 : 16 }, (_, i) => make(i + 1)));
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "movement-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(eachTarget)("$name", async (way) => {
    const path = join(folder, "movement.onnx");
    writeFileSync(path, manyNodesModel(cases, 20));
    expect(await wrongNodes(path, cases, way)).toEqual([]);
  });
});
