/** Files of any size: Node reads at most 2 GiB at once, so that larger ones are read and written in parts. */

import { open } from "node:fs/promises";

const partBytes = 2 ** 30;

/** The bytes from `from` on, `length` of them or all. Throws what the file system throws, and RangeError where no array is that large. */
export async function readBytes(path: string, from = 0, length?: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const size = length ?? (await file.stat()).size - from;
    const bytes = new Uint8Array(size);
    let done = 0;
    while (done < size) {
      const { bytesRead } = await file.read(bytes, done, Math.min(partBytes, size - done), from + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done === size ? bytes : bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}

/** Writes the parts one behind the other to a new file at `path`. */
export async function writeBytes(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const part of parts)
      for (let at = 0; at < part.length; ) {
        const { bytesWritten } = await file.write(part, at, Math.min(partBytes, part.length - at));
        at += bytesWritten;
      }
  } finally {
    await file.close();
  }
}
