/** The tiles file: register tiles for kernels, by machine. `aot build --tune` writes it; it can be committed, and any build can read it. */

import { readFileSync } from "node:fs";
import { CompileError, compileError } from "./core/diagnostics.ts";
import { otherThanFile, systemReason } from "./core/files.ts";
import { replaceFile } from "./core/temporary.ts";
import type { Tiles } from "./loop/kernel.ts";

/** Register tiles, by the kernel's name. */
export type TileChoices = Readonly<Record<string, Tiles>>;

/** Choices, by the name of the machine they were measured for. */
export type MachineTiles = Readonly<Record<string, TileChoices>>;

const largestTile = 64;

const isTiles = (x: unknown): x is Tiles =>
  Array.isArray(x) && x.length === 2 && x.every((n) => Number.isSafeInteger(n) && n >= 1 && n <= largestTile);

const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === "object" && x !== null && !Array.isArray(x);

function refuse(path: string, message: string): never {
  throw compileError({ code: "AOT316", where: path, message, hint: "aot build --tune writes such a file" });
}

/** Reads a tiles file. Throws a CompileError (AOT316) if it is missing or invalid, naming the first wrong row. */
export function readTiles(path: string): MachineTiles {
  let text: string;
  try {
    const other = otherThanFile(path);
    if (other !== undefined) return refuse(path, `is ${other}, a file is expected`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof CompileError) throw error;
    return refuse(path, `cannot be read (${systemReason(error)})`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse(path, "is no JSON");
  }
  if (!isRecord(parsed)) return refuse(path, "is no object of machines");
  for (const [machine, rows] of Object.entries(parsed)) {
    if (!isRecord(rows)) return refuse(path, `machine ${machine} has no object of kernels`);
    for (const [kernel, tile] of Object.entries(rows))
      if (!isTiles(tile)) return refuse(path, `${machine}, ${kernel}: ${JSON.stringify(tile)} is no [vectors, columns] of 1 to ${largestTile}`);
  }
  return parsed as MachineTiles;
}

const sorted = <T>(record: Readonly<Record<string, T>>): readonly [string, T][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** One row a kernel, in the order of names, so that another choice is one line of a diff. */
export const tilesText = (tiles: MachineTiles): string => {
  const machines = sorted(tiles).map(([machine, rows]) => {
    const lines = sorted(rows).map(([kernel, tile]) => `    ${JSON.stringify(kernel)}: [${tile.join(", ")}]`);
    return `  ${JSON.stringify(machine)}: {\n${lines.join(",\n")}\n  }`;
  });
  return `{\n${machines.join(",\n")}\n}\n`;
};

/** Writes a tiles file. Throws a CompileError (AOT316) if the file system refuses. */
export async function writeTiles(path: string, tiles: MachineTiles): Promise<void> {
  try {
    await replaceFile(path, tilesText(tiles));
  } catch (error) {
    const message = `cannot be written (${systemReason(error)})`;
    throw compileError({ code: "AOT316", where: path, message, hint: "give a path with --tiles that can be written" });
  }
}
