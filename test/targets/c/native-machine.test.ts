/** Which machine a processor is, and what is built for "native". */
import { expect, test } from "vitest";
import { machineFor, targetNamed } from "../../../src/build.ts";
import { nativeMachine } from "../../../src/targets/c/native-machine.ts";

const avx2 = "sse4_2 popcnt ssse3 avx avx2 bmi1 bmi2 f16c fma movbe";
const avx512 = `${avx2} avx512f avx512bw avx512cd avx512dq avx512vl`;
const processor = (family: number, flags: string): string =>
  `vendor_id\t: AuthenticAMD\ncpu family\t: ${family}\nmodel\t\t: 2\nflags\t\t: fpu ${flags}\n`;

test.each([
  ["Zen 5", processor(26, `${avx512} avx512_vnni`), "x64", "x86-64-v4-vnni"],
  ["Zen 4", processor(25, `${avx512} avx512_vnni`), "x64", "znver4"],
  ["Zen 3", processor(25, avx2), "x64", "x86-64-v3"],
  ["a first Xeon with AVX-512", processor(6, avx512), "x64", "x86-64-v4"],
  ["Nehalem", processor(6, "sse4_2 popcnt ssse3"), "x64", "x86-64-v2"],
  ["Neoverse N1", "Features\t: fp asimd asimddp", "arm64", "armv8.2-a-dotprod"],
  ["Graviton 3", "Features\t: fp asimd asimddp i8mm bf16", "arm64", "armv8.6-a"],
  ["a Mac", "", "arm64", "armv8-a"],
  ["an unknown x86-64", "", "x64", undefined],
  ["another family", "", "riscv64", undefined],
] as const)("%s", (_, text, arch, machine) => {
  expect(nativeMachine(text, arch)).toBe(machine);
});

test("native is this processor for C, and every target's own machine elsewhere", () => {
  const { name, defaultMachine } = targetNamed("c");
  expect(machineFor(targetNamed(name), "native").name).toBe(nativeMachine() ?? defaultMachine);
  for (const target of ["wasm", "ts"] as const) expect(machineFor(targetNamed(target), "native").name).toBe(targetNamed(target).defaultMachine);
});
