/** What a manifest records of a build: of which model, with which options and tiles, so that check can build it again and diff can tell causes apart. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { BuildOptions } from "./build.ts";
import { bound, type Compiled } from "./compile.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { fingerprint } from "./graph/fingerprint.ts";
import { kernelKey } from "./schedule/name-kernels.ts";
import type { BuildRecord, RecordedOptions } from "./targets/target.ts";
import type { MachineTiles, TileChoices } from "./tiles.ts";
import { version } from "./version.ts";

/** What was compiled for a machine. */
interface MachineProgram {
  readonly machine: string;
  readonly compiled: Compiled;
}

/** The record of a build of the model file at `path`: the target's program, and behind it its fallback's. */
export async function recordOf(
  path: string,
  model: SourceModel,
  options: BuildOptions,
  programs: readonly [MachineProgram, ...MachineProgram[]],
): Promise<BuildRecord> {
  const { variants } = programs[0].compiled;
  // Where nodes do not fit one another for all values of the free dims, there is no graph but those of the variants.
  const { graph } = model.disagreement === undefined ? model : bound(model, variants[0]?.dims ?? {});
  return {
    toolVersion: version,
    model: { sha256: await sha256Of(path), ...fingerprint(graph) },
    multiplyAdds: Math.max(...variants.map((v) => v.notes.multiplyAdds)),
    options: { ...recordedOptions(options), ...usedTiles(options.tiles, programs) },
  };
}

/** The options that a manifest records, with their defaults: a build with the same options produces the same files. */
const recordedOptions = (options: BuildOptions): RecordedOptions => ({
  level: options.level ?? 2,
  dims: options.dims ?? {},
  stringBytes: options.stringBytes,
  ...(options.items === undefined || Object.keys(options.items).length === 0 ? {} : { items: options.items }),
  imageFormats: options.imageFormats,
  buckets: options.buckets,
  weights: options.weights ?? "auto",
  ...((options.threads ?? 1) > 1 ? { threads: options.threads } : {}),
  fallback: options.fallback ?? false,
  deterministic: options.deterministic ?? false,
  precise: options.precise ?? false,
  templates: options.templates !== undefined,
});

/** The rows of `tiles` that the programs take, in the order of their kernels, whatever order they are given in. */
function usedTiles(tiles: MachineTiles | undefined, programs: readonly MachineProgram[]): { tiles?: MachineTiles } {
  if (tiles === undefined) return {};
  const used = programs.map(({ machine, compiled: { program } }): [string, TileChoices] => {
    const given = tiles[machine] ?? {};
    return [machine, Object.fromEntries(program.kernels.map(kernelKey).flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])))];
  });
  const rows = used.filter(([, choices]) => Object.keys(choices).length > 0);
  return rows.length === 0 ? {} : { tiles: Object.fromEntries(rows) };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
