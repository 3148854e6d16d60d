/** Shape buckets: one program for several shapes, on every target, each bucket against ONNX Runtime. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketsOf } from "../../src/buckets.ts";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../../src/build.ts";
import { type NamedTensor, run, runBuild } from "../../src/run.ts";
import { verify } from "../../src/verify.ts";
import { wordTagger } from "../models/word-tagger.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { strictFlags } from "../support/run-c.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-buckets-"));
const path = join(folder, "tagger.onnx");
const buckets = { batch: [1, 4], seq: [6, 9] };
const targets = ["c", "ts", "wasm"] as const;

beforeAll(() => writeFileSync(path, modelBytes(wordTagger())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = async (target: (typeof targets)[number], lists: Readonly<Record<string, readonly number[]>> = buckets): Promise<TargetBuild> => {
  const { model } = await loadModel(path, {});
  return buildTarget(model, targetNamed(target), path, { buckets: lists, verify: true });
};
const inputs = (batch: number, seq: number): readonly NamedTensor[] => [
  { name: "words", dtype: "f32", shape: [batch, seq, 16], array: Float32Array.from({ length: batch * seq * 16 }, (_, i) => Math.sin(i)) },
  { name: "weight", dtype: "f32", shape: [batch, seq], array: Float32Array.from({ length: batch * seq }, (_, i) => (i % 3) / 2) },
];

/** How often the source defines a kernel; its forms with and without vectors in C count as one. */
function definitions(text: string, target: (typeof targets)[number], kernel: string): number {
  const starts = { c: `AOT_KERNEL void ${kernel}(`, ts: `function ${kernel}(`, wasm: `(func $${kernel} ` };
  const found = text.split(starts[target]).length - 1;
  return target === "c" && found === 2 ? 1 : found;
}

test("every bucket gives what ONNX Runtime gives, on every target", async () => {
  const result = await verify(path, { targets, buckets, verify: true });
  expect(result.reference).toContain("ONNX Runtime");
  expect(result.verifications.map((v) => `${v.target} ${v.bucket}`)).toEqual(
    targets.flatMap((t) => ["batch=1 seq=6", "batch=1 seq=9", "batch=4 seq=6", "batch=4 seq=9"].map((b) => `${t} ${b}`)),
  );
  for (const v of result.verifications) expect(v).toMatchObject({ passed: true });
}, 120_000);

test("buckets share weights and equal kernels; the arena is the largest one's", async () => {
  for (const target of targets) {
    const all = await built(target);
    const alone = await Promise.all(
      all.compiled.variants.map(({ dims }) => built(target, Object.fromEntries(Object.entries(dims).map(([name, value]) => [name, [value]])))),
    );
    const { program } = all.compiled;
    expect(all.weightBytes).toBe(alone[0]?.weightBytes);
    expect(all.arenaBytes).toBe(Math.max(...alone.map((b) => b.arenaBytes)));
    expect(program.variants.map((v) => v.arenaBytes)).toEqual(alone.map((b) => b.arenaBytes));
    const called = program.variants.flatMap((v) => v.region.steps.flatMap((s) => (s.kind === "call" ? [s.kernel] : [])));
    expect(new Set(called)).toEqual(new Set(program.kernels));
    expect(new Set(program.kernels.map((k) => k.name)).size).toBe(program.kernels.length);
    expect(program.kernels.length).toBeLessThan(alone.reduce((n, b) => n + b.compiled.program.kernels.length, 0));
    const text = all.files.map((f) => (/[.](c|wat|ts)$/.test(f.path) && typeof f.content === "string" ? f.content : "")).join("\n");
    for (const k of program.kernels) expect(definitions(text, target, k.name), k.name).toBe(1);
    const again = await built(target);
    expect(again.files).toEqual(all.files);
  }
}, 120_000);

test("ports say how shapes follow the dims", async () => {
  const { program } = (await built("ts")).compiled;
  const manifest = JSON.parse((await built("ts")).files.at(-1)?.content as string);
  expect(manifest.inputs.map((p: { shape: unknown }) => p.shape)).toEqual([
    ["batch", "seq", 16],
    ["batch", "seq"],
  ]);
  expect(manifest.buckets[3]).toMatchObject({ dims: { batch: 4, seq: 9 }, outputs: { tags: [4, 9, 5], sentence: [4, 5] } });
  expect(program.inputs[0]?.storage.bytes).toBe(4 * 9 * 16 * 4);
});

test("run takes the bucket of its inputs, and names all of them where there is none", async () => {
  const build = await built("ts");
  const outputs = await runBuild(build, inputs(4, 6));
  expect(outputs.map((o) => o.shape)).toEqual([
    [4, 6, 5],
    [4, 5],
  ]);
  await expect(run(path, inputs(2, 6), { target: "ts", buckets })).rejects.toThrow(
    /AOT506 batch=2: no bucket is for the inputs given; there are batch=1 seq=6, batch=1 seq=9, batch=4 seq=6, batch=4 seq=9/,
  );
  await expect(runBuild(build, inputs(2, 6))).rejects.toThrow(
    /AOT506 tagger: no bucket is for the inputs words \[2,6,16\], weight \[2,6\]; there are batch=1 seq=6 \(words \[1,6,16\], .*batch=4 seq=9/,
  );
}, 60_000);

test("a JavaScript program finds its bucket by lengths or dims, without allocating", async () => {
  const build = await built("wasm", { batch: [2, 3], seq: [4, 6] });
  for (const f of build.files) writeFileSync(join(folder, f.path), f.content);
  const { load, buckets: rows } = await import(pathToFileURL(join(folder, "tagger.mjs")).href);
  const model = await load();
  const given = (batch: number, seq: number) => Object.fromEntries(inputs(batch, seq).map((x) => [x.name, x.array]));
  expect(rows.map((row: { dims: object }) => row.dims)).toEqual([2, 3].flatMap((batch) => [4, 6].map((seq) => ({ batch, seq }))));
  expect(model.run(given(3, 6))).toBe(model.outputs[3]);
  expect(model.run(given(3, 4), { batch: 3, seq: 4 })).toBe(model.outputs[2]);
  expect(model.run(given(2, 6), { batch: 2, seq: 6 })).toBe(model.outputs[1]);
  expect(() => model.run(given(2, 6))).toThrow(/several buckets take inputs of these lengths; give dims, one of batch=2 seq=4 \(words f32\[2,4,16\]/);
  expect(() => model.run()).toThrow(/no bucket for inputs of these lengths/);
  expect(() => model.run(given(2, 5))).toThrow(/no bucket for inputs of these lengths; there are batch=2 seq=4 .*batch=3 seq=6/);
  expect(() => model.run(given(2, 6), { batch: 5, seq: 6 })).toThrow(/no bucket for batch=5 seq=6; there are/);
  expect(() => model.run(given(2, 6), { batch: 3, seq: 6 })).toThrow(
    /input "words" is f32\[3,6,16\]; expected Float32Array of 288, given Float32Array of 192/,
  );
  const mine = { tags: new Float32Array(2 * 4 * 5), sentence: new Float32Array(2 * 5) };
  expect(model.run(given(2, 4), undefined, mine)).toBe(mine);
  expect(mine.tags).toEqual(model.run(given(2, 4)).tags);
}, 60_000);

test("the C program refuses other dims by a code, compiles without warnings, and tests every bucket", async () => {
  const build = await built("c");
  for (const f of build.files) writeFileSync(join(folder, f.path), f.content);
  const main = `#include "tagger.h"
static float words[TAGGER_WORDS_ELEMENTS], weight[TAGGER_WEIGHT_ELEMENTS], tags[TAGGER_TAGS_ELEMENTS], sentence[TAGGER_SENTENCE_ELEMENTS];
static _Alignas(64) unsigned char arena[TAGGER_BATCH1_SEQ6_ARENA_BYTES];
int main(void) {
  const struct tagger_inputs inputs = { .words = words, .weight = weight };
  const struct tagger_outputs outputs = { .tags = tags, .sentence = sentence };
  const struct tagger_dims small = { .batch = 1, .seq = 6 }, other = { .batch = 4, .seq = 7 };
  if (tagger_run(&small, &inputs, &outputs, 0, arena) != TAGGER_OK) return 1;
  if (tagger_run(0, &inputs, &outputs, 0, arena) != TAGGER_NULL_POINTER) return 2;
  return tagger_run(&other, &inputs, &outputs, 0, arena) == TAGGER_NO_BUCKET ? 0 : 3;
}
`;
  writeFileSync(join(folder, "main.c"), main);
  const shell = (command: string, args: readonly string[]): string =>
    execFileSync(command, [...args], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  for (const form of [["-march=x86-64-v3"], ["-DAOT_NO_VECTOR"]]) {
    shell("gcc", [...strictFlags, "-O1", ...form, "-fsanitize=address,undefined", "tagger.c", "main.c", "-o", "main"]);
    shell("./main", []);
    shell("gcc", [...strictFlags, "-O1", ...form, "tagger.c", "tagger_selftest.c", "-o", "selftest"]);
    const shown = shell("./selftest", []);
    expect(shown).toContain("batch=4 seq=9: tags: max error");
    expect(shown).toContain("tagger: self-test passed");
  }
}, 120_000);

test("lists that make no buckets are refused, and unknown dims", async () => {
  expect(() => bucketsOf({ batch: [] })).toThrow(/AOT315 buckets of batch: are no list of whole numbers/);
  expect(() => bucketsOf({ a: Array.from({ length: 300 }, (_, i) => i + 1) })).toThrow(/AOT315 .* 300 combinations/);
  expect(bucketsOf({ a: [4, 1, 4] })).toEqual([{ a: 1 }, { a: 4 }]);
  await expect(built("ts", { bach: [1], seq: [6] })).rejects.toThrow(/AOT109 .* no free dim named bach.*\n.*did you mean batch/);
});

test("extents that the run decides stay a bucket's own", async () => {
  const g = new GraphBuilder("positions");
  const x = g.input("x", ["batch", 6]);
  const found = g.node("Transpose", [g.node("NonZero", [g.node("Relu", [x])])], { perm: [1, 0] });
  g.output(g.rename(found, "found"), ["kept", 2], "i64");
  const model = join(folder, "positions.onnx");
  writeFileSync(model, modelBytes(g));
  const result = await verify(model, { targets, buckets: { batch: [1, 3] }, verify: true });
  expect(result.verifications.map((v) => [v.target, v.bucket, v.passed])).toEqual(
    targets.flatMap((t) => ["batch=1", "batch=3"].map((bucket) => [t, bucket, true])),
  );
}, 60_000);

test("a bucket may be of an empty cache; combinations that its output contradicts are left out", async () => {
  const g = new GraphBuilder("cached");
  const [past, x] = [g.input("past", [1, "past", 8]), g.input("x", [1, 2, 8])];
  const keys = g.rename(g.node("Concat", [past, x], { axis: 1 }), "present");
  const weights = g.node("Softmax", [g.node("MatMul", [x, g.node("Transpose", [keys], { perm: [0, 2, 1] })])], { axis: -1 });
  g.output(keys, [1, "total", 8]);
  g.output(g.rename(g.node("MatMul", [weights, keys]), "y"), [1, 2, 8]);
  const model = join(folder, "cached.onnx");
  writeFileSync(model, modelBytes(g));
  const { verifications } = await verify(model, { targets, buckets: { past: [0, 5], total: [2, 7] }, verify: true });
  expect(verifications.map((v) => [v.target, v.bucket, v.passed])).toEqual(
    targets.flatMap((t) => ["past=0 total=2", "past=5 total=7"].map((bucket) => [t, bucket, true])),
  );
}, 60_000);
