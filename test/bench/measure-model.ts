/** All figures of one network: engines in turns, sizes, starts, loading, and the share of small networks' runs that kernels take. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TargetBuild } from "../../src/build.ts";
import { cEngine } from "../../src/measure/c-engine.ts";
import { type Engine, interleaved } from "../../src/measure/engine.ts";
import { type Clock, installedBeside, nodeEngine } from "../../src/measure/javascript-engine.ts";
import type { Program } from "../../src/schedule/program.ts";
import { templatePath } from "../../src/targets/templates.ts";
import type { ModelEntry } from "../models/index.ts";
import { type EngineKind, engineKinds, fastestC, folderOf, type Prepared, peersManifest, prepare } from "./engines.ts";
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

/** A kind that was started, and of its program what is asked later: weights may be hundreds of megabytes, so builds are not kept. */
interface Started {
  readonly kind: EngineKind;
  readonly engine: Engine | undefined;
  readonly program?: Program;
  readonly sizes?: Sizes;
  /** Beside the program, in its folder. */
  readonly weightsFile?: string;
}

export async function measureModel(name: string, entry: ModelEntry, options: MeasureOptions): Promise<ModelResults> {
  const p = await prepare(name, entry, options.folder);
  const started: Started[] = [];
  try {
    // Compilers of C run while the next program is built.
    const starting = [];
    for (const kind of kindsFor(entry, options)) starting.push(startedOne(await builtFor(kind, p), p, options.clock));
    started.push(...(await Promise.all(starting)));
    const engines = started.flatMap((s) => s.engine ?? []);
    await compareOutputs(engines);
    const timed = started.filter(({ kind }) => options.targets.includes(kind.target)).flatMap((s) => s.engine ?? []);
    for (const e of engines) if (!timed.includes(e)) e.close();
    const measured = await interleaved(timed, options.rounds, options.milliseconds);
    for (const e of timed) e.close();
    return {
      gflop: entry.gflop,
      parameterBytes: 4 * entry.parameters,
      engines: Object.fromEntries([...measured].map(([e, m]) => [e.name, m])),
      sizes: Object.fromEntries(started.flatMap(({ kind, sizes }) => (sizes === undefined ? [] : [[kind.name, sizes]]))),
      starts: options.starts ? await startsOf(p, started) : {},
      ...(options.starts ? loadOf(p, started) : {}),
      inKernels: options.starts && entry.gflop < 0.01 ? await kernelShares(p, started, options) : {},
    };
  } finally {
    for (const { engine } of started) engine?.close();
    rmSync(p.folder, { recursive: true, force: true });
  }
}

/** The first, which outputs are compared with, and those that are asked for. */
const kindsFor = ({ gflop }: ModelEntry, { targets, threads, everything }: MeasureOptions): readonly EngineKind[] =>
  engineKinds.filter(
    ({ target, threads: count, mostGflop = Number.POSITIVE_INFINITY }, i) =>
      i === 0 || (targets.includes(target) && threads.includes(count) && (everything || gflop <= mostGflop)),
  );

interface Built {
  readonly kind: EngineKind;
  readonly build: TargetBuild | undefined;
  readonly seconds: number;
}

async function builtFor(kind: EngineKind, p: Prepared): Promise<Built> {
  const start = performance.now();
  const build = await kind.build?.(p);
  return { kind, build, seconds: (performance.now() - start) / 1e3 };
}

async function startedOne({ kind, build, seconds }: Built, p: Prepared, clock: Clock): Promise<Started> {
  const engine = await kind.start(p, clock, build);
  if (build === undefined) return { kind, engine };
  const weightsFile = weightsFileOf(build)?.path;
  return { kind, engine, program: build.compiled.program, sizes: sizesOf(build, seconds), ...(weightsFile === undefined ? {} : { weightsFile }) };
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

async function startsOf(p: Prepared, all: readonly Started[]): Promise<Readonly<Record<string, Start>>> {
  const starts: Record<string, Start> = { node: await nodeStart(p.folder) };
  for (const { kind, program, weightsFile } of all) {
    const folder = folderOf(p, kind);
    if (kind.name === fastestC && program !== undefined) starts[kind.name] = await cStart(program, folder, weightsFile !== undefined);
    if (kind.name === "aot-wasm")
      starts[kind.name] = await nodeStart(p.folder, templatePath("bench/emitted.mjs"), { ...p.described, path: join(folder, `${p.name}.mjs`) });
    if (kind.name !== "onnxruntime-node" && kind.name !== "onnxruntime-web") continue;
    const from = installedBeside(kind.name, peersManifest);
    const description = { ...p.described, path: p.path, package: kind.name, from, threads: 1 };
    if (from !== undefined) starts[kind.name] = await nodeStart(p.folder, templatePath("bench/onnxruntime.mjs"), description);
  }
  return starts;
}

function loadOf(p: Prepared, all: readonly Started[]): Pick<ModelResults, "load"> {
  const wasm = all.find((s) => s.kind.name === "aot-wasm");
  if (wasm === undefined) return {};
  const folder = folderOf(p, wasm.kind);
  return { load: loadBeyondReading(join(folder, `${p.name}.mjs`), wasm.weightsFile === undefined ? "" : join(folder, wasm.weightsFile)) };
}

/** Percent of a run. C: its steps, timed one by one; WebAssembly: what it exports, called alone. */
async function kernelShares(p: Prepared, all: readonly Started[], options: MeasureOptions): Promise<Record<string, number>> {
  const { clock, rounds, milliseconds } = options;
  const own = { ...p, folder: join(p.folder, "shares") };
  const shares: Record<string, number> = {};
  /** The least milliseconds of a whole run, and what `part` makes of its own engine's. */
  const share = async (kind: EngineKind, engine: (build: TargetBuild) => Promise<Engine>, part: (e: Engine, min: number) => Promise<number>) => {
    const build = await (kind.build as NonNullable<EngineKind["build"]>)(p);
    const [whole, parts] = [await kind.start(own, clock, build), await engine(build)] as const;
    const measured = await interleaved([whole as Engine, parts], rounds, milliseconds);
    shares[kind.name] = Math.min(
      100,
      (100 * (await part(parts, measured.get(parts)?.min ?? Number.NaN))) / (measured.get(whole as Engine)?.min ?? 0),
    );
    for (const e of [whole, parts]) e?.close();
  };
  for (const { kind } of all) {
    if (kind.name === fastestC)
      await share(
        kind,
        (build) => cEngine("steps", build, p.inputs, join(own.folder, "steps"), { clock, steps: true }),
        async (e) => (await e.ask<readonly number[]>("steps")).reduce((sum, ns) => sum + ns, 0) / 1e6,
      );
    if (kind.name === "aot-wasm") {
      const description = { ...p.described, path: join(folderOf(own, kind), `${p.name}.mjs`) };
      const opener = join(import.meta.dirname, "kernels-only.mjs");
      await share(
        kind,
        () => nodeEngine("kernels", opener, description, p.folder, { clock }),
        async (_, min) => min,
      );
    }
  }
  return shares;
}
