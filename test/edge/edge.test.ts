/**
 * The digit network off the desk: cross-compiled for aarch64 (vectors on) and for a bare Cortex-M4 without any library, run under emulation;
 * prints what a board has to hold: text, data, bss and stack.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { samplesFolder } from "../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";

const model = join(samplesFolder, "digits/digits.onnx");

/** Builds the digit network's C for `machine` into a folder of its own. */
async function emitted(machine: string): Promise<{ folder: string; flags: readonly string[] }> {
  const loaded = await loadModel(model, {});
  const { files } = await buildTarget(loaded.model, targetNamed("c"), model, { machine, weights: "inline", verify: true });
  const folder = mkdtempSync(join(tmpdir(), "aot-edge-"));
  for (const f of files) writeFileSync(join(folder, f.path), f.content);
  const makefile = readFileSync(join(folder, "Makefile"), "utf8");
  return { folder, flags: /^CFLAGS \?= (.*)$/m.exec(makefile)?.[1]?.split(/\s+/) ?? [] };
}

const run = (folder: string, command: string, args: readonly string[]): string =>
  execFileSync(command, [...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 100_000 });

/** The largest frames of the functions in a .su file, the deepest chain being run and one kernel. */
function stackOf(text: string): { run: number; kernel: number } {
  const rows = text
    .split("\n")
    .map((line) => /:(\w+)\t(\d+)\t/.exec(line))
    .filter((row) => row !== null);
  const bytes = (wanted: (name: string) => boolean): number => Math.max(0, ...rows.filter((r) => wanted(r[1] ?? "")).map((r) => Number(r[2])));
  return { run: bytes((name) => name.endsWith("_run")), kernel: bytes((name) => !name.endsWith("_run")) };
}

function report(title: string, folder: string, sizeTool: string, object: string): void {
  const size = run(folder, sizeTool, [object]).trim().split("\n")[1]?.trim().split(/\s+/) ?? [];
  const su = readdirSync(folder).find((name) => name.endsWith(".su") && name.includes("digits"));
  const stack = stackOf(su === undefined ? "" : readFileSync(join(folder, su), "utf8"));
  console.log(
    `${title}: text ${size[0]} B (weights in it), data ${size[1]} B, bss ${size[2]} B; stack of run ${stack.run} B + kernel ${stack.kernel} B`,
  );
  expect(size[1]).toBe("0");
  expect(size[2]).toBe("0");
}

test("aarch64, vectors on, under qemu-user", async () => {
  const { folder, flags } = await emitted("armv8-a");
  try {
    const gcc = "aarch64-linux-gnu-gcc";
    run(folder, gcc, [...flags, "-Werror", "-Wpedantic", "-Wconversion", "-fstack-usage", "-c", "digits.c", "-o", "digits.o"]);
    run(folder, gcc, [...flags, "-static", "digits_selftest.c", "digits.o", "-o", "selftest"]);
    expect(run(folder, "qemu-aarch64-static", ["./selftest"])).toContain("self-test passed");
    expect(run(folder, "aarch64-linux-gnu-objdump", ["-d", "digits.o"])).toMatch(/fmla\s+v\d+\.4s/);
    report("aarch64", folder, "aarch64-linux-gnu-size", "digits.o");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("bare Cortex-M4, freestanding, under qemu-system-arm", async () => {
  const { folder, flags } = await emitted("cortex-m4");
  try {
    const gcc = "arm-none-eabi-gcc";
    const bare = [...flags, "-ffreestanding", "-Werror"];
    run(folder, gcc, [...bare, "-Wpedantic", "-Wconversion", "-fstack-usage", "-c", "digits.c", "-o", "digits.o"]);
    run(folder, gcc, [...bare, "-DAOT_SELFTEST_NO_STDIO", "-c", "digits_selftest.c", "-o", "selftest.o"]);
    const here = join(import.meta.dirname, "cortex-m4");
    run(folder, gcc, [...bare, "-fno-tree-loop-distribute-patterns", "-c", join(here, "startup.c"), "-o", "startup.o"]);
    const link = ["-nostdlib", "-T", join(here, "link.ld"), "startup.o", "selftest.o", "digits.o", "-lgcc", "-o", "digits.elf"];
    run(folder, gcc, [...bare, ...link]);
    const emulator = ["-M", "mps2-an386", "-nographic", "-monitor", "none", "-serial", "none", "-semihosting-config", "enable=on,target=native"];
    const shown = execFileSync("sh", ["-c", `qemu-system-arm ${emulator.join(" ")} -kernel digits.elf 2>&1`], {
      cwd: folder,
      encoding: "utf8",
      timeout: 100_000,
    });
    expect(shown).toContain("self-test passed");
    report("Cortex-M4", folder, "arm-none-eabi-size", "digits.o");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
