/** WebAssembly programs for several threads in node: the same bits for any number of them, and one thread, with a reason, where there are no more. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ElementArray, Elements } from "../../../src/core/dtype.ts";
import { runEmittedModule } from "../../../src/run-module.ts";
import { stepsOf } from "../../../src/schedule/program.ts";
import { assemble } from "../../../src/targets/wasm/assemble.ts";
import { smallNetwork } from "../../support/small-network.ts";
import { type Threaded, threaded } from "../../support/threaded.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-wasm-threads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bitsOf({ compiled, files }: Threaded, inputs: ReadonlyMap<string, Elements>, options: object): Promise<string> {
  const outputs = await runEmittedModule(files, inputs, options);
  const hash = createHash("sha256");
  for (const { name } of compiled.program.outputs) hash.update(outputs.get(name) as ElementArray);
  return hash.digest("hex").slice(0, 16);
}

test.each(["resnet18", "efficientnet_b0", "vit_tiny", "bi_lstm", "u_net", "gpt_block"])(
  "%s: one, two and three threads give the same bits",
  async (name) => {
    const { model, inputs } = await smallNetwork(name);
    const [one, three] = [
      await threaded(model, "wasm", "wasm-simd128", { threads: 1 }),
      await threaded(model, "wasm", "wasm-simd128", { threads: 3 }),
    ];
    const calls = three.compiled.program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => s.kind === "call");
    expect(calls.filter((s) => s.kind === "call" && s.parts !== undefined).length).toBeGreaterThan(calls.length / 2);
    const expected = await bitsOf(one, inputs, {});
    for (const threads of [1, 2, 3]) expect(await bitsOf(three, inputs, { threads }), `${threads} threads`).toBe(expected);
  },
);

describe("a program in a process of its own", () => {
  const own = join(folder, "own");

  beforeAll(async () => {
    const { model } = await smallNetwork("resnet18");
    const { files } = await threaded(model, "wasm", "wasm-simd128", { threads: 2 });
    mkdirSync(own);
    for (const f of files) writeFileSync(join(own, f.path), f.content);
    writeFileSync(join(own, "main.mjs"), main);
  });

  /** What main.mjs prints after `before` has changed the host. */
  const run = (before = "", asked = ""): readonly unknown[] => {
    writeFileSync(join(own, "before.mjs"), before);
    return JSON.parse(execFileSync(process.execPath, ["main.mjs", asked], { cwd: own, encoding: "utf8", timeout: 60_000 }));
  };

  test("has a worker, runs alone after close, and ends by itself", () => {
    const [threads, reason, same] = run();
    expect([threads, reason, same]).toEqual([2, null, true]);
  });

  test("without shared memory it computes in one thread and says why", () => {
    const [, , , sum] = run();
    const [threads, reason, same, alone] = run("delete globalThis.SharedArrayBuffer;");
    expect([threads, same, alone]).toEqual([1, true, sum]);
    expect(reason).toContain("SharedArrayBuffer");
  });

  test("a compiled module is refused by name where memory is not shared", () => {
    const given =
      'export default await WebAssembly.compile((await import("node:fs")).readFileSync("net.wasm")); delete globalThis.SharedArrayBuffer;';
    const found = run(given, 'load({ wasm: (await import("./before.mjs")).default }).then(() => ["loaded"], (error) => [error.message])');
    expect(found).toEqual([expect.stringContaining("net: the module given was compiled for shared memory; the host has no SharedArrayBuffer")]);
  });

  test.each(["a worker", "the caller"])("where %s traps, this run and later ones throw", async (who) => {
    const [pages] = /\(memory \d+/.exec(readFileSync(join(own, "net.wat"), "utf8")) as RegExpExecArray;
    const traps = who === "a worker" ? "(local.get 0)" : "(i32.eqz (local.get 0))";
    const wat = `(module (import "env" "memory" ${pages} ${pages.slice(8)} shared)) (import "env" "wait" (func))
      (func (export "run") (param i32 i32) (if ${traps} (then unreachable))))`;
    writeFileSync(join(own, "trap.wasm"), await assemble("trap", wat));
    const twice = `load({ wasm: (await import("node:fs")).readFileSync("trap.wasm") }).then((model) => [1, 2].map(() => {
      try { return model.run({ input }); } catch (error) { return error.message; } }))`;
    const message = "net: a thread has failed, this instance runs no more: RuntimeError: unreachable";
    expect(run("", twice)).toEqual([message, message]);
  });

  test("without workers it computes in one thread and says why", () => {
    const [, , , sum] = run();
    const noWorkers =
      'import { syncBuiltinESMExports } from "node:module"; import threads from "node:worker_threads"; threads.Worker = class { constructor() { throw new Error("refused"); } }; syncBuiltinESMExports();';
    const [threads, reason, same, alone] = run(noWorkers);
    expect([threads, same, alone]).toEqual([1, true, sum]);
    expect(reason).toBe("no worker could be started: Error: refused");
  });
});

const main = `import "./before.mjs";
const { load, signature } = await import("./net.mjs");
const input = Float32Array.from({ length: signature.inputs.input.length }, (_, k) => Math.sin(k));
if (process.argv[2] !== "") {
  console.log(JSON.stringify(await eval(\`(async () => \${process.argv[2]})()\`)));
  process.exit();
}
const model = await load();
const first = model.run({ input }).output.slice();
let same = true;
const compare = (m) => { same &&= m.run({ input }).output.every((x, i) => x === first[i]); };
for (let i = 0; i < 50; i++) compare(model);
const other = await load({ threads: 1 });
compare(other);
const left = await load();
model.close();
compare(model);
compare(left);
console.log(JSON.stringify([model.threads, model.threadsReason ?? null, same, first.reduce((a, b) => a + b, 0)]));
`;
