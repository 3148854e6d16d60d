/** The emitted .ts alone in an empty folder: accepted by three TypeScript compilers, strict, without host libraries; its .d.ts used by a caller. */
import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { ts } from "../../../src/targets/ts/index.ts";
import { options, tinyProgram } from "./programs.ts";

const compilers = ["typescript-5.4", "typescript-5.9", "typescript"] as const;

const tsc = (name: string): string => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "lib", "tsc.js");

/** TypeScript 5.4 does not know isolated declarations yet. */
const isolated = (compiler: string): object => (compiler === "typescript-5.4" ? {} : { isolatedDeclarations: true, declaration: true });

/** The compiler's messages for one file with `flags`; the flags as a project, since no version takes `--types ""` on the command line. */
async function messages(compiler: string, folder: string, file: string, flags: object): Promise<string> {
  const project = join(folder, `tsconfig.${compiler}.json`);
  await writeFile(project, JSON.stringify({ compilerOptions: { strict: true, types: [], noEmit: true, ...flags }, files: [file] }));
  const run = promisify(execFile)(process.execPath, [tsc(compiler), "-p", project]);
  return run.then(
    () => "",
    (error: { readonly stdout?: string }) => error.stdout ?? String(error),
  );
}

describe.each(["file", "inline"] as const)("types of a module with weights %s", (weights) => {
  test.each(compilers)("%s accepts the program and a caller of its declarations", async (compiler) => {
    const folder = await mkdtemp(join(tmpdir(), "aot-types-"));
    const files = await ts.emit(tinyProgram(), { ...options, weights });
    for (const { path, content } of files.filter((f) => f.path === "tiny.ts")) await writeFile(join(folder, path), content);
    expect(await messages(compiler, folder, "tiny.ts", { lib: ["es2022"], ...isolated(compiler) })).toBe("");
    const caller = await mkdtemp(join(tmpdir(), "aot-caller-"));
    for (const { path, content } of files.filter((f) => f.path.endsWith(".d.mts"))) await writeFile(join(caller, path), content);
    const given = weights === "file" ? "{ weights: fetch('w'), signal: new AbortController().signal }" : "";
    const call = `import { load, signature } from "./tiny.mjs";
const image = new Float32Array(signature.inputs.image.length);
const model = await load(${given});
export const score: Float32Array = model.run({ image }).score;
export const rank: 2 = signature.inputs.image.shape.length;
// @ts-expect-error: not the input's name
model.run({ picture: image });
// @ts-expect-error: not its type
model.run({ image: new Float64Array(6) });
`;
    await writeFile(join(caller, "main.ts"), call);
    const host = { lib: ["es2022", "dom"], target: "es2022", module: "es2022", moduleResolution: "bundler" };
    expect(await messages(compiler, caller, "main.ts", host)).toBe("");
  });
});
