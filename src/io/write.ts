/** Writing named arrays: one .npz, or a folder of .npy files. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import type { NamedArray } from "./named-array.ts";
import { writeNpy } from "./npy.ts";

/** Keys are the arrays' names. The file is complete or not there at all. */
export async function writeNamedArrays(path: string, arrays: readonly NamedArray[]): Promise<void> {
  if (path.endsWith(".npz")) {
    const entries = Object.fromEntries(arrays.map((a) => [`${a.name}.npy`, writeNpy(a)]));
    // No clock in the output: the same arrays give the same bytes.
    return replace(path, zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) }));
  }
  if (path.endsWith(".npy") && arrays.length === 1) return replace(path, writeNpy(arrays[0] as NamedArray));
  await mkdir(path, { recursive: true });
  for (const a of arrays) await writeFile(join(path, `${a.name.replace(/[^\w.-]+/g, "_")}.npy`), writeNpy(a));
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new-${process.pid}`;
  await writeFile(fresh, bytes);
  await rename(fresh, path);
}
