/** Every diagnostic code has a section in docs/errors.md, and every section a code; what docs/deploying.md shows builds and runs. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { build } from "../src/build.ts";

const root = resolve(import.meta.dirname, "..");
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("codes and sections of docs/errors.md are the same", () => {
  const used = new Set(sources.flatMap((name) => readFileSync(join(root, "src", name), "utf8").match(/AOT\d{3}/g) ?? []));
  const told = (readFileSync(join(root, "docs/errors.md"), "utf8").match(/^## AOT\d{3}$/gm) ?? []).map((line) => line.slice(3));
  expect([...used].sort()).toEqual(told);
});

test("the C program of docs/deploying.md builds with CMake and runs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-deploying-"));
  const run = (command: string, ...args: readonly string[]): string => execFileSync(command, args, { cwd: folder, encoding: "utf8" });
  try {
    const text = readFileSync(join(root, "docs/deploying.md"), "utf8");
    const shown = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? "";
    await build(join(root, "generated-samples/digits/digits.onnx"), { targets: ["c"], weights: "file", out: join(folder, "digits") });
    writeFileSync(join(folder, "CMakeLists.txt"), shown("cmake"));
    writeFileSync(join(folder, "app.c"), shown("c"));
    run("cmake", "-S", ".", "-B", "made");
    run("cmake", "--build", "made");
    expect(run(join(folder, "made/app")).trim().split("\n").map(Number).filter(Number.isFinite)).toHaveLength(10);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
