/** Operators behind a convolution, whose channels stand in blocks, to an output in rows and to another convolution: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Stmt } from "../../src/loop/kernel.ts";
import { transpositionOf } from "../../src/loop/transposition.ts";
import { agreeing, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-behind-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly what: string;
  readonly make: (g: GraphBuilder, x: string) => string;
  readonly shape?: readonly number[];
  /** Whether the output is copied to rows by a kernel of its own where there are vectors. */
  readonly isCopied?: true;
}

const parameters = (g: GraphBuilder): readonly string[] => [g.weights("scale", [24], 1), g.weights("shift", [24], 1)];
const pads = (g: GraphBuilder): string => g.constant("i64", [8], [0n, 0n, 2n, 1n, 0n, 0n, 1n, 3n]);

const cases: readonly Case[] = [
  { what: "groups of 3 channels", make: (g, x) => g.node("GroupNormalization", [x, ...parameters(g)], { num_groups: 8 }) },
  { what: "instances", make: (g, x) => g.node("InstanceNormalization", [x, ...parameters(g)]) },
  { what: "LRN", make: (g, x) => g.node("LRN", [x], { size: 5 }) },
  { what: "reflection", make: (g, x) => g.node("Pad", [x, pads(g)], { mode: "reflect" }), shape: [1, 24, 12, 14] },
  { what: "edges", make: (g, x) => g.node("Pad", [x, pads(g)], { mode: "edge" }), shape: [1, 24, 12, 14] },
  { what: "largest of 5x5", make: (g, x) => g.node("MaxPool", [x], { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }), isCopied: true },
  { what: "a mean of 3x3", make: (g, x) => g.node("AveragePool", [x], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }), isCopied: true },
];

function model({ make, shape = [1, 24, 9, 10] }: Case): string {
  const g = new GraphBuilder("behind");
  const x = g.node("Conv", [g.input("x", [1, 3, 9, 10]), g.weights("first", [24, 3, 3, 3], 27)], { pads: [1, 1, 1, 1] });
  const made = make(g, x);
  g.output(g.rename(made, "y"), shape);
  g.output(g.node("Conv", ["y", g.weights("last", [16, 24, 1, 1], 24)], {}, { outputs: ["z"] }), [1, 16, ...shape.slice(2)]);
  const path = join(folder, "behind.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

test.each(cases.flatMap((c) => ways.map((way) => [c.what, way.name, c, way] as const)))(
  "%s: %s agrees",
  async (_what, _way, c, way) => {
    const path = model(c);
    const build = await agreeing(path, way);
    const copies = build.compiled.program.kernels.filter((k) => k.name.startsWith("relayout_24"));
    if (c.isCopied && way.target !== "ts") expect(copies).toHaveLength(1);
  },
  60_000,
);

/** 24 channels of 9x10 to channels last and 18 channels last of 7x9 to the front: where there are no vectors, strips of 8 along the innermost axis, the rest in one. */
function transposed(): string {
  const g = new GraphBuilder("transposed");
  g.output(g.node("Transpose", [g.input("a", [1, 24, 9, 10])], { perm: [0, 2, 3, 1] }, { outputs: ["y"] }), [1, 9, 10, 24]);
  g.output(g.node("Transpose", [g.input("b", [1, 7, 9, 18])], { perm: [0, 3, 1, 2] }, { outputs: ["z"] }), [1, 18, 7, 9]);
  const path = join(folder, "transposed.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

test.each(ways.map((way) => [way.name, way] as const))(
  "%s transposes in strips or squares",
  async (_, way) => {
    const path = transposed();
    const build = await agreeing(path, way, (error) => expect(error).toMatchObject({ maxAbsolute: 0 }));
    const { kernels } = build.compiled.program;
    if (way.target !== "ts") expect(kernels.map(({ body }) => transpositions(body))).toEqual([1, 1]);
    else expect(kernels.map(({ body: [s] }) => (s?.kind === "for" ? s.sym.name : ""))).toEqual(kernels.map(() => expect.stringMatching(/_strip$/)));
  },
  60_000,
);

/** 29 channels, half of 58, of rows of pixels to a convolution, which reads blocks of them: the last is not full. */
function sliced(): string {
  const g = new GraphBuilder("sliced");
  const numbers = (...list: readonly bigint[]): string => g.constant("i64", [list.length], list);
  const half = g.node("Slice", [g.input("x", [2, 58, 7, 9]), numbers(29n), numbers(58n), numbers(1n)]);
  g.output(g.node("Conv", [half, g.weights("w", [16, 29, 1, 1], 29)], {}, { outputs: ["y"] }), [2, 16, 7, 9]);
  const path = join(folder, "sliced.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

const transpositions = (body: readonly Stmt[]): number =>
  body.reduce((n, s) => (s.kind === "for" ? n + Number(transpositionOf(s) !== undefined) + transpositions(s.body) : n), 0);

test.each(ways.map((way) => [way.name, way] as const))(
  "%s gathers blocks of channels by transpositions",
  async (_, way) => {
    const path = sliced();
    const build = await agreeing(path, way);
    const [copy] = build.compiled.program.kernels.filter((k) => k.name.startsWith("slice"));
    if (way.target !== "ts") expect(transpositions(copy?.body ?? [])).toBe(1);
  },
  60_000,
);

/** Scores of 3 anchors, 8 numbers each with the numbers last, and 24 channels to 6 of twice the plane, each function behind what moves its elements. */
function movedFunctions(): string {
  const g = new GraphBuilder("moved");
  const conv = (name: string): string => g.node("Conv", [g.input(name, [1, 3, 9, 10]), g.weights(`${name}_w`, [24, 3, 1, 1], 3)]);
  const anchors = g.node("Reshape", [conv("a"), g.constant("i64", [5], [1n, 3n, 8n, 9n, 10n])]);
  const last = g.node("Transpose", [anchors], { perm: [0, 1, 3, 4, 2] });
  g.output(g.node("Sigmoid", [last], {}, { outputs: ["y"] }), [1, 3, 9, 10, 8]);
  const plane = g.node("DepthToSpace", [conv("b")], { blocksize: 2, mode: "CRD" });
  g.output(g.node("Tanh", [plane], {}, { outputs: ["z"] }), [1, 6, 18, 20]);
  const path = join(folder, "moved.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

test.each(ways.map((way) => [way.name, way] as const))(
  "%s: convolutions take functions that stand behind movements, and what moves twice is copied once",
  async (_, way) => {
    const path = movedFunctions();
    const build = await agreeing(path, way);
    const names = build.compiled.program.kernels.map((k) => k.name);
    expect(names.filter((n) => /^conv2d_(sigmoid|tanh)/.test(n))).toHaveLength(2);
    expect(names.filter((n) => /^(reshape|sigmoid|tanh)/.test(n))).toEqual([]);
  },
  60_000,
);
