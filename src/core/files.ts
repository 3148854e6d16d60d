/** Files of any size: Node reads, writes and hashes at most 2 GiB at once, so that larger ones are taken in parts. */

import { createHash, type Hash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

const partBytes = 2 ** 30;

/**
 * What stands at `path` in place of a regular file; undefined where one does. To be asked before it is opened: opening a pipe waits for its
 * writer, and a device may have no end. Throws what the file system throws.
 */
export function otherThanFile(path: string): string | undefined {
  const found = statSync(path);
  if (found.isFile()) return undefined;
  return found.isDirectory() ? "a folder" : "a pipe or a device";
}

/** All bytes of a file. Throws what the file system throws, and RangeError where no array is that large. */
export async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    let done = 0;
    while (done < size) {
      const { bytesRead } = await file.read(bytes, done, Math.min(partBytes, size - done), done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done === size ? bytes : bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}

/**
 * Makes a folder and those above it. Throws what the file system throws. Node's recursive mkdir does not end where a folder that exists
 * takes no others (/proc).
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    // Another build may have made it meanwhile.
    if (!existsSync(path)) throw error;
  });
}

/** What the file system said of an operation that failed: "EACCES". Throws any other error on. */
export function systemReason(error: unknown): string {
  if (error instanceof Error && "syscall" in error && "code" in error) return String(error.code);
  throw error;
}

/** Writes the parts one behind the other to a new file at `path`; text as UTF-8. */
export async function writeParts(path: string, ...parts: readonly (string | Uint8Array)[]): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const given of parts) {
      const part = typeof given === "string" ? Buffer.from(given) : given;
      for (let at = 0; at < part.length; ) {
        const { bytesWritten } = await file.write(part, at, Math.min(partBytes, part.length - at));
        at += bytesWritten;
      }
    }
  } finally {
    await file.close();
  }
}

/** SHA-256, hex. */
export function sha256(content: string | Uint8Array): string {
  const hash = createHash("sha256");
  addToHash(hash, typeof content === "string" ? Buffer.from(content) : content);
  return hash.digest("hex");
}

export function addToHash(hash: Hash, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += partBytes) hash.update(bytes.subarray(at, at + partBytes));
}
