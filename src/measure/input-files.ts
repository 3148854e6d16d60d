/** Inputs as files, which engines of every language read. */

import { join } from "node:path";
import type { Case } from "../cases.ts";
import { compileError } from "../core/diagnostics.ts";
import { bytesOfArray } from "../core/dtype.ts";
import { writeParts } from "../core/files.ts";

/** Writes each input's bytes to `folder`; the files by the inputs' names. Throws AOT514 for strings. */
export async function inputFiles({ inputs }: Case, folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [i, { name, array }] of inputs.entries()) {
    const file = join(folder, `input${i}.bin`);
    if (!ArrayBuffer.isView(array))
      throw compileError({
        code: "AOT514",
        where: name,
        message: "the input holds strings, measured programs are fed numbers",
        hint: "aot run takes strings",
      });
    await writeParts(file, bytesOfArray(array));
    files.set(name, file);
  }
  return files;
}
