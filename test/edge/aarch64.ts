/** Networks cross-compiled for aarch64, and run by emulation. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import type { Compiled } from "../../src/compile.ts";
import { type GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { run } from "./cortex-m4.ts";

/** The network built for a machine, which passes its self-test on such a processor, and the disassembled text of each of its kernels, by name. */
export async function onAarch64(
  g: GraphBuilder,
  { machine, cpu } = { machine: "armv8-a", cpu: "cortex-a72" },
): Promise<{ readonly compiled: Compiled; readonly kernels: ReadonlyMap<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), "aot-aarch64-"));
  try {
    const path = join(folder, "net.onnx");
    writeModel(path, g);
    const { model } = await loadModel(path, {});
    const { files, compiled } = await buildTarget(model, targetNamed("c"), path, { machine, weights: "inline", verify: true });
    for (const f of files) writeFileSync(join(folder, f.path), f.content);
    const flags = /^CFLAGS \?= (.*)$/m.exec(String(files.find((f) => f.path === "Makefile")?.content))?.[1]?.split(/\s+/) ?? [];
    run(folder, "aarch64-linux-gnu-gcc", [...flags, "-Werror", "-Wpedantic", "-Wconversion", "-c", "net.c", "-o", "net.o"]);
    run(folder, "aarch64-linux-gnu-gcc", [...flags, "-static", "net_selftest.c", "net.o", "-o", "selftest"]);
    expect(run(folder, "qemu-aarch64-static", ["-cpu", cpu, "./selftest"])).toContain("self-test passed");
    const text = run(folder, "aarch64-linux-gnu-objdump", ["-d", "--no-show-raw-insn", "net.o"]);
    const found = text.split(/^[0-9a-f]+ </m).flatMap((part): readonly [string, string][] => {
      const name = /^(\w+)(?:\.\w+)*>:/.exec(part)?.[1];
      return name === undefined ? [] : [[name, part]];
    });
    return { compiled, kernels: new Map(found) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
