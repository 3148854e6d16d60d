/** What exists only while something runs: removed at its end, when it fails, and where a signal ends the process before that. */

import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { makeFolder, writeParts } from "./files.ts";

const held = new Set<string>();
const signals = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/** Removes what is held and lets the signal do what it does without this; where others listen to it, they decide about the rest. */
function onSignal(signal: NodeJS.Signals): void {
  for (const folder of held) rmSync(folder, { recursive: true, force: true });
  stopListening();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, onSignal);
}

/** Gives `use` a new folder whose path begins with `prefix`. Throws what the file system throws. */
export async function withFolder<T>(prefix: string, use: (folder: string) => Promise<T>): Promise<T> {
  // Made and held in one go, so that no signal is heard between.
  if (held.size === 0) for (const signal of signals) process.on(signal, onSignal);
  try {
    const folder = mkdtempSync(prefix);
    held.add(folder);
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
      held.delete(folder);
    }
  } finally {
    if (held.size === 0) stopListening();
  }
}

/** Gives `use` a new folder where the system has such. */
export const withTemporaryFolder = <T>(use: (folder: string) => Promise<T>): Promise<T> => withFolder(join(tmpdir(), "aot-"), use);

/** Writes the parts to a file in place of `path`, which is whole at any time; folders above it are made. Throws what the file system throws. */
export async function replaceFile(path: string, ...parts: readonly (string | Uint8Array)[]): Promise<void> {
  await makeFolder(dirname(path));
  const target = existsSync(path) ? realpathSync(path) : path;
  await withFolder(join(dirname(target), `.${basename(target)}.new-`), async (folder) => {
    const fresh = join(folder, "new");
    await writeParts(fresh, ...parts);
    await rename(fresh, target);
  });
}
