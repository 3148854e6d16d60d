/** Attention as exporters spell it out, each formula as one kernel on every target, against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const g = new GraphBuilder("spelled");
const node = (op: string, ...inputs: readonly string[]): string => g.node(op, inputs);
const on = (op: string, attrs: Attributes, ...inputs: readonly string[]): string => g.node(op, inputs, attrs);
const input = (name: string, ...shape: readonly number[]): string => g.input(name, shape);
const number = (x: number): string => g.constant("f32", [], [x]);
const reshaped = (x: string, ...shape: readonly bigint[]): string => node("Reshape", x, g.constant("i64", [shape.length], shape));
const turned = (x: string, ...perm: readonly number[]): string => on("Transpose", { perm }, x);
const softmax = (x: string): string => on("Softmax", { axis: -1 }, x);
const einsum = (equation: string, ...inputs: readonly string[]): string => on("Einsum", { equation }, ...inputs);

/** Results of nine formulas, of 4 heads, 7 queries and 19 keys twice. */
function formulas(): readonly string[] {
  const [q, k, v] = [input("q", 2, 7, 4, 8), input("k", 2, 19, 4, 8), input("v", 2, 19, 4, 18)] as const;
  const [pad, each, bias] = [input("pad", 2, 1, 1, 19), input("each", 2, 1, 7, 19), input("bias", 4, 7, 19)] as const;
  const [qh, kh, vh, kt] = [turned(q, 0, 2, 1, 3), turned(k, 0, 2, 1, 3), turned(v, 0, 2, 1, 3), turned(k, 0, 2, 3, 1)] as const;
  // The second query sees no key.
  const isSeen = Array.from({ length: 133 }, (_, i) => Number(i % 3 > 0 && Math.floor(i / 19) !== 1));
  const seen = g.initializer("seen", "bool", [7, 19], isSeen);
  const hidden = einsum("bhqk,bkhd->bqhd", softmax(node("Where", seen, einsum("bqhd,bkhd->bhqk", q, k), number(-1e9))), v);
  const keysFirst = node("Add", pad, node("Add", einsum("aecd,abcd->acbe", k, q), bias));
  const two = einsum("acbe,aecd->abcd", softmax(keysFirst), v);
  const flat = node("MatMul", reshaped(node("Mul", qh, number(0.5)), 8n, 7n, 8n), turned(reshaped(kh, 8n, 19n, 8n), 0, 2, 1));
  const bounded = node("Max", node("Add", reshaped(flat, 2n, 4n, 7n, 19n), each), number(-3.4e38));
  const joined = node("MatMul", softmax(reshaped(bounded, 8n, 7n, 19n)), reshaped(vh, 8n, 19n, 18n));
  const cap = node("Mul", node("Tanh", node("Div", node("MatMul", qh, kt), number(5))), number(5));
  const capped = node("MatMul", softmax(node("Sub", cap, each)), vh);
  const heat = node("Mul", node("MatMul", node("Mul", qh, number(0.25)), kt), input("heat", 4, 1, 1));
  const tempered = node("MatMul", softmax(node("Add", heat, bias)), vh);
  const few = input("few", 2, 19, 2, 16);
  const scores = node("Mul", einsum("bqhgd,bkhd->bhgqk", input("five", 2, 7, 2, 2, 16), few), number(0.5));
  const grouped = einsum("bhgqk,bkhd->bqhgd", softmax(scores), few);
  const pixels = node("Add", node("MatMul", turned(input("columns", 8, 8, 7), 0, 2, 1), input("keys", 8, 8, 19)), input("rel", 8, 7, 19));
  const front = node("MatMul", input("values", 8, 6, 19), turned(softmax(pixels), 0, 2, 1));
  const repeated = (x: string): string =>
    reshaped(node("Expand", reshaped(x, 2n, 2n, 1n, 19n, 16n), g.constant("i64", [5], [2n, 2n, 2n, 19n, 16n])), 2n, 4n, 19n, 16n);
  const heads = turned(few, 0, 2, 1, 3);
  const resembling = node("MatMul", turned(input("more", 2, 7, 4, 16), 0, 2, 1, 3), turned(repeated(heads), 0, 1, 3, 2));
  const shared = node("MatMul", softmax(node("Add", resembling, bias)), repeated(node("Abs", heads)));
  const bare = softmax(
    node("Add", node("MatMul", node("Mul", qh, number(0.75)), kt), node("Where", seen, number(0), number(Number.NEGATIVE_INFINITY))),
  );
  const nothing = node("MatMul", node("Where", node("IsNaN", bare), number(0), bare), vh);
  return [hidden, two, joined, capped, tempered, grouped, front, shared, nothing];
}

let folder = "";
let path = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spelled-attention-"));
  path = join(folder, "spelled.onnx");
  const shapes = [
    [2, 7, 4, 18],
    [2, 7, 4, 18],
    [8, 7, 18],
    [2, 4, 7, 18],
    [2, 4, 7, 18],
    [2, 7, 2, 2, 16],
    [8, 6, 7],
    [2, 4, 7, 16],
    [2, 4, 7, 18],
  ] as const;
  for (const [i, y] of formulas().entries()) g.output(y, shapes[i] ?? []);
  writeModel(path, g);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([...ways, wide])("$name", async (way) => {
  const build = await agreeing(path, way);
  const steps = build.compiled.program.kernels.map((k) => k.name);
  expect(steps.filter((name) => name.includes("expand"))).toEqual([]);
  expect(build.compiled.program.kernels.filter((k) => k.plan?.schedule === "attention")).toHaveLength(9);
});
