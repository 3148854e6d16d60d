/** Values may be called what generated code calls its own things (locals of `run`, types, kernels), and what would end its comments and strings. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../../src/index.ts";
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

/** What would end a comment, a line, a string or a template where a name stands in one. */
const hostile = [
  "*/ int x; /*",
  "\n#error",
  "\u2028throw 1;",
  `\`\${process.exit(9)}\``,
  '"; process.exit(9); "',
  "\\",
  "(; ;) (",
  "'\\",
  "??/",
  "\r",
  "%s%n",
  "\u202e",
];

/** Such names for inputs, outputs, constants, nodes and extents that the run decides. */
function hostileModel(): Uint8Array {
  const g = new GraphBuilder("*/ graph\n#error");
  const first = g.input("*/ in\n#error", [3, 3]);
  let x = first;
  for (const [i, name] of hostile.entries()) {
    x = g.node("MatMul", [x, g.weights(`${name} weight ${i}`, [3, 3], 3)], {}, { name: `${name} node ${i}`, outputs: [`${name} value ${i}`] });
    x = g.node("Softmax", [x], {}, { name: `${name} softmax ${i}`, outputs: [`${name} out ${i}`] });
    g.output(x, [3, 3]);
  }
  g.output(g.node("NonZero", [first], {}, { name: "*/ found\n#error", outputs: ["*/ places\n#error"] }), [2, "*/ n\n#error"], "i64");
  return modelBytes(g);
}

/** Names that are one identifier, or differ by case alone, with other shapes. */
function alikeModel(): Uint8Array {
  const g = new GraphBuilder("alike");
  const inputs = ["a b", "a_b", "A_B", "a/b"].map((name, i) => g.input(name, [1, i + 1]));
  inputs.forEach((x, i) => {
    g.output(g.node("Softmax", [x], {}, { outputs: [["a.b", "a-b", "A.B", "y"][i] as string] }), [1, i + 1]);
  });
  return modelBytes(g);
}

test.each(
  ways.flatMap((way) =>
    (
      [
        ["awkward", model],
        ["hostile", hostileModel],
        ["alike", alikeModel],
      ] as const
    ).map(([kind, make]) => [way.name, kind, way, make] as const),
  ),
)("%s, %s names", async (_, _kind, way, make) => {
  const folder = mkdtempSync(join(tmpdir(), "aot-names-"));
  try {
    const path = join(folder, "names.onnx");
    writeFileSync(path, make());
    const { inputs, outputs } = await reference(path);
    const build = await buildFor(path, way);
    for (const error of errorsOf(build, await runBuilt(build, way, inputs), outputs)) expect(error).toMatchObject({ passed: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("macros of headers that a program of the user's may include change no name of ours", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-names-"));
  try {
    const g = new GraphBuilder("macros");
    const names = ["EOF", "stdin", "stdout", "stderr", "errno", "assert", "NAN", "INFINITY", "I", "linux", "unix"];
    g.output(
      g.node(
        "Sum",
        names.map((name) => g.input(name, [2])),
      ),
      [2],
    );
    const path = join(folder, "macros.onnx");
    writeFileSync(path, modelBytes(g));
    await build(path, { targets: ["c"], out: join(folder, "out") });
    const headers = ["stdio", "errno", "assert", "math", "complex"].flatMap((name) => ["-include", `${name}.h`]);
    execFileSync("gcc", ["-std=gnu17", "-Wall", "-Werror", "-fsyntax-only", ...headers, join(folder, "out/macros.c")], {
      stdio: "pipe",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
