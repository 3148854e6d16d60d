/** A page of benchmarks of a run's results: a table for each question, and what is missed. */
import { type LimitRow, limitRows } from "./limits.ts";
import { fastestCOf, geometricMean, type ModelResults, type Results, ratioOf, rivals } from "./results.ts";

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
  "aot-c x86-64-v3, 2 threads": "C, AVX2, two threads",
  "aot-c scalar": "C11 without vectors (-DAOT_NO_VECTOR, any x86-64), compared with our own code at -O0",
  "aot-wasm": "WebAssembly",
  "aot-wasm, node 22": "WebAssembly on Node.js 22, whose V8 has relaxed SIMD",
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
  return table(["target", "compared with (the fastest counts)", "networks", "geometric mean", "lowest"], rows);
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

/** Of the programs of C for the widest vectors, WebAssembly and TypeScript. */
function sizes(results: Results): string {
  const engines = [fastestCOf(Object.values(results.models)), "aot-wasm", "aot-ts"].filter((e) =>
    Object.values(results.models).some((m) => m.sizes[e] !== undefined),
  );
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
  const short = (e: string): string => e.replace(/^aot-(\w+).*$/, "$1");
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
  const engines = ["node", fastestCOf(Object.values(results.models)), "aot-wasm", "onnxruntime-node", "onnxruntime-web"];
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
    Object.entries(m.inKernels).map(([engine, share]) => `${name} spends ${share.toFixed(0)} % of a run inside kernels (${titles[engine]}).`),
  );

const limitTable = (rows: readonly LimitRow[]): string =>
  table(
    ["claim", "figure", "limit", "unit"],
    rows.map((r) => [r.claim, short(r.figure), short(r.limit), r.unit]),
  );

interface Page {
  /** In docs, without an extension: the page, its figures and its picture. */
  readonly name: string;
  readonly title: string;
  /** How programs of C are built, and what the other page has. */
  readonly about: string;
}

/** Processors with AVX-512 and those without have a page each. */
const pages: Readonly<Record<ReturnType<typeof fastestCOf>, Page>> = {
  "aot-c x86-64-v4": {
    name: "benchmarks",
    title: "Benchmarks",
    about:
      "C programs for AVX-512 are built with `--machine x86-64-v4`, on a Zen 4 with `--machine znver4`. onnxruntime-node uses the widest vectors that the processor has, " +
      "also where it is compared with AVX2; [benchmarks-avx2.md](benchmarks-avx2.md) has figures of a processor without AVX-512.",
  },
  "aot-c x86-64-v3": {
    name: "benchmarks-avx2",
    title: "Benchmarks on a processor without AVX-512",
    about:
      "C programs are built with `--machine x86-64-v3`; they and onnxruntime-node use AVX2, and are held to the limits of AVX-512. " +
      "[benchmarks.md](benchmarks.md) has figures of a processor with AVX-512.",
  },
};

export const pageOf = ({ models }: Results): Page => pages[fastestCOf(Object.values(models))];

export function benchmarksPage(results: Results): string {
  const { name: page, title, about } = pageOf(results);
  const rows = limitRows(results);
  const missed = rows.filter((r) => !r.passed);
  const versions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  const peaks = Object.entries(results.peaks).flatMap(([name, peak]) => (peak === 0 ? [] : [`${name} ${peak.toFixed(0)}`]));
  return [
    `# ${title}`,
    `Written by \`npm run bench -- --write\`, which stores all figures in ${page}.json.`,
    "All engines of one network and target are measured alternately, in one session on one machine, each in a process of its own. Outputs are compared before anything " +
      "is timed. Times are medians of warm runs with batch 1, in f32, on one thread unless a heading says otherwise.",
    `${about} Callers of C programs hold arrays in huge pages of 2 MiB where Linux has them, as the README shows.`,
    `Machine: ${results.machine}. ${versions.join(", ")}. Peak of one core, by multiply-adds in registers, in GFLOP/s: ${peaks.join(", ")}.`,
    `![times as fast as the fastest peer](${page}.svg)`,
    summary(results),
    ...measuredEngines(results).flatMap((engine) => [`## ${titles[engine]}`, speeds(results, engine)]),
    "## Sizes",
    "Code is what is deployed without weights: the C source, or the .mjs. The arena and its lower bound (the largest sum of live bytes at any step) are those of the program in the first column.",
    sizes(results),
    "## Start-up",
    "Time from the start of a process to its first result, with files in memory, beside a Node.js process that does nothing. MB is the peak of resident memory " +
      "after the program has loaded and run once.",
    starts(results),
    ...inside(results),
    "## Limits",
    `${rows.length - missed.length} of ${rows.length} limits are met.${missed.length === 0 ? "" : " The others:"}`,
    ...(missed.length === 0 ? [] : [limitTable(missed)]),
  ]
    .join("\n\n")
    .concat("\n");
}
