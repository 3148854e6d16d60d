/** All figures of one network: engines in turns, sizes, starts, loading, and the share of small networks' runs that kernels take. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TargetBuild } from "../../src/build.ts";
import { cEngine } from "../../src/measure/c-engine.ts";
import { type Engine, interleaved } from "../../src/measure/engine.ts";
import { type Clock, installedBeside, nodeEngine } from "../../src/measure/javascript-engine.ts";
import { templatePath } from "../../src/targets/templates.ts";
import type { ModelEntry } from "../models/index.ts";
import { type EngineKind, engineKinds, folderOf, type Prepared, peersManifest, prepare } from "./engines.ts";
import { compareOutputs } from "./outputs.ts";
import type { ModelResults, Sizes } from "./results.ts";
import { cStart, loadBeyondReading, nodeStart, type Start } from "./starts.ts";

export interface MeasureOptions {
  readonly targets: readonly string[];
  /** Numbers of threads that are measured. */
  readonly threads: readonly number[];
  readonly rounds: number;
  readonly milliseconds: number;
  readonly clock: Clock;
  /** Engines that take minutes, too. */
  readonly everything: boolean;
  /** Starts, loading and kernels' shares, too. */
  readonly starts: boolean;
  readonly folder: string;
}

interface Built {
  readonly kind: EngineKind;
  readonly build?: TargetBuild;
  readonly seconds: number;
}

export async function measureModel(name: string, entry: ModelEntry, options: MeasureOptions): Promise<ModelResults> {
  const p = await prepare(name, entry, options.folder);
  const kinds = engineKinds.filter(
    (k, i) =>
      i === 0 ||
      (options.targets.includes(k.target) && options.threads.includes(k.threads) && (options.everything || entry.gflop <= (k.mostGflop ?? Infinity))),
  );
  const engines: Engine[] = [];
  try {
    const built: Built[] = [];
    for (const kind of kinds) built.push(await builtFor(kind, p));
    const starting = await Promise.all(built.map(({ kind, build }) => kind.start(p, options.clock, build)));
    engines.push(...starting.flatMap((e) => e ?? []));
    await compareOutputs(engines);
    const measured = await interleaved(engines, options.rounds, options.milliseconds);
    const figures = Object.fromEntries([...measured].map(([e, m]) => [e.name, m]));
    const inKernels = options.starts && entry.gflop < 0.01 ? await kernelShares(p, built, options) : {};
    for (const e of engines.splice(0)) e.close();
    const wasm = built.find((b) => b.kind.name === "aot-wasm")?.build;
    return {
      gflop: entry.gflop,
      parameterBytes: 4 * entry.parameters,
      engines: figures,
      sizes: Object.fromEntries(built.flatMap(({ kind, build, seconds }) => (build === undefined ? [] : [[kind.name, sizesOf(build, seconds)]]))),
      starts: options.starts ? await startsOf(p, built) : {},
      ...(options.starts && wasm !== undefined ? { load: loadOf(p, wasm) } : {}),
      inKernels,
    };
  } finally {
    for (const e of engines) e.close();
    rmSync(p.folder, { recursive: true, force: true });
  }
}

async function builtFor(kind: EngineKind, p: Prepared): Promise<Built> {
  const start = performance.now();
  const build = await kind.build?.(p);
  return { kind, ...(build === undefined ? {} : { build }), seconds: (performance.now() - start) / 1e3 };
}

const weightsFileOf = (build: TargetBuild) => build.files.find((f) => f.path.endsWith(".weights.bin"));

/** Weights inside an .mjs are base64 of the weights file; those of C stand in a header of their own. */
export function sizesOf(build: TargetBuild, buildSeconds: number): Sizes {
  const deployed = build.files.find((f) => f.path === `${build.compiled.program.name}.${build.target === "c" ? "c" : "mjs"}`);
  const inside = build.target === "c" || weightsFileOf(build) !== undefined ? 0 : Math.ceil((build.weightBytes + 64) / 3) * 4;
  return {
    buildSeconds,
    codeBytes: Buffer.byteLength(deployed?.content ?? "") - inside,
    weightBytes: build.weightBytes,
    arenaBytes: build.arenaBytes,
    arenaLowerBound: build.arenaLowerBound,
  };
}

const fastestC = "aot-c x86-64-v4";

async function startsOf(p: Prepared, built: readonly Built[]): Promise<Readonly<Record<string, Start>>> {
  const starts: Record<string, Start> = {};
  for (const { kind, build } of built) {
    const folder = folderOf(p, kind);
    if (kind.name === fastestC && build !== undefined)
      starts[kind.name] = await cStart(build.compiled.program, folder, weightsFileOf(build) !== undefined);
    if (kind.name === "aot-wasm")
      starts[kind.name] = await nodeStart(p.folder, templatePath("bench/emitted.mjs"), { ...p.described, path: join(folder, `${p.name}.mjs`) });
    if (kind.name !== "onnxruntime-node" && kind.name !== "onnxruntime-web") continue;
    const from = installedBeside(kind.name, peersManifest);
    const description = { ...p.described, path: p.path, package: kind.name, from, threads: 1 };
    if (from !== undefined) starts[kind.name] = await nodeStart(p.folder, templatePath("bench/onnxruntime.mjs"), description);
  }
  return starts;
}

function loadOf(p: Prepared, build: TargetBuild): number {
  const folder = folderOf(p, { name: "aot-wasm" });
  const weights = weightsFileOf(build)?.path;
  return loadBeyondReading(join(folder, `${p.name}.mjs`), weights === undefined ? "" : join(folder, weights));
}

/** Percent of a run. C: its steps, timed one by one; WebAssembly: what it exports, called alone. */
async function kernelShares(p: Prepared, built: readonly Built[], { clock, rounds, milliseconds }: MeasureOptions): Promise<Record<string, number>> {
  const shares: Record<string, number> = {};
  const named = (name: string): Built | undefined => built.find((b) => b.kind.name === name);
  const [c, wasm] = [named(fastestC), named("aot-wasm")];
  const inTurns = async (whole: Engine, part: Engine): Promise<number[]> => {
    const measured = await interleaved([whole, part], rounds, milliseconds);
    return [whole, part].map((e) => measured.get(e)?.min ?? Number.NaN);
  };
  if (c?.build !== undefined) {
    const whole = await c.kind.start({ ...p, folder: join(p.folder, "whole") }, clock, c.build);
    const steps = await cEngine("steps", c.build, p.inputs, join(p.folder, "steps"), { clock, steps: true });
    const [run = Number.NaN] = await inTurns(whole as Engine, steps);
    const spent = (await steps.ask<readonly number[]>("steps")).reduce((sum, ns) => sum + ns, 0) / 1e6;
    shares[fastestC] = Math.min(100, (100 * spent) / run);
    for (const e of [whole, steps]) e?.close();
  }
  if (wasm?.build !== undefined) {
    const whole = await wasm.kind.start({ ...p, folder: join(p.folder, "whole") }, clock, wasm.build);
    const path = join(folderOf(p, wasm.kind), `${p.name}.mjs`);
    const kernels = await nodeEngine("kernels", join(import.meta.dirname, "kernels-only.mjs"), { ...p.described, path }, p.folder, clock);
    const [run = Number.NaN, alone = Number.NaN] = await inTurns(whole as Engine, kernels);
    shares["aot-wasm"] = Math.min(100, (100 * alone) / run);
    for (const e of [whole, kernels]) e?.close();
  }
  return shares;
}
