/** Quantized operators against ONNX Runtime on seeded cases. */
import { describe, expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { type OpDef, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { ConvInteger } from "../../src/ops/conv-integer.ts";
import { DequantizeLinear } from "../../src/ops/dequantize-linear.ts";
import { DynamicQuantizeLinear } from "../../src/ops/dynamic-quantize-linear.ts";
import { MatMulInteger } from "../../src/ops/mat-mul-integer.ts";
import { QLinearConv } from "../../src/ops/q-linear-conv.ts";
import { QLinearMatMul } from "../../src/ops/q-linear-mat-mul.ts";
import { QuantizeLinear } from "../../src/ops/quantize-linear.ts";
import { weightRange } from "../support/byte-weights.ts";
import { agreesWithRuntime, type CaseInput, type Choices, choices } from "../support/single-node.ts";

/** One step of 8 bits: where a quotient lies halfway, the last bit of a product decides. */
const oneStep = 1 / 127;

type Small = "u8" | "i8" | "u16" | "i16";
const range: Readonly<Record<Small, readonly [number, number]>> = { u8: [0, 255], i8: [-128, 127], u16: [0, 65535], i16: [-32768, 32767] };

const integers = (c: Choices, dtype: Small, shape: readonly number[], [lo, hi] = range[dtype]): CaseInput => ({
  dtype,
  shape,
  values: Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => c.int(lo, hi)),
});
const floats = (c: Choices, shape: readonly number[], lo: number, hi: number): CaseInput => {
  const { values } = c.tensor(shape);
  return { shape, values: values.map((v) => Math.fround(lo + ((v + 1) / 2) * (hi - lo))) };
};

test("QuantizeLinear and DequantizeLinear: whole tensors, axes and blocks", async () => {
  for (let seed = 1; seed <= 24; seed++) {
    const c = choices(seed);
    const dtype = c.pick<Small>(["u8", "i8", "u16", "i16"]);
    const shape = [c.int(1, 3), c.int(1, 4), c.int(1, 5)];
    const axis = c.int(0, 2);
    const block = c.pick([0, 0, 2]);
    const blocks = shape.map((d, a) => (a === axis ? Math.ceil(d / 2) : d));
    const parameters = block === 2 ? blocks : c.pick([[], [shape[axis] as number]]);
    const attrs: Readonly<Record<string, number>> = block === 2 ? { axis: axis - 3, block_size: 2 } : { axis };
    const scale = floats(c, parameters, 0.1, 1);
    const zero = integers(c, dtype, parameters);
    await agreesWithRuntime({ op: QuantizeLinear, attrs, opset: 21, inputs: [floats(c, shape, -60, 60), scale, zero] }, oneStep);
    await agreesWithRuntime({ op: DequantizeLinear, attrs, opset: 21, inputs: [integers(c, dtype, shape), scale, zero] });
  }
});

test("DynamicQuantizeLinear: ranges on both sides of zero and on one", async () => {
  for (const [lo, hi] of [
    [-3, 5],
    [1, 2],
    [-9, -1],
  ] as const)
    await agreesWithRuntime({ op: DynamicQuantizeLinear, inputs: [floats(choices(lo), [3, 7], lo, hi)], outputCount: 3 }, oneStep);
});

describe("products", () => {
  test("MatMulInteger and QLinearMatMul", async () => {
    for (let seed = 1; seed <= 16; seed++) {
      const c = choices(seed);
      const [m, k, n] = [c.int(1, 5), c.int(1, 9), c.int(1, 5)];
      const batch = c.pick([[], [2], [3, 1]]);
      const [left, right] = c.pick<readonly [Small, "u8" | "i8"]>([
        ["u8", "u8"],
        ["u8", "i8"],
        ["i8", "i8"],
      ]);
      const [a, b] = [integers(c, left, [...batch, m, k]), integers(c, right, [k, n], weightRange[right])];
      const columns = c.pick([[], [n]]);
      const [aZero, bZero] = [integers(c, left, [], [0, 9]), integers(c, right, columns, [0, 9])];
      await agreesWithRuntime({ op: MatMulInteger, inputs: [a, b, aZero, bZero] }, 0);
      const scales = [floats(c, [], 0.01, 0.1), floats(c, columns, 0.01, 0.1), floats(c, [], 0.5, 2)] as const;
      const inputs = [a, scales[0], aZero, b, scales[1], bZero, scales[2], integers(c, left, [])];
      await agreesWithRuntime({ op: QLinearMatMul, opset: 10, inputs }, oneStep);
    }
  });

  test("ConvInteger and QLinearConv", async () => {
    for (let seed = 1; seed <= 16; seed++) {
      const c = choices(seed);
      const group = c.int(1, 2);
      const [channels, outChannels] = [group * c.int(1, 3), group * c.int(1, 3)];
      const attrs = { group, pads: [c.int(0, 1), c.int(0, 1), c.int(0, 1), c.int(0, 1)], strides: [c.int(1, 2), c.int(1, 2)] };
      const x = integers(c, "u8", [c.int(1, 2), channels, 5, 6]);
      const dtype = c.pick<"u8" | "i8">(["u8", "i8"]);
      const w = integers(c, dtype, [outChannels, channels / group, 3, 2], weightRange[dtype]);
      const [xZero, wZero] = [integers(c, "u8", []), integers(c, dtype, [], [0, 20])];
      await agreesWithRuntime({ op: ConvInteger, attrs, inputs: [x, { ...w, dtype: "u8", values: w.values.map(Math.abs) }, xZero] }, 0);
      const perChannel = c.pick([[], [outChannels]]);
      const zeros = integers(c, dtype, perChannel, [0, 0]);
      const bias: CaseInput = { dtype: "i32", shape: [outChannels], values: Array.from({ length: outChannels }, () => c.int(-999, 999)) };
      const scales = [floats(c, [], 0.01, 0.02), floats(c, perChannel, 0.01, 0.02), floats(c, [], 0.1, 0.2)] as const;
      const weightZero = perChannel.length === 0 ? wZero : zeros;
      const inputs = [
        x,
        scales[0],
        xZero,
        { ...w, constant: true },
        scales[1],
        { ...weightZero, constant: true },
        scales[2],
        integers(c, "u8", []),
        bias,
      ];
      await agreesWithRuntime({ op: QLinearConv, attrs, inputs }, oneStep);
    }
  });
});

const refusal = (op: OpDef, inputs: readonly (readonly [dtype: "f32" | "u8" | "i8" | "i32", shape: readonly number[]])[], attrs = {}) =>
  expect(() =>
    makeNode({ op, attrs, inputs: inputs.map(([dtype, shape], i) => value(`x${i}`, tensorType(dtype, shape))), outputs: ["y"], origin: ["q"] }),
  );

test("what does not fit is refused with both values", () => {
  refusal(QuantizeLinear, [
    ["f32", [2, 3]],
    ["f32", [2]],
  ]).toThrow("scale has shape [2], one number for each of 3 slices of axis 1 is expected");
  refusal(
    QuantizeLinear,
    [
      ["f32", [2, 5]],
      ["f32", [2, 2]],
    ],
    { block_size: 2 },
  ).toThrow("blocks of 2 along axis 1 of [2,5] need [2,3]");
  refusal(DequantizeLinear, [
    ["u8", [2]],
    ["f32", []],
    ["i8", []],
  ]).toThrow("input 0 (x) is u8 but input 2 (x_zero_point) is i8");
  refusal(MatMulInteger, [
    ["u8", [2, 3]],
    ["u8", [3, 4]],
    ["u8", []],
    ["u8", [2]],
  ]).toThrow("input 3 (b_zero_point) has shape [2]");
});
