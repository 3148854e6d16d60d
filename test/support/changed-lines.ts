/** What a reviewer sees of a change: how many lines of the emitted files differ between two builds, new kernels aside. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildOptions, buildTarget, loadModel, type TargetBuild, type TargetName, targetNamed } from "../../src/build.ts";
import { Net } from "../models/layers.ts";
import { modelBytes } from "./onnx-writer.ts";

/** A digit network; "retrained" has other weights, "deeper" one convolution with its activation more. */
function network(change: "none" | "retrained" | "deeper"): Uint8Array {
  const net = new Net("digits", { seed: change === "retrained" ? 2 : 1 });
  let x = net.image(1, 28);
  x = net.maxPool(net.relu(net.conv(x, "conv1", 8, 3, { bias: true }), "relu1"), "pool1", 2, 2);
  if (change === "deeper") x = net.relu(net.conv(x, "between", 8, 3, { bias: true }), "between_relu");
  x = net.maxPool(net.relu(net.conv(x, "conv2", 16, 3, { bias: true }), "relu2"), "pool2", 2, 2);
  return modelBytes(net.finish(net.linear(net.flatten(x), "dense", 10)).graph);
}

export async function built(change: Parameters<typeof network>[0], target: TargetName, options: BuildOptions): Promise<TargetBuild> {
  const folder = mkdtempSync(join(tmpdir(), "aot-lines-"));
  try {
    const path = join(folder, "digits.onnx");
    writeFileSync(path, network(change));
    const { model } = await loadModel(path, {});
    return await buildTarget(model, targetNamed(target), path, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Source that people read, by file name: code and reviewed text, not weights, golden vectors, hashes or line numbers. */
const sourceFiles = (build: TargetBuild): ReadonlyMap<string, string> =>
  new Map(
    build.files
      .filter((f) => /\.(c|h|ts|mts|mjs|wat)$/.test(f.path) && f.kind !== "weights" && f.kind !== "test")
      .map((f) => [f.path, f.content as string]),
  );

/** The text without the functions of `kernels`, their comments and the conditions around their forms. */
function withoutKernels(text: string, kernels: ReadonlySet<string>): string {
  const kept: string[] = [];
  let closing: string | undefined;
  let isGuarded = false;
  for (const line of text.split("\n")) {
    const name = /^(?:AOT_KERNEL void |(?:export )?function |\s*\(func \$)(\w+)/.exec(line)?.[1];
    if (closing === undefined && name !== undefined && kernels.has(name)) {
      while (/^\s*(\/\*|\/\/|;;|\*|#if AOT_VECTOR|#else)/.test(kept.at(-1) ?? "")) isGuarded = kept.pop()?.startsWith("#") === true || isGuarded;
      // A kernel of an .mjs is one line.
      if (line.endsWith("}")) continue;
      closing = /^\s*\(func/.test(line) ? "" : `${/^\s*/.exec(line)?.[0]}}`;
    }
    if (closing === line) closing = undefined;
    else if (closing === undefined && isGuarded && line === "#endif") isGuarded = false;
    else if (closing === undefined) kept.push(line);
  }
  return kept.join("\n");
}

/** Lines that differ: of each changed stretch the longer side. */
function differing(before: string, after: string): number {
  const folder = mkdtempSync(join(tmpdir(), "aot-diff-"));
  try {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    writeFileSync(a, before);
    writeFileSync(b, after);
    const output = execFileSync("sh", ["-c", `diff -B -U0 ${a} ${b} || test $? -eq 1`], { encoding: "utf8", maxBuffer: 2 ** 28 });
    let count = 0;
    for (const [, removed = "1", added = "1"] of output.matchAll(/^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/gm)) count += Math.max(+removed, +added);
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface ChangedLines {
  readonly file: string;
  readonly lines: number;
}

/** The changed lines of every source file when the network is retrained, or gets a layer more. */
export async function changedLines(change: "retrained" | "deeper", target: TargetName, weights: "inline" | "file"): Promise<readonly ChangedLines[]> {
  const [before, after] = [await built("none", target, { weights }), await built(change, target, { weights })];
  const known = new Set(before.compiled.program.kernels.map((k) => k.name));
  const added = new Set(after.compiled.program.kernels.map((k) => k.name).filter((name) => !known.has(name)));
  const texts = sourceFiles(before);
  return [...sourceFiles(after)].map(([file, text]) => ({ file, lines: differing(texts.get(file) ?? "", withoutKernels(text, added)) }));
}
