/** Values may be called what generated code calls its own things: locals of `run`, types, kernels. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

const awkward = [
  "a",
  "w",
  "i",
  "inputs",
  "outputs",
  "weights",
  "arena",
  "head",
  "round",
  "int32_t",
  "size_t",
  "main",
  "relu_2x3",
  "add_2x3",
  "b",
  "at",
];

/** A chain of nodes over values with awkward names; constants have some of the names as well. */
function model(): Uint8Array {
  const g = new GraphBuilder("names", 1);
  let x = g.input("memory", [2, 3]);
  for (const [i, name] of awkward.entries()) {
    const w = g.weights(`${name}.weight`, [3, 3], 3);
    const [op, inputs] = i % 3 === 0 ? ["Softmax", [x]] : i % 3 === 1 ? ["MatMul", [x, w]] : ["Softsign", [x]];
    x = g.node(op as string, inputs as string[], {}, { name: `node_${name}`, outputs: [name] });
    if (i % 4 === 3) x = g.node("CumSum", [x, g.constant("i64", [], [1], `axis_${name}`)], {}, { name: `sum_${name}`, outputs: [`run.${name}`] });
  }
  g.output(x, [2, 3]);
  return modelBytes(g);
}

test.each(ways.map((way) => [way.name, way] as const))("%s", async (_, way) => {
  const folder = mkdtempSync(join(tmpdir(), "aot-names-"));
  try {
    const path = join(folder, "names.onnx");
    writeFileSync(path, model());
    const { inputs, outputs } = await reference(path);
    const build = await buildFor(path, way);
    for (const error of errorsOf(build, await runBuilt(build, way, inputs), outputs)) expect(error).toMatchObject({ passed: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
