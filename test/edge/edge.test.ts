/**
 * The sample networks off the desk: cross-compiled for aarch64 (vectors on) and for a bare Cortex-M4 without any library, run under emulation;
 * prints what a board has to hold: text, data, bss and stack.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildOptionsOf, modelPath, type SampleModel, sampleModels } from "../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { compileBare, run, runBare } from "./cortex-m4.ts";

const named = sampleModels.map((model) => [model.name, model] as const);

/** Builds a network's C for `machine` into a folder of its own. */
async function emitted(sample: SampleModel, machine: string): Promise<{ folder: string; flags: readonly string[] }> {
  const path = modelPath(sample);
  const { model } = await loadModel(path, {});
  const options = { machine, weights: "inline", verify: true, ...buildOptionsOf(sample) } as const;
  const { files } = await buildTarget(model, targetNamed("c"), path, options);
  const folder = mkdtempSync(join(tmpdir(), "aot-edge-"));
  for (const f of files) writeFileSync(join(folder, f.path), f.content);
  const makefile = readFileSync(join(folder, "Makefile"), "utf8");
  return { folder, flags: /^CFLAGS \?= (.*)$/m.exec(makefile)?.[1]?.split(/\s+/) ?? [] };
}

/** The largest frames of the functions in a .su file, the deepest chain being run, the function of a bucket, and one kernel. */
function stackOf(text: string, model: string): { run: number; kernel: number } {
  const rows = text
    .split("\n")
    .map((line) => /:(\w+)\t(\d+)\t/.exec(line))
    .filter((row) => row !== null);
  const bytes = (wanted: (name: string) => boolean): number => Math.max(0, ...rows.filter((r) => wanted(r[1] ?? "")).map((r) => Number(r[2])));
  const isBucket = (name: string): boolean => name.startsWith(`${model}_`) && name !== `${model}_run`;
  const run = bytes((name) => name === `${model}_run`) + bytes(isBucket);
  return { run, kernel: bytes((name) => !name.startsWith(`${model}_`)) };
}

function report(title: string, folder: string, sizeTool: string, object: string): void {
  const size = run(folder, sizeTool, [object]).trim().split("\n")[1]?.trim().split(/\s+/) ?? [];
  const su = readdirSync(folder).find((name) => name.endsWith(".su") && name.startsWith(object.replace(".o", "")));
  const stack = stackOf(su === undefined ? "" : readFileSync(join(folder, su), "utf8"), object.replace(".o", ""));
  console.log(
    `${title}: text ${size[0]} B (weights in it), data ${size[1]} B, bss ${size[2]} B; stack of run ${stack.run} B + kernel ${stack.kernel} B`,
  );
  expect(size[1]).toBe("0");
  expect(size[2]).toBe("0");
}

test.each(named)("%s on aarch64, vectors on, under qemu-user", async (name, sample) => {
  const { folder, flags } = await emitted(sample, "armv8-a");
  try {
    const gcc = "aarch64-linux-gnu-gcc";
    run(folder, gcc, [...flags, "-Werror", "-Wpedantic", "-Wconversion", "-fstack-usage", "-c", `${name}.c`, "-o", `${name}.o`]);
    run(folder, gcc, [...flags, "-static", `${name}_selftest.c`, `${name}.o`, "-o", "selftest"]);
    expect(run(folder, "qemu-aarch64-static", ["./selftest"])).toContain("self-test passed");
    expect(run(folder, "aarch64-linux-gnu-objdump", ["-d", `${name}.o`])).toMatch(/fmla\s+v\d+\.4s/);
    report(`${name}, aarch64`, folder, "aarch64-linux-gnu-size", `${name}.o`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each(named)("%s on a bare Cortex-M4, freestanding, under qemu-system-arm", async (name, sample) => {
  const { folder, flags } = await emitted(sample, "cortex-m4");
  try {
    compileBare(folder, [...flags, "-Wpedantic", "-Wconversion", "-fstack-usage"], `${name}.c`, `${name}.o`);
    compileBare(folder, [...flags, "-DAOT_SELFTEST_NO_STDIO"], `${name}_selftest.c`, "selftest.o");
    expect(runBare(folder, flags, ["selftest.o", `${name}.o`]).shown).toContain("self-test passed");
    report(`${name}, Cortex-M4`, folder, "arm-none-eabi-size", `${name}.o`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
