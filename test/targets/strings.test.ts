/** Strings at the interfaces of programs: buckets, `aot verify`, self-tests, what C says of strings too long, and the typed declarations. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { run } from "../../src/run.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { verify } from "../../src/verify.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { strictFlags } from "../support/run-c.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-string-interface-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const opsets = { opset: 21, irVersion: 10 } as const;
const targets = ["c", "ts", "wasm"] as const;

/** Strings in and out, with one free dim. */
const greeting = join(folder, "greeting.onnx");
const g = new GraphBuilder("greeting");
g.input("name", ["n"], "string");
g.output(g.node("StringConcat", [g.initializer("hello", "string", [1], ["héllo "]), "name"], {}, { outputs: ["line"] }), ["n"], "string");
writeModel(greeting, g, opsets);

/** Strings in, bools out. */
const matching = join(folder, "matching.onnx");
const m = new GraphBuilder("matching");
m.input("x", [4], "string");
m.output(m.node("RegexFullMatch", ["x"], { pattern: "[a-z]+" }, { outputs: ["y"] }), [4], "bool");
writeModel(matching, m, opsets);

test("every bucket gives what ONNX Runtime gives, on every target", async () => {
  const result = await verify(greeting, { targets, buckets: { n: [1, 3] }, stringBytes: 20, verify: true });
  expect(result.reference).toContain("ONNX Runtime");
  expect(result.verifications.map((v) => `${v.target} ${v.bucket} ${v.passed}`)).toEqual(targets.flatMap((t) => [`${t} n=1 true`, `${t} n=3 true`]));
}, 120_000);

test("a bucket is found by how many strings there are", async () => {
  const { outputs } = await run(greeting, [{ name: "name", dtype: "string", shape: [3], array: ["a", "", "東"] }], {
    target: "ts",
    buckets: { n: [1, 3] },
  });
  expect(outputs[0]).toMatchObject({ name: "line", dtype: "string", shape: [3], array: ["héllo a", "héllo ", "héllo 東"] });
});

describe("in C", () => {
  test("the self-test passes without a warning, its strings among the known inputs", async () => {
    const { model } = await loadModel(matching, {});
    const { files } = await buildTarget(model, targetNamed("c"), matching, { name: "matching" });
    const own = join(folder, "matching-c");
    mkdirSync(own);
    for (const { path, content } of files) writeFileSync(join(own, path), content as string);
    execFileSync("gcc", [...strictFlags, "-O1", "matching.c", "matching_selftest.c", "-o", "test"], { cwd: own });
    expect(execFileSync("./test", { cwd: own, encoding: "utf8" })).toContain("y: max error 0 of 1\nmatching: self-test passed");
    const header = String(files.find((f) => f.path === "matching.h")?.content);
    expect(header).toContain(
      "const int32_t *x_offsets; /* x_offsets i32[5]: where each of the 4 strings of x begins in x_bytes, and the last ends */",
    );
    expect(header).toContain("const uint8_t *x_bytes; /* x_bytes u8[1024]: UTF-8 of x, at most 256 bytes each */");
  }, 60_000);

  test("offsets that are no strings end the run with a code", async () => {
    const { model } = await loadModel(matching, {}, { stringBytes: 4 });
    const build = await buildTarget(model, targetNamed("c"), matching, { name: "matching" });
    const code = Number(/MATCHING_BROKEN_X = (\d+)/.exec(String(build.files.find((f) => f.path === "matching.h")?.content))?.[1]);
    // All together they fit, one alone does not. The program that runs it adds 10 to what the model returns.
    const given = new Map([["x", ["longer", "", "a", "b"]]]);
    await expect(runCProgram(build.compiled.program, build.files, given)).rejects.toThrow(`ended with ${10 + code}`);
  }, 60_000);
});

test("declarations say strings in and out, and the arrays they stand in", async () => {
  const { model } = await loadModel(greeting, { n: 2 }, { stringBytes: 20 });
  const { files } = await buildTarget(model, targetNamed("wasm"), greeting, { name: "greeting" });
  const declarations = String(files.find((f) => f.path === "greeting.d.ts")?.content);
  expect(declarations).toContain("readonly name: readonly string[];");
  expect(declarations).toContain("readonly line_offsets: Int32Array;");
  expect(declarations).toMatch(/interface GreetingResults extends GreetingOutputs \{[^}]*readonly line: readonly string\[\];/);
  expect(declarations).toContain("run(given: GreetingInputs, outputs?: GreetingOutputs): GreetingResults;");
});
