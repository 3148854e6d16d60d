/**
 * `npm run bench:exported [-- --models a,b --targets c,wasm --write]`: networks as PyTorch exports them, at the sizes they are used in, against ONNX Runtime in
 * node and in WebAssembly, on one thread; outputs are compared first. --write makes docs/exported-networks.md of it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type BenchResult, bench, machineText, rivalOf } from "../../src/bench.ts";
import { CompileError } from "../../src/core/diagnostics.ts";

const { values: flags } = parseArgs({
  options: {
    models: { type: "string" },
    targets: { type: "string", default: "c,wasm" },
    rounds: { type: "string", default: "4" },
    milliseconds: { type: "string", default: "200" },
    write: { type: "boolean", default: false },
  },
});
const root = resolve(import.meta.dirname, "../..");
const folder = join(root, ".aot-cache/exported");
const python = (...args: readonly string[]): string =>
  execFileSync("/usr/bin/python3", ["-B", join(import.meta.dirname, "exported/export.py"), ...args], { encoding: "utf8" });

/** The file of a network, exported once. */
function exported(name: string): string {
  const path = join(folder, `${name}.onnx`);
  if (existsSync(path)) return path;
  const fresh = join(folder, "new");
  mkdirSync(fresh, { recursive: true });
  python(fresh, name);
  renameSync(join(fresh, `${name}.onnx`), path);
  return path;
}

type Target = "c" | "wasm";
interface Figure {
  readonly ours: number;
  readonly peer: number;
}

const ratioOf = ({ ours, peer }: Figure): number => peer / ours;

function figureOf({ results }: BenchResult, target: Target): Figure {
  const find = (engine: string): number => results.find((r) => r.engine === engine)?.median_ms ?? Number.NaN;
  return { ours: find(`aot-${target}`), peer: find(rivalOf(`aot-${target}`)) };
}

const short = (x: number): string => (x >= 100 ? x.toFixed(0) : `${Number(x.toPrecision(3))}`);
const titles: Readonly<Record<Target, readonly string[]>> = {
  c: ["C ms", "onnxruntime-node ms", "times as fast"],
  wasm: ["WebAssembly ms", "onnxruntime-web ms", "times as fast"],
};

/** docs/exported-networks.md. */
function page(rows: ReadonlyMap<string, ReadonlyMap<Target, Figure>>, targets: readonly Target[], machine: string): string {
  const head = ["network", ...targets.flatMap((t) => titles[t])];
  const lines = [...rows].map(([name, figures]) => [
    name,
    ...targets.flatMap((t) => {
      const f = figures.get(t);
      return f === undefined ? ["", "", ""] : [short(f.ours), short(f.peer), `${ratioOf(f).toFixed(2)}x`];
    }),
  ]);
  const summary = targets.map((t) => {
    const ratios = [...rows.values()].flatMap((figures) => (figures.has(t) ? [ratioOf(figures.get(t) as Figure)] : []));
    const mean = Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
    return `${t === "c" ? "C" : "WebAssembly"}: geometric mean of ${ratios.length} networks ${mean.toFixed(2)}x, lowest ${Math.min(...ratios).toFixed(2)}x.`;
  });
  const rule = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return `# Exported networks

Written by \`npm run bench:exported -- ${process.argv.slice(2).join(" ")}\`. The networks are as PyTorch exports them (test/bench/exported), at their usual sizes, with random
weights. Times are medians on one thread, measured alternately with ONNX Runtime after comparing outputs.

Machine: ${machine}.

${summary.join(" ")}

${[rule(head), rule(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...lines.map(rule)].join("\n")}
`;
}

const targets = flags.targets.split(",") as readonly Target[];
const rows = new Map<string, Map<Target, Figure>>();
let machine = machineText();
for (const name of flags.models?.split(",") ?? python().trim().split("\n")) {
  const figures = new Map<Target, Figure>();
  for (const target of targets) {
    try {
      const result = await bench(exported(name), {
        targets: [target],
        vs: "onnxruntime",
        rounds: Number(flags.rounds),
        milliseconds: Number(flags.milliseconds),
      });
      if (target === "c") ({ machine } = result);
      const figure = figureOf(result, target);
      figures.set(target, figure);
      console.log(
        `${name.padEnd(28)} ${target.padEnd(5)} ${short(figure.ours).padStart(8)} ms  ${short(figure.peer).padStart(8)} ms  ${ratioOf(figure).toFixed(2)}x`,
      );
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      console.log(`${name.padEnd(28)} ${target.padEnd(5)} ${error.message}`);
      process.exitCode = 1;
    }
  }
  rows.set(name, figures);
}
if (flags.write) writeFileSync(join(root, "docs/exported-networks.md"), page(rows, targets, machine));
