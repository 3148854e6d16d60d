/** Attention as one kernel: its examples on every target, and larger attentions on every target against ONNX Runtime. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../../src/build.ts";
import type { Elements } from "../../src/core/dtype.ts";
import { Attention } from "../../src/ops/attention.ts";
import { FusedAttention } from "../../src/ops/fused-attention.ts";
import { buildFor, eachTarget, errorsOf, reference, runBuilt, type Way, ways } from "../support/against-onnx-runtime.ts";
import { runWay } from "../support/every-way.ts";
import { exampleModel } from "../support/example-model.ts";
import { manyNodesModel } from "../support/many-nodes.ts";
import { sanitized } from "../support/run-c.ts";
import { type CaseInput, choices, type NodeCase } from "../support/single-node.ts";

test.each(eachTarget)("examples in $name", async (way) => {
  const examples = exampleModel([FusedAttention]);
  const build = await buildTarget(examples.model, targetNamed(way.target), import.meta.filename, { name: "examples", machine: way.machine });
  expect(examples.differences(await runWay(build, examples.inputs))).toEqual([]);
});

interface Sizes {
  readonly heads: number;
  readonly keyHeads?: number;
  readonly queries: number;
  readonly keys: number;
  readonly size: number;
  readonly valueSize?: number;
  readonly past?: number;
  readonly joined?: boolean;
  readonly attrs?: Readonly<Record<string, number>>;
  readonly mask?: (queries: number, keys: number) => CaseInput;
}

function attention(s: Sizes, seed: number): NodeCase {
  const c = choices(seed);
  const { heads, keyHeads = heads, size, valueSize = size, past = 0 } = s;
  const part = (count: number, length: number, width: number): CaseInput =>
    c.tensor(s.joined === true ? [2, length, count * width] : [2, count, length, width]);
  const older = past === 0 ? [] : [c.tensor([2, keyHeads, past, size]), c.tensor([2, keyHeads, past, valueSize])];
  return {
    op: Attention,
    attrs: { ...s.attrs, ...(s.joined === true ? { q_num_heads: heads, kv_num_heads: keyHeads } : {}) },
    floatAttrs: ["softcap", "scale"],
    inputs: [
      part(heads, s.queries, size),
      part(keyHeads, s.keys, size),
      part(keyHeads, s.keys, valueSize),
      s.mask?.(s.queries, past + s.keys),
      ...older,
    ],
    ...(past === 0 ? {} : { outputCount: 3 }),
  };
}

/** Every third key is hidden, the first is not. */
const hides = (queries: number, keys: number): CaseInput => ({
  dtype: "bool",
  shape: [queries, keys],
  values: Array.from({ length: queries * keys }, (_, i) => Number(i % keys === 0 || (i + Math.floor(i / keys)) % 3 > 0)),
  constant: true,
});

const adds = (queries: number, keys: number): CaseInput => choices(7).tensor([1, 1, queries, keys]);

const sizes: readonly Sizes[] = [
  { heads: 2, queries: 37, keys: 45, size: 16 },
  { heads: 3, queries: 40, keys: 19, size: 12, valueSize: 20, joined: true },
  { heads: 4, keyHeads: 2, queries: 21, keys: 21, size: 8, joined: true, attrs: { is_causal: 1 } },
  { heads: 2, queries: 67, keys: 67, size: 16, joined: true, attrs: { is_causal: 1, scale: 0.3 } },
  { heads: 2, keyHeads: 1, queries: 9, keys: 9, size: 16, past: 13, attrs: { is_causal: 1 } },
  { heads: 1, queries: 18, keys: 33, size: 16, mask: hides },
  { heads: 2, queries: 6, keys: 30, size: 32, valueSize: 5, mask: adds, attrs: { softcap: 1.5 } },
  { heads: 1, queries: 4, keys: 3, size: 3, joined: true },
  { heads: 10, keyHeads: 2, queries: 1, keys: 1, size: 16, past: 40, attrs: { is_causal: 1 } },
  { heads: 4, keyHeads: 1, queries: 1, keys: 30, size: 8, joined: true, mask: hides },
];
const cases = sizes.map((s, i) => attention(s, i + 1));

describe("against ONNX Runtime", () => {
  let folder = "";
  let path = "";
  let wanted: { readonly inputs: ReadonlyMap<string, Elements>; readonly outputs: ReadonlyMap<string, Elements> };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "attention-"));
    path = join(folder, "attention.onnx");
    writeFileSync(path, manyNodesModel(cases, 23));
    wanted = await reference(path);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const errors = async (build: TargetBuild, way: Way): Promise<readonly string[]> =>
    errorsOf(build, await runBuilt(build, way, wanted.inputs), wanted.outputs).flatMap((e) => (e.passed ? [] : [`${e.output}: ${e.maxRelative}`]));

  test.each(ways)("$name", async (way) => {
    const build = await buildFor(path, way);
    const steps = build.compiled.program.kernels.filter((k) => k.plan?.schedule === "attention");
    expect(steps).toHaveLength(cases.length);
    expect(await errors(build, way)).toEqual([]);
  });

  test("kernels for wide vectors stay inside their memory", async () => {
    const { model } = await loadModel(path, {});
    const build = await buildTarget(model, targetNamed("c"), path, { machine: "x86-64-v4", verify: true });
    const way: Way = { name: "C", target: "c", machine: "x86-64-v4", flags: ["-DAOT_NO_VECTOR", ...sanitized] };
    expect(await errors(build, way)).toEqual([]);
  });

  test("plain steps where bits or roundings are promised", async () => {
    const { model } = await loadModel(path, {});
    for (const promise of [{ deterministic: true }, { precise: true }]) {
      const build = await buildTarget(model, targetNamed("ts"), path, promise);
      expect(build.compiled.program.kernels.some((k) => k.plan?.schedule === "attention")).toBe(false);
    }
  });
});
