/** Writing named arrays: one .npz; one .npy, .pb or raw .bin for a single array; or a folder of .npy files. */

import { extname, join } from "node:path";
import { zipSync } from "fflate";
import { CompileError, compileError } from "../core/diagnostics.ts";
import { bytesOfArray } from "../core/dtype.ts";
import { makeFolder, systemReason, writeParts } from "../core/files.ts";
import { replaceFile } from "../core/temporary.ts";
import type { NamedArray } from "./named-array.ts";
import { writeNpy } from "./npy.ts";
import { writeTensorProto } from "./tensor-proto.ts";

/** Formats of a single array by the ending of the path; a file is its parts in order. */
const singles: Readonly<Record<string, (array: NamedArray) => readonly Uint8Array[]>> = {
  ".npy": writeNpy,
  ".pb": (array) => [writeTensorProto(array)],
  ".bin": ({ name, array }) => {
    if (ArrayBuffer.isView(array)) return [bytesOfArray(array)];
    throw compileError({
      code: "AOT505",
      where: name,
      message: "holds strings, which raw bytes do not tell apart",
      hint: "write a .npy or .pb file",
    });
  },
};

/** What .npz and .pb files hold: sizes in them have 32 and 31 bits. */
const mostBytes: Readonly<Record<string, number>> = { ".npz": 2 ** 32 - 1, ".pb": 2 ** 31 - 1 };

/**
 * Keys of a .npz are the arrays' names. The file is complete or not there at all; folders above it are made. Throws AOT505 for arrays too
 * large for the format, and where the file system refuses.
 */
export async function writeNamedArrays(path: string, arrays: readonly NamedArray[]): Promise<void> {
  refuseTooLarge(path, extname(path), arrays);
  try {
    await write(path, extname(path), arrays);
  } catch (error) {
    if (error instanceof CompileError) throw error;
    throw compileError({
      code: "AOT505",
      where: path,
      message: `cannot be written (${systemReason(error)})`,
      hint: "give a path that can be written",
    });
  }
}

async function write(path: string, ending: string, arrays: readonly NamedArray[]): Promise<void> {
  if (ending === ".npz") {
    const entries = Object.fromEntries(arrays.map((a) => [`${a.name}.npy`, Buffer.concat(writeNpy(a))]));
    // No clock in the output: the same arrays give the same bytes.
    return replaceFile(path, zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) }));
  }
  const [only] = arrays;
  const single = singles[ending];
  if (single !== undefined && only !== undefined && arrays.length === 1) return replaceFile(path, ...single(only));
  await makeFolder(path);
  const taken = new Map<string, string>();
  for (const a of arrays) {
    const file = `${a.name.replace(/[^\w.-]+/g, "_")}.npy`;
    const other = taken.get(file);
    if (other !== undefined)
      throw compileError({ code: "AOT505", where: path, message: `"${other}" and "${a.name}" would both be ${file}`, hint: "write one .npz file" });
    taken.set(file, a.name);
    await writeParts(join(path, file), ...writeNpy(a));
  }
}

function refuseTooLarge(path: string, ending: string, arrays: readonly NamedArray[]): void {
  const most = mostBytes[ending];
  // A generous kilobyte for each array's headers.
  const bytes = arrays.reduce((n, { name, array }) => n + bytesOfElements(array) + name.length + 1024, 0);
  if (most === undefined || bytes <= most) return;
  throw compileError({
    code: "AOT505",
    where: path,
    message: `the arrays take ${bytes} bytes, a ${ending} file holds ${most}`,
    hint: "give the name of a folder, for a .npy file each",
  });
}

const bytesOfElements = (array: NamedArray["array"]): number =>
  ArrayBuffer.isView(array) ? array.byteLength : 4 * array.length * array.reduce((most, text) => Math.max(most, text.length), 1);
