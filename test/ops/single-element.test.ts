/** Operands of one element: those of none are refused by name, but where ONNX Runtime takes them as left out. */
import { describe, expect, test } from "vitest";
import { CompileError } from "../../src/core/diagnostics.ts";
import type { OpDef } from "../../src/graph/graph.ts";
import { opNamed } from "../../src/ops/index.ts";
import { NonMaxSuppression } from "../../src/ops/non-max-suppression.ts";
import { exampleCase } from "../support/examples.ts";
import { agreesWithRuntime, type NodeCase } from "../support/single-node.ts";

/** What is said of the operator's first example with no element at input `i`. */
function refusalOf(op: OpDef, i: number): string | undefined {
  const example = op.examples.find(({ inputs }) => inputs[i] !== undefined) ?? expect.fail(`${op.name} has no example with input ${i}`);
  const inputs = example.inputs.map((x, k) => (x !== undefined && k === i ? { ...x, shape: [0], values: [] } : x));
  try {
    exampleCase(op, { ...example, inputs });
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics[0]?.message;
    throw error;
  }
  return undefined;
}

const operands = [
  ["Clip", 1],
  ["CumSum", 1],
  ["DFT", 2],
  ["Dropout", 1],
  ["Loop", 1],
  ["MelWeightMatrix", 2],
  ["MelWeightMatrix", 4],
  ["OneHot", 1],
  ["Pad", 2],
  ["Range", 0],
  ["Range", 2],
  ["STFT", 1],
  ["Trilu", 1],
] as const;

describe("an operand of no element is refused", () => {
  for (const [name, i] of operands)
    test(`${name}, input ${i}`, () => {
      expect(refusalOf(opNamed(name) as OpDef, i)).toMatch(new RegExp(`^input ${i} \\(.*\\) has shape \\[0\\], one element is expected$`));
    });
});

test.each(["Adagrad", "Adam", "Momentum"])("%s is refused without a rate or a count of updates", (name) => {
  const op = opNamed(name, "ai.onnx.preview.training") as OpDef;
  expect([0, 1].map((i) => refusalOf(op, i))).toEqual(["R", "T"].map((what, i) => `input ${i} (${what}) has shape [0], one element is expected`));
});

const boxes = { shape: [1, 4, 4], values: [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 10, 1, 11, 0, 10, 1, 11.2] };
const scores = { shape: [1, 1, 4], values: [0.9, 0.75, 0.6, -0.95] };
const none = { shape: [0], values: [] };
const suppressed = (most: NodeCase["inputs"][number], ...thresholds: NodeCase["inputs"]): NodeCase => ({
  op: NonMaxSuppression,
  inputs: [boxes, scores, most, ...thresholds],
});
const three = { dtype: "i64", shape: [1], values: [3] } as const;

test("NonMaxSuppression: thresholds and a number of boxes of no element are left out", async () => {
  const half = { shape: [1], values: [0.5] };
  await agreesWithRuntime(suppressed({ ...none, dtype: "i64" }, half, half));
  await agreesWithRuntime(suppressed(three, none, half));
  await agreesWithRuntime(suppressed(three, { shape: [], values: [0.5], constant: true }, { ...none, constant: true }));
});

test("com.microsoft Range goes in steps of 1 where none is given", async () => {
  const range = opNamed("Range", "com.microsoft") as OpDef;
  const scalar = (value: number) => ({ shape: [], values: [value], constant: true });
  await agreesWithRuntime({ op: range, inputs: [scalar(0.5), scalar(3)] });
});
