/** aot diff and aot check as a person uses them: built folders, committed and tampered with, exit codes and named files. */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "../../src/check.ts";
import { diffCommand } from "../../src/cli/diff-command.ts";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { build } from "../../src/index.ts";

const digits = resolve(import.meta.dirname, "../../generated-samples/digits/digits.onnx");
const folder = mkdtempSync(join(tmpdir(), "aot-review-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await build(digits, { out: at("one"), targets: ["wasm"] });
  await build(digits, { out: at("all"), targets: ["c", "ts", "wasm"], level: 1, deterministic: true, weights: "file", fallback: true });
}, 60_000);

/** What a command prints and the exit code it asks for. */
async function printed(command: () => Promise<void>): Promise<{ text: string; status: unknown }> {
  const [write, status] = [process.stdout.write, process.exitCode];
  let text = "";
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += chunk.toString();
    return true;
  };
  process.exitCode = 0;
  try {
    await command();
    return { text, status: process.exitCode };
  } finally {
    process.stdout.write = write;
    process.exitCode = status;
  }
}

describe("diff", () => {
  test("a folder and itself: exit 0; folders of one target and of several: exit 1 and what was added", async () => {
    expect(await printed(() => diffCommand(at("one"), at("one"), {}))).toMatchObject({ status: 0, text: expect.stringContaining("no difference") });
    const other = await printed(() => diffCommand(at("one"), at("all"), {}));
    expect(other.status).toBe(exitCodes.mismatch);
    for (const words of ["c: target added", "wasm: schedule", "-O", "arena bytes", "code bytes"]) expect(other.text).toContain(words);
  });

  test("--json is the API's result, --markdown a table", async () => {
    const json = JSON.parse((await printed(() => diffCommand(at("one"), at("all"), { json: true }))).text) as { ok: boolean; addedTargets: string[] };
    expect([json.ok, json.addedTargets]).toEqual([false, ["c", "ts"]]);
    const { text } = await printed(() => diffCommand(at("one"), at("all"), { markdown: true }));
    expect(text).toContain("### Compiled network: more than weights changed");
    expect(text).toContain("| arena bytes |");
  });

  test.each([
    ["nowhere", "AOT312", () => {}],
    ["damaged", "AOT313", (path: string) => writeFileSync(join(path, "manifest.json"), "{")],
    ["lacking", "AOT313", (path: string) => writeFileSync(join(path, "manifest.json"), '{"tool":{"name":"aot"}}')],
    ["escaping", "AOT313", (path: string) => writeFileSync(join(path, "manifest.json"), renamed("../one/digits"))],
  ] as const)("%s: %s", async (name, code, make) => {
    if (name !== "nowhere") mkdirSync(at(name));
    make(at(name));
    await expect(diffCommand(at("one"), at(name), {})).rejects.toMatchObject({ diagnostics: [{ code }] });
  });
});

const renamed = (name: string): string => {
  const manifest = JSON.parse(readFileSync(join(at("one"), "manifest.json"), "utf8")) as { model: object };
  return JSON.stringify({ ...manifest, model: { ...manifest.model, name } });
};

describe("check", () => {
  test("what was just built is up to date, whatever its options", async () => {
    for (const name of ["one", "all"]) {
      const { fresh, targets } = await check(at(name), digits);
      expect([fresh, targets.flatMap((t) => t.stale)]).toEqual([true, []]);
    }
  }, 60_000);

  test("a file changed by hand and one that is missing are named, with the command that builds them", async () => {
    cpSync(at("all"), at("stale"), { recursive: true });
    appendFileSync(join(at("stale"), "c/digits.c"), "\n");
    rmSync(join(at("stale"), "ts/digits.d.ts"));
    const { fresh, targets, command } = await check(at("stale"), digits);
    expect(fresh).toBe(false);
    expect(targets.map((t) => [t.target, t.stale])).toEqual([
      ["c", [{ path: "digits.c", state: "differs" }]],
      ["ts", [{ path: "digits.d.ts", state: "missing" }]],
      ["wasm", []],
    ]);
    expect(command).toBe(`aot build ${digits} -o ${at("stale")} -t c,ts,wasm --name digits -O1 --weights file --fallback --deterministic`);
  }, 60_000);
});
