/** aot bench: a table of how long one run takes, for each target and for ONNX Runtime; or of each step of a program. */

import { type BenchRow, bench, rivalOf } from "../bench.ts";
import { compileError } from "../core/diagnostics.ts";
import { readNamedArrays } from "../io/index.ts";
import { type LayersResult, layers } from "../layers.ts";
import { dumper } from "./build-command.ts";
import { layerTable } from "./layer-table.ts";
import { buildOptions, type Flags, targetsOf } from "./options.ts";
import { reporter, table } from "./reporter.ts";

export interface BenchFlags extends Flags {
  readonly inputs?: readonly string[];
  readonly tolerance: string;
  readonly vs?: string;
  readonly rounds: string;
  readonly layers?: boolean;
}

const refuse = (where: string, message: string): never => {
  throw compileError({ code: "AOT306", where, message });
};

export async function benchCommand(model: string, flags: BenchFlags): Promise<void> {
  const show = reporter(flags.json === true);
  const { buckets, ...options } = buildOptions(flags);
  if (buckets !== undefined) refuse("--buckets", "bench measures one shape; give it with --dim");
  const [tolerance, rounds] = [Number(flags.tolerance), Number(flags.rounds)];
  if (!(tolerance >= 0 && Number.isFinite(tolerance))) refuse(`--tolerance ${flags.tolerance}`, `"${flags.tolerance}" is no number of 0 or more`);
  if (!Number.isSafeInteger(rounds) || rounds < 1) refuse(`--rounds ${flags.rounds}`, `"${flags.rounds}" is no positive integer`);
  const vs = flags.vs === undefined || flags.vs === "onnxruntime" ? flags.vs : refuse(`--vs ${flags.vs}`, `"${flags.vs}" is not onnxruntime`);
  const observe = dumper(flags.dump, (text) => show.line(text));
  const inputs = flags.inputs === undefined ? undefined : await readNamedArrays(flags.inputs);
  if (flags.layers === true) {
    const { targets: _, threads, ...rest } = options;
    if (vs !== undefined || (threads ?? 1) > 1) refuse("--layers", "times steps of our own programs on one thread; leave out --vs and --threads");
    const found: LayersResult[] = [];
    for (const target of targetsOf(flags.target)) {
      const shown = { ...rest, target, progress: (phase: string) => show.phase(phase), observe };
      found.push(await layers(model, { ...shown, inputs }));
    }
    show.done();
    if (flags.json === true) show.line(JSON.stringify(found, null, 2));
    else for (const one of found) for (const line of [headOf(one), ...layerTable(one)]) show.line(line);
    return;
  }
  const { diagnostics, ...result } = await bench(model, {
    ...options,
    tolerance,
    rounds,
    progress: (phase) => show.phase(phase),
    observe,
    vs,
    inputs,
  });
  show.done();
  show.diagnostics(diagnostics);
  if (flags.json === true) {
    show.line(JSON.stringify(result, null, 2));
    return;
  }
  show.line(result.machine);
  for (const row of table(result.results.map((r) => [r.engine, ...cells(r), against(r, result.results)]))) show.line(row);
}

const headOf = ({ machine, peak_gflops: peak }: LayersResult): string =>
  peak > 0 ? `${machine}; ${peak.toFixed(0)} GFLOP/s at most on one core` : machine;

const cells = (r: BenchRow): readonly string[] => [
  `median ${milliseconds(r.median_ms)}`,
  `min ${milliseconds(r.min_ms)}`,
  `${r.runs} runs`,
  `max abs error ${r.max_abs_error.toExponential(1)}`,
];

const milliseconds = (ms: number): string => `${ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3)} ms`;

/** How many times as fast as its rival, by medians. */
function against(row: BenchRow, all: readonly BenchRow[]): string {
  const rival = row.engine.startsWith("aot") ? all.find((r) => r.engine === rivalOf(row.engine)) : undefined;
  return rival === undefined ? "" : `${(rival.median_ms / row.median_ms).toFixed(2)}x ${rival.engine}`;
}
