/** Where everything lies in linear memory: inputs, outputs, arena, weights, all at fixed byte addresses. */
import { compileError } from "../../core/diagnostics.ts";
import { bounds } from "../../core/dim.ts";
import { storageElements } from "../../core/layout.ts";
import { touches } from "../../schedule/accesses.ts";
import { arenaAlignment, type Program, type Storage, stepsOf } from "../../schedule/program.ts";
import { weightsHeaderBytes } from "../weights.ts";

export interface MemoryPlan {
  /** The weights; the 64 bytes before it take the header of the weights file. */
  readonly weightsAt: number;
  readonly pages: number;
  /** The table of parts. */
  readonly partsAt: number;
  readonly addressOf: (storage: Storage) => number;
}

const pageBytes = 65536;
const roundUp = (n: number): number => Math.ceil(n / arenaAlignment) * arenaAlignment;

/** Kernels count elements in i32s; addresses are unsigned. Throws AOT422. */
function refuseLongTensors(program: Program): void {
  const storages = program.variants.flatMap((v) =>
    stepsOf(v.region)
      .flatMap(touches)
      .map((a) => a.storage),
  );
  for (const s of new Set(storages)) {
    const elements = bounds(storageElements(s.layout, s.shape))[1];
    if (elements < 2 ** 31) continue;
    throw compileError({
      code: "AOT422",
      where: s.holds[0] ?? s.name,
      message: `has ${elements} elements, WebAssembly kernels count to ${2 ** 31 - 1}`,
      hint: "build for c, or with smaller dims",
    });
  }
}

/** `reserve` bytes at the bottom stay unused: bases may point below a buffer, never below 0; `partsBytes` behind them. Throws AOT420 past 4 GiB, AOT422 for longer tensors than kernels count. */
export function planMemory(program: Program, reserve: number, partsBytes: number): MemoryPlan {
  refuseLongTensors(program);
  const addresses = new Map<Storage, number>();
  const partsAt = roundUp(reserve);
  let end = partsAt + roundUp(partsBytes);
  for (const side of ["inputs", "outputs"] as const)
    program[side].forEach(({ storage }, i) => {
      // All variants use the same place for a port, as large as the largest needs it.
      const own = [storage, ...program.variants.flatMap((v) => v[side][i]?.storage ?? [])].filter((s) => s.place === "input" || s.place === "output");
      const isNew = own.some((s) => !addresses.has(s));
      for (const s of own) if (!addresses.has(s)) addresses.set(s, end);
      // Vectors may be loaded whole at the end of a port.
      if (isNew) end += roundUp(storage.bytes + 16);
    });
  const arenaBytes = Math.max(0, ...program.variants.map((v) => v.arenaBytes));
  for (const row of program.variants.flatMap((v) => v.arena)) addresses.set(row.storage, end + row.offset);
  const weightsAt = end + roundUp(arenaBytes) + weightsHeaderBytes;
  for (const w of program.weights) addresses.set(w.storage, weightsAt + w.offset);
  end = weightsAt + roundUp(program.weightBytes);
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
    pages,
    partsAt,
    addressOf(storage) {
      const found = addresses.get(storage);
      if (found === undefined) throw new Error(`internal: ${storage.name} has no place in memory`);
      return found;
    },
  };
}
