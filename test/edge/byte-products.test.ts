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
import type { BuiltModel } from "../models/layers.ts";
import { quantizedMlp } from "../models/mlp.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { kernelsFile } from "../support/run-c.ts";
import { semanticsCases } from "../support/semantics-cases.ts";
import { onAarch64 } from "./aarch64.ts";
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

const emulated = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wconversion"];

test.each([
  { name: "halves", march: "armv8-a", cpu: "cortex-a72", instruction: /sadalp/ },
  { name: "signed bytes", march: "armv8.2-a+dotprod", cpu: "cortex-a76", instruction: /\tsdot/ },
  { name: "unsigned by signed bytes", march: "armv8.6-a", cpu: "max", instruction: /\tusdot/ },
])("edge values on aarch64, products of $name", ({ march, cpu, instruction }) =>
  inFolder((folder) => {
    writeFileSync(join(folder, "edge.c"), edgeCases(4));
    run(folder, "aarch64-linux-gnu-gcc", [...emulated, `-march=${march}`, "-Werror", "-c", "edge.c", "-o", "edge.o"]);
    expect(run(folder, "aarch64-linux-gnu-objdump", ["-d", "--no-show-raw-insn", "edge.o"])).toMatch(instruction);
    run(folder, "aarch64-linux-gnu-gcc", ["-static", "edge.o", "-o", "edge"]);
    run(folder, "qemu-aarch64-static", ["-cpu", cpu, "./edge"]);
  }),
);

test.each([
  { machine: "armv8-a", cpu: "cortex-a72", instruction: /sadalp/ },
  { machine: "armv8-a", cpu: "cortex-a72", reducedRange: true, instruction: /\tmla\tv\d+\.8h/ },
  { machine: "armv8.2-a-dotprod", cpu: "cortex-a76", instruction: /\tsdot\t.*\.4b\[[1-3]\]/ },
  { machine: "armv8.6-a", cpu: "max", instruction: /\tsudot\t.*\.4b\[[1-3]\]/ },
])("a DS-CNN in bytes on $machine, products by $instruction", ({ machine, cpu, reducedRange = false, instruction }) =>
  inFolder(async (folder) => {
    const flags = await emitted(folder, () => quantizedDsCnn({ reducedRange }), machine);
    run(folder, "aarch64-linux-gnu-gcc", [...flags, "-Werror", "-Wpedantic", "-Wconversion", "-c", "net.c", "-o", "net.o"]);
    run(folder, "aarch64-linux-gnu-gcc", [...flags, "-static", "net_selftest.c", "net.o", "-o", "selftest"]);
    expect(run(folder, "qemu-aarch64-static", ["-cpu", cpu, "./selftest"])).toContain("self-test passed");
    const functions = run(folder, "aarch64-linux-gnu-objdump", ["-d", "--no-show-raw-insn", "net.o"]).split(/^[0-9a-f]+ </m);
    const products = functions.filter((text) => /^conv_bytes2d_\w*64x25x5_to/.test(text));
    expect(products.map((text) => instruction.test(text))).toEqual([true, true]);
    const windows = functions.filter((text) => /^\w*conv_bytes2d_64x25x5_to_64x25x5_k3x3>/.test(text));
    expect(windows.map((text) => /\tldr\tb\d|\tldrs?b\t/.test(text))).toEqual([false]);
  }),
);

test.each([
  { machine: "armv8-a", cpu: "cortex-a72" },
  { machine: "armv8.2-a-dotprod", cpu: "cortex-a76" },
  { machine: "armv8.6-a", cpu: "max" },
])("products of the largest bytes on $machine, by one row and by several", async ({ machine, cpu }) => {
  const g = new GraphBuilder("extremes");
  const weights = g.initializer(
    "w",
    "i8",
    [36, 40],
    Array.from({ length: 36 * 40 }, (_, i) => [-128, 127, -128, -1, 127][(i * i) % 5] ?? 0),
  );
  const point = g.initializer("point", "u8", [], [255]);
  for (const rows of [1, 3, 11]) {
    const bytes = g.initializer(
      `ends${rows}`,
      "u8",
      [rows, 36],
      Array.from({ length: rows * 36 }, (_, i) => [255, 0, 128, 127, 255, 255][(i * i + rows) % 6] ?? 0),
    );
    const x = g.node("Max", [g.input(`x${rows}`, [rows, 36], "u8"), bytes]);
    g.output(g.node("MatMulInteger", [x, weights, point]), [rows, 40], "i32");
  }
  const { kernels } = await onAarch64(g, { machine, cpu });
  expect([...kernels.keys()].filter((name) => /^matmul/.test(name))).toHaveLength(3);
});

/** Writes a network's C for a machine; gives the flags of its Makefile. */
async function emitted(folder: string, build: () => BuiltModel, machine: string): Promise<readonly string[]> {
  const path = join(folder, "net.onnx");
  writeFileSync(path, modelBytes(build().graph));
  const { model } = await loadModel(path, {});
  const { files } = await buildTarget(model, targetNamed("c"), path, { machine, weights: "inline", verify: true });
  for (const f of files) writeFileSync(join(folder, f.path), f.content);
  const makefile = String(files.find((f) => f.path === "Makefile")?.content);
  return /^CFLAGS \?= (.*)$/m.exec(makefile)?.[1]?.split(/\s+/) ?? [];
}

/** At most so many instructions; with bytes multiplied one by one they were 10,754,720 and 719,320. */
test.each([
  { name: "DS-CNN", build: quantizedDsCnn, kernel: /^conv_bytes2d_64x25x5_to/, most: 6_100_000 },
  { name: "perceptron", build: quantizedMlp, kernel: /^matmul_bytes/, most: 350_000 },
])("a $name in bytes on a bare Cortex-M4", ({ name, build, kernel, most }) =>
  inFolder(async (folder) => {
    const flags = await emitted(folder, build, "cortex-m4");
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
