/** ConvInteger, and QLinearConv by weights around any zero point, on every target against ONNX Runtime, to the last bit: where there are vectors it is computed in floats, in parts where one float would not hold the sum. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { machineNamed } from "../../src/loop/machine.ts";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-whole-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Shape {
  readonly outputs: number;
  /** Input channels of a group, and taps. */
  readonly rest: readonly number[];
  readonly attrs?: Readonly<Record<string, number | readonly number[]>>;
  readonly of: readonly number[];
  readonly zero?: number;
}

const shapes: Readonly<Record<string, Shape>> = {
  padded: { outputs: 20, rest: [19, 3, 3], attrs: { pads: [1, 1, 1, 1] }, of: [2, 20, 7, 9], zero: 131 },
  strided: { outputs: 16, rest: [19, 3, 3], attrs: { strides: [2, 2] }, of: [2, 16, 3, 4], zero: 0 },
  points: { outputs: 9, rest: [19, 1, 1], of: [2, 9, 7, 9] },
  depthwise: { outputs: 19, rest: [1, 3, 3], attrs: { group: 19, pads: [1, 0, 1, 0] }, of: [2, 19, 7, 7], zero: 3 },
};

const [images, channels, height, width] = [2, 19, 7, 9];
const deep = 300;

function model(): GraphBuilder {
  const g = new GraphBuilder("whole");
  const [bytes = "", , zero = ""] = g.nodes(
    "DynamicQuantizeLinear",
    [g.input("x", [images, channels, height, width])],
    {},
    { outputs: ["bytes", "step", "zero"] },
  );
  for (const [name, { outputs, rest, attrs = {}, of, zero: middle }] of Object.entries(shapes)) {
    const size = rest.reduce((a, b) => a * b, outputs);
    const weights = g.initializer(
      `${name}_w`,
      "u8",
      [outputs, ...rest],
      Uint8Array.from({ length: size }, (_, i) => (i * 97 + 31) % 256),
    );
    const zeros = middle === undefined ? [] : [g.initializer(`${name}_zero`, "u8", [], new Uint8Array([middle]))];
    g.output(g.node("ConvInteger", [bytes, weights, zero, ...zeros], attrs, { outputs: [name] }), of, "i32");
  }
  const [unit, units] = [
    g.initializer("unit", "f32", [], new Float32Array([0.01])),
    g.initializer(
      "units",
      "f32",
      [20],
      new Float32Array(20).map((_, i) => 0.01 + i / 999),
    ),
  ];
  const bias = g.initializer(
    "bias",
    "i32",
    [20],
    new Int32Array(20).map((_, i) => 1000 * (i - 9)),
  );
  const [half, middles] = [
    g.initializer("half", "f32", [], new Float32Array([0.5])),
    [131, 7].map((z) => g.initializer(`middle${z}`, "u8", [], new Uint8Array([z]))),
  ];
  const quantized = g.node("QuantizeLinear", [g.input("real", [images, channels, height, width]), unit, middles[0] as string]);
  const operands = [quantized, unit, middles[0] as string, "padded_w", units, middles[1] as string, half, middles[0] as string, bias];
  g.output(g.node("QLinearConv", operands, { strides: [2, 1] }, { outputs: ["requantized"] }), [images, 20, 3, 7], "u8");
  // A zero point that is a list of one.
  const [only, listed] = [
    g.initializer("only", "u8", [1], new Uint8Array([7])),
    g.node("Reshape", [zero, g.initializer("one", "i64", [1], new BigInt64Array([1n]))]),
  ];
  const few = g.initializer(
    "few",
    "u8",
    [3, channels, 1, 1],
    Uint8Array.from({ length: 3 * channels }, (_, i) => (i * 53) % 256),
  );
  g.output(g.node("ConvInteger", [bytes, few, listed, only], {}, { outputs: ["listed"] }), [images, 3, height, width], "i32");
  const [many = "", , middle = ""] = g.nodes(
    "DynamicQuantizeLinear",
    [g.input("many", [1, deep, 4, 5])],
    {},
    { outputs: ["many_bytes", "many_step", "many_zero"] },
  );
  // Sums of up to 300 * 9 * 255 * 255, 21 times what f32 holds; of odd numbers, none of which may be lost.
  const large = g.initializer(
    "large",
    "u8",
    [8, deep, 3, 3],
    new Uint8Array(8 * deep * 9).map((_, i) => 255 - 2 * (i % 7)),
  );
  g.output(g.node("ConvInteger", [many, large], { pads: [1, 1, 1, 1] }, { outputs: ["deep"] }), [1, 8, 4, 5], "i32");
  g.output(g.node("ConvInteger", [many, large, middle], {}, { outputs: ["deep_centered"] }), [1, 8, 2, 3], "i32");
  return g;
}

/** Two convolutions over rows of 20 pixels, one over a single pixel, and one of more weights than are ever folded to floats. */
function large(): { readonly g: GraphBuilder; readonly parameters: number } {
  const g = new GraphBuilder("bytes");
  let parameters = 0;
  const layer = (x: string, name: string, shape: readonly number[], attrs: Shape["attrs"], of: readonly number[]): string => {
    const [bytes = "", , zero = ""] = g.nodes("DynamicQuantizeLinear", [x], {}, { outputs: ["bytes", "step", "zero"].map((n) => `${name}_${n}`) });
    const size = shape.reduce((a, b) => a * b, 1);
    parameters += size;
    const w = g.initializer(
      `${name}_w`,
      "u8",
      shape,
      Uint8Array.from({ length: size }, (_, i) => (i % 1009 === 0 ? 255 * (i % 2) : 120 + ((i * 97) % 17))),
    );
    const sums = g.node("ConvInteger", [bytes, w, zero, g.initializer(`${name}_middle`, "u8", [], new Uint8Array([127]))], attrs);
    g.output(g.node("Cast", [sums], { to: 1 }, { outputs: [name] }), of);
    return name;
  };
  const pads = [1, 1, 1, 1];
  const first = layer(g.input("x", [1, 32, 5, 20]), "padded", [64, 32, 3, 3], { pads }, [1, 64, 5, 20]);
  layer(first, "points", [96, 64, 1, 1], {}, [1, 96, 5, 20]);
  layer(g.input("pixel", [1, 320, 1, 1]), "pixels", [64, 320, 1, 1], {}, [1, 64, 1, 1]);
  layer(g.input("deep", [1, 1024, 2, 3]), "many", [1088, 1024, 1, 1], {}, [1, 1088, 2, 3]);
  return { g, parameters };
}

test.each([...ways, wide].map((way) => [way.name, way] as const))(
  "%s: weights are the model's bytes, packed for vectors, whatever their zero point",
  async (_, way) => {
    const path = join(folder, "bytes.onnx");
    const { g, parameters } = large();
    writeModel(path, g);
    const build = await agreeing(path, way, (error) => expect(error).toMatchObject({ passed: true, maxAbsolute: 0 }));
    const { program } = build.compiled;
    expect(build.weightBytes).toBeLessThan(1.01 * parameters);
    const inVectors = machineNamed(way.machine).lanes > 1;
    const packed = program.weights.filter(({ storage }) => storage.dtype === "u8" && storage.layout.blocks.length > 0);
    expect(packed.length).toBe(inVectors ? 4 : 0);
    // Nothing is multiplied by the scale of 1, which no weight holds.
    if (inVectors) expect(program.weights.filter(({ storage }) => storage.dtype === "f32")).toEqual([]);
  },
  120_000,
);

test.each([...ways, wide].map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_, way) => {
    const path = join(folder, "whole.onnx");
    writeModel(path, model());
    const build = await agreeing(path, way, (error) => expect(error).toMatchObject({ passed: true, maxAbsolute: 0 }));
    const made = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.op.name));
    const inVectors = machineNamed(way.machine).lanes > 1;
    expect(["ConvInteger", "QLinearConv"].map((op) => made.includes(op))).toEqual([!inVectors, !inVectors]);
    const [parts, whole] = [Math.ceil(deep / Math.floor(2 ** 24 / (255 * 9 * 255))), Object.keys(shapes).length];
    expect(made.filter((op) => op === "WholeConv").length).toBe(inVectors ? whole + 2 + 2 * parts : 0);
  },
  120_000,
);
