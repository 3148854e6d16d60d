/** What is made of figures: ratios against the fastest peer, limits that can be missed, a page and a picture. */
import { expect, test } from "vitest";
import { bars } from "./bars.ts";
import { limitRows, sizeRows } from "./limits.ts";
import { benchmarksPage, pageOf } from "./report.ts";
import { geometricMean, type ModelResults, type Results, ratioOf } from "./results.ts";
import { nodeStart } from "./starts.ts";

const ms = (median: number) => ({ median, min: median * 0.9, runs: 10 });
const sizes = { buildSeconds: 1, codeBytes: 100_000, weightBytes: 1e6, arenaBytes: 1e6, arenaLowerBound: 1e6 };
const start = { cold: 50, load: 5, first: 2, peak: 60 };

const net: ModelResults = {
  gflop: 1,
  parameterBytes: 1e6,
  engines: {
    "onnxruntime-node": ms(10),
    "aot-c x86-64-v4": ms(5),
    "aot-wasm": ms(20),
    "onnxruntime-web": ms(90),
    "tfjs-wasm": ms(50),
    "aot-ts": ms(100),
  },
  sizes: { "aot-c x86-64-v4": sizes, "aot-wasm": { ...sizes, codeBytes: 160_000 } },
  starts: {
    node: { ...start, cold: 40 },
    "aot-wasm": start,
    "onnxruntime-web": { ...start, cold: 700 },
    "aot-c x86-64-v4": { ...start, cold: 3, peak: 2 },
  },
  inKernels: { "aot-wasm": 95 },
};

const results: Results = {
  machine: "a machine, 2 cores",
  versions: { gcc: "12.2.0" },
  peaks: { "x86-64-v4": 200, wasm: 50, ts: 10 },
  models: { net, twin: { ...net, engines: { "onnxruntime-node": ms(40), "aot-c x86-64-v4": ms(5) } } },
};

test("an engine is held against the fastest of its peers", () => {
  expect(ratioOf(net, "aot-c x86-64-v4")).toBe(2);
  expect(ratioOf(net, "aot-wasm")).toBe(2.5);
  expect(ratioOf(net, "aot-ts")).toBeUndefined();
  expect(geometricMean(results.models, "aot-c x86-64-v4")).toBeCloseTo(4, 12);
});

test("limits are kept or missed by what was measured", () => {
  const rows = new Map(limitRows(results).map((r) => [r.claim, r]));
  expect(rows.get("aot-wasm: net")).toEqual({ claim: "aot-wasm: net", figure: 2.5, limit: 1.25, unit: "x", passed: true });
  expect(rows.get("code without weights, aot-wasm: net")?.passed).toBe(false);
  expect(rows.get("code without weights, aot-c x86-64-v4: net")?.passed).toBe(true);
  expect(rows.get("first result, wasm, against onnxruntime-web: net")).toMatchObject({ figure: 50, limit: 350, passed: true });
  expect(rows.get("peak memory of load and run once, C: net")).toMatchObject({ figure: 2, limit: 6, passed: true });
  expect(rows.get("share of a run inside kernels, aot-wasm: net")).toMatchObject({ figure: 95, limit: 90, passed: true });
  const bloated = { ...net, sizes: { "aot-wasm": { ...sizes, arenaBytes: 1.03e6, weightBytes: 1.4e6 } } };
  expect(sizeRows({ models: { bloated } }).map((r) => r.passed)).toEqual([true, false, false]);
});

test("the page has a table for every target that was measured, and says what is missed", () => {
  const page = benchmarksPage(results);
  expect(page).toContain("| net | 5 | 4.5 | 200.0 | 100 | 10 | 2.00x |");
  expect(page).toContain("| C, AVX-512 | onnxruntime-node | 2 | 4.00x | 2.00x |");
  expect(page).toContain("| code without weights, aot-wasm: net | 160 | 150 | kB |");
  expect(page).not.toContain("NaN");
  expect(page).not.toContain("undefined");
});

test("without AVX-512 the programs for AVX2 are held to the limits, on a page of their own", () => {
  const { "aot-c x86-64-v4": _, ...engines } = net.engines;
  const narrow: ModelResults = {
    ...net,
    engines: { ...engines, "aot-c x86-64-v3": ms(10), "aot-c x86-64-v3, 2 threads": ms(4), "onnxruntime-node, 2 threads": ms(8) },
    sizes: { "aot-c x86-64-v3": sizes },
    starts: { "aot-c x86-64-v3": { ...start, cold: 30, peak: 2 } },
  };
  const without: Results = { ...results, peaks: { "x86-64-v4": 0, "x86-64-v3": 100 }, models: { narrow } };
  const rows = new Map(limitRows(without).map((r) => [r.claim, r]));
  expect(rows.get("aot-c x86-64-v3: narrow")).toMatchObject({ figure: 1, limit: 1.15, passed: false });
  expect(rows.get("aot-c x86-64-v3, 2 threads: narrow")).toMatchObject({ figure: 2, limit: 1.1, passed: true });
  expect(rows.get("first result, C: narrow")).toMatchObject({ figure: 30, passed: false });
  expect(pageOf(without).name).toBe("benchmarks-avx2");
  const page = benchmarksPage(without);
  expect(page).toContain("| C, AVX2, two threads | onnxruntime-node, 2 threads | 1 | 2.00x | 2.00x |");
  expect(page).toContain("in GFLOP/s: x86-64-v3 100.");
  expect(page).toContain("| narrow | 10 | 9 | 100.0 | 100 | 10 | 1.00x |");
  expect(bars(without)).toContain(">1.00</text>");
});

test("the picture has a bar for every ratio", () => {
  const svg = bars(results);
  expect(svg.match(/height="8"/g)).toHaveLength(3);
  expect(svg).not.toContain("NaN");
});

test("a process that does nothing is measured from its start to its first line", async () => {
  const { cold, peak } = await nodeStart("/tmp");
  expect(cold).toBeGreaterThan(5);
  expect(peak).toBeGreaterThan(20);
}, 30_000);
