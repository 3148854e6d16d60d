/** Convolutions, pools, products and resizes with random attributes, as generated programs of each target against ONNX Runtime. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eachTarget, scalar, wide } from "../support/against-onnx-runtime.ts";
import { manyNodesModel, wrongNodes } from "../support/many-nodes.ts";
import type { NodeCase } from "../support/single-node.ts";
import { convCase, convTransposeCase, groupedCase, poolCase, productCase, resizeCase, winogradCase } from "../support/window-cases.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "windows-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cases = (count: number, make: (seed: number) => NodeCase): readonly NodeCase[] => Array.from({ length: count }, (_, i) => make(i + 1));

const models: readonly (readonly [string, readonly NodeCase[]])[] = [
  ["convolutions", cases(16, convCase)],
  ["grouped convolutions", cases(16, groupedCase)],
  ["fast convolutions", cases(6, winogradCase)],
  ["transposed convolutions", cases(12, convTransposeCase)],
  ["pools", cases(12, poolCase)],
  ["products", cases(12, productCase)],
  ["resizes", cases(6, resizeCase)],
];

describe.each(models)("%s", (name, nodes) => {
  test.each([...eachTarget, wide, scalar])("$name", async (way) => {
    const path = join(folder, `${name.replaceAll(" ", "_")}.onnx`);
    writeFileSync(path, manyNodesModel(nodes, 22));
    expect(await wrongNodes(path, nodes, way)).toEqual([]);
  });
});
