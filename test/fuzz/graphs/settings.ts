/** How random graphs are compiled and run: by their numbers, each in one setting, or all in one that is asked for. */
import { join } from "node:path";
import type { CompileOptions } from "../../../src/compile.ts";
import type { Machine } from "../../../src/loop/machine.ts";
import type { Toolchain } from "../../conformance/c-batch.ts";

export interface Setting {
  readonly name: string;
  /** Of C: vectors of other lengths than the processor's are printed all the same. */
  readonly machine: string;
  /** Of C: gcc for x86-64-v3 where it is left out. */
  readonly toolchain?: Toolchain;
  /** More flags for C. */
  readonly flags?: readonly string[];
  readonly level: CompileOptions["level"];
  readonly deterministic?: true;
  readonly precise?: true;
  /** Of C and WebAssembly. */
  readonly threads?: number;
}

/** In turn. */
export const settings: readonly [Setting, ...Setting[]] = [
  { name: "-O3", machine: "x86-64-v3", level: 3 },
  { name: "-DAOT_NO_VECTOR", machine: "x86-64-v3", level: 3, flags: ["-DAOT_NO_VECTOR"] },
  { name: "x86-64-v4", machine: "x86-64-v4", level: 2 },
  { name: "--threads 2", machine: "x86-64-v3", level: 2, threads: 2 },
  { name: "--deterministic", machine: "x86-64-v3", level: 2, deterministic: true, flags: ["-ffp-contract=off"] },
  { name: "generic -O1", machine: "generic", level: 1 },
  { name: "x86-64-v4-vnni, as it is", machine: "x86-64-v4-vnni", level: 2, flags: ["-march=native"] },
  { name: "znver4 --threads 2", machine: "znver4", level: 3, threads: 2, flags: ["-march=native"] },
  { name: "cortex-m4", machine: "cortex-m4", level: 2 },
  { name: "x86-64-v2 --precise", machine: "x86-64-v2", level: 2, precise: true },
  { name: "armv8.6-a --deterministic", machine: "armv8.6-a", level: 3, deterministic: true, flags: ["-ffp-contract=off"] },
  { name: "armv8-a -O0", machine: "armv8-a", level: 0 },
];

const armLinux = join(import.meta.dirname, "arm-linux");
const cortexM4 = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16", "-nostartfiles", `-I${armLinux}`, join(armLinux, "start.c")];
const onX86 = (compiler: string, ...flags: readonly string[]): Toolchain => ({ compiler, flags: ["-march=x86-64-v3", "-pthread", ...flags] });
const onAarch64 = (march: string, cpu: string): Toolchain => ({
  compiler: "aarch64-linux-gnu-gcc",
  flags: [`-march=${march}`, "-O2", "-static", "-pthread"],
  emulator: ["qemu-aarch64-static", "-cpu", cpu],
});

/** Those that are only asked for, since they take long, or a compiler or an emulator that few machines have. */
const further: readonly Setting[] = [
  { name: "gcc -O3", machine: "x86-64-v3", level: 2, toolchain: onX86("gcc", "-O3") },
  { name: "gcc-11", machine: "x86-64-v3", level: 2, toolchain: onX86("gcc-11", "-O2") },
  { name: "clang", machine: "x86-64-v3", level: 2, toolchain: onX86("clang", "-O3") },
  { name: "sanitizers", machine: "x86-64-v3", level: 2, toolchain: onX86("gcc", "-fsanitize=address,undefined", "-fno-sanitize-recover=all") },
  { name: "x86-64-v2", machine: "x86-64-v2", level: 2, flags: ["-march=x86-64-v2"] },
  { name: "--threads 3", machine: "x86-64-v3", level: 2, threads: 3 },
  { name: "--threads 4 --deterministic", machine: "x86-64-v3", level: 3, threads: 4, deterministic: true, flags: ["-ffp-contract=off"] },
  { name: "aarch64", machine: "armv8-a", level: 2, toolchain: onAarch64("armv8-a", "cortex-a72") },
  { name: "aarch64 --threads 3", machine: "armv8.2-a-dotprod", level: 3, threads: 3, toolchain: onAarch64("armv8.2-a+dotprod", "cortex-a76") },
  {
    name: "Cortex-M4",
    machine: "cortex-m4",
    level: 2,
    toolchain: { compiler: "arm-none-eabi-gcc", flags: cortexM4, emulator: ["qemu-arm-static", "-cpu", "max"] },
  },
];

export const settingNames: readonly string[] = [...settings, ...further].map(({ name }) => name);

/** Undefined for a name that no setting has. */
export const settingNamed = (name: string): Setting | undefined => [...settings, ...further].find((s) => s.name === name);

export const settingOf = (index: number): Setting => settings[index % settings.length] as Setting;

export const toolchainOf = ({ toolchain = onX86("gcc"), flags = [] }: Setting): Toolchain => ({
  ...toolchain,
  flags: ["-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-w", ...toolchain.flags, ...flags],
});

/** The machine, on which every kernel that can be is shared among threads, however short. */
export const sharingAll = (machine: Machine): Machine => ({ ...machine, leastShared: 0, wait: 0, calls: 1, leastInCalls: 0 });
