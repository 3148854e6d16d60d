/** The emitted module in this process: what load takes, what run refuses, and how instances and arrays are kept apart. */
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { runEmittedModule } from "../../../src/run-module.ts";
import type { EmittedFile } from "../../../src/targets/target.ts";
import { ts } from "../../../src/targets/ts/index.ts";
import { wasm } from "../../../src/targets/wasm/index.ts";
import { options, tinyExpected, tinyProgram } from "./programs.ts";

interface Tiny {
  readonly engine: string;
  readonly outputs: { readonly score: Float32Array };
  run(inputs: object, outputs?: object): { readonly score: Float32Array };
}
interface TinyModule {
  load(options?: object): Promise<Tiny>;
  loadSync(options?: object): Tiny;
}

const image = Float32Array.of(1, -2, 3, 0.5, -1, 2);
const expected = tinyExpected(image);

async function emitted(
  weights: "file" | "inline",
  target: typeof ts | typeof wasm = ts,
): Promise<{ folder: string; files: readonly EmittedFile[]; module: TinyModule }> {
  const files = await target.emit(tinyProgram(), { ...options, weights });
  const folder = await mkdtemp(join(tmpdir(), "aot-ts-"));
  for (const { path, content } of files) await writeFile(join(folder, path), content);
  return { folder, files, module: await import(/* @vite-ignore */ pathToFileURL(join(folder, "tiny.mjs")).href) };
}

describe("an emitted TypeScript program", () => {
  let file: Awaited<ReturnType<typeof emitted>>;
  let inline: Awaited<ReturnType<typeof emitted>>;
  let bytes: Buffer;
  beforeAll(async () => {
    file = await emitted("file");
    inline = await emitted("inline");
    bytes = await readFile(join(file.folder, "tiny.weights.bin"));
  });

  test("computes with weights from the file beside it, and from inside", async () => {
    expect([...(await file.module.load()).run({ image }).score]).toEqual(expected);
    expect([...(await inline.module.load()).run({ image }).score]).toEqual(expected);
    expect([...inline.module.loadSync().run({ image }).score]).toEqual(expected);
    expect(inline.files.some((f) => f.kind === "weights")).toBe(false);
  });

  test("tells bundlers of pages to leave the import of node's files alone", async () => {
    const text = await readFile(join(file.folder, "tiny.mjs"), "utf8");
    expect(text).toContain('await import(/*@vite-ignore*//*webpackIgnore:true*/["node:fs"');
  });

  test("takes weights as address, path, response, buffer, part of a buffer, and promise of these", async () => {
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    const path = join(file.folder, "tiny.weights.bin");
    const sources = [
      pathToFileURL(path),
      pathToFileURL(path).href,
      path,
      new Response(new Uint8Array(bytes)),
      Uint8Array.from(bytes).buffer,
      padded.subarray(3),
    ];
    for (const weights of [...sources, Promise.resolve(new Blob([new Uint8Array(bytes)]))])
      expect([...(await file.module.load({ weights })).run({ image }).score]).toEqual(expected);
    expect([...file.module.loadSync({ weights: bytes }).run({ image }).score]).toEqual(expected);
  });

  test("refuses weights that are not its own", async () => {
    const damaged = Uint8Array.from(bytes);
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    await expect(file.module.load({ weights: damaged })).rejects.toThrow("tiny: the weights do not belong to this program: expected checksum");
    const other = Uint8Array.from(bytes);
    other[8] = (other[8] ?? 0) ^ 1;
    const [own, given] = [bytes, Buffer.from(other)].map((b) => b.readUInt32LE(8).toString(16));
    expect(() => file.module.loadSync({ weights: other })).toThrow(`expected fingerprint ${own}, given ${given}`);
    await expect(file.module.load({ weights: bytes.subarray(1) })).rejects.toThrow("expected 192 bytes, given 191");
    await expect(file.module.load({ weights: new Response("", { status: 404 }) })).rejects.toThrow("status 404");
    await expect(file.module.load({ weights: new Response(new Uint8Array(500)) })).rejects.toThrow("expected 192 bytes, given 500");
    await expect(file.module.load({ weights: new Uint8Array(192) })).rejects.toThrow('do not start with "aot.wts1"');
  });

  test("stops loading when told to", async () => {
    const compiled = await emitted("inline", wasm);
    expect([...(await compiled.module.load()).run({ image }).score]).toEqual(expected);
    for (const { module } of [file, compiled]) await expect(module.load({ signal: AbortSignal.abort() })).rejects.toThrow("abort");
  });

  test("refuses a wrong name, type and length with what was expected and given", async () => {
    const model = await inline.module.load();
    expect(() => model.run({ picture: image })).toThrow('tiny: input "image" is f32[1,6]; expected Float32Array of 6, given picture');
    expect(() => model.run({})).toThrow('tiny: input "image" is f32[1,6]; expected Float32Array of 6, given nothing');
    expect(() => model.run({ image: new Float64Array(6) })).toThrow('input "image" is f32[1,6]; expected Float32Array of 6, given Float64Array of 6');
    expect(() => model.run({ image: new Float32Array(5) })).toThrow("expected Float32Array of 6, given Float32Array of 5");
    expect(() => model.run({ image: [1, 2, 3, 4, 5, 6] })).toThrow("expected Float32Array of 6, given Array of 6");
    expect(() => model.run({ image: null })).toThrow("given null");
    expect(() => model.run(image)).toThrow("expected Float32Array of 6, given Float32Array of 6 in place of { image }");
    expect(() => Reflect.apply(model.run, model, [])).toThrow("expected Float32Array of 6, given undefined in place of { image }");
    expect(() => Reflect.apply(model.run, model, [{ image }, null])).toThrow("expected Float32Array of 4, given null in place of { score }");
    expect(() => model.run({ image }, { score: new Float32Array(3) })).toThrow('output "score" is f32[1,4]; expected Float32Array of 4');
  });

  test("writes its own arrays, or the caller's; instances share nothing", async () => {
    const [a, b] = [await inline.module.load(), await inline.module.load()];
    const own = a.run({ image });
    expect(own).toBe(a.outputs);
    const mine = { score: new Float32Array(4) };
    expect(b.run({ image }, mine)).toBe(mine);
    expect([...mine.score]).toEqual(expected);
    expect([...b.outputs.score]).toEqual([0, 0, 0, 0]);
    a.run({ image: new Float32Array(6) });
    expect([...own.score]).toEqual([0, 0, 0, 0]);
  });

  test("says so when its own array has gone to another thread", async () => {
    const model = await inline.module.load();
    const { score } = model.run({ image });
    structuredClone(score, { transfer: [score.buffer as ArrayBuffer] });
    expect(() => model.run({ image })).toThrow('output "score" is f32[1,4]; expected Float32Array of 4, given Float32Array of 0');
    const mine = { score: new Float32Array(4) };
    expect([...model.run({ image }, mine).score]).toEqual(expected);
  });

  test("runs from its files by the model's names", async () => {
    const outputs = await runEmittedModule(file.files, new Map([["image", image]]));
    expect([...(outputs.get("score") as Float32Array)]).toEqual(expected);
    await expect(runEmittedModule(file.files, new Map())).rejects.toThrow("AOT501 image");
  });

  test("is the same bytes each time", async () => {
    expect((await emitted("file")).files).toEqual(file.files);
  });
});
