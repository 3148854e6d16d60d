/** Steps ask for weights that those behind them read once, every line of them, where rounds are enough. */
import { expect, test } from "vitest";
import { compile } from "../../../src/compile.ts";
import type { Dim } from "../../../src/core/dim.ts";
import { substitute } from "../../../src/core/dim-fold.ts";
import { parseGraph } from "../../../src/graph/text.ts";
import { bodiesOf } from "../../../src/loop/functions.ts";
import type { Stmt } from "../../../src/loop/kernel.ts";
import { machineNamed } from "../../../src/loop/machine.ts";
import { opNamed } from "../../../src/ops/index.ts";
import { weightsAhead, withWeightsAhead } from "../../../src/targets/c/prefetch-weights.ts";

const machine = machineNamed("x86-64-v4");

type For = Stmt & { readonly kind: "for" };

const compiled = (text: string) => {
  const graph = parseGraph(text, opNamed);
  return compile(
    { graph, inputs: graph.inputs, format: "text", producer: "", opset: "" },
    { machine, level: 2, deterministic: false, precise: false, name: "t", source: "t", verify: true },
  ).program;
};

/** Elements that a body asks for, in every round of the loops around. */
const asked = (body: readonly Stmt[], at: (d: Dim) => readonly Dim[] = (d) => [d]): readonly Dim[] =>
  body.flatMap((s) => {
    if (s.kind !== "for") return bodiesOf(s).flatMap((inner) => asked(inner, at));
    const rounds = (d: Dim): readonly Dim[] =>
      at(d).flatMap((e) => Array.from({ length: Number((s as For).to) }, (_, i) => substitute(e, (x) => (x === s.sym ? i : undefined))));
    return [...(s.prefetch ?? []).flatMap((p) => rounds(p.at)), ...asked(s.body, rounds)];
  });

const net = (columns: number) =>
  compiled(
    `x: f32[1,16,28,28]\nw: f32[64,16,1,1] = random(1)\nc: f32[64,${columns}] = random(2)\ny = Conv(x, w)\np = GlobalAveragePool(y)\n` +
      "f = Flatten(p)\nz = Gemm(f, c)\nreturn z\n",
  );

test("a convolution asks for all weights of the Gemm behind it", () => {
  const program = net(256);
  const ahead = weightsAhead(program, machine);
  expect([...ahead.keys()].map((k) => k.name)).toEqual(["conv2d_global_average_pool_16x28x28_to_64x28x28_k16"]);
  const [[kernel, found]] = [...ahead] as [[(typeof program.kernels)[0], NonNullable<ReturnType<typeof ahead.get>>]];
  expect(found.bytes).toBe(4 * 64 * 256);
  const own = Number(found.buffer.elements);
  const lines = new Set(asked(withWeightsAhead(kernel, found).body).map((e) => (Number(e) - own) / 16));
  expect(Array.from({ length: found.bytes / 64 }, (_, i) => i).filter((l) => !lines.has(l))).toEqual([]);
  expect(lines.size).toBeLessThan(2 * (found.bytes / 64));
});

test("as much as half of the second-level cache, but nothing that is near anyway", () => {
  expect([...weightsAhead(net(4096), machine).values()].map((a) => a.bytes)).toEqual([512 * 1024]);
  expect(weightsAhead(net(48), machine).size).toBe(0);
});

test("a Gemm that waits for its own weights asks for none, nor does what another product follows", () => {
  const two = compiled("x: f32[1,256]\na: f32[256,256] = random(1)\nb: f32[256,256] = random(2)\ny = Gemm(x, a)\nz = Gemm(y, b)\nreturn z\n");
  expect(weightsAhead(two, machine).size).toBe(0);
  const convolutions = "x: f32[1,64,28,28]\na: f32[64,64,1,1] = random(1)\nb: f32[64,64,1,1] = random(2)\ny = Conv(x, a)\nz = Conv(y, b)\nreturn z\n";
  expect(weightsAhead(compiled(convolutions), machine).size).toBe(0);
});
