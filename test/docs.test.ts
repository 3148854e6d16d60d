/** Every diagnostic code has a section in docs/errors.md, and every section a code; links and named files are there; releases in CHANGELOG.md are short; what docs/deploying.md and README.md show builds and runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { dist } from "../scripts/build.ts";
import { build } from "../src/build.ts";

const root = resolve(import.meta.dirname, "..");
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("codes and sections of docs/errors.md are the same", () => {
  const used = new Set(sources.flatMap((name) => readFileSync(join(root, "src", name), "utf8").match(/AOT\d{3}/g) ?? []));
  const told = (readFileSync(join(root, "docs/errors.md"), "utf8").match(/^## AOT\d{3}$/gm) ?? []).map((line) => line.slice(3));
  expect([...used].sort()).toEqual(told);
});

/** A heading's anchor as GitHub makes it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, "")
    .replaceAll(" ", "-");

test("what pages link to and the source files they name are there", () => {
  const below = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`);
  const files = [...["docs", "scripts", "src", "templates", "test"].flatMap(below), ...readdirSync(root)];
  const pages = files.filter((name) => name.endsWith(".md"));
  const missing = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(([, path = "", section]) => {
      const target = path === "" ? join(root, page) : resolve(root, dirname(page), path);
      if (!existsSync(target)) return true;
      return (
        section !== undefined && !(readFileSync(target, "utf8").match(/^#+ .*$/gm) ?? []).some((line) => anchor(line.replace(/^#+ /, "")) === section)
      );
    });
    const named = [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|hbs|md))`/g)].filter(
      ([, path]) => !files.some((file) => file === path || file.endsWith(`/${path}`)),
    );
    return [...links, ...named].map(([found]) => `${page}: ${found}`);
  });
  expect(pages).toContain("docs/architecture.md");
  expect(missing).toEqual([]);
});

/** A user reads it from end to end: a release is told by topics, one line each, not commit by commit. */
test("CHANGELOG.md tells a release in at most 60 lines", () => {
  const [, ...releases] = readFileSync(join(root, "CHANGELOG.md"), "utf8").split(/^(?=## )/m);
  expect(releases.map((text) => text.trimEnd().split("\n").length).filter((lines) => lines > 60)).toEqual([]);
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

test("the module of README.md that calls the compiler builds digits.onnx", () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-readme-"));
  try {
    const shown = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/```js\n([\s\S]*?)```/g)].filter(([, code]) =>
      code?.includes('from "aot"'),
    );
    expect(shown).toHaveLength(1);
    writeFileSync(join(folder, "digits.onnx"), readFileSync(join(root, "generated-samples/digits/digits.onnx")));
    writeFileSync(join(folder, "build.mjs"), shown[0]?.[1]?.replace('"aot"', JSON.stringify(pathToFileURL(join(dist, "index.js")).href)) ?? "");
    const printed = execFileSync(process.execPath, ["build.mjs"], { cwd: folder, encoding: "utf8" });
    expect(printed).toMatch(/^c \d+ [\s\S]*^wasm \d+ /m);
    expect(readdirSync(join(folder, "digits")).sort()).toEqual(["c", "wasm"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
