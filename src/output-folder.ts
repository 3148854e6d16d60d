/** Output folders: written beside their final place and swapped in at the end, so that a failed build leaves what was there untouched. */

import { existsSync, lstatSync, realpathSync, renameSync, statSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { compileError } from "./core/diagnostics.ts";
import { makeFolder, systemReason, writeParts } from "./core/files.ts";
import { withFolder } from "./core/temporary.ts";
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

interface Obstacle {
  readonly message: string;
  readonly hint: string;
}

const hint = "give another folder with -o";

/** Why no folder can be made here, and the next step; undefined where nothing is in the way. */
function barrier(folder: string): Obstacle | undefined {
  let parent = dirname(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  if (!statSync(parent).isDirectory()) return { message: `would lie in ${parent}, which is no folder`, hint };
  const isLink = lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
  return isLink ? { message: "is a link to what does not exist", hint } : undefined;
}

/** What would be lost with `folder` besides what a build writes, and the next step; undefined where nothing would. */
async function obstacle(folder: string, model: string, force: boolean): Promise<Obstacle | undefined> {
  if (!statSync(folder).isDirectory()) return { message: "is no folder", hint };
  const holds = (path: string): boolean => relative(realpathSync(folder), realpathSync(path)).split(sep)[0] !== "..";
  if (holds(process.cwd())) return { message: "holds the folder that the command runs in, which a build would replace", hint };
  if (existsSync(model) && statSync(model).isFile() && holds(model)) return { message: `holds the model ${model}, which a build would remove`, hint };
  if (force || (await isOurs(folder))) return undefined;
  return { message: `exists and holds files that no build made (it has no ${marker})`, hint: `${hint}, or replace this one with --force` };
}

/**
 * Refuses (AOT303) to replace what is no folder, one that no build of ours made, and one that holds `model` or the working folder, and a folder that cannot be
 * made where it is asked for.
 */
export async function checkReplaceable(folder: string, model: string, force: boolean): Promise<void> {
  const target = resolve(folder);
  const found = existsSync(target) ? await obstacle(target, model, force) : barrier(target);
  if (found !== undefined) throw compileError({ code: "AOT303", where: folder, ...found });
}

/** Writes all files to a new folder beside `folder`, then swaps the two; a link stays one. Throws AOT320 where the file system refuses. */
export async function replaceFolder(folder: string, files: readonly OutputFile[]): Promise<void> {
  const target = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  try {
    await swapIn(target, files);
  } catch (error) {
    const message = `the output cannot be written (${systemReason(error)})`;
    throw compileError({ code: "AOT320", where: folder, message, hint: "give a folder with -o that can be written" });
  }
}

async function swapIn(target: string, files: readonly OutputFile[]): Promise<void> {
  const parent = dirname(target);
  await makeFolder(parent);
  await withFolder(join(parent, `.${basename(target)}.new-`), async (folder) => {
    const [fresh, old] = [join(folder, "new"), join(folder, "old")];
    await mkdir(fresh);
    for (const file of files) {
      const path = join(fresh, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeParts(path, file.content);
    }
    // In one go, so that no signal is heard between.
    if (existsSync(target)) renameSync(target, old);
    try {
      renameSync(fresh, target);
    } catch (error) {
      if (existsSync(old)) renameSync(old, target);
      throw error;
    }
  });
}
