/**
 * What PyTorch exports (test/models/torch): modules full of shape chains and spelled-out formulas, and torchvision's networks, with every input
 * extent free in the file. Chains fold away to nothing, formulas become one operator, and every target agrees with ONNX Runtime.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inputFreeNodes } from "../../../src/graph/input-free.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../../support/against-onnx-runtime.ts";

/** The system's Python: Debian's python3-torch is not seen by others. */
const python = "/usr/bin/python3";
const hasTorch = spawnSync(python, ["-c", "import torch, torchvision, onnx"]).status === 0;
if (!hasTorch && process.env.CI === "true") throw new Error("PyTorch is missing: apt-get install python3-torch python3-torchvision python3-onnx");
const title = hasTorch ? "PyTorch's exports" : "PyTorch's exports (skipped: apt-get install python3-torch python3-torchvision python3-onnx)";

/** The operators that are left, as "2 MatMul, Softmax"; or how many became Attention, which is made of others again. */
const modules: Readonly<Record<string, string | number>> = {
  attention: 1,
  causal_attention: 1,
  clip: "Clip",
  decoder_layer: 2,
  einsum: "Einsum",
  encoder_layer: 1,
  filled: "2 Add",
  fused_attention: 1,
  gelu: "Gelu",
  gelu_tanh: "Gelu",
  group_norm: "GroupNormalization",
  halves: "Mul, 2 Reshape, Sigmoid, 2 Slice, Transpose",
  hardsigmoid: "HardSigmoid",
  hardswish: "HardSwish",
  hardswish_by_hand: "HardSwish",
  instance_norm: "InstanceNormalization",
  layer_norm: "LayerNormalization",
  layer_norm_by_hand: "LayerNormalization",
  log_softmax: "LogSoftmax",
  mean_pool: "ReduceMean",
  mish: "Mish",
  positions: "Add, Concat, MatMul, Transpose, Where",
  rms_norm: "RMSNormalization",
  silu: "Swish",
  slices: "Concat, Mul, Pad, 4 Slice, Sub",
  softmax: "Softmax",
  softmax_by_hand: "Softmax",
  upsample: "Resize",
  windows: "Add, 4 Concat, ReduceMean, 4 Reshape, 8 Slice, 2 Transpose",
};

const networks = [
  "mobilenet_v3_small",
  "shufflenet_v2",
  "efficientnet_b0",
  "swin",
  "lraspp",
  "deeplabv3",
  "ssdlite",
  "detector",
  "detector_of_nothing",
];

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => (count === 1 ? name : `${count} ${name}`))
    .join(", ");
}

describe.skipIf(!hasTorch)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-torch-"));
  beforeAll(() => {
    execFileSync(python, [join(import.meta.dirname, "../../models/torch/export.py"), folder], { stdio: "pipe" });
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each([...Object.keys(modules), ...networks])("%s", (name) => {
    const path = join(folder, `${name}.onnx`);
    const dims = (): Readonly<Record<string, number>> => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    let expected: Awaited<ReturnType<typeof reference>>;
    beforeAll(async () => {
      expected = await reference(path, dims());
    });

    test.each(ways.map((way) => [way.name, way] as const))(
      "%s agrees, no shape chain is left",
      async (_, way) => {
        const build = await buildFor(path, way, dims());
        const graphs = build.compiled.variants.map((v) => v.graph);
        const nodes = graphs.flatMap((g) => g.nodes);
        expect(graphs.flatMap((g) => inputFreeNodes(g).map((n) => n.op.name))).toEqual([]);
        const attentions = build.compiled.variants.flatMap((v) => v.passes.filter((p) => p.pass === "recognize-attention").flatMap((p) => p.notes));
        const wanted = modules[name];
        if (typeof wanted === "number") expect(attentions.reduce((n, note) => n + note.amount, 0)).toBe(wanted);
        if (typeof wanted === "string") expect(counted(nodes.map((n) => n.op.name))).toBe(wanted);
        const outputs = await runBuilt(build, way, expected.inputs);
        for (const error of errorsOf(build, outputs, expected.outputs)) expect(error).toMatchObject({ passed: true });
      },
      300_000,
    );
  });
});
