/** The shell around WebAssembly kernels, with a program written by hand in WebAssembly text: embedding, given modules, and the fallback. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import wabt from "wabt";
import type { Program } from "../../../src/schedule/program.ts";
import { emitModule, tsEngine, wasmEngine } from "../../../src/targets/javascript/index.ts";
import { checksumFunction } from "../../../src/targets/wasm/checksum.ts";
import { options, tinyExpected, tinyProgram } from "./programs.ts";

/** Weights at 64 (their header at 0), the image at 192, the score at 256. */
const text = `(module
  (memory (export "memory") 1 1)
${checksumFunction.join("\n")}
  (func (export "run") (local $row i32) (local $column i32) (local $sum f32)
    (loop $rows
      (local.set $sum (f32.const 0))
      (local.set $column (i32.const 0))
      (loop $columns
        (local.set $sum (f32.add (local.get $sum) (f32.mul
          (f32.load offset=192 (i32.mul (local.get $column) (i32.const 4)))
          (f32.load offset=64 (i32.add (i32.mul (local.get $row) (i32.const 24)) (i32.mul (local.get $column) (i32.const 4)))))))
        (br_if $columns (i32.lt_s (local.tee $column (i32.add (local.get $column) (i32.const 1))) (i32.const 6))))
      (f32.store offset=256 (i32.mul (local.get $row) (i32.const 4)) (f32.max (local.get $sum) (f32.const 0)))
      (br_if $rows (i32.lt_s (local.tee $row (i32.add (local.get $row) (i32.const 1))) (i32.const 4))))))`;

const address = { image: 192, score: 256 } as Readonly<Record<string, number>>;

/** What the host's types do not declare. */
const { WebAssembly: webAssembly } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<object>; Module: object } };

interface Model {
  readonly engine: string;
  readonly outputs: object;
  run(inputs: object, outputs?: object): { readonly score: Float32Array };
}
interface Module {
  load(options?: object): Promise<Model>;
  loadSync(options?: object): Model;
}

const image = Float32Array.of(1, -2, 3, 0.5, -1, 2);
const expected = tinyExpected(image);

describe.each([false, true])("an emitted WebAssembly program, with fallback %s", (hasFallback) => {
  let module: Module;
  let bytes: Uint8Array;
  let weights: Uint8Array;
  beforeAll(async () => {
    bytes = (await wabt()).parseWat("tiny.wat", text).toBinary({}).buffer;
    const program: Program = tinyProgram();
    const wasm = wasmEngine({ program, bytes, multiplyAdds: [], byteProducts: [], weightsAt: 64, pages: 1, addressOf: (s) => address[s.name] ?? 0 });
    const fallback = tsEngine(program, "tiny.ts.weights.bin", false);
    const files = await emitModule({ form: undefined, engines: hasFallback ? [wasm, fallback] : [wasm], options: { ...options, weights: "file" } });
    const folder = await mkdtemp(join(tmpdir(), "aot-wasm-"));
    for (const { path, content } of files) await writeFile(join(folder, path), content);
    weights = files.find((f) => f.path === "tiny.weights.bin")?.content as Uint8Array;
    module = await import(/* @vite-ignore */ pathToFileURL(join(folder, "tiny.mjs")).href);
  });

  test("computes with the embedded kernels", async () => {
    const model = await module.load();
    expect(model.engine).toBe("wasm");
    expect([...model.run({ image }).score]).toEqual(expected);
    expect(model.run({ image })).toBe(model.outputs);
    const mine = { score: new Float32Array(4) };
    model.run({ image: new Float32Array(6) });
    model.run({ image }, mine);
    expect([...mine.score]).toEqual(expected);
    expect([...module.loadSync({ weights }).run({ image }).score]).toEqual(expected);
  });

  test("takes a compiled module, or bytes, or a promise of them", async () => {
    const compiled = await webAssembly.compile(bytes);
    for (const wasm of [compiled, bytes, Promise.resolve(compiled), new Response(bytes as Uint8Array<ArrayBuffer>)])
      expect([...(await module.load({ wasm })).run({ image }).score]).toEqual(expected);
  });

  test("refuses a wrong input", async () => {
    const model = await module.load();
    expect(() => model.run({ image: new Float32Array(7) })).toThrow("expected Float32Array of 6, given Float32Array of 7");
  });

  if (!hasFallback) return;
  test("computes in TypeScript where bytes cannot be compiled", async () => {
    const { compile, Module } = webAssembly;
    const forbid = (): never => {
      throw new Error("Wasm code generation disallowed by embedder");
    };
    Object.assign(webAssembly, { compile: forbid, Module: forbid });
    try {
      const model = await module.load();
      expect(model.engine).toBe("ts");
      expect([...model.run({ image }).score]).toEqual(expected);
      expect(module.loadSync({ weights }).engine).toBe("ts");
    } finally {
      Object.assign(webAssembly, { compile, Module });
    }
  });
});
