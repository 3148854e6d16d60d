/** Fusion has an end: what an operator mentions twice is not multiplied without bound; work over no points stores nothing. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { parseGraph } from "../../src/graph/text.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { kernelText } from "../../src/loop/print.ts";
import { opNamed } from "../../src/ops/index.ts";

const compiled = (text: string) => {
  const graph = parseGraph(text, opNamed);
  return compile(
    { graph, inputs: graph.inputs, format: "text", producer: "", opset: "" },
    { machine: machineNamed("generic"), level: 2, deterministic: false, precise: false, name: "t", source: "t", verify: true },
  ).program;
};

test("a chain of 60 squares, each of which mentions the last twice, is cut into kernels of bounded size", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `x${i + 1} = Mul(x${i}, x${i})`);
  const { variants } = compiled(`x0: f32[4]\n${lines.join("\n")}\nreturn x60\n`);
  expect(variants[0]?.region.steps.length).toBeGreaterThan(2);
  expect(variants[0]?.region.steps.length).toBeLessThan(60);
}, 20_000);

test("transpositions and new shapes in turn, each of which divides what the last divided, are copied before their coordinates get long", () => {
  const [perms, shapes] = [
    ["2,0,1", "1,0,2", "0,2,1"],
    ["4,6,8", "8,6,4", "6,4,8"],
  ] as const;
  const lines = Array.from({ length: 120 }, (_, i) =>
    i % 2 === 0 ? `x${i + 1} = Transpose(x${i}) perm=[${perms[i % 3]}]` : `s${i}: i64[3] = [${shapes[i % 3]}]\nx${i + 1} = Reshape(x${i}, s${i})`,
  );
  const { kernels } = compiled(`x0: f32[4,6,8]\n${lines.join("\n")}\nreturn x120\n`);
  expect(kernels.length).toBeGreaterThan(1);
  expect(Math.max(...kernels.map((k) => kernelText(k).length))).toBeLessThan(20_000);
}, 20_000);

test("a short chain stays one kernel", () => {
  expect(compiled("x: f32[4]\na = Sigmoid(x)\nb = Mul(a, x)\nc = Relu(b)\nreturn c\n").kernels.length).toBe(1);
});

test("parts of no elements and sums over none leave no loops", () => {
  const { variants } = compiled(
    "x: f32[2,0]\ny: f32[2,3]\naxes: i64[1] = [1]\nz = Concat(x, y) axis=1\ns = ReduceSum(x, axes) keepdims=0\nreturn z, s\n",
  );
  expect(variants[0]?.region.steps.length).toBe(2);
});
