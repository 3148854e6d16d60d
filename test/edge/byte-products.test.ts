/**
 * Products of bytes by the instructions of Arm processors, under emulation: `dot4` of edge values in every form the C has, and quantized networks
 * on a bare Cortex-M4, whose instructions are counted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { quantizedDsCnn } from "../models/ds-cnn.ts";
import { quantizedMlp } from "../models/mlp.ts";
import { modelBytes } from "../support/onnx-writer.ts";
import { kernelsFile } from "../support/run-c.ts";
import { semanticsCases } from "../support/semantics-cases.ts";
import { compileBare, run, runBare } from "./cortex-m4.ts";

const inFolder = async (use: (folder: string) => void | Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "aot-bytes-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const cortex = ["-std=c11", "-O2", "-mthumb", "-Wall", "-Wextra", "-Wconversion"];

/** A program without a library, of which main() gives the number of elements that are not what the table of semantics says. */
function edgeCases(lanes: number): string {
  const cases = semanticsCases(lanes).filter((c) => /^dot4/.test(c.name));
  expect(cases.length).toBe(2);
  const array = (name: string, values: ArrayLike<number | bigint>): string =>
    `static const int32_t ${name}[] = {${Array.from(values, (v) => (Number(v) === -(2 ** 31) ? "INT32_MIN" : `${v}`)).join(", ")}};`;
  const kernels = cases.map((c, i) => ({ ...c.kernel, name: `k${i}` }));
  const checks = cases.map(
    (c, i) => `    k${i}(a${i}, b${i}, y);\n    for (int i = 0; i < ${c.expected.length}; i++) wrong += y[i] != expected${i}[i];`,
  );
  return [
    kernelsFile(kernels),
    ...cases.flatMap((c, i) => [
      array(`a${i}`, c.inputs[0] as Int32Array),
      array(`b${i}`, c.inputs[1] as Int32Array),
      array(`expected${i}`, c.expected),
    ]),
    `static int32_t y[${Math.max(...cases.map((c) => c.expected.length))}];`,
    "int main(void) {",
    "    int wrong = 0;",
    ...checks,
    "    return wrong;",
    "}",
  ].join("\n");
}

test.each([
  { name: "with the DSP extension", flags: [...cortex, "-mcpu=cortex-m4"], has: true },
  { name: "without it", flags: [...cortex, "-mcpu=cortex-m3"], has: false },
])("edge values on a Cortex-M $name", ({ flags, has }) =>
  inFolder((folder) => {
    writeFileSync(join(folder, "edge.c"), edgeCases(1));
    compileBare(folder, flags, "edge.c", "edge.o");
    expect(/smlad/.test(run(folder, "arm-none-eabi-objdump", ["-d", "edge.o"]))).toBe(has);
    expect(runBare(folder, flags, ["edge.o"]).shown).toContain("self-test passed");
  }),
);

/** At most so many instructions; with bytes multiplied one by one they were 10,754,720 and 719,320. */
test.each([
  { name: "DS-CNN", build: quantizedDsCnn, kernel: /^conv_bytes2d_64x25x5_to/, most: 6_100_000 },
  { name: "perceptron", build: quantizedMlp, kernel: /^matmul_bytes/, most: 350_000 },
])("a $name in bytes on a bare Cortex-M4", ({ name, build, kernel, most }) =>
  inFolder(async (folder) => {
    const path = join(folder, "net.onnx");
    writeFileSync(path, modelBytes(build().graph));
    const { model } = await loadModel(path, {});
    const { files } = await buildTarget(model, targetNamed("c"), path, { machine: "cortex-m4", weights: "inline", verify: true });
    for (const f of files) writeFileSync(join(folder, f.path), f.content);
    const makefile = String(files.find((f) => f.path === "Makefile")?.content);
    const flags = /^CFLAGS \?= (.*)$/m.exec(makefile)?.[1]?.split(/\s+/) ?? [];
    compileBare(folder, [...flags, "-Wpedantic", "-Wconversion"], "net.c", "net.o");
    compileBare(folder, [...flags, "-DAOT_SELFTEST_NO_STDIO"], "net_selftest.c", "selftest.o");
    const { shown, instructions } = runBare(folder, flags, ["selftest.o", "net.o"]);
    expect(shown).toContain("self-test passed");
    console.log(`${name} in bytes, Cortex-M4: ${instructions} instructions`);
    expect(instructions).toBeLessThan(most);
    const functions = run(folder, "arm-none-eabi-objdump", ["-d", "--no-show-raw-insn", "net.o"]).split(/^[0-9a-f]+ </m);
    const products = functions.filter((text) => kernel.test(text));
    expect(products.length).toBeGreaterThan(0);
    expect(products.filter((text) => !/smlad/.test(text)).map((text) => text.split(">")[0])).toEqual([]);
  }),
);
