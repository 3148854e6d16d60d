/**
 * `npm run bench [-- --models a,b --targets c,wasm,ts --rounds 7 --clock wall|cpu --layers model]`: this compiler's programs against the
 * runtimes people use instead, on one thread, in turns on one machine; outputs are compared first. Peers of the web come from
 * `node scripts/install-peers.mjs`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Engine, interleaved, type Measured } from "../../src/measure/engine.ts";
import { type ModelEntry, models } from "../models/index.ts";
import { buildFor, engineKinds, type Prepared, prepare } from "./engines.ts";
import { layerTable } from "./layers.ts";
import { compareOutputs } from "./outputs.ts";
import { measuredPeak } from "./peak.ts";

const { values: flags } = parseArgs({
  options: {
    models: { type: "string" },
    targets: { type: "string", default: "c,wasm,ts" },
    rounds: { type: "string", default: "7" },
    milliseconds: { type: "string", default: "300" },
    layers: { type: "string" },
    /** cpu: processor time instead of the clock on the wall, for machines that do other things. */
    clock: { type: "string", default: "wall" },
    machine: { type: "string", default: "x86-64-v4" },
    json: { type: "string" },
  },
});
const clock = flags.clock === "cpu" ? "cpu" : "wall";
const folder = mkdtempSync(join(tmpdir(), "aot-bench-"));

async function enginesFor(p: Prepared, targets: readonly string[]): Promise<readonly Engine[]> {
  const engines: Engine[] = [];
  for (const [i, kind] of engineKinds.entries()) {
    const engine = i === 0 || targets.includes(kind.target) ? await kind.start(p, clock) : undefined;
    if (engine !== undefined) engines.push(engine);
  }
  return engines;
}

const cell = (text: string, width: number): string => text.padStart(width);
const figure = (x: number): string => (x >= 100 ? x.toFixed(0) : x >= 1 ? x.toFixed(2) : x.toFixed(4));

/** What each of our engines is held against. */
const rival = (name: string): string => (name === "aot-wasm" ? "onnxruntime-web" : "onnxruntime-node");

async function benchModel(name: string, entry: ModelEntry): Promise<Record<string, Measured>> {
  const p = await prepare(name, entry, folder);
  const engines = await enginesFor(p, flags.targets.split(","));
  try {
    await compareOutputs(engines);
    const measured = await interleaved(engines, Number(flags.rounds), Number(flags.milliseconds));
    const byName = Object.fromEntries([...measured].map(([e, m]) => [e.name, m]));
    for (const [engine, m] of Object.entries(byName)) {
      const against = engine.startsWith("aot") ? byName[rival(engine)] : undefined;
      const ratio = against === undefined ? "" : `${(against.median / m.median).toFixed(2)}x median, ${(against.min / m.min).toFixed(2)}x min`;
      const speed = (entry.gflop / m.min) * 1e3;
      console.log(
        `${name.padEnd(16)} ${engine.padEnd(18)} ${cell(figure(m.median), 9)} ms ${cell(figure(m.min), 9)} min ${cell(speed.toFixed(1), 7)} GFLOP/s  ${ratio}`,
      );
    }
    return byName;
  } finally {
    for (const e of engines) e.close();
    rmSync(p.folder, { recursive: true, force: true });
  }
}

try {
  const known = (name: string): ModelEntry => {
    const entry = models[name];
    if (entry === undefined) throw new Error(`no model ${name}; there are ${Object.keys(models).join(", ")}`);
    return entry;
  };
  const peak = measuredPeak(flags.machine, folder);
  console.log(`peak of one core (${flags.machine}): ${peak.toFixed(0)} GFLOP/s`);
  if (flags.layers !== undefined) {
    const p = await prepare(flags.layers, known(flags.layers), folder);
    console.log(await layerTable(await buildFor(p, "c", { machine: flags.machine }), p.inputs, p.folder, peak));
  } else {
    const results: Record<string, Record<string, Measured>> = {};
    for (const name of flags.models?.split(",") ?? Object.keys(models)) results[name] = await benchModel(name, known(name));
    if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify({ peak, results }, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
