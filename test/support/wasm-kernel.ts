/** Runs single kernels as WebAssembly on arrays: prints, assembles, places the arrays in memory, calls, copies them back. */
import { bytesOfArray, type ElementArray, newArray } from "../../src/core/dtype.ts";
import type { Kernel } from "../../src/loop/kernel.ts";
import { assemble } from "../../src/targets/wasm/assemble.ts";
import { printFunctions } from "../../src/targets/wasm/print-functions.ts";

/** What the host's types do not declare. */
interface Instance {
  readonly exports: {
    readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
    readonly run: (...args: readonly number[]) => void;
  };
}
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(bytes: Uint8Array): Promise<{ readonly instance: Instance }> };
};

/** An instance of a printed module. */
export const instantiate = async (bytes: Uint8Array): Promise<Instance> => (await webAssembly.instantiate(bytes)).instance;

export interface WasmKernel {
  readonly wat: string;
  /** Runs on arrays in parameter order; those the kernel writes are changed. */
  readonly run: (buffers: readonly ElementArray[], extents?: readonly number[]) => void;
  /** Runs `times` times on the arrays as they lie in memory from the last `run`; seconds. */
  readonly time: (times: number) => number;
}

export async function wasmKernel(kernel: Kernel): Promise<WasmKernel> {
  const { texts, reserve } = printFunctions([kernel]);
  const wat = [`(module`, `  (memory (export "memory") 1)`, ...texts, `  (export "run" (func $${kernel.name})))`, ""].join("\n");
  const bytes = await assemble(kernel.name, wat);
  const { memory, run: call } = (await instantiate(bytes)).exports;
  let args: number[] = [];
  const run: WasmKernel["run"] = (buffers, extents = []) => {
    let at = Math.ceil(Math.max(1024, reserve) / 64) * 64;
    const places = buffers.map((array) => {
      const place = at;
      at = Math.ceil((at + array.byteLength) / 64) * 64;
      return place;
    });
    const pages = Math.ceil(at / 65536);
    if (memory.buffer.byteLength < pages * 65536) memory.grow(pages - memory.buffer.byteLength / 65536);
    const whole = new Uint8Array(memory.buffer);
    buffers.forEach((array, i) => whole.set(bytesOfArray(array), places[i]));
    args = [...places, ...extents];
    call(...args);
    buffers.forEach((array, i) => bytesOfArray(array).set(whole.subarray(places[i], (places[i] ?? 0) + array.byteLength)));
  };
  const time: WasmKernel["time"] = (times) => {
    const start = performance.now();
    for (let i = 0; i < times; i++) call(...args);
    return (performance.now() - start) / 1000;
  };
  return { wat, run, time };
}

/** A zeroed array for each parameter of a kernel with constant sizes. */
export const arraysFor = (kernel: Kernel): ElementArray[] =>
  kernel.params.map((p) => {
    if (typeof p.elements !== "number") throw new Error(`${p.name} has no constant size`);
    return newArray(p.dtype, p.elements);
  });
