/** The math functions of f32, in vectors, as C with fused multiply-adds and as WebAssembly. */

import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { dimOf, mul } from "../../src/core/dim.ts";
import { buffer, load } from "../../src/loop/expr.ts";
import { kernel, loop, store } from "../../src/loop/kernel.ts";
import { kernelsText } from "../../src/targets/javascript/ts-kernels.ts";
import { type MathCase, mathCases, pointsOf, ulps } from "../support/math-cases.ts";
import { runKernels } from "../support/run-c.ts";
import { wasmKernel } from "../support/wasm-kernel.ts";

/** One kernel a function: special values first, then points of its range. */
const calls = (lanes: number, count: number) =>
  mathCases.map((c) => {
    const values = [...(c.specials ?? []).map(([x]) => Math.fround(x)), ...pointsOf(c, count)];
    const rounds = Math.ceil(values.length / lanes);
    const input = Float32Array.from({ length: rounds * lanes }, (_, i) => values[i] ?? 1);
    const output = new Float32Array(rounds * lanes);
    const x = buffer("x", "f32", input.length, "in");
    const y = buffer("y", "f32", input.length, "out");
    const body = [loop("i", rounds, (i) => [store(y, mul(lanes, dimOf(i)), c.f(load(x, mul(lanes, dimOf(i)), lanes)))])];
    return { c, input, output, kernel: kernel({ name: c.name, doc: [], params: [x, y], body }), buffers: [input, output] };
  });

function expectWithinLimits(all: readonly { readonly c: MathCase; readonly input: Float32Array; readonly output: Float32Array }[]): void {
  for (const { c, input, output } of all) {
    const specials = c.specials ?? [];
    input.forEach((x, i) => {
      const special = specials[i]?.[1];
      const wanted = special !== undefined && (special === 0 || !Number.isFinite(special)) ? special : c.reference(x);
      const off = ulps("f32", output[i] ?? 0, wanted);
      if (!(off <= Math.max(c.limit, 3))) expect.fail(`${c.name}(${x}) = ${output[i]}, wanted ${wanted}: ${off} ULP`);
    });
  }
}

test.each([
  ["-O2", "-ffp-contract=fast", "-march=x86-64-v3"],
  ["-O2", "-ffp-contract=off", "-DAOT_NO_VECTOR"],
])("as C: %s %s %s", (...flags) => {
  const all = calls(8, 4000);
  runKernels(all, { flags: [...flags, "-fno-math-errno", "-fno-trapping-math"] });
  expectWithinLimits(all);
});

test("as TypeScript, where the engine's own functions take the place of some", () => {
  const all = calls(1, 4000);
  for (const { kernel: k, buffers } of all)
    new Function(`${transformSync(kernelsText([k], false), { loader: "ts" }).code}; return ${k.name};`)()(...buffers);
  expectWithinLimits(all);
});

test("as WebAssembly", async () => {
  const all = calls(4, 2000);
  for (const one of all) (await wasmKernel(one.kernel)).run(one.buffers);
  expectWithinLimits(all);
});
