/**
 * `npm run bench [-- --models a,b --targets c,wasm,ts --threads 1,2 --layers model --write]`: this compiler's programs against the runtimes
 * people use instead, in turns on one machine; outputs are compared first. Peers of the web come from `node scripts/install-peers.mjs`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { machineText } from "../../src/bench.ts";
import { targetNamed } from "../../src/build.ts";
import { layerTable } from "../../src/cli/layer-table.ts";
import { timedLayers } from "../../src/layers.ts";
import { installedBeside } from "../../src/measure/javascript-engine.ts";
import { measuredPeak } from "../../src/measure/peak.ts";
import { type ModelEntry, models } from "../models/index.ts";
import { bars } from "./bars.ts";
import { buildFor, node22, noVector, peersManifest, prepare, widestMachine } from "./engines.ts";
import { limitRows } from "./limits.ts";
import type { MeasureOptions } from "./measure-model.ts";
import { measuredApart } from "./own-process.ts";
import { benchmarksPage, pageOf } from "./report.ts";
import { geometricMean, type ModelResults, type Results, ratioOf, rivals } from "./results.ts";

const { values: flags } = parseArgs({
  options: {
    models: { type: "string" },
    targets: { type: "string", default: "c,wasm,ts" },
    threads: { type: "string", default: "1" },
    /** Turns each engine gets, and how long one takes. */
    rounds: { type: "string", default: "4" },
    milliseconds: { type: "string", default: "150" },
    layers: { type: "string" },
    /** cpu: processor time instead of the clock on the wall, for machines that do other things. */
    clock: { type: "string", default: "wall" },
    /** Of --layers, which shows the first of the targets: for C. */
    machine: { type: "string", default: widestMachine },
    /** Of --layers for C: C11 and nothing else, whose loops over lanes the compiler turns into SSE. */
    "no-vector": { type: "boolean", default: false },
    /** Networks that take minutes in slow engines, too. */
    everything: { type: "boolean", default: false },
    /** Engines only: no starts, no loading. */
    "no-starts": { type: "boolean", default: false },
    json: { type: "string" },
    /** Writes docs/benchmarks.md, .json and .svg; on a processor without AVX-512 docs/benchmarks-avx2. */
    write: { type: "boolean", default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), "aot-bench-"));
const docs = resolve(import.meta.dirname, "../../docs");

const options: MeasureOptions = {
  targets: flags.targets.split(","),
  threads: flags.threads.split(",").map(Number),
  rounds: Number(flags.rounds),
  milliseconds: Number(flags.milliseconds),
  clock: flags.clock === "cpu" ? "cpu" : "wall",
  everything: flags.everything,
  starts: !flags["no-starts"],
  folder,
};

function known(name: string): ModelEntry {
  const entry = models[name];
  if (entry === undefined) throw new Error(`no model ${name}; there are ${Object.keys(models).join(", ")}`);
  return entry;
}

const figure = (x: number): string => (x >= 100 ? x.toFixed(0) : x >= 1 ? x.toFixed(2) : x.toFixed(4));

function printed(name: string, m: ModelResults): void {
  for (const [engine, { median, min, runs }] of Object.entries(m.engines)) {
    const times = ratioOf(m, engine);
    const ratio = times === undefined ? "" : `${times.toFixed(2)}x ${(rivals[engine] ?? []).join(" or ")}`;
    const speed = ((m.gflop / min) * 1e3).toFixed(1);
    console.log(
      `${name.padEnd(16)} ${engine.padEnd(28)} ${figure(median).padStart(9)} ms ${figure(min).padStart(9)} min ${speed.padStart(7)} GFLOP/s ${String(runs).padStart(6)} runs  ${ratio}`,
    );
  }
  for (const [engine, s] of Object.entries(m.starts))
    console.log(`${name.padEnd(16)} ${engine.padEnd(28)} ${figure(s.cold).padStart(9)} ms to the first result, ${s.peak.toFixed(0)} MB`);
}

/** Of the compiler of C programs, of the peers that are installed and of the node beside this one. */
function versions(): Readonly<Record<string, string>> {
  const packages = ["onnxruntime-node", "onnxruntime-web", "@tensorflow/tfjs-core"];
  const found = packages.flatMap((name): [string, string][] => {
    const from = installedBeside(name, peersManifest);
    if (from === undefined) return [];
    const main = createRequire(from).resolve(name);
    const end = main.indexOf(name) + name.length;
    return [[name, (JSON.parse(readFileSync(join(main.slice(0, end), "package.json"), "utf8")) as { version: string }).version]];
  });
  const said = (command: string, flag: string): string => execFileSync(command, [flag], { encoding: "utf8" }).trim();
  const node = existsSync(node22.node) ? { [node22.label]: said(node22.node, "--version") } : {};
  return { gcc: said("gcc", "-dumpfullversion"), ...Object.fromEntries(found), ...node };
}

async function measured(): Promise<Results> {
  const networks = flags.models?.split(",") ?? Object.keys(models);
  networks.forEach(known);
  const peaks: Record<string, number> = {};
  for (const machine of ["x86-64-v4", "x86-64-v3"]) peaks[machine] = await measuredPeak("c", machine, folder);
  for (const target of ["wasm", "ts"] as const) peaks[target] = await measuredPeak(target, "", folder);
  const results: Record<string, ModelResults> = {};
  for (const name of networks) {
    results[name] = await measuredApart(name, options);
    printed(name, results[name]);
  }
  return { machine: machineText(), versions: versions(), peaks, models: results };
}

try {
  if (flags.layers !== undefined) {
    const p = await prepare(flags.layers, known(flags.layers), folder);
    const { name } = targetNamed(options.targets[0] ?? "");
    const build = await buildFor(p, name, name === "c" ? { machine: flags.machine } : {});
    const peak = await measuredPeak(name, build.machine, folder);
    console.log(`peak of one core (${build.machine}): ${peak.toFixed(0)} GFLOP/s`);
    const layers = await timedLayers(build, p.inputs, p.folder, flags["no-vector"] ? { flags: noVector } : {});
    for (const line of layerTable({ layers, peak_gflops: peak })) console.log(line);
  } else {
    const results = await measured();
    for (const engine of Object.keys(rivals)) {
      const mean = geometricMean(results.models, engine);
      if (mean !== undefined) console.log(`${engine}: geometric mean ${mean.toFixed(2)}x ${(rivals[engine] ?? []).join(" or ")}`);
    }
    for (const { claim, figure: is, limit, unit } of limitRows(results).filter((r) => !r.passed))
      console.log(`missed: ${claim}: ${is.toFixed(2)} ${unit}, limit ${limit.toFixed(2)}`);
    if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, null, 2)}\n`);
    if (flags.write) {
      const page = join(docs, pageOf(results).name);
      writeFileSync(`${page}.json`, `${JSON.stringify(results, null, 2)}\n`);
      writeFileSync(`${page}.md`, benchmarksPage(results));
      writeFileSync(`${page}.svg`, bars(results));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
