/** Machines: what schedules may know of where a kernel runs. They may never know which language will be printed. */

import { compileError } from "../core/diagnostics.ts";
import { suggestion } from "../core/names.ts";

export interface Machine {
  readonly name: string;
  /** f32 lanes of one vector register; 1 for none. */
  readonly lanes: number;
  /** Vector registers (scalar float registers when lanes is 1) a register tile may use. */
  readonly registers: number;
  readonly fma: boolean;
  /** Multiply-adds of 512 bits that begin in a cycle; 0 where vectors are shorter. */
  readonly wideMultiplyAdds: 0 | 1 | 2;
  /** Bytes of first- and second-level data cache. */
  readonly l1: number;
  readonly l2: number;
  /** What f32 sums are kept in: f64 where rounding to f32 costs time (JavaScript numbers). */
  readonly accumulator: "f32" | "f64";
  /** True where there is a quick way to `dot4`, the four products of the bytes of two words. */
  readonly dot4: boolean;
  /** True where that is one instruction. */
  readonly dot4InOne: boolean;
  /** True where that instruction takes signed bytes alone. */
  readonly signedDot4: boolean;
  /** True where vectors of 16-bit floats become f32 as quickly as f32 are loaded. */
  readonly widensHalves: boolean;
  /** True where a multiply-add takes any lane of a register as the factor of all lanes (FMLA by element). */
  readonly laneFactors: boolean;
  /** The largest register tile of integer sums (vectors or scalars, columns); left out where it is that of floats. */
  readonly integerTile?: readonly [number, number];
  /** True where integers of 8 and 16 bits are computed in lanes of as many bits. */
  readonly narrowLanes: boolean;
  /** True where integers of 32 bits are divided in vectors. */
  readonly dividesWords: boolean;
  /** True where fully unrolled reduction bodies make the compiler spill (V8). */
  readonly shortBodies: boolean;
  /** Nanoseconds a kernel must be predicted to take to be shared among threads: waiting for each other costs them about two microseconds. */
  readonly leastShared: number;
  /** Nanoseconds it takes threads to wait for each other inside a kernel, and to fetch what the others have left. */
  readonly wait: number;
  /** Calls that compute a long kernel on one thread: an engine that optimizes what runs takes the better code from the next call on. */
  readonly calls: number;
  /** Nanoseconds a kernel must be predicted to take to be called more than once. */
  readonly leastInCalls: number;
}

const usual = {
  wideMultiplyAdds: 0,
  widensHalves: false,
  laneFactors: false,
  narrowLanes: false,
  dividesWords: false,
  dot4InOne: false,
  signedDot4: false,
  leastShared: 12_000,
  wait: 500,
  calls: 1,
  leastInCalls: 1_000_000,
} as const;

const machine = (m: Omit<Machine, keyof typeof usual> & Partial<Machine>): Machine => Object.freeze({ ...usual, ...m });

const KiB = 1024;

const avx512 = machine({
  name: "x86-64-v4",
  lanes: 16,
  registers: 32,
  fma: true,
  wideMultiplyAdds: 2,
  widensHalves: true,
  l1: 32 * KiB,
  l2: 1024 * KiB,
  accumulator: "f32",
  dot4: true,
  shortBodies: false,
});

const armv8 = machine({
  name: "armv8-a",
  lanes: 4,
  registers: 32,
  fma: true,
  widensHalves: true,
  laneFactors: true,
  l1: 32 * KiB,
  l2: 512 * KiB,
  accumulator: "f32",
  dot4: true,
  integerTile: [2, 8],
  shortBodies: false,
});

export const machines = {
  generic: machine({
    name: "generic",
    lanes: 1,
    registers: 16,
    fma: false,
    l1: 32 * KiB,
    l2: 256 * KiB,
    accumulator: "f32",
    dot4: false,
    shortBodies: false,
  }),
  "x86-64-v2": machine({
    name: "x86-64-v2",
    lanes: 4,
    registers: 16,
    fma: false,
    l1: 32 * KiB,
    l2: 256 * KiB,
    accumulator: "f32",
    dot4: true,
    shortBodies: false,
  }),
  "x86-64-v3": machine({
    name: "x86-64-v3",
    lanes: 8,
    registers: 16,
    fma: true,
    widensHalves: true,
    l1: 32 * KiB,
    l2: 512 * KiB,
    accumulator: "f32",
    dot4: true,
    shortBodies: false,
  }),
  "x86-64-v4": avx512,
  // The same, where a byte product is one instruction.
  "x86-64-v4-vnni": machine({ ...avx512, name: "x86-64-v4-vnni", dot4InOne: true }),
  // Zen 4, whose two units of 256 bits are one of 512.
  znver4: machine({ ...avx512, name: "znver4", dot4InOne: true, wideMultiplyAdds: 1 }),
  "armv8-a": armv8,
  // The same, where signed bytes are multiplied by one instruction, and unsigned by signed ones, too.
  "armv8.2-a-dotprod": machine({ ...armv8, name: "armv8.2-a-dotprod", dot4InOne: true, signedDot4: true }),
  "armv8.6-a": machine({ ...armv8, name: "armv8.6-a", dot4InOne: true }),
  "cortex-m4": machine({
    name: "cortex-m4",
    lanes: 1,
    registers: 16,
    fma: true,
    l1: 16 * KiB,
    l2: 16 * KiB,
    accumulator: "f32",
    dot4: true,
    integerTile: [2, 3],
    shortBodies: true,
  }),
  "wasm-simd128": machine({
    name: "wasm-simd128",
    narrowLanes: true,
    dividesWords: true,
    lanes: 4,
    registers: 16,
    fma: false,
    l1: 32 * KiB,
    l2: 512 * KiB,
    accumulator: "f32",
    dot4: true,
    shortBodies: true,
    calls: 4,
  }),
  js: machine({
    name: "js",
    lanes: 1,
    registers: 16,
    fma: false,
    l1: 32 * KiB,
    l2: 512 * KiB,
    accumulator: "f64",
    dot4: false,
    shortBodies: true,
  }),
} as const satisfies Readonly<Record<string, Machine>>;

/** The machine of that name, or a usage error that names the nearest one. */
export function machineNamed(name: string): Machine {
  const all: Readonly<Record<string, Machine>> = machines;
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  throw compileError({
    code: "AOT302",
    where: `--machine ${name}`,
    message: `there is no machine "${name}"; there are ${Object.keys(machines).join(", ")}`,
    ...suggestion(name, Object.keys(machines)),
  });
}
