/** Weights that 16 bits say exactly have 16 bits in C for machines that widen vectors as they are loaded: against ONNX Runtime, which has them as f32. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { numberOfBF16, numberOfF16 } from "../../../src/core/half-floats.ts";
import type { NarrowForm } from "../../../src/schedule/narrow-weights.ts";
import { agreeing, errorsOf, narrow, reference, runBuilt, type Way, ways, wide, wideWithoutVectors } from "../../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-narrow-c-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Its name, what its bits mean, the bits of numbers from 2^-7 on, and those of one that the other form has not. */
type Form = readonly [name: NarrowForm, numberOf: (bits: number) => number, first: number, own: number];
const forms: readonly [Form, Form] = [
  ["f16", numberOfF16, 0x2000, 0x2001],
  ["bf16", numberOfBF16, 0x3c00, 0x3080],
];

/** Numbers of a form, of either sign. */
const some = ([, numberOf, first, own]: Form, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => numberOf(i % 61 === 0 ? own : (first + ((i * 7919) % 0x3ff)) | (((i * 40503) & 64) << 9)));

class Narrow extends GraphBuilder {
  readonly form: Form;

  constructor(form: Form) {
    super("narrow");
    this.form = form;
  }

  halves(name: string, shape: readonly number[]): string {
    return this.initializer(
      name,
      "f32",
      shape,
      some(
        this.form,
        shape.reduce((n, d) => n * d, 1),
      ),
    );
  }
}

/** A fast 3x3 convolution, one of few channels, a depthwise one, a transposed one; then products of one row and of 20. */
function network(form: Form, path: string): void {
  const g = new Narrow(form);
  const pads = [1, 1, 1, 1];
  let x = g.input("image", [1, 3, 20, 20]);
  x = g.node("Relu", [g.node("Conv", [x, g.halves("first", [32, 3, 3, 3]), g.halves("bias", [32])], { pads })]);
  x = g.node("Conv", [x, g.halves("fast", [64, 32, 3, 3])], { pads });
  x = g.node("Conv", [g.node("Tanh", [x]), g.halves("depthwise", [64, 1, 3, 3])], { pads, group: 64, strides: [2, 2] });
  x = g.node("Conv", [g.node("Tanh", [x]), g.halves("point", [70, 64, 1, 1])]);
  x = g.node("ConvTranspose", [g.node("Tanh", [x]), g.halves("wider", [70, 16, 2, 2])], { strides: [2, 2] });
  g.output(g.rename(g.node("Softmax", [x], { axis: 1 }), "pixels"));
  const row = g.node("Gemm", [g.input("row", [1, 300]), g.halves("gemm", [131, 300]), g.halves("c", [131])], { transB: 1 });
  g.output(g.rename(g.node("Tanh", [row]), "one"));
  g.output(g.rename(g.node("MatMul", [g.input("rows", [1, 20, 300]), g.halves("matmul", [300, 160])]), "many"));
  writeModel(path, g);
}

/** One table is read element by element, one in rows and as a factor whose kernel another call hands f32, one as a factor alone. */
function shared(form: Form, path: string): void {
  const g = new Narrow(form);
  const at = g.input("at", [5], "i64");
  const both = g.halves("both", [64, 64]);
  for (const [i, w] of [both, g.weights("wide", [64, 64], 64), g.halves("other", [80, 96])].entries())
    g.output(g.rename(g.node("MatMul", [g.input(`x${i}`, [20, i === 2 ? 80 : 64]), w]), `y${i}`));
  for (const [name, table] of [
    ["p", both],
    ["q", g.halves("table", [4097])],
  ] as const)
    g.output(g.rename(g.node("Gather", [table, at]), name));
  writeModel(path, g);
}

const every: readonly Way[] = [...ways, wide, wideWithoutVectors, narrow];
const widens = ({ machine }: Way): boolean => machine === "x86-64-v3" || machine === "x86-64-v4";

describe.each(forms)("%s", (...form) => {
  test.each(every.map((way) => [way.name, way] as const))(
    "%s: a network's weights",
    async (_, way) => {
      const path = join(folder, `${form[0]}.onnx`);
      network(form, path);
      const { program } = (await agreeing(path, way)).compiled;
      const types = new Set(program.weights.filter((w) => w.storage.dtype !== "i64").map((w) => w.storage.dtype));
      expect([...types]).toEqual([widens(way) ? form[0] : "f32"]);
      if (widens(way)) expect(program.kernels.filter((k) => k.doc.some((line) => line.includes(`${form[0]}[`))).length).toBeGreaterThan(5);
    },
    60_000,
  );

  test.each(every.map((way) => [way.name, way] as const))(
    "%s: weights that several kernels read",
    async (_, way) => {
      const path = join(folder, `${form[0]}-shared.onnx`);
      shared(form, path);
      const { inputs, outputs } = await reference(
        path,
        {},
        new Map<string, Float32Array | BigInt64Array>([
          ["at", BigInt64Array.of(3n, 0n, 63n, -1n, 17n)],
          ...[64, 64, 80].map((n, i) => [`x${i}`, Float32Array.from({ length: 20 * n }, (_x, j) => Math.sin(j))] as const),
        ]),
      );
      const { model } = await loadModel(path, {});
      const build = await buildTarget(model, targetNamed(way.target), path, { machine: way.machine, verify: true });
      for (const error of errorsOf(build, await runBuilt(build, way, inputs), outputs)) expect(error).toMatchObject({ passed: true });
      const narrow = new Set(build.compiled.program.weights.filter(({ storage }) => storage.dtype === form[0]).map(({ storage }) => storage.name));
      expect(["other", "table", "wide"].filter((name) => narrow.has(name))).toEqual(widens(way) ? ["other"] : []);
    },
    60_000,
  );
});

test("weights that were trained as f32 stay, and all those of a network that has few others", async () => {
  const path = join(folder, "wide.onnx");
  const g = new Narrow(forms[0]);
  g.output(g.node("MatMul", [g.input("x", [20, 64]), g.weights("w", [64, 640], 64)]), undefined);
  g.output(g.node("MatMul", [g.input("z", [20, 64]), g.halves("v", [64, 128])]), undefined);
  writeModel(path, g);
  const build = await agreeing(path, wide);
  expect(new Set(build.compiled.program.weights.map((w) => w.storage.dtype))).toEqual(new Set(["f32"]));
});

test("infinities and NaNs among halves are what they were", async () => {
  const path = join(folder, "infinite.onnx");
  const g = new Narrow(forms[0]);
  const elements = [...some(forms[0], 128 * 256)];
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 2 ** -24, -0].forEach((x, i) => {
    elements[300 * i + i] = x;
  });
  g.output(g.rename(g.node("MatMul", [g.input("x", [20, 128]), g.initializer("w", "f32", [128, 256], elements)]), "y"));
  writeModel(path, g);
  const build = await agreeing(path, wide);
  expect(build.compiled.program.weights.map((w) => w.storage.dtype)).toEqual(["f16"]);
});
