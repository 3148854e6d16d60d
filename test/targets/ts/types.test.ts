/** The emitted .ts, alone in its folder: accepted by three TypeScript compilers, strict, without host libraries; its .d.ts used by a caller. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { buildOptionsOf, modelPath, tagger } from "../../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import type { EmittedFile } from "../../../src/targets/target.ts";
import { ts } from "../../../src/targets/ts/index.ts";
import { wasm } from "../../../src/targets/wasm/index.ts";
import { builtProgram } from "../../runtimes/programs.ts";
import { options, tinyProgram } from "./programs.ts";

const compilers = ["typescript-5.4", "typescript-5.9", "typescript"] as const;

const tsc = (name: string): string => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "lib", "tsc.js");

/** TypeScript 5.4 does not know isolated declarations yet. */
const isolated = (compiler: string): object => (compiler === "typescript-5.4" ? {} : { isolatedDeclarations: true, declaration: true });

/** The compiler's messages for `files` of a folder; flags as a project, since no version takes `--types ""` on the command line. */
async function messages(compiler: string, folder: string, files: readonly string[], flags: object): Promise<string> {
  const project = join(folder, `tsconfig.${compiler}.json`);
  await writeFile(project, JSON.stringify({ compilerOptions: { strict: true, types: [], noEmit: true, ...flags }, files }));
  const run = promisify(execFile)(process.execPath, [tsc(compiler), "-p", project]);
  return run.then(
    () => "",
    (error: { readonly stdout?: string }) => error.stdout ?? String(error),
  );
}

const caller = (given: string): string => `import { load, signature } from "./tiny.mjs";
const image = new Float32Array(signature.inputs.image.length);
const model = await load(${given});
export const score: Float32Array = model.run({ image }).score;
export const rank: 2 = signature.inputs.image.shape.length;
// @ts-expect-error: not the input's name
model.run({ picture: image });
// @ts-expect-error: not its type
model.run({ image: new Float64Array(6) });
`;

const signal = "signal: new AbortController().signal";

/** The tiny program in each form, with what a caller may give to load. */
const forms = [
  ["ts, weights beside it", `{ weights: fetch("w"), ${signal} }`, () => ts.emit(tinyProgram(), { ...options, weights: "file" })],
  ["ts, weights inside", "", () => ts.emit(tinyProgram(), { ...options, weights: "inline" })],
  [
    "wasm with its fallback",
    `{ weights: new URL("w", import.meta.url), wasm: WebAssembly.compileStreaming(fetch("k")), ${signal} }`,
    () => wasm.emit(tinyProgram(), { ...options, weights: "file", fallback: tinyProgram() }),
  ],
  ["wasm for two threads", `{ threads: 2, ${signal} }`, () => wasm.emit({ ...tinyProgram(), threads: 2 }, { ...options, weights: "inline" })],
  [
    "wasm for two threads with its fallback",
    `{ threads: 2, wasm: WebAssembly.compileStreaming(fetch("k")) }`,
    () => wasm.emit({ ...tinyProgram(), threads: 2 }, { ...options, weights: "file", fallback: tinyProgram() }),
  ],
] as const;

const bucketCaller = `import { buckets, load } from "./tagger.mjs";
const model = await load();
const [row] = buckets;
const inputs = { words: new Float32Array(row.inputs.words.length), weight: new Float32Array(row.inputs.weight.length) };
export const tags: Float32Array = model.run(inputs).tags;
model.run(inputs, { batch: 1, seq: 4 }, model.outputs[0]);
model.run(inputs, row.dims);
// @ts-expect-error: no bucket's batch
model.run(inputs, { batch: 3, seq: 4 });
// @ts-expect-error: a dim is missing
model.run(inputs, { batch: 1 });
`;

/** Every program in a folder of its own, of which the callers are given nothing but the declarations. */
const [programs, callers] = [mkdtempSync(join(tmpdir(), "aot-types-")), mkdtempSync(join(tmpdir(), "aot-callers-"))];

async function place(name: string, files: readonly EmittedFile[], called: string, text: string): Promise<void> {
  for (const folder of [programs, callers]) await mkdir(join(folder, name));
  for (const { path, content } of files) {
    if (path === `${called}.ts`) await writeFile(join(programs, name, "program.ts"), content);
    if (path === `${called}.d.mts`) await writeFile(join(callers, name, path), content);
  }
  await writeFile(join(callers, name, "main.ts"), text);
}

beforeAll(async () => {
  for (const [name, given, emit] of forms) await place(name, await emit(), "tiny", caller(given));
  const path = modelPath(tagger);
  const { model } = await loadModel(path, {});
  const { files } = await buildTarget(model, targetNamed("wasm"), path, { ...buildOptionsOf(tagger), fallback: true });
  await place("buckets", files, "tagger", bucketCaller);
  const { folder } = await builtProgram("ts", "file", "ds_cnn");
  await mkdir(join(programs, "network"));
  await copyFile(join(folder, "net.ts"), join(programs, "network/program.ts"));
});

/** The compilers name the folder of what they refuse. */
describe.each(compilers)("%s", (compiler) => {
  const all = (folder: string, file: string): readonly string[] =>
    readdirSync(folder)
      .filter((name) => !name.endsWith(".json"))
      .map((name) => `${name}/${file}`);

  test("accepts programs in each form, with buckets, and of a network", async () => {
    const files = all(programs, "program.ts");
    expect(files).toHaveLength(forms.length + 2);
    expect(await messages(compiler, programs, files, { lib: ["es2022"], ...isolated(compiler) })).toBe("");
  });

  test("accepts callers of their declarations", async () => {
    const host = { lib: ["es2022", "dom"], target: "es2022", module: "es2022", moduleResolution: "bundler" };
    const files = all(callers, "main.ts");
    expect(files).toHaveLength(forms.length + 1);
    expect(await messages(compiler, callers, files, host)).toBe("");
  });
});
