/** aot build: builds, then prints what was written and how large it is. */

import { existsSync } from "node:fs";
import { type BuildOptions, type BuildResult, build, modelName, type TargetBuild } from "../build.ts";
import { compileError } from "../core/diagnostics.ts";
import { dimsText } from "../core/dim-names.ts";
import { suggestion } from "../core/names.ts";
import { printGraph } from "../graph/text.ts";
import { pipelines } from "../passes/index.ts";
import type { PassObserver } from "../passes/run.ts";
import { stepsOf } from "../schedule/program.ts";
import { counted } from "../targets/describe.ts";
import { byteLength } from "../targets/manifest.ts";
import { readTiles, writeTiles } from "../tiles.ts";
import { type TunedKernel, type TuneResult, tune } from "../tune.ts";
import { buildOptions, type Flags } from "./options.ts";
import { reportLines, reportOf } from "./report.ts";
import { type Reporter, reporter, sizeText, table } from "./reporter.ts";

/** Prints the graph after each named pass; an unknown pass is a usage error that names the nearest. */
export function dumper(flags: readonly string[] = [], print: (text: string) => void): PassObserver | undefined {
  if (flags.length === 0) return undefined;
  const known = Object.values(pipelines).flatMap((steps) => steps.map(({ pass }) => pass.name));
  const wanted = flags.map((flag) => flag.replace(/^after:/, ""));
  for (const name of wanted) {
    if (known.includes(name)) continue;
    throw compileError({
      code: "AOT307",
      where: `--dump after:${name}`,
      message: `there is no pass "${name}"; there are ${[...new Set(known)].join(", ")}`,
      ...suggestion(name, known),
    });
  }
  return (name, graph) => {
    if (wanted.includes(name)) print(`# after ${name}\n${printGraph(graph)}`);
  };
}

export async function buildCommand(model: string, flags: Flags): Promise<void> {
  const show = reporter(flags.json === true);
  const observe = dumper(flags.dump, (text) => show.line(text));
  const given = buildOptions(flags);
  const tuning = flags.tune === true ? await tuned(model, given, flags, show) : undefined;
  const options = tuning === undefined ? given : { ...given, tiles: tuning.tiles };
  const result = await build(model, { ...options, progress: (phase) => show.phase(phase), observe });
  show.done();
  if (flags.json === true) {
    show.line(JSON.stringify({ ...asJson(result, flags.report === true), tuned: tuning?.measured }, null, 2));
    return;
  }
  show.diagnostics(result.diagnostics);
  if (tuning !== undefined) for (const row of tunedRows(tuning.measured)) show.line(row);
  for (const b of result.builds) printBuild(result, b, flags.report === true, (text) => show.line(text));
}

/** Measures what the tiles file lacks, and writes the file. */
async function tuned(model: string, options: BuildOptions, flags: Flags, show: Reporter): Promise<TuneResult> {
  const file = flags.tiles ?? `${options.name ?? modelName(model)}.tiles.json`;
  const before = options.tiles ?? (existsSync(file) ? readTiles(file) : {});
  const result = await tune(model, { ...options, tiles: before, progress: (phase) => show.phase(phase) });
  await writeTiles(file, result.tiles);
  return result;
}

/** For each machine: how many kernels take another tile, what that gives, and which. */
const tunedRows = (measured: readonly TunedKernel[]): readonly string[] =>
  [...new Set(measured.map((m) => m.machine))].flatMap((machine) => {
    const kernels = measured.filter((m) => m.machine === machine);
    const others = kernels.filter((m) => m.chosen.join() !== m.standard.join());
    const us = (ns: number): string => `${(ns / 1e3).toFixed(1)} us`;
    const total = (time: (m: TunedKernel) => number): string => us(kernels.reduce((sum, m) => sum + time(m), 0));
    const gain = `${total((m) => m.standardTime)} -> ${total((m) => m.chosenTime)}`;
    return [
      `${machine}: ${kernels.length} kernels measured, ${others.length} with another tile than the cost model's (all together ${gain})`,
      ...table(
        others.map((m) => [`  ${m.kernel}`, `${m.standard.join("x")} -> ${m.chosen.join("x")}`, `${us(m.standardTime)} -> ${us(m.chosenTime)}`]),
      ),
    ];
  });

function printBuild(result: BuildResult, b: TargetBuild, withReport: boolean, line: (text: string) => void): void {
  const folder = result.builds.length === 1 ? result.out : `${result.out}/${b.target}`;
  const { program, variants } = b.compiled;
  line(`${folder}/  ${b.target} for ${b.machine}`);
  for (const row of table(b.files.map((f) => [`  ${f.path}`, sizeText(byteLength(f)), f.purpose]))) line(row);
  const counts = variantRows(b);
  if (variants.length === 1)
    line(`  ${counted(program.kernels.length, "kernel")}, ${counted(counts[0]?.steps ?? 0, "step")}, ${counts[0]?.multiplyAdds} multiply-adds`);
  else {
    line(`  ${counted(program.kernels.length, "kernel")} in ${variants.length} buckets`);
    const rows = counts.map((c) => [
      `    ${dimsText(c.dims)}`,
      counted(c.steps, "step"),
      `${c.multiplyAdds} multiply-adds`,
      `arena ${c.arenaBytes} B`,
    ]);
    for (const row of table(rows)) line(row);
  }
  line(`  arena ${b.arenaBytes} B (lower bound ${b.arenaLowerBound} B), weights ${b.weightBytes} B, code ${b.codeBytes} B`);
  if (withReport) for (const row of reportLines(reportOf(b))) line(`  ${row}`);
}

/** What tells the variants of a build apart. */
const variantRows = ({ compiled: { program, variants } }: TargetBuild) =>
  variants.map(({ dims, notes }, i) => {
    const variant = program.variants[i];
    const steps = variant === undefined ? 0 : stepsOf(variant.region).length;
    return { dims, steps, multiplyAdds: notes.multiplyAdds, arenaBytes: variant?.arenaBytes ?? 0, arenaLowerBound: variant?.arenaLowerBound ?? 0 };
  });

const asJson = (result: BuildResult, withReport: boolean): object => ({
  ok: true,
  name: result.name,
  out: result.out,
  diagnostics: result.diagnostics,
  targets: result.builds.map((b) => ({
    target: b.target,
    machine: b.machine,
    arenaBytes: b.arenaBytes,
    arenaLowerBound: b.arenaLowerBound,
    weightBytes: b.weightBytes,
    codeBytes: b.codeBytes,
    kernels: b.compiled.program.kernels.length,
    steps: variantRows(b).reduce((n, v) => n + v.steps, 0),
    multiplyAdds: Math.max(...variantRows(b).map((v) => v.multiplyAdds)),
    ...(b.compiled.variants.length > 1 ? { buckets: variantRows(b) } : {}),
    files: b.files.map((f) => ({ path: f.path, bytes: byteLength(f), kind: f.kind, purpose: f.purpose })),
    ...(withReport ? { report: reportOf(b) } : {}),
  })),
});
