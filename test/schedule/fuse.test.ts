/** Fusion has an end: what an operator mentions twice is not multiplied without bound; work over no points stores nothing. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { parseGraph } from "../../src/graph/text.ts";
import { machineNamed } from "../../src/loop/machine.ts";
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

test("a short chain stays one kernel", () => {
  expect(compiled("x: f32[4]\na = Sigmoid(x)\nb = Mul(a, x)\nc = Relu(b)\nreturn c\n").kernels.length).toBe(1);
});

test("parts of no elements and sums over none leave no loops", () => {
  const { variants } = compiled(
    "x: f32[2,0]\ny: f32[2,3]\naxes: i64[1] = [1]\nz = Concat(x, y) axis=1\ns = ReduceSum(x, axes) keepdims=0\nreturn z, s\n",
  );
  expect(variants[0]?.region.steps.length).toBe(2);
});
