/** Where everything lies in linear memory: weights, arena, inputs, outputs, all at fixed byte addresses. */
import { compileError } from "../../core/diagnostics.ts";
import { arenaAlignment, type Program, type Storage, type Variant } from "../../schedule/program.ts";
import { weightsHeaderBytes } from "../weights.ts";

export interface MemoryPlan {
  /** The weights; the 64 bytes before it take the header of the weights file. */
  readonly weightsAt: number;
  readonly arenaAt: number;
  readonly pages: number;
  readonly addressOf: (storage: Storage) => number;
}

const pageBytes = 65536;
const roundUp = (n: number): number => Math.ceil(n / arenaAlignment) * arenaAlignment;

/** `reserve` bytes at the bottom stay unused: bases may point below a buffer, never below 0. Throws AOT420 past 4 GiB. */
export function planMemory(program: Program, variant: Variant, reserve: number): MemoryPlan {
  const weightsAt = roundUp(reserve + weightsHeaderBytes);
  const arenaAt = weightsAt + roundUp(program.weightBytes);
  let end = arenaAt + roundUp(variant.arenaBytes);
  const addresses = new Map<Storage, number>();
  for (const w of program.weights) addresses.set(w.storage, weightsAt + w.offset);
  for (const row of variant.arena) addresses.set(row.storage, arenaAt + row.offset);
  for (const { storage } of [...program.inputs, ...program.outputs]) {
    if (addresses.has(storage)) continue;
    addresses.set(storage, end);
    // Vectors may be loaded whole at the end of a port.
    end += roundUp(storage.bytes + 16);
  }
  const pages = Math.max(1, Math.ceil(end / pageBytes));
  if (pages > pageBytes)
    throw compileError({
      code: "AOT420",
      where: program.name,
      message: `weights, arena, inputs and outputs take ${end} bytes; WebAssembly memory ends at ${2 ** 32}`,
      hint: "build for c, or with smaller dims",
    });
  return {
    weightsAt,
    arenaAt,
    pages,
    addressOf(storage) {
      const found = addresses.get(storage);
      if (found === undefined) throw new Error(`internal: ${storage.name} has no place in memory`);
      return found;
    },
  };
}
