/** ONNX's own models exported from PyTorch (operator sets 6 to 12) with their published inputs and outputs, read and evaluated unfused. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { CompileError } from "../../../src/core/diagnostics.ts";
import { readTensorProto } from "../../../src/io/tensor-proto.ts";
import { evaluateHere, readBytes } from "./read-here.ts";

const root = resolve(import.meta.dirname, "../../../../shared/onnx-testdata");
const folders = ["pytorch-converted", "pytorch-operator"].map((name) => join(root, name)).filter((folder) => existsSync(folder));
if (folders.length === 0) console.log("skipped: the exported models need ../shared/onnx-testdata");
const cases = folders.flatMap((folder) => readdirSync(folder).map((name) => [name, join(folder, name)] as const));

const arraysOf = (folder: string, kind: string) =>
  readdirSync(folder)
    .filter((file) => file.startsWith(kind))
    .sort((a, b) => Number(a.replace(/\D/g, "")) - Number(b.replace(/\D/g, "")))
    .map((file) => readTensorProto(readFileSync(join(folder, file)), file));

const close = (a: number, b: number, largest: number): boolean => Object.is(a, b) || Math.abs(a - b) <= 1e-4 * Math.min(largest, 1e30);

/** False when the model needs an operator that is not there yet; any other problem fails. */
function agrees(folder: string): boolean {
  const data = join(folder, "test_data_set_0");
  try {
    const { graph } = readBytes(readFileSync(join(folder, "model.onnx")));
    const given = arraysOf(data, "input");
    const found = evaluateHere(graph, Object.fromEntries(graph.inputs.map((v, i) => [v.name, (given[i] ?? expect.fail(`no ${v.name}`)).array])));
    arraysOf(data, "output").forEach((expected, i) => {
      const name = graph.outputs[i]?.name ?? "";
      const want = Array.from(expected.array, Number);
      const largest = want.reduce((most, w) => Math.max(most, Math.abs(w)), 1e-3);
      expect(found[name]).toHaveLength(want.length);
      const wrong = want.findIndex((w, k) => !close(found[name]?.[k] ?? Number.POSITIVE_INFINITY, w, largest));
      expect(wrong < 0 ? undefined : [wrong, want[wrong], found[name]?.[wrong]]).toBeUndefined();
    });
    return true;
  } catch (error) {
    if (error instanceof CompileError && error.diagnostics.every((d) => d.code === "AOT113")) return false;
    throw error;
  }
}

describe.runIf(cases.length > 0)("exported models", () => {
  const read: string[] = [];
  test.each(cases)("%s", (name, folder) => {
    if (agrees(folder)) read.push(name);
  });

  test("most of them need nothing that is missing", () => {
    expect(read.length).toBeGreaterThan(cases.length * 0.9);
  });
});
