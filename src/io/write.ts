/** Writing named arrays: one .npz; one .npy, .pb or raw .bin for a single array; or a folder of .npy files. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { zipSync } from "fflate";
import type { NamedArray } from "./named-array.ts";
import { writeNpy } from "./npy.ts";
import { writeTensorProto } from "./tensor-proto.ts";

/** Formats of a single array by the ending of the path. */
const singles: Readonly<Record<string, (array: NamedArray) => Uint8Array>> = {
  ".npy": writeNpy,
  ".pb": writeTensorProto,
  ".bin": ({ array }) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
};

/** Keys of a .npz are the arrays' names. The file is complete or not there at all. */
export async function writeNamedArrays(path: string, arrays: readonly NamedArray[]): Promise<void> {
  if (path.endsWith(".npz")) {
    const entries = Object.fromEntries(arrays.map((a) => [`${a.name}.npy`, writeNpy(a)]));
    // No clock in the output: the same arrays give the same bytes.
    return replace(path, zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) }));
  }
  const [only] = arrays;
  const single = singles[extname(path)];
  if (single !== undefined && only !== undefined && arrays.length === 1) return replace(path, single(only));
  await mkdir(path, { recursive: true });
  for (const a of arrays) await writeFile(join(path, `${a.name.replace(/[^\w.-]+/g, "_")}.npy`), writeNpy(a));
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new-${process.pid}`;
  await writeFile(fresh, bytes);
  await rename(fresh, path);
}
