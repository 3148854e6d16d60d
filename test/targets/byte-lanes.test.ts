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

/** The greatest and the least of rows that are not whole vectors. */
const extremes =
  (dtype: "u8" | "i8"): SmallGraph =>
  (g) => {
    const x = g.input("x", shape, dtype);
    for (const op of ["ReduceMax", "ReduceMin"]) g.output(g.node(op, [x], { axes: [2] }, { outputs: [op] }), [3, 19, 1], dtype);
  };

const { build } = testGraphs({
  "unsigned bytes": bytes("u8"),
  "signed bytes": bytes("i8"),
  "truth values": truths,
  "extremes of unsigned bytes": extremes("u8"),
  "extremes of signed bytes": extremes("i8"),
});

const wasm = ways.filter((way) => way.target === "wasm");

test.each(wasm.flatMap((way) => (["unsigned bytes", "signed bytes", "truth values"] as const).map((name) => [name, way.name, way] as const)))(
  "%s are computed 16 at a time in %s",
  async (name, _, way) => {
    const lanes: number[] = [];
    for (const k of (await build(name, way)).compiled.program.kernels) walkStatements(k.body, (s) => s.kind === "store" && lanes.push(s.value.lanes));
    expect(Math.min(...lanes)).toBe(16);
  },
);

const withLanes = ways.filter((way) => way.target !== "ts");

test.each(withLanes.flatMap((way) => (["unsigned", "signed"] as const).map((sign) => [sign, way.name, way] as const)))(
  "extremes of %s bytes along rows are taken in vectors in %s",
  async (sign, _, way) => {
    const { kernels } = (await build(`extremes of ${sign} bytes`, way)).compiled.program;
    expect(kernels.map((k) => k.plan?.schedule)).toEqual(["rows", "rows"]);
  },
);
