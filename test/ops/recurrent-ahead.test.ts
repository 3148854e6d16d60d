/**
 * Recurrent steps that compute the input's part of later steps, and those that load weights ahead, against ONNX Runtime, with and without vectors, by one thread
 * and several.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TargetBuild } from "../../src/build.ts";
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import { walkStatements } from "../../src/loop/functions.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { windowOf } from "../../src/ops/families/recurrent-ahead.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { buildFor, errorsOf, reference, runBuilt } from "../support/against-onnx-runtime.ts";
import { manyNodesModel } from "../support/many-nodes.ts";
import { longRecurrentCase } from "../support/recurrent-cases.ts";
import { quick, sanitized } from "../support/run-c.ts";
import { arrayOf } from "../support/single-node.ts";
import { threaded } from "../support/threaded.ts";

const cases = Array.from({ length: 12 }, (_, i) => longRecurrentCase(i + 701));
const machine = "znver4";
let folder = "";
let path = "";
let wanted: { readonly inputs: ReadonlyMap<string, Elements>; readonly outputs: ReadonlyMap<string, Elements> };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ahead-"));
  path = join(folder, "ahead.onnx");
  writeFileSync(path, manyNodesModel(cases, 22));
  const given = cases.flatMap((spec, n) =>
    spec.inputs.flatMap((x, i): [string, Elements][] =>
      x === undefined || x.constant === true ? [] : [[`x${n}_${i}`, arrayOf(x.dtype ?? "f32", x.values)]],
    ),
  );
  wanted = await reference(path, {}, new Map(given));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** False where this machine has no AVX-512: said in one line. */
const hasVectors = existsSync("/proc/cpuinfo") && readFileSync("/proc/cpuinfo", "utf8").includes("avx512f");

/** Steps beside the input's product, and steps by themselves whose weights wait in registers. */
const machines: readonly (readonly [string, (build: TargetBuild) => number])[] = [
  [machine, (build) => build.compiled.variants[0]?.graph.nodes.filter((n) => n.algorithm === "ahead").length ?? 0],
  ["x86-64-v4", (build) => `${build.files.find((f) => f.path.endsWith(".c"))?.content}`.match(/ next(\[\d\])+ = /g)?.length ?? 0],
];

describe.each(machines)("%s", (name, countOf) => {
  test.each([
    ["with vectors", ["-march=x86-64-v4"]],
    ["without vectors, inside their memory", ["-DAOT_NO_VECTOR", ...sanitized]],
  ])("%s", { timeout: 240_000 }, async (_, flags) => {
    if (!hasVectors && !flags.includes("-DAOT_NO_VECTOR")) return console.log(`skipped: ${cpus()[0]?.model} has no AVX-512`);
    const way = { name: "C", target: "c", machine: name, flags } as const;
    const build = await buildFor(path, way);
    expect(countOf(build)).toBeGreaterThan(8);
    const errors = errorsOf(build, await runBuilt(build, way, wanted.inputs), wanted.outputs);
    expect(errors.filter((e) => !e.passed).map((e) => `${e.output}: ${e.maxRelative}`)).toEqual([]);
  });
});

test("threads give the bits of one", { timeout: 240_000 }, async () => {
  const model = readBytes(manyNodesModel(cases, 22));
  const outputsOf = async (threads: number, flags: readonly string[]): Promise<ReadonlyMap<string, ElementArray>> => {
    const { compiled, files } = await threaded(model, "c", machine, { threads });
    if (threads > 1) expect(compiled.program.kernels.filter((k) => k.range !== undefined).length).toBeGreaterThan(8);
    return runCProgram(compiled.program, files, wanted.inputs, { flags: [quick, "-DAOT_NO_VECTOR", ...flags] });
  };
  expect(await outputsOf(3, ["-fsanitize=thread"])).toEqual(await outputsOf(1, []));
});

test("only where a step waits for its weights, and the input's product is worth it", () => {
  const zen4 = machineNamed(machine);
  const gru = { time: 64, size: 128, units: 256, gates: 3 };
  expect(windowOf(zen4, gru)).toEqual({ rows: 8, panels: 6, before: 0, time: 64, size: 128 });
  expect(windowOf(zen4, { ...gru, time: 67, size: 512 })).toEqual({ rows: 6, panels: 6, before: 1, time: 67, size: 512 });
  // Weights in the first-level cache; units that fill no tile; too few steps; nearly no input; no idle multiply-adds; vectors that the cache delivers at once.
  for (const other of [{ units: 48 }, { units: 250 }, { time: 15 }, { size: 8 }]) expect(windowOf(zen4, { ...gru, ...other })).toBeUndefined();
  for (const other of ["x86-64-v4", "x86-64-v3"]) expect(windowOf(machineNamed(other), gru)).toBeUndefined();
});

test("weights wait in registers of their own where there are 32", async () => {
  const holdsAhead = async (name: string): Promise<boolean> => {
    const { compiled } = await buildFor(path, { name: "C", target: "c", machine: name, flags: [] });
    let found = false;
    for (const k of compiled.program.kernels)
      walkStatements(k.body, (s) => {
        found ||= s.kind === "tile" && s.tile.name === "next";
      });
    return found;
  };
  expect([await holdsAhead("x86-64-v4"), await holdsAhead("x86-64-v3")]).toEqual([true, false]);
});
