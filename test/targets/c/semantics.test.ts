/** Every operation on edge values, as C: by gcc and clang, with vectors and without, with and without the machine's own instructions. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { newArray } from "../../../src/core/dtype.ts";
import { runKernels } from "../../support/run-c.ts";
import { differenceFrom, semanticsCases } from "../../support/semantics-cases.ts";

const sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const fast = ["-fno-math-errno", "-fno-trapping-math"];

test.each([
  { compiler: "gcc", lanes: 1, flags: ["-O1", ...sanitize] },
  { compiler: "gcc", lanes: 4, flags: ["-O2", "-ffp-contract=fast", "-march=x86-64-v2", ...fast] },
  { compiler: "gcc", lanes: 4, flags: ["-O0", "-DAOT_NO_VECTOR"] },
  { compiler: "clang", lanes: 4, flags: ["-O1", ...fast] },
])("$compiler $flags, $lanes lanes", ({ compiler, lanes, flags }) => {
  const calls = semanticsCases(lanes).map((c) => ({
    ...c,
    buffers: [...c.inputs.map((x) => x.slice() as typeof x), newArray(c.outputType, c.expected.length)],
  }));
  runKernels(calls, { compiler, flags });
  expect(calls.map((c) => differenceFrom(c, c.buffers.at(-1) ?? c.expected)).filter((d) => d !== undefined)).toEqual([]);
});

const features = new Set((existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "").split(/\s+/));

test.each([
  { name: "halves of 256 bits", lanes: 8, flags: ["-march=x86-64-v3"], needs: "avx2" },
  { name: "halves of 512 bits", lanes: 16, flags: ["-march=x86-64-v4"], needs: "avx512bw" },
  { name: "VNNI", lanes: 16, flags: ["-march=x86-64-v4", "-mavx512vnni"], needs: "avx512_vnni" },
  { name: "VNNI of 256 bits", lanes: 8, flags: ["-march=x86-64-v4", "-mavx512vnni"], needs: "avx512_vnni" },
  { name: "four bytes", lanes: 4, flags: ["-march=x86-64-v2"], needs: "sse4_1" },
  { name: "bytes", lanes: 16, flags: [], needs: "" },
])("what x86 has instructions for: $name", ({ lanes, flags, needs }) => {
  if (needs !== "" && !features.has(needs)) return console.log(`skipped: this processor has no ${needs}`);
  const calls = semanticsCases(lanes)
    .filter((c) => /^(dot4|pick|round|cast_f32_to_i32|(min|max)_f32|(load|store)_[iu]8)/.test(c.name))
    .map((c) => ({ ...c, buffers: [...c.inputs.map((x) => x.slice() as typeof x), newArray(c.outputType, c.expected.length)] }));
  expect(calls.length).toBe(12);
  for (const compiler of ["gcc", "clang"]) {
    runKernels(calls, { compiler, flags: ["-O1", ...fast, ...flags] });
    expect(calls.map((c) => differenceFrom(c, c.buffers.at(-1) ?? c.expected)).filter((d) => d !== undefined)).toEqual([]);
  }
});
