/** What the bench starts: a C program with its weights linked in, compiled from what its engine has written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { mlp } from "../models/mlp.ts";
import { modelBytes } from "../support/onnx-writer.ts";
import { cStart } from "./starts.ts";

test.each(["inline", "file"] as const)("a C program with weights %s", async (weights) => {
  const folder = mkdtempSync(join(tmpdir(), "aot-starts-"));
  try {
    const path = join(folder, "net.onnx");
    writeFileSync(path, modelBytes(mlp().graph));
    const { model } = await loadModel(path, {});
    const { files, compiled } = await buildTarget(model, targetNamed("c"), path, { machine: "x86-64-v3", weights });
    for (const f of files) writeFileSync(join(folder, f.path), f.content);
    const start = await cStart(compiled.program, folder, weights === "file");
    expect(start.cold).toBeGreaterThan(0);
    expect(start.peak).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
