/** Two builds compared: every cause is told from the others on every target, steps are matched, nothing is claimed where nothing changed. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { diffOutputs, diffTarget } from "../../src/review/diff.ts";
import { diffMarkdown } from "../../src/review/diff-text.ts";
import { matchSteps, type ReadStep } from "../../src/review/match-steps.ts";
import { type Output, outputOf } from "../../src/review/output.ts";
import type { Manifest } from "../../src/targets/manifest.ts";
import type { EmittedFile } from "../../src/targets/target.ts";
import { built } from "../support/changed-lines.ts";

const filesOf = async (...args: Parameters<typeof built>): Promise<readonly EmittedFile[]> => (await built(...args)).files;
const read = (files: readonly EmittedFile[]): Output => outputOf(files, "test");

/** The same build by a compiler that prints the lines of one kernel otherwise. */
function otherwisePrinted(files: readonly EmittedFile[]): readonly EmittedFile[] {
  const { map } = read(files);
  const kernel = map.kernels.find((k) => k.file !== undefined && k.kernel.startsWith("conv2d"));
  const [first, last] = kernel?.lines ?? [0, 0];
  const changed = files.map((f) => {
    if (f.path !== kernel?.file) return f;
    const lines = (f.content as string).split("\n");
    return { ...f, content: lines.map((line, i) => (i >= first && i < last - 1 ? `${line} ` : line)).join("\n") };
  });
  return changed.map((f) => (f.path === "manifest.json" ? { ...f, content: rehashed(f.content as string, changed) } : f));
}

function rehashed(text: string, files: readonly EmittedFile[]): string {
  const manifest = JSON.parse(text) as Manifest;
  const hash = (path: string): string =>
    createHash("sha256")
      .update(files.find((f) => f.path === path)?.content ?? "")
      .digest("hex");
  return JSON.stringify({ ...manifest, files: manifest.files.map((f) => ({ ...f, sha256: hash(f.path) })) });
}

describe.each(["c", "ts", "wasm"] as const)("%s", (target) => {
  test("the same model and options: no difference", async () => {
    const diff = diffTarget(read(await filesOf("none", target, {})), read(await filesOf("none", target, {})));
    expect([diff.causes, diff.steps, diff.files, diff.options, diff.ports]).toEqual([[], [], [], [], []]);
  });

  test("a retrained model: weights only, no step changes", async () => {
    const diff = diffTarget(read(await filesOf("none", target, {})), read(await filesOf("retrained", target, {})));
    expect([diff.causes, diff.steps]).toEqual([["weights"], []]);
    expect(diff.sizes.filter((s) => s.what !== "code bytes").every((s) => s.before === s.after)).toBe(true);
    expect(diff.files.length).toBeGreaterThan(0);
  });

  test("a layer more: graph, and its steps are added with their source nodes", async () => {
    const diff = diffTarget(read(await filesOf("none", target, {})), read(await filesOf("deeper", target, {})));
    expect(diff.causes).toEqual(["graph", "weights"]);
    const added = diff.steps.flatMap((s) => (s.change === "added" ? s.after.nodes : []));
    expect(added.some((node) => node.includes("between"))).toBe(true);
    expect(diff.steps.some((s) => s.change === "removed")).toBe(false);
    const macs = diff.sizes.find((s) => s.what === "multiply-adds");
    expect((macs?.after ?? 0) - (macs?.before ?? 0)).toBe(8 * 8 * 9 * 14 * 14);
  });

  test("another level: schedule, and its option is named", async () => {
    const diff = diffTarget(read(await filesOf("none", target, {})), read(await filesOf("none", target, { level: 0 })));
    expect(diff.causes).toEqual(["schedule"]);
    expect(diff.options).toEqual([{ what: "-O", before: "2", after: "0" }]);
    expect(diff.steps.length).toBeGreaterThan(0);
  });

  test("the same kernel printed otherwise: compiler, and the step says that its code changed", async () => {
    const files = await filesOf("none", target, {});
    const diff = diffTarget(read(files), read(otherwisePrinted(files)));
    expect(diff.causes).toEqual(["compiler"]);
    expect(diff.steps.map((s) => (s.change === "changed" ? s.parts : []))).toContainEqual(["code"]);
  });
});

test("a target more is more than weights; Markdown keeps names of nodes inside their cells", async () => {
  const c = read(await filesOf("none", "c", {}));
  const deeper = read(await filesOf("deeper", "c", {}));
  const hostile: Output = { ...deeper, map: { ...deeper.map, steps: deeper.map.steps.map((s) => ({ ...s, nodes: ["a|b`<img>\n# c"] })) } };
  expect(diffOutputs(new Map([["c", c]]), new Map([["c", c]])).weightsOnly).toBe(true);
  const more = diffOutputs(
    new Map([["c", c]]),
    new Map([
      ["c", hostile],
      ["ts", c],
    ]),
  );
  expect([more.weightsOnly, more.addedTargets]).toEqual([false, ["ts"]]);
  const markdown = diffMarkdown(more);
  expect(markdown).toContain("**c**: graph, weights");
  expect(markdown).toContain("`a\\|b <img> # c`");
});

const step = (step: number, kernel: string, nodes: readonly string[]): ReadStep => ({ step, kind: "call", nodes, kernel, code: kernel });

test("steps that only trade places are moved; fused nodes are a change of the step that keeps one of them", () => {
  const before = [step(0, "a_1", ["a"]), step(1, "b_1", ["b"]), step(2, "c_1", ["c"]), step(3, "relu_1", ["r"])];
  const after = [step(0, "b_1", ["b"]), step(1, "a_1", ["a"]), step(2, "c_relu_1", ["c", "r"])];
  const changes = matchSteps(before, after).map((c) => (c.change === "changed" ? `changed ${c.parts}` : c.change));
  expect(changes.toSorted()).toEqual(["changed kernel,nodes", "moved", "removed"]);
});
