/** Emitted C compiles without a warning, by gcc and clang, at its machine, at none and without vectors; runs clean under sanitizers; needs no library. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplesFolder } from "../../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { strictFlags } from "../../support/run-c.ts";

const model = join(samplesFolder, "digits/digits.onnx");
const optimizing = ["-O3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"];
const folders = new Map<string, string>();

const run = (folder: string, command: string, args: readonly string[]): string =>
  execFileSync(command, [...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const builds = [
  { machine: "x86-64-v4", weights: "inline", flags: ["-march=x86-64-v4", "-mprefer-vector-width=512"] },
  { machine: "x86-64-v3", weights: "file", flags: ["-march=x86-64-v3"] },
  { machine: "generic", weights: "inline", flags: [] },
] as const;

beforeAll(async () => {
  const loaded = await loadModel(model, {});
  for (const { machine, weights } of builds) {
    const { files } = await buildTarget(loaded.model, targetNamed("c"), model, { machine, weights, verify: true });
    const folder = mkdtempSync(join(tmpdir(), "aot-warnings-"));
    for (const f of files) writeFileSync(join(folder, f.path), f.content);
    folders.set(machine, folder);
  }
});

afterAll(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
});

describe.each(builds)("$machine", ({ machine, weights, flags }) => {
  const folder = (): string => folders.get(machine) ?? "";

  test.each(["gcc", "clang"])("%s has nothing to say", (compiler) => {
    for (const more of [flags, [], ["-DAOT_NO_VECTOR"], [...flags, "-O0"]])
      run(folder(), compiler, [...strictFlags, ...optimizing, ...more, "-c", "digits.c", "-o", "checked.o"]);
    run(folder(), compiler, [...strictFlags, ...optimizing, "-c", "digits_selftest.c", "-o", "checked.o"]);
  });

  test.each(["gcc", "clang"])("%s: the self-test passes under sanitizers, with and without vectors", (compiler) => {
    const linked = weights === "file" ? ["digits_weights.S"] : [];
    for (const more of [[], ["-DAOT_NO_VECTOR"]]) {
      const sanitize = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
      run(folder(), compiler, ["-std=c11", ...sanitize, ...more, "digits.c", "digits_selftest.c", ...linked, "-o", "sanitized"]);
      expect(run(folder(), join(folder(), "sanitized"), [])).toContain("self-test passed");
    }
  });

  test("the object asks for no function but memcpy and memset, and writes no global", () => {
    for (const more of [flags, []]) {
      run(folder(), "gcc", ["-std=c11", "-O2", ...more, "-c", "digits.c", "-o", "digits.o"]);
      const symbols = run(folder(), "nm", ["digits.o"]).trim().split("\n");
      const wanted = symbols.filter((line) => / U /.test(line)).map((line) => line.trim().split(/\s+/).at(-1));
      expect(wanted.filter((name) => name !== "memcpy" && name !== "memset" && name !== "memmove")).toEqual([]);
      expect(symbols.filter((line) => / [dDbBC] /.test(line))).toEqual([]);
    }
  });
});

/** The oldest gcc that Debian has beside its own, and what long-term distributions ship. */
const hasOldGcc = spawnSync("gcc-11", ["--version"]).status === 0;

describe.skipIf(!hasOldGcc)(hasOldGcc ? "gcc 11" : "gcc 11 (skipped: apt-get install gcc-11)", () => {
  const here = readFileSync("/proc/cpuinfo", "utf8");

  test.each(["digits", "encoder", "recurrent", "tagger"])("has nothing to say about %s, whose self-test passes", (name) => {
    const [folder, program] = [join(samplesFolder, name, "c"), join(folders.get("generic") ?? "", "old")];
    for (const [feature, flags] of [
      ["avx2", ["-march=x86-64-v3"]],
      ["avx512f", ["-march=x86-64-v4"]],
      ["", []],
    ] as const) {
      run(folder, "gcc-11", [...strictFlags, ...optimizing, ...flags, `${name}.c`, `${name}_selftest.c`, "-o", program]);
      if (here.includes(feature)) expect(run(folder, program, [])).toContain("self-test passed");
    }
  });
});

test("a network of floats for AVX2 reads no header of intrinsics, which gcc needs longer for than for the program", () => {
  for (const name of ["digits", "encoder", "recurrent", "tagger"]) {
    const source = readFileSync(join(samplesFolder, name, "c", `${name}.c`), "utf8");
    expect(source).toContain("__builtin_ia32_");
    expect(source).not.toContain("immintrin.h");
  }
});

test("the header is C++, and wrong arguments are refused with a code", () => {
  const folder = folders.get("x86-64-v3") ?? "";
  const caller = `#include "digits.h"
#include <stdio.h>
static unsigned char arena[DIGITS_ARENA_BYTES + 64] __attribute__((aligned(64)));
static unsigned char wrong[DIGITS_WEIGHTS_BYTES] __attribute__((aligned(64)));
int main(void) {
    static float image[DIGITS_IMAGE_ELEMENTS], score[DIGITS_SCORE_ELEMENTS];
    struct digits_inputs in; struct digits_outputs out;
    in.image = image; out.score = score;
    printf("%d %d %d %d %d\\n", digits_run(&in, &out, digits_weights, arena), digits_run(NULL, &out, digits_weights, arena),
        digits_run(&in, &out, digits_weights, arena + 4), digits_run(&in, &out, wrong, arena), digits_run(&in, &out, NULL, arena));
    return 0;
}
`;
  writeFileSync(join(folder, "caller.cc"), caller);
  run(folder, "gcc", ["-std=c11", "-O1", "-c", "digits.c", "-o", "called.o"]);
  run(folder, "g++", ["-Wall", "-Wextra", "-Werror", "caller.cc", "called.o", "digits_weights.S", "-o", "caller"]);
  expect(run(folder, join(folder, "caller"), []).trim()).toBe("0 1 2 3 1");
});

test("CMake builds the library and its self-test", () => {
  const folder = folders.get("x86-64-v3") ?? "";
  run(folder, "cmake", ["-S", ".", "-B", "made"]);
  run(folder, "cmake", ["--build", "made"]);
  expect(run(folder, "ctest", ["--test-dir", "made"])).toContain("100% tests passed");
});

test("a CMake project takes the folder in, without its self-test", () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-cmake-"));
  try {
    cpSync(folders.get("x86-64-v3") ?? "", join(folder, "digits"), { recursive: true, filter: (path) => !path.endsWith("/made") });
    const lines = ["cmake_minimum_required(VERSION 3.13)", "project(app C)", "add_subdirectory(digits)", "add_executable(app app.c)"];
    writeFileSync(join(folder, "CMakeLists.txt"), [...lines, "target_link_libraries(app PRIVATE digits)", ""].join("\n"));
    writeFileSync(
      join(folder, "app.c"),
      '#include "digits.h"\nint main(void) { return digits_run(NULL, NULL, NULL, NULL) == DIGITS_NULL_POINTER ? 0 : 1; }\n',
    );
    run(folder, "cmake", ["-S", ".", "-B", "made"]);
    run(folder, "cmake", ["--build", "made"]);
    run(folder, join(folder, "made/app"), []);
    expect(readdirSync(join(folder, "made/digits"))).not.toContain("digits_selftest");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
