/** Joined programs: how shapes follow the dims, and what is shared when layouts or names differ between buckets. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { bounds } from "../../src/core/dim.ts";
import { shapeText } from "../../src/core/dim-fold.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { joinPrograms } from "../../src/schedule/join-programs.ts";
import type { Program } from "../../src/schedule/program.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

const options = {
  machine: machineNamed("js"),
  level: 2,
  deterministic: false,
  precise: false,
  name: "net",
  source: "net.onnx",
  verify: true,
} as const;

function joined(graph: GraphBuilder, buckets: readonly Readonly<Record<string, number>>[]): Program {
  return compile(readBytes(modelBytes(graph)), { ...options, buckets }).program;
}

test("a port's extents are numbers, lines through a dim, products of dims, or a range of their own", () => {
  const g = new GraphBuilder("shapes");
  const x = g.input("x", ["batch", "seq", 4]);
  const list = (...values: readonly number[]): string => g.constant("i64", [values.length], values);
  g.output(g.rename(g.node("Concat", [x, x], { axis: 1 }), "twice"), undefined);
  g.output(g.rename(g.node("Pad", [x, list(0, 1, 0, 0, 2, 0)]), "padded"), undefined);
  g.output(g.rename(g.node("Reshape", [x, list(-1, 4)]), "rows"), undefined);
  g.output(g.rename(g.node("Slice", [x, list(0), list(99), list(1), list(2)]), "halved"), undefined);
  g.output(g.rename(g.node("ReduceSum", [x, list(0, 1)], { keepdims: 0 }), "sum"), undefined);
  const buckets = [1, 3].flatMap((batch) => [4, 7, 8].map((seq) => ({ batch, seq })));
  const { inputs, outputs, variants } = joined(g, buckets);
  expect([...inputs, ...outputs].map((p) => `${p.name} ${shapeText(p.shape)}`)).toEqual([
    "x [batch,seq,4]",
    "twice [batch,seq*2,4]",
    "padded [batch,seq + 3,4]",
    "rows [batch*seq,4]",
    "halved [batch,halved_dim1,4]",
    "sum [4]",
  ]);
  expect(outputs[3]?.shape.map((d) => bounds(d))).toEqual([
    [1, 3],
    [2, 4],
    [4, 4],
  ]);
  variants.forEach((v, i) => expect(v.outputs[2]?.shape).toEqual([(buckets[i]?.batch ?? 0) * (buckets[i]?.seq ?? 0), 4]));
  outputs.forEach((p, i) => expect(p.storage.bytes).toBe(Math.max(...variants.map((v) => v.outputs[i]?.storage.bytes ?? 0))));
});

/** y = x * w with a constant of `values` that is called "w" in every program. */
function scaled(batch: number, values: readonly number[]): Program {
  const g = new GraphBuilder("scaled");
  g.output(g.rename(g.node("Mul", [g.input("x", [batch, 4]), g.initializer("w", "f32", [4], values)]), "y"), [batch, 4]);
  return compile(readBytes(modelBytes(g)), options).program;
}

test("weights are shared by their elements, not by their names", () => {
  const numbers = [1, 2, 3, 4];
  const same = joinPrograms([1, 2].map((n) => ({ dims: { n }, program: scaled(n, numbers) })));
  expect(same.weights.map((w) => w.storage.name)).toEqual(scaled(1, numbers).weights.map((w) => w.storage.name));
  const other = joinPrograms([1, 2].map((n) => ({ dims: { n }, program: scaled(n, n === 1 ? numbers : [...numbers].reverse()) })));
  expect(new Set(other.weights.map((w) => w.storage.name)).size).toBe(2);
  expect(other.weights.map((w) => w.offset)).toEqual([0, 64]);
  const read = other.variants.map((v) => v.region.steps.flatMap((s) => (s.kind === "call" ? s.args.map((a) => a.storage) : [])));
  other.weights.forEach((w, i) => expect(read[i]).toContain(w.storage));
});

test("a program alone without dims is left as it is", () => {
  const program = scaled(1, [1, 2, 3, 4]);
  expect(joinPrograms([{ dims: {}, program }])).toBe(program);
});
