/** The table of docs/architecture.md, enforced: who may import whom, no cycles, everything registered and used, no operator named where none is known. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Project, SyntaxKind } from "ts-morph";
import { describe, expect, test } from "vitest";
import { ops } from "../src/ops/index.ts";
import { pipelines } from "../src/passes/index.ts";

const root = resolve(import.meta.dirname, "../src");
const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: { allowImportingTsExtensions: true } });
const files = project.addSourceFilesAtPaths(join(root, "**/*.ts"));

const folderOf = (path: string): string => {
  const parts = relative(root, path).split("/");
  if (parts.length === 1) return "(top)";
  return parts[0] === "frontends" || parts[0] === "targets"
    ? parts.length === 2
      ? (parts[0] as string)
      : `${parts[0]}/${parts[1]}`
    : (parts[0] as string);
};

const imports = files.flatMap((file) =>
  [...file.getImportDeclarations(), ...file.getExportDeclarations()].flatMap((d) => {
    const specifier = d.getModuleSpecifierValue();
    if (specifier === undefined || !specifier.startsWith(".")) return [];
    return [{ from: file.getFilePath() as string, to: resolve(dirname(file.getFilePath()), specifier) }];
  }),
);

/**
 * Folder -> folders it may import; what is not listed may import everything (the top level and the command line). A folder of formats or of target
 * languages without a line of its own is its parent's `*`, and the parent's index knows all of them.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  loop: ["core"],
  graph: ["core", "loop"],
  ops: ["core", "loop", "graph"],
  io: ["core"],
  frontends: ["core", "graph", "frontends/*"],
  "frontends/*": ["core", "graph", "ops", "frontends", "io"],
  passes: ["core", "graph", "loop", "ops"],
  schedule: ["core", "loop", "graph"],
  targets: ["core", "loop", "schedule", "targets/*"],
  "targets/*": ["core", "loop", "schedule", "targets"],
  "targets/ts": ["core", "loop", "schedule", "targets", "targets/javascript"],
  "targets/wasm": ["core", "loop", "schedule", "targets", "targets/javascript"],
  review: ["core", "targets"],
  measure: ["core", "schedule", "targets", "targets/*", "(top)"],
};

const patternOf = (folder: string): string => folder.replace(/\/.*/, "/*");
const mayImport = (folder: string): readonly string[] | undefined => allowed[folder] ?? allowed[patternOf(folder)];
const folders = [...new Set(files.map((f) => folderOf(f.getFilePath())))].filter((f) => f !== "(top)" && f !== "cli");

describe("imports", () => {
  test.each(folders)("%s imports only what it may", (folder) => {
    const may = mayImport(folder) ?? [];
    const wrong = imports
      .filter(
        (i) => folderOf(i.from) === folder && folderOf(i.to) !== folder && !may.includes(folderOf(i.to)) && !may.includes(patternOf(folderOf(i.to))),
      )
      .map((i) => `${relative(root, i.from)} -> ${relative(root, i.to)}`);
    expect(wrong).toEqual([]);
  });

  test("every folder is in the table", () => {
    expect(folders.filter((f) => mayImport(f) === undefined)).toEqual([]);
    expect(Object.keys(allowed).filter((f) => !f.endsWith("/*") && !folders.includes(f))).toEqual([]);
  });

  test("there is no cycle", () => {
    const edges = new Map<string, string[]>();
    for (const { from, to } of imports) edges.set(from, [...(edges.get(from) ?? []), to]);
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...path.slice(path.indexOf(file)), file].map((f) => relative(root, f)).join(" -> "));
        return;
      }
      state.set(file, "open");
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, "done");
    };
    for (const file of edges.keys()) visit(file, []);
    expect(cycles.filter((c) => !typeOnly(c))).toEqual([]);
  });
});

/** True when some import along the cycle is of types only: it does not exist when the program runs. */
function typeOnly(cycle: string): boolean {
  const steps = cycle.split(" -> ").map((f) => join(root, f));
  return steps.slice(0, -1).some((from, i) => {
    const file = project.getSourceFile(from);
    const declarations = file?.getImportDeclarations().filter((d) => resolve(dirname(from), d.getModuleSpecifierValue()) === steps[i + 1]);
    return declarations?.every((d) => d.isTypeOnly()) === true;
  });
}

test("what is exported is used elsewhere", () => {
  const imported = new Set(
    files.flatMap((file) =>
      [...file.getImportDeclarations(), ...file.getExportDeclarations()].flatMap((d) => {
        const names = "getNamedImports" in d ? d.getNamedImports() : d.getNamedExports();
        return names.map((n) => `${resolve(dirname(file.getFilePath()), d.getModuleSpecifierValue() ?? "")} ${n.getName()}`);
      }),
    ),
  );
  const others = ["../test", "../scripts"].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(resolve(root, folder, name), "utf8")),
  );
  const mentioned = new Set(others.flatMap((text) => text.match(/[\w$]+/g) ?? []));
  const loaded = files.flatMap((file) =>
    [...file.getFullText().matchAll(/import\("(\.[^"]+)"\)/g)].map(([, path = ""]) => resolve(dirname(file.getFilePath()), path)),
  );
  const unused = files
    .filter((file) => !loaded.includes(file.getFilePath()))
    .flatMap((file) =>
      [...file.getFunctions(), ...file.getClasses(), ...file.getVariableStatements()]
        .filter((d) => d.hasExportKeyword())
        .flatMap((d) => ("getDeclarations" in d ? d.getDeclarations().map((v) => v.getName()) : [d.getName() ?? ""]))
        .filter((name) => !imported.has(`${file.getFilePath()} ${name}`) && !mentioned.has(name))
        .map((name) => `${relative(root, file.getFilePath())}: ${name}`),
    );
  expect(unused).toEqual([]);
});

describe("registration", () => {
  const source = (folder: string): readonly string[] =>
    readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts") && name !== "index.ts" && statSync(join(root, folder, name)).isFile());

  test("every file in ops/ is registered in ops/all.ts", () => {
    const all = readFileSync(join(root, "ops/all.ts"), "utf8");
    expect(source("ops").filter((name) => name !== "all.ts" && !all.includes(`"./${name}"`))).toEqual([]);
  });

  test("every pass is in a pipeline", () => {
    const index = readFileSync(join(root, "passes/index.ts"), "utf8");
    const passes = source("passes").filter((name) => /: Pass = /.test(readFileSync(join(root, "passes", name), "utf8")));
    expect(passes.filter((name) => !index.includes(`"./${name}"`))).toEqual([]);
    expect(Object.values(pipelines).flat().length).toBeGreaterThanOrEqual(passes.length);
  });
});

describe("names", () => {
  const operators = new Set(ops.map((op) => op.name));

  test.each(["schedule", "targets", "loop"])("no operator is named in %s/", (folder) => {
    const found = files
      .filter((f) => relative(root, f.getFilePath()).startsWith(`${folder}/`))
      .flatMap((f) =>
        f
          .getDescendantsOfKind(SyntaxKind.StringLiteral)
          .flatMap((s) => (operators.has(s.getLiteralValue()) ? [`${relative(root, f.getFilePath())}: ${s.getText()}`] : [])),
      );
    expect(found).toEqual([]);
  });

  test("files say what they are in their first line", () => {
    const silent = files.filter((f) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(f.getFullText())).map((f) => relative(root, f.getFilePath()));
    expect(silent).toEqual([]);
  });
});
