/** What exists only while something runs is gone afterwards, also when a signal ends the process; what it replaces is whole at any time. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { replaceFile, withFolder } from "../../src/core/temporary.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-temporary-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = resolve(import.meta.dirname, "../..");
const url = (path: string): string => JSON.stringify(pathToFileURL(join(root, path)).href);

/** How a process ends that runs `source` and gets a signal as soon as it has written something. */
function interrupted(source: string, cwd: string, signal: NodeJS.Signals): Promise<readonly [number | null, NodeJS.Signals | null]> {
  const child = spawn(process.execPath, ["--import", pathToFileURL(join(root, "node_modules/tsx/dist/esm/index.mjs")).href, "-e", source], {
    cwd,
    env: { ...process.env, TMPDIR: cwd },
  });
  child.stdout.once("data", () => child.kill(signal));
  return new Promise((done) => {
    child.on("close", (code, by) => done([code, by]));
  });
}

test("a folder is gone when what uses it ends or fails, and nobody listens to signals any more", async () => {
  const before = process.listenerCount("SIGINT");
  const used: string[] = [];
  const both = (path: string): Promise<void> => {
    used.push(path);
    writeFileSync(join(path, "x"), "");
    return used.length === 1 ? Promise.resolve() : Promise.reject(new Error("no"));
  };
  await withFolder(join(folder, "a-"), both);
  await expect(withFolder(join(folder, "a-"), both)).rejects.toThrow("no");
  await expect(withFolder(join(folder, "missing/a-"), both)).rejects.toThrow("ENOENT");
  expect([used.length, readdirSync(folder), process.listenerCount("SIGINT")]).toEqual([2, [], before]);
});

test("a file is replaced as a whole", async () => {
  writeFileSync(join(folder, "tiles.json"), "before");
  symlinkSync("tiles.json", join(folder, "link"));
  mkdirSync(join(folder, "made"));
  await expect(replaceFile(join(folder, "made"), "no file can stand here")).rejects.toThrow("EISDIR");
  await replaceFile(join(folder, "link"), "af", "ter");
  expect([readFileSync(join(folder, "tiles.json"), "utf8"), readdirSync(folder)]).toEqual(["after", ["link", "made", "tiles.json"]]);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends a process that has a folder, and the folder", async (signal) => {
  const cwd = join(folder, signal);
  mkdirSync(cwd);
  const source = `import(${url("src/core/temporary.ts")}).then(({ withTemporaryFolder }) =>
    withTemporaryFolder(() => { console.log("made"); return new Promise((done) => setTimeout(done, 60000)); }))`;
  expect([await interrupted(source, cwd, signal), readdirSync(cwd).filter((name) => name.startsWith("aot-"))]).toEqual([[null, signal], []]);
});
