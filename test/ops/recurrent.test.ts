/** LSTM, GRU and RNN with random attributes, shapes and left-out inputs against ONNX Runtime: evaluated, and as programs of every target. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../src/index.ts";
import { manyNodesModel } from "../support/many-nodes.ts";
import { batchFirst, recurrentCase, transposed } from "../support/recurrent-cases.ts";
import { agreesWithRuntime, runHere, runOnnxRuntime } from "../support/single-node.ts";

test("evaluated", async () => {
  for (let seed = 1; seed <= 120; seed++) await agreesWithRuntime({ ...recurrentCase(seed), opset: 22 }, 1e-4);
});

test("batch first", async () => {
  for (let seed = 201; seed <= 230; seed++) {
    const spec = recurrentCase(seed);
    const expected = await runOnnxRuntime({ ...spec, opset: 22 });
    const found = runHere(batchFirst(spec));
    expected.forEach((want, i) => {
      const have = found[i] as (typeof found)[number];
      const back = transposed(have, i === 0 ? [1, 2, 0, 3] : [1, 0, 2]);
      expect(back.shape).toEqual(want.shape);
      back.values.forEach((v, k) => {
        expect(v).toBeCloseTo(want.values[k] as number, 3);
      });
    });
  }
});

describe("as programs", () => {
  const cases = Array.from({ length: 24 }, (_, i) => recurrentCase(i + 301));
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "recurrent-"));
    writeFileSync(join(folder, "recurrent.onnx"), manyNodesModel(cases, 22));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ["c", "x86-64-v4"],
    ["c", "x86-64-v3"],
    ["c", "generic"],
    ["wasm", undefined],
    ["ts", undefined],
  ] as const)("%s %s", async (target, machine) => {
    const result = await verify(join(folder, "recurrent.onnx"), { targets: [target], ...(machine === undefined ? {} : { machine }) });
    expect(result.reference).toMatch(/^ONNX Runtime/);
    const wrong = result.verifications.flatMap((v) => v.errors.filter((e) => !e.passed));
    const describeNode = (output: string): string => {
      const node = cases[Number(/y(\d+)_/.exec(output)?.[1])];
      return `${node?.op.name} ${JSON.stringify(node?.attrs)} of ${node?.inputs.map((x) => JSON.stringify(x?.shape)).join(" ")}`;
    };
    expect(wrong.map((e) => `${e.output}: ${e.maxRelative} ${describeNode(e.output)}`)).toEqual([]);
  });
});
