/** Output folders: written beside their final place and swapped in at the end, so that a failed build leaves what was there untouched. */

import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { compileError } from "./core/diagnostics.ts";
import { writeParts } from "./core/files.ts";
import { manifestPath } from "./targets/manifest.ts";

export interface OutputFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The file every build leaves, by which a folder is known to be ours. */
const marker = manifestPath;

async function isOurs(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.length === 0 || entries.some((e) => e.name === marker)) return true;
  const folders = entries.filter((e) => e.isDirectory());
  return folders.length === entries.length && folders.every((e) => existsSync(join(folder, e.name, marker)));
}

/** Refuses (AOT303) to replace a folder that no build of ours made. */
export async function checkReplaceable(folder: string, force: boolean): Promise<void> {
  if (force || !existsSync(folder) || (await isOurs(folder))) return;
  throw compileError({
    code: "AOT303",
    where: folder,
    message: `the output folder exists and holds files that no build made (it has no ${marker})`,
    hint: "give another folder with -o, or replace this one with --force",
  });
}

/** Writes all files to a new folder beside `folder`, then swaps the two. */
export async function replaceFolder(folder: string, files: readonly OutputFile[], force: boolean): Promise<void> {
  const target = resolve(folder);
  await checkReplaceable(target, force);
  const parent = dirname(target);
  const fresh = join(parent, `.${basename(target)}.new-${process.pid}`);
  const old = join(parent, `.${basename(target)}.old-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  try {
    for (const file of files) {
      const path = join(fresh, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeParts(path, file.content);
    }
    if (existsSync(target)) await rename(target, old);
    await rename(fresh, target);
  } catch (error) {
    if (!existsSync(target) && existsSync(old)) await rename(old, target);
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
