/** docs/benchmarks.md of a run's results: a table for each question, and what is missed. */
import { type LimitRow, limitRows } from "./limits.ts";
import { geometricMean, type ModelResults, type Results, ratioOf, rivals } from "./results.ts";

const fixed = (x: number | undefined, digits = 1): string => (x === undefined || Number.isNaN(x) ? "" : x.toFixed(digits));
/** Three digits that count. */
const short = (x: number | undefined): string => (x === undefined ? "" : x >= 100 ? x.toFixed(0) : `${Number(x.toPrecision(3))}`);
const times = (x: number | undefined): string => (x === undefined ? "" : `${x.toFixed(2)}x`);

type Cells = readonly string[];

/** Markdown; the first column to the left, figures to the right. */
const table = (head: Cells, rows: readonly Cells[]): string =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const titles: Readonly<Record<string, string>> = {
  "aot-c x86-64-v4": "C, AVX-512",
  "aot-c x86-64-v4, 2 threads": "C, AVX-512, two threads",
  "aot-c x86-64-v3": "C, AVX2",
  "aot-c scalar": "C11 without vectors (-DAOT_NO_VECTOR, any x86-64), against our own code at -O0",
  "aot-wasm": "WebAssembly",
  "aot-wasm, node 22": "WebAssembly on node 22, whose V8 has relaxed SIMD",
  "aot-wasm, 2 threads": "WebAssembly, two threads",
  "aot-ts": "TypeScript without WebAssembly",
};

/** The machine's limit an engine on one thread runs against. */
const peakOf = ({ peaks }: Results, engine: string): number | undefined =>
  peaks[engine === "aot-wasm" ? "wasm" : engine === "aot-ts" ? "ts" : engine.replace("aot-c ", "")];

const measuredEngines = (results: Results): readonly string[] =>
  Object.keys(titles).filter((engine) => Object.values(results.models).some((m) => m.engines[engine] !== undefined));

function summary(results: Results): string {
  const rows = measuredEngines(results).map((engine) => {
    const ratios = Object.values(results.models).flatMap((m) => ratioOf(m, engine) ?? []);
    const worst = ratios.length === 0 ? undefined : Math.min(...ratios);
    return [
      titles[engine] ?? engine,
      (rivals[engine] ?? []).join(" or "),
      `${ratios.length}`,
      times(geometricMean(results.models, engine)),
      times(worst),
    ];
  });
  return table(["target", "against (the fastest counts)", "networks", "geometric mean", "least"], rows);
}

function speeds(results: Results, engine: string): string {
  const peers = (rivals[engine] ?? []).filter((name) => Object.values(results.models).some((m) => m.engines[name] !== undefined));
  const peak = peakOf(results, engine);
  const rows = Object.entries(results.models).flatMap(([name, m]): readonly Cells[] => {
    const own = m.engines[engine];
    if (own === undefined) return [];
    const speed = (m.gflop / own.median) * 1e3;
    const share = peak === undefined || peak === 0 ? [] : [fixed((100 * speed) / peak, 0)];
    return [
      [name, short(own.median), short(own.min), fixed(speed), ...share, ...peers.map((p) => short(m.engines[p]?.median)), times(ratioOf(m, engine))],
    ];
  });
  const share = peak === undefined || peak === 0 ? [] : [`% of ${fixed(peak, 0)}`];
  return table(["network", "median ms", "least ms", "GFLOP/s", ...share, ...peers.map((p) => `${p} ms`), "times as fast"], rows);
}

/** Of the programs with kernels for C with AVX-512, WebAssembly and TypeScript. */
function sizes(results: Results): string {
  const engines = ["aot-c x86-64-v4", "aot-wasm", "aot-ts"].filter((e) => Object.values(results.models).some((m) => m.sizes[e] !== undefined));
  const rows = Object.entries(results.models).map(([name, { sizes: of, parameterBytes }]) => {
    const [first] = engines.flatMap((e) => of[e] ?? []);
    return [
      name,
      ...engines.map((e) => fixed((of[e]?.codeBytes ?? Number.NaN) / 1e3)),
      times(first === undefined ? undefined : first.weightBytes / parameterBytes),
      ...[first?.arenaBytes, first?.arenaLowerBound].map((n) => fixed((n ?? Number.NaN) / 1e3)),
      ...engines.map((e) => fixed(of[e]?.buildSeconds)),
    ];
  });
  const short = (e: string): string => e.replace("aot-", "").replace(" x86-64-v4", "");
  const head = [
    ...engines.map((e) => `${short(e)} code kB`),
    "weights over parameters",
    "arena kB",
    "lower bound kB",
    ...engines.map((e) => `${short(e)} build s`),
  ];
  return table(["network", ...head], rows);
}

function starts(results: Results): string {
  const engines = ["node", "aot-c x86-64-v4", "aot-wasm", "onnxruntime-node", "onnxruntime-web"];
  const names = ["nothing", "C", "wasm", "onnxruntime-node", "onnxruntime-web"];
  const row = (name: string, m: ModelResults): Cells => [
    name,
    ...engines.map((e) => short(m.starts[e]?.cold)),
    short(m.load),
    short(m.starts["aot-wasm"]?.first),
    short(m.engines["aot-wasm"]?.median),
    ...engines.map((e) => fixed(m.starts[e]?.peak, 0)),
  ];
  return table(
    ["network", ...names.map((e) => `${e} ms`), "wasm load ms beyond reading", "wasm first run ms", "warm ms", ...names.map((e) => `${e} MB`)],
    Object.entries(results.models)
      .filter(([, m]) => Object.keys(m.starts).length > 0)
      .map(([name, m]) => row(name, m)),
  );
}

const inside = (results: Results): readonly string[] =>
  Object.entries(results.models).flatMap(([name, m]) =>
    Object.entries(m.inKernels).map(([engine, share]) => `${name} spends ${share.toFixed(0)} % of a run in kernels (${titles[engine]}).`),
  );

const limitTable = (rows: readonly LimitRow[]): string =>
  table(
    ["claim", "figure", "limit", "unit"],
    rows.map((r) => [r.claim, short(r.figure), short(r.limit), r.unit]),
  );

/** The whole page; `picture` is the path of the bars beside it. */
export function benchmarksPage(results: Results, picture: string): string {
  const rows = limitRows(results);
  const missed = rows.filter((r) => !r.passed);
  const versions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  const peaks = Object.entries(results.peaks).map(([name, peak]) => `${name} ${peak.toFixed(0)}`);
  return [
    "# Benchmarks",
    "Written by `npm run bench -- --write`; the figures stand in benchmarks.json. All engines of a network and target run in turns in one go on one machine, each in a process of " +
      "its own; outputs are compared before anything is timed. Medians of warm runs, batch 1, f32, one thread where nothing else is said. " +
      "Callers of C programs hold arrays in pages of 2 MiB where Linux has them, as the README shows; for AVX-512 they are built with `--machine x86-64-v4`, on a Zen 4 with `--machine znver4`. " +
      "onnxruntime-node takes the widest vectors the processor has, also where it is held against AVX2.",
    `Machine: ${results.machine}. ${versions.join(", ")}. Multiply-adds in registers, GFLOP/s of one core: ${peaks.join(", ")}.`,
    `![times as fast as the fastest peer](${picture})`,
    summary(results),
    ...measuredEngines(results).flatMap((engine) => [`## ${titles[engine]}`, speeds(results, engine)]),
    "## Sizes",
    "Code is what is deployed, without weights: the C text, the .mjs. Arena and bound are those of the first column's program.",
    sizes(results),
    "## Starts",
    "From the start of a process to its first result, files in memory, beside a node process that does nothing. MB are the most that was resident " +
      "when the program had loaded and run once.",
    starts(results),
    ...inside(results),
    "## Limits",
    `${rows.length - missed.length} of ${rows.length} limits are kept.${missed.length === 0 ? "" : " Those that are not:"}`,
    ...(missed.length === 0 ? [] : [limitTable(missed)]),
  ]
    .join("\n\n")
    .concat("\n");
}
