/** WebAssembly programs whose long kernels are several calls, one behind the other: the bits of one call. */
import { expect, test } from "vitest";
import { kernelText } from "../../../src/loop/print.ts";
import { runEmittedModule } from "../../../src/run-module.ts";
import { stepsOf } from "../../../src/schedule/program.ts";
import { smallNetwork } from "../../support/small-network.ts";
import { type Threaded, threaded } from "../../support/threaded.ts";

const callsOf = ({ compiled: { program } }: Threaded) => program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => s.kind === "call");

test.each(["resnet18", "vit_tiny", "speech_gru"])("%s: kernels in four calls give the bits of kernels in one", async (name) => {
  const { model, inputs } = await smallNetwork(name);
  const [one, four] = [
    await threaded(model, "wasm", "wasm-simd128", { threads: 1 }),
    await threaded(model, "wasm", "wasm-simd128", { threads: 1, calls: 4 }),
  ];
  const parts = callsOf(four).flatMap((s) => (s.kind === "call" && s.parts !== undefined ? [s.parts.length] : []));
  expect(new Set(parts)).toEqual(new Set([5]));
  expect(parts.length).toBeGreaterThan(callsOf(four).length / 3);
  expect(await runEmittedModule(four.files, inputs)).toEqual(await runEmittedModule(one.files, inputs));
  // A thread's scratch is not repeated for calls.
  expect(four.compiled.program.variants[0]?.arenaBytes).toBe(one.compiled.program.variants[0]?.arenaBytes);
});

test.each(["resnet18", "vit_tiny", "speech_gru"])("%s: each of two threads takes its parts in several calls", async (name) => {
  const { model, inputs } = await smallNetwork(name);
  const one = await threaded(model, "wasm", "wasm-simd128", { threads: 1 });
  const two = await threaded(model, "wasm", "wasm-simd128", { threads: 2, calls: 4 });
  const split = callsOf(two).filter((s) => s.kind === "call" && s.calls !== undefined);
  expect(split.length).toBeGreaterThan(callsOf(two).length / 3);
  const expected = await runEmittedModule(one.files, inputs);
  for (const threads of [1, 2]) expect(await runEmittedModule(two.files, inputs, { threads })).toEqual(expected);
  // What waits inside stays one call: the others would wait for another one.
  for (const s of split) if (s.kind === "call") expect(kernelText(s.kernel)).not.toMatch(/^ *wait\b/m);
});
