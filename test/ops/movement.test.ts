/** Elementwise, reduction and movement operators with random shapes and attributes against ONNX Runtime: evaluated, and as programs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../src/index.ts";
import { manyNodesModel } from "../support/many-nodes.ts";
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

  test.each([
    ["c", "x86-64-v3"],
    ["wasm", undefined],
    ["ts", undefined],
  ] as const)("%s %s", async (target, machine) => {
    const path = join(folder, "movement.onnx");
    writeFileSync(path, manyNodesModel(cases, 20));
    const result = await verify(path, { targets: [target], ...(machine === undefined ? {} : { machine }) });
    expect(result.reference).toMatch(/^ONNX Runtime/);
    const wrong = result.verifications.flatMap((v) => v.errors.filter((e) => !e.passed));
    const describeNode = (output: string): string => {
      const node = cases[Number(/y(\d+)_/.exec(output)?.[1])];
      return `${node?.op.name} ${JSON.stringify(node?.attrs)} of ${node?.inputs.map((x) => JSON.stringify(x?.shape)).join(" ")}`;
    };
    expect(wrong.map((e) => `${e.output}: ${e.maxRelative} ${describeNode(e.output)}`)).toEqual([]);
  });
});
