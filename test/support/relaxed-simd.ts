/** Relaxed SIMD in this node: from version 21 on without a flag. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Elements } from "../../src/core/dtype.ts";
import type { Value } from "../../src/graph/graph.ts";

export const relaxedSimdFlag = "--experimental-wasm-relaxed-simd";

/** (func (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0))) */
const probe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11];
const { WebAssembly: host } = globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } };

/** True where engines take its instructions as they are started here. */
export const hasRelaxedSimd = host.validate(new Uint8Array(probe));

/** Loads a program in a node of its own and runs it: what it computes, and how many bytes of its WebAssembly differ from the file's. */
const script = `
import { readFileSync } from "node:fs";
const [module, wasm, feeds] = process.argv.slice(1);
const file = readFileSync(wasm);
let compiled;
const compile = WebAssembly.compile;
WebAssembly.compile = (bytes) => compile((compiled = bytes));
const { load } = await import(module);
const program = await load();
const inputs = Object.fromEntries(Object.entries(JSON.parse(feeds)).map(([name, [array, values]]) => [name, globalThis[array].from(values)]));
const outputs = Object.values(program.run(inputs)).map((x) => [...x]);
console.log(JSON.stringify({ outputs, changed: compiled.reduce((n, x, i) => n + (x === file[i] ? 0 : 1), 0) }));
`;

export interface NodeRun {
  readonly outputs: readonly (readonly number[])[];
  readonly changed: number;
}

/** What `name`.mjs of `folder` computes in a node with these flags; `inputs` by the model's values. */
export function runInNode(flags: readonly string[], folder: string, name: string, inputs: ReadonlyMap<Value, Elements>): NodeRun {
  const feeds = Object.fromEntries([...inputs].map(([v, x]) => [v.name, [x.constructor.name, Array.from(x as Iterable<number>)]]));
  const args = [...flags, "--input-type=module", "-e", script, pathToFileURL(join(folder, `${name}.mjs`)).href];
  return JSON.parse(execFileSync(process.execPath, [...args, join(folder, `${name}.wasm`), JSON.stringify(feeds)], { encoding: "utf8" })) as NodeRun;
}
