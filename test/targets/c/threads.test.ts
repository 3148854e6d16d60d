/** C programs for several threads: the same bits for any number of them, no data race, no warning, and no thread where none is wanted. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplesFolder } from "../../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { CompileError } from "../../../src/core/diagnostics.ts";
import type { ElementArray } from "../../../src/core/dtype.ts";
import { type Step, stepsOf } from "../../../src/schedule/program.ts";
import { runCProgram } from "../../../src/targets/c/host.ts";
import { strictFlags } from "../../support/run-c.ts";
import { type SmallNetwork, smallNetwork } from "../../support/small-network.ts";
import { type Threaded, threaded } from "../../support/threaded.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-threads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bitsOf({ compiled, files }: Threaded, inputs: SmallNetwork["inputs"], flags: readonly string[]): Promise<string> {
  const outputs = await runCProgram(compiled.program, files, inputs, { flags });
  const hash = createHash("sha256");
  for (const { name } of compiled.program.outputs) hash.update(outputs.get(name) as ElementArray);
  return hash.digest("hex").slice(0, 16);
}

const callsOf = ({ compiled }: Threaded): readonly (Step & { kind: "call" })[] =>
  compiled.program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => s.kind === "call") as readonly (Step & { kind: "call" })[];
const sharedIn = (program: Threaded): number => callsOf(program).filter((s) => s.parts !== undefined).length / callsOf(program).length;

const cases: readonly (readonly [string, number, () => Promise<SmallNetwork> | SmallNetwork])[] = [
  ["resnet18", 0.8, () => smallNetwork("resnet18")],
  ["vit_tiny", 0.7, () => smallNetwork("vit_tiny")],
  ["bi_lstm", 0.5, () => smallNetwork("bi_lstm")],
];

describe.each(cases)("%s", (_, share, make) => {
  test("three threads give the bits that one gives, without a race", { timeout: 240_000 }, async () => {
    const { model, inputs } = await make();
    const [one, three] = [await threaded(model, "c", "x86-64-v3", { threads: 1 }), await threaded(model, "c", "x86-64-v3", { threads: 3 })];
    expect(sharedIn(three)).toBeGreaterThan(share);
    const expected = await bitsOf(one, inputs, ["-O0"]);
    expect(await bitsOf(three, inputs, ["-O0", "-fsanitize=thread"])).toBe(expected);
    expect(await bitsOf(three, inputs, ["-O0", "-DAOT_NO_THREADS"])).toBe(expected);
  });
});

test.each([
  ["c", 0],
  ["c", 2.5],
  ["wasm", 65],
  ["ts", 2],
] as const)("%s programs for %d threads are refused", async (target, threads) => {
  const path = join(samplesFolder, "digits/digits.onnx");
  const { model } = await loadModel(path, {});
  const refused = await buildTarget(model, targetNamed(target), path, { threads }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CompileError);
  expect((refused as CompileError).diagnostics.map((d) => [d.code, d.where])).toEqual([["AOT318", `--threads ${threads}`]]);
});

describe("the digits' program for two threads", () => {
  const path = join(samplesFolder, "digits/digits.onnx");
  const own = join(folder, "digits");
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, [...args], { cwd: own, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  beforeAll(async () => {
    const { model } = await loadModel(path, {});
    const { files } = await threaded(model, "c", "x86-64-v3", { threads: 2 });
    mkdirSync(own);
    for (const f of files) writeFileSync(join(own, f.path), f.content);
  });

  test.each(["gcc", "clang"])("%s has nothing to say, with threads and without", (compiler) => {
    for (const more of [["-march=x86-64-v3"], ["-DAOT_NO_THREADS"], ["-DAOT_NO_VECTOR"]])
      for (const file of ["net.c", "net_selftest.c"]) run(compiler, [...strictFlags, "-O2", "-pthread", ...more, "-c", file, "-o", "checked.o"]);
  });

  test.each(["gcc", "clang"])("%s: clean under sanitizers", (compiler) => {
    for (const sanitizers of ["address,undefined", "thread"]) {
      const sanitize = ["-O1", "-g", `-fsanitize=${sanitizers}`, "-fno-sanitize-recover=all", "-pthread"];
      run(compiler, ["-std=c11", ...sanitize, "net.c", "net_selftest.c", "-o", "sanitized"]);
      expect(run(join(own, "sanitized"), [])).toMatch(/2 threads[\s\S]*self-test passed/);
    }
  });

  test("make and CMake link it", () => {
    expect(run("make", ["test"])).toMatch(/2 threads[\s\S]*self-test passed/);
    run("cmake", ["-S", ".", "-B", "made"]);
    run("cmake", ["--build", "made"]);
    expect(run("ctest", ["--test-dir", "made"])).toContain("100% tests passed");
  });

  test("it takes no memory, and nothing of the system but threads, locks and conditions", () => {
    run("gcc", ["-std=c11", "-O2", "-c", "net.c", "-o", "net.o"]);
    const symbols = run("nm", ["net.o"]).trim().split("\n");
    const wanted = symbols.filter((line) => / U /.test(line)).map((line) => line.trim().split(/\s+/).at(-1) ?? "");
    expect(wanted.filter((name) => !/^(mem(cpy|set|move)|sched_yield|pthread_(create|join|(mutex|cond)_\w+))$/.test(name))).toEqual([]);
    expect(symbols.filter((line) => / [dDbBC] /.test(line))).toEqual([]);
  });

  test("callers of their own pools run at once; a run without a pool gives the same; wrong arguments are refused with threads waiting", () => {
    writeFileSync(join(own, "caller.cc"), callerText);
    run("gcc", ["-std=c11", "-O1", "-pthread", "-c", "net.c", "-o", "called.o"]);
    run("g++", ["-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "caller.cc", "called.o", "-o", "caller"]);
    expect(run(join(own, "caller"), []).trim()).toBe("2 2 same 1");
  });
});

const callerText = `#include "net.h"
#include <stdio.h>
#include <string.h>
#include <pthread.h>
struct job {
    alignas(64) unsigned char arena[NET_ARENA_BYTES + 64];
    struct net_threads threads;
    float image[NET_IMAGE_ELEMENTS], score[NET_SCORE_ELEMENTS];
    int count;
};
static struct job jobs[2], alone;
static int once(struct job *j, struct net_threads *threads) {
    struct net_inputs in; struct net_outputs out;
    in.image = j->image; out.score = j->score;
    return net_run(threads, &in, &out, NULL, j->arena);
}
static void *many(void *given) {
    struct job *j = static_cast<struct job *>(given);
    j->count = net_threads_init(&j->threads);
    for (int i = 0; i < 200; i++) if (once(j, &j->threads) != NET_OK) j->count = -1;
    net_threads_destroy(&j->threads);
    return NULL;
}
int main(void) {
    pthread_t callers[2];
    for (int i = 0; i < NET_IMAGE_ELEMENTS; i++) jobs[0].image[i] = jobs[1].image[i] = alone.image[i] = static_cast<float>(i % 13) / 13.0f;
    for (int i = 0; i < 2; i++) pthread_create(&callers[i], NULL, many, &jobs[i]);
    for (int i = 0; i < 2; i++) pthread_join(callers[i], NULL);
    once(&alone, NULL);
    const bool same = memcmp(jobs[0].score, jobs[1].score, sizeof alone.score) == 0 && memcmp(jobs[0].score, alone.score, sizeof alone.score) == 0;
    struct net_threads threads;
    net_threads_init(&threads);
    const int status = net_run(&threads, NULL, NULL, NULL, alone.arena);
    net_threads_destroy(&threads);
    printf("%d %d %s %d\\n", jobs[0].count, jobs[1].count, same ? "same" : "other", status);
    return 0;
}
`;
