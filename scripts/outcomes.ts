/** `npm run outcomes`: one row a claim, with the figure measured now and its limit. Exit 1 when a row is over. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { bucketsOf } from "../src/buckets.ts";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../src/build.ts";
import { inputFreeNodes } from "../src/graph/input-free.ts";
import { kernelText } from "../src/loop/print.ts";
import { templatePath } from "../src/targets/templates.ts";
import { buildFor, prepare } from "../test/bench/engines.ts";
import { memoryRows, sizeRows } from "../test/bench/limits.ts";
import { sizesOf } from "../test/bench/measure-model.ts";
import { nodeStart } from "../test/bench/starts.ts";
import { models } from "../test/models/index.ts";
import { changedLines } from "../test/support/changed-lines.ts";
import { modelBytes } from "../test/support/onnx-writer.ts";
import { networkRows, type Row } from "./network-outcomes.ts";
import { buildSample, tagger } from "./samples.ts";

const rows: Row[] = [];
const add = (claim: string, figure: number, limit: number, unit: string): void => {
  rows.push({ claim, figure, limit, unit });
};
const root = resolve(import.meta.dirname, "..");
const digits = join(root, "generated-samples/digits");
const folder = mkdtempSync(join(tmpdir(), "aot-outcomes-"));

/** Bytes the heap has grown by after 10,000 runs of a sample on `inputs`, JavaScript text, with a collection before and after. */
function heapGrowth(name: string, target: string, inputs: string): number {
  const module = join(root, "generated-samples", name, target, `${name}.mjs`);
  const script = `
    const { load } = await import(${JSON.stringify(pathToFileURL(module).href)});
    const model = await load(), inputs = ${inputs};
    for (let i = 0; i < 2000; i++) model.run(inputs);
    gc(); const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 10000; i++) model.run(inputs);
    gc(); console.log(process.memoryUsage().heapUsed - before);`;
  return Number(execFileSync("node", ["--expose-gc", "--input-type=module", "-e", script], { encoding: "utf8" }));
}

for (const target of ["ts", "wasm"])
  for (const [name, inputs] of [
    ["digits", "{ image: new Float32Array(784) }"],
    ["tagger", "{ words: new Float32Array(96), weight: new Float32Array(12) }"],
  ] as const)
    add(`heap growth over 10,000 runs, ${name} ${target}`, Math.max(0, heapGrowth(name, target, inputs)), 65536, "B");

for (const target of ["c", "ts", "wasm"] as const) {
  const all = await buildSample({ model: tagger, target });
  const alone: TargetBuild[] = [];
  for (const dims of bucketsOf(tagger.buckets ?? {}))
    alone.push(await buildSample({ model: { ...tagger, buckets: Object.fromEntries(Object.entries(dims).map(([k, v]) => [k, [v]])) }, target }));
  add(`buckets, ${target}: arena over the largest bucket's`, all.arenaBytes - Math.max(...alone.map((b) => b.arenaBytes)), 0, "B");
  add(`buckets, ${target}: weights over one bucket's`, all.weightBytes - Math.max(...alone.map((b) => b.weightBytes)), 0, "B");
  const texts = all.compiled.program.kernels.map((k) => kernelText({ ...k, name: "kernel", doc: [] }));
  add(`buckets, ${target}: kernels whose text another one has`, texts.length - new Set(texts).size, 0, "");
}

const object = join(folder, "digits.o");
const flags = ["-std=c11", "-O3", "-fno-math-errno", "-fno-trapping-math", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion"];
for (const compiler of ["gcc", "clang"]) {
  const output = execFileSync("sh", ["-c", `${compiler} ${flags.join(" ")} -march=x86-64-v3 -c digits.c -o ${object} 2>&1 || true`], {
    cwd: join(digits, "c"),
    encoding: "utf8",
  });
  add(`${compiler} warnings, digits`, (output.match(/warning:/g) ?? []).length, 0, "");
}
const symbols = execFileSync("nm", [object], { encoding: "utf8" }).split("\n");
const undefinedSymbols = symbols.filter((line) => / U /.test(line) && !/ (memcpy|memset|memmove)$/.test(line));
add("undefined symbols of the C object (no malloc, no libm)", undefinedSymbols.length, 0, "");
add("writable symbols of the C object", symbols.filter((line) => / [bBdD] /.test(line)).length, 0, "");

for (const [name, model] of Object.entries(models)) {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, modelBytes(model.build(model.small).graph));
  const { model: source } = await loadModel(path, {});
  const build = await buildTarget(source, targetNamed("wasm"), path, {});
  add(
    `shape-chain nodes left, ${name} small`,
    build.compiled.variants.reduce((n, v) => n + inputFreeNodes(v.graph).length, 0),
    0,
    "",
  );
}

/** Sizes of every network as it is deployed, and the memory of loading one and running it once. */
for (const [name, model] of Object.entries(models)) {
  const p = await prepare(name, model, folder);
  const builds = {
    "aot-c x86-64-v4": await buildFor(p, "c", { machine: "x86-64-v4" }),
    "aot-wasm": await buildFor(p, "wasm"),
    "aot-ts": await buildFor(p, "ts"),
  };
  const sizes = Object.fromEntries(Object.entries(builds).map(([engine, build]) => [engine, sizesOf(build, 0)]));
  rows.push(...sizeRows({ models: { [name]: { sizes, parameterBytes: 4 * model.parameters } } }));
  const { "aot-wasm": wasm } = builds;
  for (const { path, content } of wasm.files) writeFileSync(join(p.folder, path), content);
  const description = { ...p.described, path: join(p.folder, `${wasm.compiled.program.name}.mjs`) };
  const starts = { "aot-wasm": await nodeStart(p.folder, templatePath("bench/emitted.mjs"), description) };
  rows.push(...memoryRows(name, { starts, sizes }));
  rmSync(p.folder, { recursive: true, force: true });
}

for (const target of ["c", "ts", "wasm"] as const)
  for (const [change, limit] of [
    ["retrained", 1],
    ["deeper", 12],
  ] as const) {
    const changed = await changedLines(change, target, "file");
    const what = change === "retrained" ? "weights retrained" : "one layer added, its kernel aside";
    add(`changed lines a file, ${target}: ${what}`, Math.max(...changed.map((c) => c.lines)), limit, "");
  }

const resnet = join(folder, "resnet50.onnx");
writeFileSync(resnet, modelBytes((models.resnet50 as NonNullable<typeof models.resnet50>).build().graph));
interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** The process's largest resident set while it lasted. */
  readonly peakMegabytes: number;
}

/** Builds a model in a fresh process and measures every phase it reports; the kernel's high-water mark is reset at each. */
function phasesOf(model: string, target: string): readonly Phase[] {
  const script = `
    import { readFileSync, writeFileSync } from "node:fs";
    const { build } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href)});
    const phases = [];
    let name = "read", start = performance.now();
    const end = () => {
      const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
      phases.push({ name, seconds: (performance.now() - start) / 1000, peakMegabytes: peak });
      writeFileSync("/proc/self/clear_refs", "5");
    };
    await build(${JSON.stringify(model)}, { targets: [${JSON.stringify(target)}], out: ${JSON.stringify(join(folder, target))}, progress: (phase) => { end(); name = phase; start = performance.now(); } });
    end();
    console.log(JSON.stringify(phases));`;
  return JSON.parse(execFileSync("node", ["--input-type=module", "-e", script], { encoding: "utf8" })) as Phase[];
}

for (const target of ["c", "ts", "wasm"]) {
  const phases = phasesOf(resnet, target);
  add(
    `ResNet-50 build, ${target}`,
    phases.reduce((n, p) => n + p.seconds, 0),
    15,
    "s",
  );
  for (const phase of phases) add(`ResNet-50 build, ${target}, peak memory: ${phase.name}`, phase.peakMegabytes, 1536, "MB");
}

const packed = JSON.parse(
  execFileSync("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
) as { files: { path: string }[] }[];
const foreign = packed[0]?.files.filter((f) => !/^(dist|templates|docs)\/|^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/.test(f.path)) ?? [];
add("files in the package beside dist, templates, docs", foreign.length, 0, "");
rows.push(...(await networkRows(folder)));
rmSync(folder, { recursive: true, force: true });

for (const { claim, figure, limit, unit } of rows)
  console.log(
    `${figure <= limit ? "ok  " : "OVER"} ${claim.padEnd(60)} ${figure.toFixed(figure % 1 === 0 ? 0 : 2).padStart(10)} ${unit.padEnd(2)} limit ${limit}`,
  );
const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { name: string };
const over = rows.filter((r) => r.figure > r.limit).length;
console.log(`${name}: ${rows.length - over} passed, ${over} failed`);
process.exitCode = over === 0 ? 0 : 1;
