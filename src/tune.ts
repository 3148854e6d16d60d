/** tune: measures register tiles for every kernel of a model's programs on this machine. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, buildTarget, machineFor, type TargetBuild, type TargetName, targetNamed } from "./build.ts";
import { type Case, casesFor } from "./cases.ts";
import { withTemporaryFolder } from "./core/temporary.ts";
import type { Tiles } from "./loop/kernel.ts";
import { machineNamed } from "./loop/machine.ts";
import { tileCandidates } from "./loop/schedules/register-tiles.ts";
import { inputFiles } from "./measure/input-files.ts";
import { callsOf, steppedEngine } from "./measure/stepped-engine.ts";
import { kernelKey } from "./schedule/name-kernels.ts";
import type { MachineTiles, TileChoices } from "./tiles.ts";

export interface TuneOptions extends BuildOptions {
  /** How long each candidate runs; default: 400. */
  readonly milliseconds?: number;
}

export interface TuneResult {
  /** `options.tiles`, completed with a row for every tiled kernel. */
  readonly tiles: MachineTiles;
  /** The kernels that were measured; kernels that already had a row are not. */
  readonly measured: readonly TunedKernel[];
}

export interface TunedKernel {
  readonly machine: string;
  readonly kernel: string;
  /** The tile of the cost model, and the fastest tile. */
  readonly standard: Tiles;
  readonly chosen: Tiles;
  /** The minimum time of all the kernel's calls in one run, in nanoseconds. */
  readonly standardTime: number;
  readonly chosenTime: number;
}

/** The standard tile stays unless another needs this much less of its time: what noise may show. */
const worthwhile = 0.97;

/** What a kernel's calls in one run took with one tile: least nanoseconds. */
interface Timed {
  readonly tile: Tiles;
  readonly ns: number;
}

/**
 * Builds the model at `path` for each of `options.targets` (default: c) with each candidate tile, runs the programs on pseudorandom inputs in every bucket, and
 * keeps for each kernel the tile whose calls took the least time. One build uses one candidate for all kernels, so tuning takes as many builds as there are
 * candidates. Throws what building and running throw.
 */
export async function tune(path: string, options: TuneOptions = {}): Promise<TuneResult> {
  const { targets = ["c"] } = options;
  const { cases } = await casesFor(path, options);
  let tiles = options.tiles ?? {};
  const measured: TunedKernel[] = [];
  for (const name of targets) {
    const machine = machineFor(targetNamed(name), options.machine).name;
    const kernels = await tunedFor(name, machine, path, cases, { ...options, tiles });
    tiles = { ...tiles, [machine]: { ...tiles[machine], ...Object.fromEntries(kernels.map((m) => [m.kernel, m.chosen])) } };
    measured.push(...kernels);
  }
  return { tiles, measured };
}

/** The kernels of a target's programs that `options.tiles` has no row for. */
async function tunedFor(
  target: TargetName,
  machine: string,
  path: string,
  cases: readonly Case[],
  options: TuneOptions,
): Promise<readonly TunedKernel[]> {
  const { progress = () => {}, milliseconds = 400 } = options;
  const known = options.tiles?.[machine] ?? {};
  // One thread and one shape at a time: steps are timed one after the other.
  const { buckets: _, ...others } = { ...options, threads: 1, machine, fallback: false, golden: false };
  const built = ({ model }: Case, rows: TileChoices): Promise<TargetBuild> =>
    buildTarget(model, targetNamed(target), path, { ...others, progress: () => {}, tiles: { [machine]: { ...known, ...rows } } });
  const times = new Map<string, Timed[]>();
  const standards = new Map<string, Tiles>();
  await withTemporaryFolder(async (folder) => {
    for (const one of cases) {
      const standard = await built(one, {});
      const open = tiledKernels(standard).filter(({ key }) => !Object.hasOwn(known, key) && !standards.has(key));
      for (const { key, tile } of open) standards.set(key, tile);
      if (open.length === 0) continue;
      const candidates = [undefined, ...tileCandidates(machineNamed(machine))];
      for (const [i, candidate] of candidates.entries()) {
        progress(`measure tiles for ${target}, ${i + 1} of ${candidates.length}${candidate === undefined ? "" : ` (${candidate.join("x")})`}`);
        const build = candidate === undefined ? standard : await built(one, Object.fromEntries(open.map(({ key }) => [key, candidate])));
        for (const [key, timed] of await measured(build, one, join(folder, `${i}`), milliseconds))
          if (standards.has(key)) times.set(key, [...(times.get(key) ?? []), timed]);
      }
    }
  });
  return [...standards].map(([kernel, standard]) => fastest({ machine, kernel, standard }, times.get(kernel) ?? []));
}

/** The kernels of a program that have a tile. */
const tiledKernels = ({ compiled }: TargetBuild): readonly { readonly key: string; readonly tile: Tiles }[] =>
  compiled.program.kernels.flatMap((k) => (k.plan?.tile === undefined ? [] : [{ key: kernelKey(k), tile: k.plan.tile }]));

/** A process that compiles what runs often is measured again and again, so that what it had compiled last has been timed. */
const turns = 4;

/** Runs a program; what its tiled kernels took, under the tile each really has. */
async function measured(build: TargetBuild, one: Case, folder: string, milliseconds: number): Promise<ReadonlyMap<string, Timed>> {
  await mkdir(folder, { recursive: true });
  const engine = await steppedEngine(build, await inputFiles(one, folder), folder);
  try {
    for (let turn = 0; turn < (engine.isCompiled ? 1 : turns); turn++) await engine.run(milliseconds);
    const taken = await engine.ask<readonly number[]>("steps");
    const totals = new Map<string, Timed>();
    for (const [i, { kernel }] of callsOf(build.compiled.program).entries()) {
      if (kernel.plan?.tile === undefined) continue;
      const key = kernelKey(kernel);
      totals.set(key, { tile: kernel.plan.tile, ns: (totals.get(key)?.ns ?? 0) + (taken[i] ?? 0) });
    }
    return totals;
  } finally {
    engine.close();
  }
}

/** The first of `timed` is the standard tile's. */
function fastest(known: Pick<TunedKernel, "machine" | "kernel" | "standard">, timed: readonly Timed[]): TunedKernel {
  const standardTime = timed[0]?.ns ?? Number.POSITIVE_INFINITY;
  const best = timed.reduce<Timed>((a, b) => (b.ns < worthwhile * standardTime && b.ns < a.ns ? b : a), { tile: known.standard, ns: standardTime });
  return { ...known, chosen: best.tile, standardTime, chosenTime: best.ns };
}
