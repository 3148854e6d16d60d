/** Rows of `npm run outcomes` about what people bring: PyTorch's exports, large examples and graphs, hostile files, and what the demos say of themselves. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTarget, loadModel, targetNamed } from "../src/build.ts";
import { inputFreeNodes } from "../src/graph/input-free.ts";
import { fuzz, limits } from "../test/fuzz/run.ts";
import { twoConvolutions } from "../test/models/two-convolutions.ts";
import { GraphBuilder, modelBytes } from "../test/support/onnx-writer.ts";

export interface Row {
  readonly claim: string;
  readonly figure: number;
  readonly limit: number;
  readonly unit: string;
}

const root = resolve(import.meta.dirname, "..");
const python = "/usr/bin/python3";

/** Nodes that compute with no input, in everything test/models/torch exports. */
async function exportedRows(folder: string): Promise<readonly Row[]> {
  if (spawnSync(python, ["-c", "import torch, torchvision, onnx"]).status !== 0) {
    console.log("skipped: PyTorch's exports (apt-get install python3-torch python3-torchvision python3-onnx)");
    return [];
  }
  const exports = join(folder, "torch");
  mkdirSync(exports);
  execFileSync(python, [join(root, "test/models/torch/export.py"), exports], { stdio: "pipe" });
  const names = readdirSync(exports).filter((name) => name.endsWith(".onnx"));
  let left = 0;
  for (const name of names) {
    const path = join(exports, name);
    const dims = JSON.parse(readFileSync(path.replace(/onnx$/, "json"), "utf8")) as Record<string, number>;
    const build = await buildTarget((await loadModel(path, dims)).model, targetNamed("wasm"), path, { dims });
    left += build.compiled.variants.reduce((n, v) => n + inputFreeNodes(v.graph).length, 0);
  }
  return [{ claim: `shape-chain nodes left, ${names.length} exports of PyTorch`, figure: left, limit: 0, unit: "" }];
}

/** The example of `npm run example:large`, which runs it too: its output is 2^31 bytes, its buckets share one arena. */
async function largeRows(folder: string): Promise<readonly Row[]> {
  const path = join(folder, "two_convolutions.onnx");
  writeFileSync(path, modelBytes(twoConvolutions()));
  const { model } = await loadModel(path, {});
  const sizes = [
    { batch: 4, height: 256, width: 256 },
    { batch: 8, height: 512, width: 512 },
  ];
  const alone = [];
  for (const size of sizes) {
    const buckets = Object.fromEntries(Object.entries(size).map(([name, value]) => [name, [value]]));
    alone.push(await buildTarget(model, targetNamed("c"), path, { machine: "x86-64-v4", buckets }));
  }
  const both = await buildTarget(model, targetNamed("c"), path, {
    machine: "x86-64-v4",
    buckets: { batch: [4, 8], height: [256, 512], width: [256, 512] },
  });
  const shapes = alone.map((b) => b.compiled.program.variants[0]?.outputs[0]?.shape.map(Number) ?? []);
  const wanted = sizes.map((s) => [s.batch, 256, s.height, s.width]);
  const bytes = 4 * (shapes[1] ?? []).reduce((n, d) => n * d, 1);
  return [
    {
      claim: "large example: output shapes other than expected",
      figure: shapes.filter((s, i) => `${s}` !== `${wanted[i]}`).length,
      limit: 0,
      unit: "",
    },
    { claim: "large example: bytes of the second output off 2^31", figure: Math.abs(bytes - 2 ** 31), limit: 0, unit: "B" },
    {
      claim: "large example: arena of all buckets over the largest's",
      figure: both.arenaBytes - Math.max(...alone.map((b) => b.arenaBytes)),
      limit: 0,
      unit: "B",
    },
  ];
}

/** Relu after Relu, or convolutions with what stands around them. */
function longModel(nodes: number, isDeep: boolean): Uint8Array {
  const net = new GraphBuilder("long");
  let x = net.input("x", isDeep ? [1, 8, 8, 8] : [4]);
  const weights = isDeep ? Array.from({ length: 8 }, (_, i) => net.weights(`w${i}`, [8, 8, 3, 3], 72)) : [];
  for (let i = 0; i < nodes; i++)
    x =
      isDeep && i % 4 === 0
        ? net.node("Conv", [x, weights[(i / 4) % 8] as string], { pads: [1, 1, 1, 1], kernel_shape: [3, 3] })
        : net.node(["Relu", "Tanh", "Sigmoid"][i % 3] as string, [x]);
  net.output(x, undefined);
  return modelBytes(net);
}

/** Seconds of processor time and megabytes that a process of its own takes for `work` on the model at `path`. */
function measured(path: string, work: string): { readonly seconds: number; readonly megabytes: number } {
  const script = `
    const { build, inspect } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href)});
    const [path, out] = ${JSON.stringify([path, `${path}.out`])};
    ${work};
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    console.log(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));`;
  return JSON.parse(execFileSync("node", ["--input-type=module", "-e", script], { encoding: "utf8" })) as ReturnType<typeof measured>;
}

function graphRows(folder: string): readonly Row[] {
  const [deep, long] = [join(folder, "deep.onnx"), join(folder, "long.onnx")];
  writeFileSync(deep, longModel(10_000, true));
  writeFileSync(long, longModel(1_000_000, false));
  const built = measured(deep, `await build(path, { out, targets: ["c"] })`);
  const refused = measured(long, `if ((await inspect(path)).diagnostics.length === 0) throw new Error("a million nodes were read")`);
  return [
    { claim: "10,000 nodes built to C, processor time", figure: built.seconds, limit: 30, unit: "s" },
    { claim: "10,000 nodes built to C, peak memory", figure: built.megabytes, limit: 2048, unit: "MB" },
    { claim: "a million nodes refused, processor time", figure: refused.seconds, limit: limits.seconds, unit: "s" },
    { claim: "a million nodes refused, peak memory", figure: refused.megabytes, limit: limits.mebibytes, unit: "MB" },
  ];
}

async function fuzzRows(): Promise<readonly Row[]> {
  const count = 500;
  const results = await fuzz({ count, seed: 3 });
  const most = (of: (r: (typeof results)[number]) => number): number => results.reduce((m, r) => Math.max(m, of(r)), 0);
  return [
    { claim: `${count} mutated files: faults`, figure: results.filter((r) => r.outcome === "fault").length, limit: 0, unit: "" },
    { claim: `${count} mutated files: slowest, processor time`, figure: most((r) => r.seconds), limit: limits.seconds, unit: "s" },
    { claim: `${count} mutated files: peak memory`, figure: most((r) => r.peak), limit: limits.mebibytes, unit: "MB" },
  ];
}

/** What a demo prints of itself: a pattern with the figure, how many it may be. A demo that finds too little exits with 1. */
const demos = [
  { script: "digits/demo.ts", claim: "demo, digits: time of one", pattern: /(\d+) microseconds each/, limit: 2000, unit: "us" },
  { script: "digits/demo.ts", claim: "demo, digits: resident with the compiler", pattern: /(\d+) MiB resident/, limit: 1024, unit: "MB" },
  { script: "speech/demo.ts", claim: "demo, speech: time of 32 ms of sound", pattern: /(\d+) microseconds for/, limit: 32_000, unit: "us" },
  { script: "speech/demo.ts", claim: "demo, speech: arena", pattern: /arena ([\d.]+) kB/, limit: 1024, unit: "kB" },
  { script: "text/demo.ts", claim: "demo, text: time of a picture", pattern: /(\d+) ms a picture/, limit: 2000, unit: "ms" },
  { script: "text/demo.ts", claim: "demo, text: resident with the compiler", pattern: /(\d+) MiB resident/, limit: 1536, unit: "MB" },
] as const;

function demoRows(): readonly Row[] {
  const printed = new Map<string, string>();
  return demos.map(({ script, claim, pattern, limit, unit }) => {
    const text = printed.get(script) ?? execFileSync("npx", ["tsx", join(root, "scripts", script)], { encoding: "utf8", cwd: root });
    printed.set(script, text);
    return { claim, figure: Number(pattern.exec(text)?.[1] ?? Number.POSITIVE_INFINITY), limit, unit };
  });
}

export const networkRows = async (folder: string): Promise<readonly Row[]> => [
  ...(await exportedRows(folder)),
  ...(await largeRows(folder)),
  ...graphRows(folder),
  ...(await fuzzRows()),
  ...demoRows(),
];
