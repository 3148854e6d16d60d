/** Every operator's own examples as one generated program on each target; of C, gcc and clang have nothing to say. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTarget, type TargetBuild, targetNamed } from "../../src/build.ts";
import { ops } from "../../src/ops/index.ts";
import { runBuild } from "../../src/run.ts";
import { everyWay } from "../support/every-way.ts";
import { exampleModel } from "../support/example-model.ts";
import { quick, strictFlags } from "../support/run-c.ts";

test.each(everyWay)("%s %s -O%i", async (target, machine, level) => {
  const examples = exampleModel(ops.filter((op) => op.examples.length > 0));
  const options = { level, name: "examples", golden: false, ...(machine === undefined ? {} : { machine }) };
  // The manifest names the model's file; this one stands for it.
  const build = await buildTarget(examples.model, targetNamed(target), import.meta.filename, options);
  if (target === "c") checkByClang(build);
  const outputs = await runBuild(build, examples.inputs, { flags: [...strictFlags, ...(level === 0 ? [quick] : [])] });
  expect(outputs.length).toBeGreaterThan(200);
  expect(examples.differences(outputs)).toEqual([]);
});

function checkByClang({ files, compiled }: TargetBuild): void {
  const folder = mkdtempSync(join(tmpdir(), "aot-examples-"));
  try {
    for (const { path, content } of files) writeFileSync(join(folder, path), content as string);
    for (const more of [[], ["-DAOT_NO_VECTOR"]])
      execFileSync("clang", [...strictFlags, ...more, "-fsyntax-only", `${compiled.program.name}.c`], {
        cwd: folder,
        stdio: "pipe",
        encoding: "utf8",
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
