/** 16-bit floats that are only moved keep their bits: every target against ONNX Runtime. */
import { expect, test } from "vitest";
import { ways } from "../support/against-onnx-runtime.ts";
import { type SmallGraph, testGraphs } from "../support/small-graphs.ts";

const shape = [3, 19, 37];

/** Halves chosen by a mask, padded with a number, and joined with others whose axes change places. */
const moved: SmallGraph = (g) => {
  const chosen = g.node("Where", [g.input("mask", [19, 37], "bool"), g.input("x", shape, "f16"), g.input("z", shape, "f16")]);
  const pads = g.initializer("pads", "i64", [6], BigInt64Array.of(0n, 1n, 0n, 0n, 0n, 2n));
  const padded = g.node("Pad", [chosen, pads, g.initializer("half", "f16", [], Uint16Array.of(0xb801))]);
  const turned = g.node("Transpose", [g.input("t", [20, 3, 39], "f16")], { perm: [1, 0, 2] });
  g.output(g.node("Concat", [padded, turned], { axis: 0 }, { outputs: ["y"] }), [6, 20, 39], "f16");
};

/** Rows that are written over others. */
const scattered: SmallGraph = (g) => {
  const rows = g.initializer("rows", "i64", [2, 1], BigInt64Array.of(3n, 0n));
  g.output(g.node("ScatterND", [g.input("x", [5, 37], "f16"), rows, g.input("u", [2, 37], "f16")], {}, { outputs: ["y"] }), [5, 37], "f16");
};

/** Rows of bytes that are written over others. */
const bytes: SmallGraph = (g) => {
  const rows = g.initializer("rows", "i64", [2, 1], BigInt64Array.of(3n, 0n));
  g.output(g.node("ScatterND", [g.input("x", [5, 37], "u8"), rows, g.input("u", [2, 37], "u8")], {}, { outputs: ["y"] }), [5, 37], "u8");
};

/** Zeros, and numbers where they were the largest of their windows. */
const unpooled: SmallGraph = (g) => {
  const indices = g.initializer("indices", "i64", [1, 1, 2, 3], BigInt64Array.of(1n, 2n, 10n, 12n, 21n, 17n));
  g.output(
    g.node("MaxUnpool", [g.input("x", [1, 1, 2, 3], "f16"), indices], { kernel_shape: [2, 2], strides: [2, 2] }, { outputs: ["y"] }),
    [1, 1, 4, 6],
    "f16",
  );
};

const { build } = testGraphs({ "moved halves": moved, "scattered halves": scattered, "scattered bytes": bytes, "unpooled halves": unpooled });

test.each(ways.map((way) => [way.name, way] as const))("none is converted: %s", async (_, way) => {
  const { kernels } = (await build("moved halves", way)).compiled.program;
  expect(new Set(kernels.flatMap((k) => k.params.map((p) => p.dtype)))).toEqual(new Set(["u16", "bool"]));
});

test.each(ways.flatMap((way) => (["scattered halves", "unpooled halves"] as const).map((graph) => [graph, way.name, way] as const)))(
  "%s are written as they are: %s",
  async (graph, _, way) => {
    const { kernels } = (await build(graph, way)).compiled.program;
    expect(new Set(kernels.flatMap((k) => k.params.map((p) => p.dtype)))).toEqual(new Set(["u16", "i64"]));
  },
);
