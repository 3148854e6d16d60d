/** Engines of emitted programs that read a clock after every call of a kernel, on every target: what each step takes. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { TargetBuild } from "../build.ts";
import { invariant } from "../core/diagnostics.ts";
import { writeParts } from "../core/files.ts";
import { type Program, type Step, stepsOf } from "../schedule/program.ts";
import { bundleModule } from "../targets/javascript/bundle.ts";
import { withKernels } from "../targets/javascript/embedded.ts";
import { outsideShell } from "../targets/javascript/names.ts";
import type { EmittedFile } from "../targets/target.ts";
import { templatePath } from "../targets/templates.ts";
import { assemble } from "../targets/wasm/assemble.ts";
import { multiplyAddsIn } from "../targets/wasm/multiply-adds.ts";
import { byteProductsIn } from "../targets/wasm/relaxed-products.ts";
import { cEngine } from "./c-engine.ts";
import type { Engine } from "./engine.ts";
import { nodeEngine } from "./javascript-engine.ts";

export type Call = Extract<Step, { kind: "call" }>;

/** The calls whose times a stepped engine has, in its order. */
export const callsOf = ({ variants: [variant] }: Program): readonly Call[] =>
  variant === undefined ? [] : stepsOf(variant.region).flatMap((s) => (s.kind === "call" ? [s] : []));

/**
 * Starts the program of one variant and one thread in `folder`; `inputs` are the files of the model's inputs. It answers "steps" with the least nanoseconds
 * of each call so far, on the wall; what is no call (a copy, a check) counts with the call behind it. `flags` are added to those of a C program.
 */
export async function steppedEngine(
  build: TargetBuild,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  flags: readonly string[] = [],
): Promise<Engine> {
  if (build.target === "c") return cEngine("steps", build, inputs, folder, { steps: true, flags });
  const { program } = build.compiled;
  const [variant] = program.variants;
  invariant(variant !== undefined, "a program without a variant");
  await mkdir(folder, { recursive: true });
  for (const { path, content } of build.files) await writeParts(join(folder, path), content);
  const described = {
    inputs: variant.inputs.map(({ name, identifier, dtype }) => ({ name, identifier, dtype, dims: [], file: inputs.get(name) ?? "" })),
    outputs: variant.outputs.map(({ name, identifier }) => ({ name, identifier })),
  };
  const path = join(folder, `${program.name}.mjs`);
  const text = build.target === "ts" ? withClockInTypeScript(textOf(build.files, `${program.name}.ts`), program) : await withClockInKernels(build);
  await writeParts(path, (await bundleModule(program.name, text)).content);
  return nodeEngine("steps", templatePath("bench/stepped.mjs"), { ...described, path }, folder);
}

/** The TypeScript of a WebAssembly program with timed kernels, which an engine with relaxed SIMD rewrites as it does the program's own. */
export async function withClockInKernels({ files, compiled: { program } }: TargetBuild): Promise<string> {
  const wasm = await assemble(program.name, withClockInWat(textOf(files, `${program.name}.wat`), program));
  return withKernels(textOf(files, `${program.name}.ts`), wasm, multiplyAddsIn(wasm), byteProductsIn(wasm));
}

function textOf(files: readonly EmittedFile[], path: string): string {
  const content = files.find((f) => f.path === path)?.content;
  invariant(typeof content === "string", `${path} is not emitted`);
  return content;
}

/** How many lines call a step's kernel: one for each of its parts. */
const linesOf = ({ parts }: Call): number => (parts === undefined ? 1 : parts.length - 1);

/** The text with `mark(i)` behind the last line of the i-th step; lines that `call` matches count from the one that begins with `head` on, which `mark(-1)` follows. */
function marked(text: string, program: Program, head: string, call: RegExp, mark: (step: number) => string): string {
  const at = text.indexOf(`\n${head}`) + 1;
  invariant(at > 0, `the program has no line "${head}"`);
  const [first = "", ...lines] = text.slice(at).split("\n");
  const steps = callsOf(program).flatMap((s, i) => [...Array.from({ length: linesOf(s) - 1 }, () => undefined), i]);
  let found = 0;
  const timed = lines.map((line) => {
    const step = call.test(line) ? steps[found++] : undefined;
    return step === undefined ? line : `${line} ${mark(step)}`;
  });
  invariant(found === steps.length, `${found} calls were found in the text, the program has ${steps.length}`);
  return [text.slice(0, at) + first, mark(-1), ...timed].join("\n");
}

function withClockInTypeScript(text: string, program: Program): string {
  const names = program.kernels.map((k) => outsideShell(k.name)).join("|");
  return marked(text, program, "  run(", new RegExp(`^ {4,}(?:${names})\\(.*\\);$`), (step) => `globalThis.aotAfter(${step});`);
}

const withClockInWat = (text: string, program: Program): string =>
  marked(text, program, '  (func (export "run")', /^ {4,}\(call \$.*\)$/, (step) => `(call $after (i32.const ${step}))`).replace(
    /^\(module .*$/m,
    '$&\n  (import "bench" "after" (func $after (param i32)))',
  );
