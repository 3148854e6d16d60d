/** How random graphs are compiled: by their numbers, each in one setting. */
import type { CompileOptions } from "../../../src/compile.ts";
import type { Machine } from "../../../src/loop/machine.ts";

export interface Setting {
  readonly name: string;
  /** Of C: vectors of other lengths than the processor's are printed all the same. */
  readonly machine: string;
  /** More flags for C. */
  readonly flags?: readonly string[];
  readonly level: CompileOptions["level"];
  readonly deterministic?: true;
  readonly precise?: true;
  /** Of C and WebAssembly. */
  readonly threads?: number;
}

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

export const settingOf = (index: number): Setting => settings[index % settings.length] as Setting;

/** The machine, on which every kernel that can be is shared among threads, however short. */
export const sharingAll = (machine: Machine): Machine => ({ ...machine, leastShared: 0, wait: 0, calls: 1, leastInCalls: 0 });
