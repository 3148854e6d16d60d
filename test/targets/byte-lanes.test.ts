/** Bytes and truth values in lanes of their own width: every target against ONNX Runtime. */
import { expect, test } from "vitest";
import { walkStatements } from "../../src/loop/functions.ts";
import { ways } from "../support/against-onnx-runtime.ts";
import { type SmallGraph, testGraphs } from "../support/small-graphs.ts";

const shape = [3, 19, 37];

/** Sums, differences and products of bytes, which wrap; a row of them for all rows, and one for each row. */
const bytes =
  (dtype: "u8" | "i8"): SmallGraph =>
  (g) => {
    const x = g.input("x", shape, dtype);
    const sum = g.node("Add", [x, g.input("row", [37], dtype)]);
    g.output(g.node("Mul", [sum, g.node("Sub", [x, g.input("column", [19, 1], dtype)])], {}, { outputs: ["y"] }), shape, dtype);
  };

/** Truth values of rows that are not whole vectors. */
const truths: SmallGraph = (g) => {
  const [a, b] = [g.input("a", shape, "bool"), g.input("b", [19, 1], "bool")];
  g.output(g.node("Or", [g.node("Not", [a]), g.node("Xor", [a, b])], {}, { outputs: ["y"] }), shape, "bool");
};

const { build } = testGraphs({ "unsigned bytes": bytes("u8"), "signed bytes": bytes("i8"), "truth values": truths });

const wasm = ways.filter((way) => way.target === "wasm");

test.each(wasm.flatMap((way) => (["unsigned bytes", "signed bytes", "truth values"] as const).map((name) => [name, way.name, way] as const)))(
  "%s are computed 16 at a time in %s",
  async (name, _, way) => {
    const lanes: number[] = [];
    for (const k of (await build(name, way)).compiled.program.kernels) walkStatements(k.body, (s) => s.kind === "store" && lanes.push(s.value.lanes));
    expect(Math.min(...lanes)).toBe(16);
  },
);
