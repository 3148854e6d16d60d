/** What the figures must show, a row each: the floors of every target, and the limits of sizes, memory and starts. */
import { fastestCOf, geometricMean, type ModelResults, type Results, ratioOf } from "./results.ts";

export interface LimitRow {
  readonly claim: string;
  readonly figure: number;
  readonly limit: number;
  readonly unit: string;
  readonly passed: boolean;
}

interface Floor {
  readonly engine: string;
  readonly each: number;
  readonly mean: number;
  /** Higher floors of single networks. */
  readonly named?: Readonly<Record<string, number>>;
}

const wasmFloors = { each: 1.25, mean: 1.9, named: { resnet18: 2.3, u_net: 2.3, efficientnet_b0: 3 } };

/** How many times as fast as the fastest peer. `fastest`: the program of C for the widest vectors that the processor has. */
const floorsOf = (fastest: string): readonly Floor[] => [
  {
    engine: fastest,
    each: 1.15,
    mean: 1.6,
    named: {
      ...{ mlp: 2.3, u_net: 2, vgg11: 1.6, resnet18: 1.6, efficientnet_b0: 1.6, ds_cnn: 1.5, bi_lstm: 1.5, gru: 1.5 },
      ...{ mobilenet_v2: 1.3, bert_small: 1.2, vit_tiny: 1.2 },
    },
  },
  { engine: `${fastest}, 2 threads`, each: 1.1, mean: 1.5 },
  { engine: "aot-c scalar", each: 2, mean: 4 },
  { engine: "aot-wasm", ...wasmFloors },
  { engine: "aot-wasm, node 22", ...wasmFloors },
  { engine: "aot-wasm, 2 threads", each: 1.2, mean: 1.9 },
  { engine: "aot-ts", each: 3.5, mean: 5, named: { resnet18: 8 } },
];

const atLeast = (claim: string, figure: number | undefined, limit: number, unit: string): readonly LimitRow[] =>
  figure === undefined ? [] : [{ claim, figure, limit, unit, passed: figure >= limit }];

const atMost = (claim: string, figure: number | undefined, limit: number, unit: string): readonly LimitRow[] =>
  figure === undefined ? [] : [{ claim, figure, limit, unit, passed: figure <= limit }];

export const limitRows = (results: Results): readonly LimitRow[] => [...speedRows(results), ...sizeRows(results), ...startRows(results)];

function speedRows({ models }: Results): readonly LimitRow[] {
  return floorsOf(fastestCOf(Object.values(models))).flatMap(({ engine, each, mean, named = {} }) => [
    ...atLeast(`${engine}: geometric mean`, geometricMean(models, engine), mean, "x"),
    ...Object.entries(models).flatMap(([name, m]) => atLeast(`${engine}: ${name}`, ratioOf(m, engine), named[name] ?? each, "x")),
  ]);
}

/** Sizes do not depend on the machine that measures them. */
export function sizeRows({
  models,
}: {
  readonly models: Readonly<Record<string, Pick<ModelResults, "sizes" | "parameterBytes">>>;
}): readonly LimitRow[] {
  return Object.entries(models).flatMap(([name, { sizes, parameterBytes }]) =>
    Object.entries(sizes)
      .filter(([engine]) => !engine.includes("naive"))
      .flatMap(([engine, s]) => [
        ...atMost(`code without weights, ${engine}: ${name}`, s.codeBytes / 1e3, engine.startsWith("aot-c") ? 400 : 150, "kB"),
        ...atMost(`arena over its lower bound, ${engine}: ${name}`, (100 * s.arenaBytes) / s.arenaLowerBound - 100, 2, "%"),
        ...atMost(`weights over parameters, ${engine}: ${name}`, s.weightBytes / parameterBytes, 1.3, "x"),
      ]),
  );
}

function startRows({ models }: Results): readonly LimitRow[] {
  return Object.entries(models).flatMap(([name, m]) => [...memoryRows(name, m), ...coldRows(name, m), ...insideRows(name, m)]);
}

export function memoryRows(name: string, { starts, sizes }: Pick<ModelResults, "starts" | "sizes">): readonly LimitRow[] {
  const most = (engine: string, weights: number, more: number): number =>
    ((sizes[engine]?.weightBytes ?? 0) * weights + (sizes[engine]?.arenaBytes ?? 0)) / 1e6 + more;
  const fastest = fastestCOf([{ sizes }]);
  return [
    ...atMost(`peak memory of load and run once, wasm in node: ${name}`, starts["aot-wasm"]?.peak, most("aot-wasm", 1.3, 60), "MB"),
    ...atMost(`peak memory of load and run once, C: ${name}`, starts[fastest]?.peak, most(fastest, 1, 4), "MB"),
  ];
}

function coldRows(name: string, { starts, engines, gflop, sizes }: ModelResults): readonly LimitRow[] {
  const wasm = starts["aot-wasm"]?.cold;
  const [empty, web, node] = ["node", "onnxruntime-web", "onnxruntime-node"].map((e) => starts[e]?.cold);
  const fastest = fastestCOf([{ sizes }]);
  const c = starts[fastest]?.cold;
  const warm = engines[fastest]?.median;
  /** Reading files that are in memory: 5 GB/s. */
  const reading = (sizes[fastest]?.weightBytes ?? 0) / 5e6;
  return [
    ...(gflop < 0.01 && wasm !== undefined && empty !== undefined
      ? atMost(`first result after an empty node process, wasm: ${name}`, wasm - empty, 25, "ms")
      : []),
    ...(web === undefined ? [] : atMost(`first result, wasm, against onnxruntime-web: ${name}`, wasm, web / 2, "ms")),
    ...(node === undefined || gflop >= 0.5 ? [] : atMost(`first result, wasm, against onnxruntime-node: ${name}`, wasm, node / 2, "ms")),
    ...(warm === undefined ? [] : atMost(`first result, C: ${name}`, c, 5 + reading + 1.3 * warm, "ms")),
  ];
}

const insideRows = (name: string, { inKernels, load }: ModelResults): readonly LimitRow[] => [
  ...Object.entries(inKernels).flatMap(([engine, share]) => atLeast(`share of a run inside kernels, ${engine}: ${name}`, share, 90, "%")),
  ...(name === "resnet50" ? atMost(`load beyond reading the weights, wasm: ${name}`, load, 20, "ms") : []),
];
