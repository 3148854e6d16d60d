/** The README's generated parts: tables of commands, flags, exit codes and files, and a session's output. `npm run readme` writes them; test/readme.test.ts compares. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { type BuildOptions, buildTarget, loadModel, targetNamed } from "../src/build.ts";
import { exitCodeMeanings, exitCodes } from "../src/cli/exit-codes.ts";
import { program } from "../src/cli/program.ts";
import { targets } from "../src/targets/index.ts";

const root = resolve(import.meta.dirname, "..");
export const readmePath = join(root, "README.md");
const sample = "generated-samples/digits/digits.onnx";

type Row = readonly string[];

const tableOf = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");

/** "run <model> --inputs <files...>": a command with all it cannot do without. */
const usageOf = (command: Command): string =>
  [
    command.name(),
    ...command.registeredArguments.map((a) => `<${a.name()}>`),
    ...command.options.filter((o) => o.mandatory).map((o) => o.flags.replace(/^-\w, /, "")),
  ].join(" ");

function commands(): string {
  const rows = program().commands.map((c) => [`\`aot ${usageOf(c)}\``, c.description()]);
  return tableOf(["command", "what it does"], rows);
}

/** One row for each flag of the same meaning, with the commands that take it. */
function flags(): string {
  const rows = new Map<string, { readonly flag: string; readonly meaning: string; readonly takers: string[] }>();
  for (const command of program().commands)
    for (const { flags: flag, description, defaultValue } of command.options) {
      const meaning = typeof defaultValue === "string" ? `${description}; default: ${defaultValue}` : description;
      const row = rows.get(flag + meaning) ?? { flag, meaning, takers: [] };
      rows.set(flag + meaning, row);
      row.takers.push(command.name());
    }
  return tableOf(
    ["flag", "commands", "what it does"],
    [...rows.values()].map(({ flag, meaning, takers }) => [`\`${flag}\``, takers.join(", "), meaning]),
  );
}

const exits = (): string =>
  tableOf(
    ["exit code", "meaning"],
    (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).map((name) => [String(exitCodes[name]), exitCodeMeanings[name]]),
  );

/** Every file that any build of the digit network writes, and the targets whose builds do. */
async function files(): Promise<string> {
  const path = join(root, sample);
  const { model } = await loadModel(path, {});
  const writers = new Map<string, { readonly row: Row; readonly targets: Set<string> }>();
  for (const name of Object.keys(targets))
    for (const options of [{ weights: "inline" }, { weights: "file", fallback: name === "wasm" }] satisfies BuildOptions[]) {
      const build = await buildTarget(model, targetNamed(name), path, options);
      for (const file of build.files) {
        const row = [`\`${file.path.replace(/^digits/, "<name>")}\``, file.kind, file.purpose];
        const known = writers.get(row.join()) ?? { row, targets: new Set() };
        writers.set(row.join(), known);
        known.targets.add(name);
      }
    }
  return tableOf(
    ["file", "target", "kind", "what it is for"],
    [...writers.values()].map(({ row: [file = "", ...rest], targets: of }) => [file, [...of].join(", "), ...rest]),
  );
}

/** What `aot` prints for `args`, as a reader would see it who types the line in this folder. */
function session(...args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "aot-readme-"));
  try {
    mkdirSync(join(folder, dirname(sample)), { recursive: true });
    cpSync(join(root, sample), join(folder, sample));
    const cli = ["--import", pathToFileURL(join(root, "node_modules/tsx/dist/esm/index.mjs")).href, join(root, "src/cli/main.ts")];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...cli, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    if (status !== 0) throw new Error(`aot ${args.join(" ")} ends with ${status}: ${stderr}`);
    return [`$ npx aot ${args.join(" ")}`, ...stdout.trimEnd().split("\n")].map((line) => `    ${line}`.trimEnd()).join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What docs/onnx-support.md says of all cases, which a whole run of the conformance cases wrote. */
function conformance(): string {
  const page = readFileSync(join(root, "docs/onnx-support.md"), "utf8");
  const [, cases, c, wasm, ts, other] = /^\| all \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/m.exec(page) ?? [];
  if (other === undefined) throw new Error("docs/onnx-support.md has no row of all cases");
  const passed =
    new Set([c, wasm, ts]).size === 1 ? `${c} pass on C, WebAssembly and TypeScript` : `${c} pass on C, ${wasm} on WebAssembly, ${ts} on TypeScript`;
  return `Of the ${cases} backend cases that ONNX publishes, ${passed}, at -O0 and at -O3, and ${other} are not applicable. [docs/onnx-support.md](docs/onnx-support.md) lists them by operator, and any that fail.`;
}

const parts: Readonly<Record<string, () => string | Promise<string>>> = {
  inspect: () => session("inspect", sample),
  build: () => session("build", sample, "-o", "digits"),
  commands,
  flags,
  "exit codes": exits,
  conformance,
  files,
};

/** `text` with everything between `<!-- generated: part -->` and `<!-- end -->` made anew. */
export async function regenerated(text: string): Promise<string> {
  let result = text;
  for (const [name, make] of Object.entries(parts)) {
    const [before, rest] = result.split(`<!-- generated: ${name} -->\n`);
    const after = rest?.slice(rest.indexOf("<!-- end -->"));
    if (before === undefined || after === undefined) throw new Error(`README.md has no part "${name}"`);
    result = `${before}<!-- generated: ${name} -->\n${await make()}\n\n${after}`;
  }
  return result;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(readmePath, await regenerated(readFileSync(readmePath, "utf8")));
