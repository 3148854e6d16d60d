/** tune: measures register tiles for every kernel of a model's C program on this machine. */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputFiles } from "./bench.ts";
import { type BuildOptions, buildTarget, type TargetBuild, targetNamed } from "./build.ts";
import { compileError } from "./core/diagnostics.ts";
import type { Tiles } from "./loop/kernel.ts";
import { machineNamed } from "./loop/machine.ts";
import { tileCandidates } from "./loop/schedules/tile-plan.ts";
import { cEngine } from "./measure/c-engine.ts";
import { kernelKey } from "./schedule/name-kernels.ts";
import { stepsOf } from "./schedule/program.ts";
import type { MachineTiles, TileChoices } from "./tiles.ts";
import { type Case, casesFor } from "./verify.ts";

export interface TuneOptions extends BuildOptions {
  /** How long each candidate runs; default 400. */
  readonly milliseconds?: number;
}

export interface TuneResult {
  /** `options.tiles` with a row for every tiled kernel. */
  readonly tiles: MachineTiles;
  /** Kernels that were measured; those with a row before are left as they are. */
  readonly measured: readonly TunedKernel[];
}

export interface TunedKernel {
  readonly kernel: string;
  /** What the cost model takes, and what was fastest. */
  readonly standard: Tiles;
  readonly chosen: Tiles;
  /** Least time of all its calls in one run, nanoseconds. */
  readonly standardTime: number;
  readonly chosenTime: number;
}

/** The standard tile stays unless another needs this much less of its time: what noise may show. */
const worthwhile = 0.97;

/** Kernel -> tile -> least nanoseconds of its calls in one run. */
type Times = Map<string, Map<string, number>>;

/**
 * Builds the C program of `path` with each candidate tile, runs it on seeded inputs in every bucket, and keeps for each kernel the tile whose calls took
 * the least time. A candidate is one build in which all kernels take it, so that a model is tuned in as many builds as there are candidates.
 * Throws CompileError: AOT317 when `options.targets` is anything but c, and what building and running throw.
 */
export async function tune(path: string, options: TuneOptions = {}): Promise<TuneResult> {
  const { targets = ["c"], progress = () => {}, milliseconds = 400 } = options;
  if (targets.length !== 1 || targets[0] !== "c")
    throw compileError({
      code: "AOT317",
      where: `--target ${targets.join(",")}`,
      message: "tiles are measured in C programs only",
      hint: "tune with --target c; the file it writes has a part for each machine, and --tiles gives it to every build",
    });
  const machine = options.machine ?? targetNamed("c").defaultMachine;
  const { cases } = await casesFor(path, options);
  const known = options.tiles?.[machine] ?? {};
  const folder = await mkdtemp(join(tmpdir(), "aot-tune-"));
  const times: Times = new Map();
  const standards = new Map<string, Tiles>();
  try {
    for (const one of cases) {
      const standard = await buildCase(one, path, options, known);
      const open = tiledKernels(standard).filter(({ key }) => !Object.hasOwn(known, key));
      for (const { key, tile } of open) standards.set(key, tile);
      if (open.length === 0) continue;
      const candidates = [undefined, ...tileCandidates(machineNamed(machine))];
      for (const [i, candidate] of candidates.entries()) {
        progress(`measure tiles ${i + 1} of ${candidates.length}${candidate === undefined ? "" : ` (${candidate.join("x")})`}`);
        const asked = candidate === undefined ? {} : Object.fromEntries(open.map(({ key }) => [key, candidate]));
        const build = candidate === undefined ? standard : await buildCase(one, path, options, { ...known, ...asked });
        await measure(build, one, join(folder, `${i}`), milliseconds, times);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const measured = [...standards].map(([kernel, standard]) => fastest(kernel, standard, times.get(kernel) ?? new Map()));
  const rows: TileChoices = { ...known, ...Object.fromEntries(measured.map((m) => [m.kernel, m.chosen])) };
  return { tiles: { ...options.tiles, [machine]: rows }, measured };
}

const buildCase = ({ model }: Case, path: string, options: TuneOptions, rows: TileChoices): Promise<TargetBuild> => {
  const { buckets: _, progress: __, ...others } = options;
  const machine = options.machine ?? targetNamed("c").defaultMachine;
  return buildTarget(model, targetNamed("c"), path, { ...others, tiles: { [machine]: rows } });
};

/** The kernels of a program that have a tile. */
const tiledKernels = ({ compiled }: TargetBuild): readonly { readonly key: string; readonly tile: Tiles }[] =>
  compiled.program.kernels.flatMap((k) => (k.plan?.tile === undefined ? [] : [{ key: kernelKey(k), tile: k.plan.tile }]));

/** Runs a program and notes the times of its tiled kernels, under the tile each really has. */
async function measure(build: TargetBuild, one: Case, folder: string, milliseconds: number, times: Times): Promise<void> {
  await mkdir(folder, { recursive: true });
  const engine = await cEngine("tune", build, await inputFiles(one, folder), folder, { steps: true });
  try {
    await engine.run(milliseconds);
    const taken = await engine.ask<readonly number[]>("steps");
    const [variant] = build.compiled.program.variants;
    const calls = variant === undefined ? [] : stepsOf(variant.region).flatMap((s) => (s.kind === "call" ? [s] : []));
    const totals = new Map<string, { readonly tile: string; ns: number }>();
    calls.forEach(({ kernel }, i) => {
      if (kernel.plan?.tile === undefined) return;
      const key = kernelKey(kernel);
      const total = totals.get(key) ?? { tile: kernel.plan.tile.join(), ns: 0 };
      total.ns += taken[i] ?? 0;
      totals.set(key, total);
    });
    for (const [key, { tile, ns }] of totals) {
      const row = times.get(key) ?? new Map<string, number>();
      row.set(tile, Math.min(ns, row.get(tile) ?? Number.POSITIVE_INFINITY));
      times.set(key, row);
    }
  } finally {
    engine.close();
  }
}

function fastest(kernel: string, standard: Tiles, times: ReadonlyMap<string, number>): TunedKernel {
  const standardTime = times.get(standard.join()) ?? Number.POSITIVE_INFINITY;
  const [best = standard.join(), bestTime = standardTime] = [...times].sort(([, a], [, b]) => a - b)[0] ?? [];
  const isWorth = bestTime < worthwhile * standardTime;
  const chosen = isWorth ? (best.split(",").map(Number) as unknown as Tiles) : standard;
  return { kernel, standard, chosen, standardTime, chosenTime: isWorth ? bestTime : standardTime };
}
