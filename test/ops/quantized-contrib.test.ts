/** Quantized operators of com.microsoft against ONNX Runtime on seeded cases, to one unit of the last place. */
import { expect, test } from "vitest";
import type { OpDef } from "../../src/graph/graph.ts";
import { DynamicQuantizeLSTM } from "../../src/ops/dynamic-quantize-lstm.ts";
import { MicrosoftQLinearConv } from "../../src/ops/microsoft-convolutions.ts";
import { NhwcMaxPool } from "../../src/ops/nhwc-max-pool.ts";
import { QAttention } from "../../src/ops/q-attention.ts";
import { QEmbedLayerNormalization } from "../../src/ops/q-embed-layer-normalization.ts";
import { DynamicQuantizeMatMul, MatMulIntegerToFloat, QGemm } from "../../src/ops/q-gemm.ts";
import {
  QLinearAdd,
  QLinearConcat,
  QLinearLeakyRelu,
  QLinearMul,
  QLinearSigmoid,
  QLinearSoftmax,
  QLinearWhere,
} from "../../src/ops/q-linear-elementwise.ts";
import { QLinearAveragePool, QLinearGlobalAveragePool } from "../../src/ops/q-linear-pools.ts";
import { weightRange } from "../support/byte-weights.ts";
import { agreesWithRuntime, type CaseInput, type Choices, choices, type NodeCase, runHere, runOnnxRuntime } from "../support/single-node.ts";

type Byte = "u8" | "i8";

const quantized = (
  c: Choices,
  dtype: Byte,
  shape: readonly number[],
  [least, most]: readonly [number, number] = dtype === "u8" ? [0, 255] : [-128, 127],
): CaseInput => ({
  dtype,
  shape,
  values: Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => c.int(least, most)),
});
const scale = (c: Choices, least = 1): CaseInput => ({ shape: [], values: [Math.fround(c.int(least, 100) / 700)], constant: true });
const zero = (c: Choices, dtype: Byte): CaseInput => ({ ...quantized(c, dtype, []), constant: true });
/** An operand: elements, scale and zero point. */
const operand = (c: Choices, dtype: Byte, shape: readonly number[]): readonly CaseInput[] => [quantized(c, dtype, shape), scale(c), zero(c, dtype)];

/** Both sides, integers at most one apart. */
async function oneStep(spec: NodeCase): Promise<void> {
  const [expected, found] = [await runOnnxRuntime(spec), runHere(spec)];
  expected.forEach((want, i) => {
    expect(found[i]?.shape).toEqual(want.shape);
    const wrong = want.values.findIndex((w, k) => Math.abs(w - (found[i]?.values[k] ?? Number.NaN)) > 1);
    expect(wrong, `${spec.op.name}: element ${wrong} is ${found[i]?.values[wrong]}, ONNX Runtime has ${want.values[wrong]}`).toBe(-1);
  });
}

const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
const shapeOf = (c: Choices): readonly number[] => [c.int(1, 3), c.int(1, 4), c.int(2, 9)];

test("QLinearAdd and QLinearMul, broadcast", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const dtype = c.pick<Byte>(["u8", "i8"]);
    const shape = shapeOf(c);
    const other = shape.map((d) => (c.int(0, 3) === 0 ? 1 : d));
    for (const op of [QLinearAdd, QLinearMul])
      await oneStep({ op, inputs: [...operand(c, dtype, shape), ...operand(c, dtype, other), scale(c, 20), zero(c, dtype)] });
  }
});

test("functions of one operand", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const dtype = c.pick<Byte>(["u8", "i8"]);
    const inputs = [...operand(c, dtype, shapeOf(c)), scale(c), zero(c, dtype)];
    await oneStep({ op: QLinearLeakyRelu, attrs: { alpha: 0.25 }, floatAttrs: ["alpha"], inputs });
    await oneStep({ op: QLinearSigmoid, inputs });
  }
});

test("QLinearSoftmax, along an axis and over all behind it", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const least = { dtype: "u8", shape: [], values: [0], constant: true } as const;
    // Of a probability of 1 and a scale of 1 / 256, ONNX Runtime makes 0.
    const inputs = [...operand(c, "u8", shapeOf(c)), { shape: [], values: [1 / 128], constant: true }, least];
    await oneStep({ op: QLinearSoftmax, attrs: { axis: c.pick([-1, 1]), opset: c.pick([12, 13]) }, inputs });
  }
});

test("QLinearWhere and QLinearConcat", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const dtype = c.pick<Byte>(["u8", "i8"]);
    const shape = shapeOf(c);
    const condition: CaseInput = { dtype: "bool", shape, values: quantized(c, "u8", shape).values.map((v) => v % 2) };
    await oneStep({ op: QLinearWhere, inputs: [condition, ...operand(c, dtype, shape), ...operand(c, dtype, shape), scale(c, 40), zero(c, dtype)] });
    const parts = [1, 2, 3].flatMap((n) => operand(c, dtype, [shape[0] ?? 1, n, shape[2] ?? 1]));
    await oneStep({ op: QLinearConcat, attrs: { axis: 1 }, inputs: [scale(c, 40), zero(c, dtype), ...parts] });
  }
});

test("pools, channels second and last", async () => {
  const pool = async (op: OpDef, attrs: NonNullable<NodeCase["attrs"]>, c: Choices): Promise<void> => {
    const dtype = c.pick<Byte>(["u8", "i8"]);
    const shape = [c.int(1, 2), c.int(3, 5), c.int(3, 6), c.int(3, 5)];
    await oneStep({ op, attrs: { ...attrs, channels_last: c.int(0, 1) }, inputs: [...operand(c, dtype, shape), scale(c, 30), zero(c, dtype)] });
  };
  for (const seed of seeds) {
    const c = choices(seed);
    await pool(QLinearGlobalAveragePool, {}, c);
    await pool(QLinearAveragePool, { kernel_shape: [2, 3], strides: [1, 2], pads: [1, 0, 0, 1], count_include_pad: c.int(0, 1) }, c);
    const attrs = { kernel_shape: [2, 3], strides: [c.int(1, 2), 1], pads: [1, 0, 0, 1], ceil_mode: c.int(0, 1) };
    await agreesWithRuntime({ op: NhwcMaxPool, attrs, inputs: [quantized(c, c.pick<Byte>(["u8", "i8"]), [2, c.int(3, 6), c.int(3, 6), 3])] }, 0);
  }
});

test("products of matrices", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [m, k, n] = [c.int(1, 5), c.int(1, 8), c.int(1, 6)];
    const [transA, transB] = [c.int(0, 1), c.int(0, 1)];
    const a = quantized(c, "u8", transA === 1 ? [k, m] : [m, k]);
    const b = { ...quantized(c, "i8", transB === 1 ? [n, k] : [k, n], weightRange.i8), constant: true };
    const bias = { dtype: "i32", shape: [n], values: Array.from({ length: n }, () => c.int(-500, 500)), constant: true } as const;
    const sides = [a, scale(c), zero(c, "u8"), b, scale(c), zero(c, "i8"), bias];
    await agreesWithRuntime({ op: QGemm, attrs: { transA, transB, alpha: 1.5 }, floatAttrs: ["alpha"], inputs: sides });
    await oneStep({ op: QGemm, attrs: { transA, transB }, inputs: [...sides, scale(c, 60), zero(c, "u8")] });
    const [plainA, plainB] = [quantized(c, "u8", [m, k]), { ...quantized(c, "u8", [k, n]), constant: true }];
    const floatBias = { ...c.tensor([n]), constant: true };
    await agreesWithRuntime({ op: MatMulIntegerToFloat, inputs: [plainA, plainB, scale(c), scale(c), zero(c, "u8"), zero(c, "u8"), floatBias] });
    await agreesWithRuntime({ op: DynamicQuantizeMatMul, inputs: [c.tensor([m, k]), plainB, scale(c), zero(c, "u8"), floatBias] }, 1e-4);
    const ofColumns = { shape: [n], values: Array.from({ length: n }, () => Math.fround(c.int(1, 100) / 700)) };
    const atRunTime = [c.tensor([m, k]), { ...plainB, constant: false }, ofColumns, quantized(c, "u8", [n])];
    await agreesWithRuntime({ op: DynamicQuantizeMatMul, inputs: atRunTime }, 1e-4);
  }
});

test("QLinearConv with channels last", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [channels, results, k] = [c.int(1, 3), c.int(1, 4), c.int(1, 3)];
    const x = quantized(c, "u8", [1, c.int(3, 6), c.int(3, 6), channels]);
    const w = { ...quantized(c, "u8", [results, channels, k, k]), constant: true };
    const inputs = [x, scale(c), zero(c, "u8"), w, scale(c), zero(c, "u8"), scale(c, 60), zero(c, "u8")];
    await oneStep({ op: MicrosoftQLinearConv, attrs: { channels_last: 1, strides: [c.int(1, 2), 1], pads: [0, 1, 1, 0] }, inputs });
  }
});

test("QAttention, with past keys and causal", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [batch, length, heads, size] = [c.int(1, 2), c.int(1, 4), c.int(1, 2), c.int(1, 3)];
    const width = heads * size;
    const x = quantized(c, "u8", [batch, length, width]);
    const w = { ...quantized(c, "u8", [width, 3 * width]), constant: true };
    const bias = { ...c.tensor([3 * width]), constant: true };
    const small = { shape: [], values: [0.01], constant: true } as const;
    const sides = [x, w, bias, small, small, undefined, zero(c, "u8"), zero(c, "u8")];
    await agreesWithRuntime({ op: QAttention, attrs: { num_heads: heads, unidirectional: c.int(0, 1) }, inputs: sides }, 1e-4);
    const past = c.tensor([2, batch, heads, 2, size]);
    const attrs = { num_heads: heads, unidirectional: 1, scale: 3 };
    await agreesWithRuntime({ op: QAttention, attrs, floatAttrs: ["scale"], inputs: [...sides, past], outputCount: 2 }, 1e-4);
  }
});

test("QEmbedLayerNormalization, with segments and a mask", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [batch, length, width] = [c.int(1, 2), c.int(1, 4), c.int(2, 6)];
    const ids = (below: number): CaseInput => ({
      dtype: "i32",
      shape: [batch, length],
      values: Array.from({ length: batch * length }, () => c.int(0, below - 1)),
    });
    const hasSegments = c.int(0, 1) === 1;
    const table = (rows: number): CaseInput => ({ ...quantized(c, "u8", [rows, width]), constant: true });
    const row = (): CaseInput => ({ ...quantized(c, "u8", [width]), constant: true });
    const each = (make: () => CaseInput): readonly (CaseInput | undefined)[] => [make(), make(), hasSegments ? make() : undefined, make(), make()];
    const inputs = [
      ids(5),
      hasSegments ? ids(2) : undefined,
      table(5),
      table(6),
      hasSegments ? table(2) : undefined,
      row(),
      row(),
      ids(2),
      ...each(() => scale(c)),
      ...each(() => zero(c, "u8")),
    ];
    await agreesWithRuntime({ op: QEmbedLayerNormalization, attrs: { epsilon: 0.01 }, floatAttrs: ["epsilon"], inputs, outputCount: 2 }, 1e-4);
  }
});

test("DynamicQuantizeLSTM, a scale a direction or a column", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [steps, batch, inputs, hidden] = [c.int(1, 4), c.int(1, 2), c.int(1, 5), c.int(1, 4)];
    const directions = c.int(1, 2);
    const isEach = c.int(0, 1) === 1;
    const shape = isEach ? [directions, 4 * hidden] : [directions];
    const count = shape.reduce((n, d) => n * d, 1);
    const weights = (rows: number): CaseInput => ({ ...quantized(c, "i8", [directions, rows, 4 * hidden], weightRange.i8), constant: true });
    const scales = (): CaseInput => ({ shape, values: Array.from({ length: count }, () => Math.fround(c.int(3, 10) / 1000)), constant: true });
    const zeros = (): CaseInput => ({ dtype: "i8", shape, values: Array.from({ length: count }, () => 0), constant: true });
    const bias = { ...c.tensor([directions, 8 * hidden]), constant: true };
    const states = c.tensor([directions, batch, hidden]);
    const given = [c.tensor([steps, batch, inputs]), weights(inputs), weights(hidden), bias, undefined, states, states, undefined];
    const attrs = { hidden_size: hidden, direction: directions === 2 ? "bidirectional" : "forward" };
    // What rounding x and the state to 8 bits costs there.
    const spec = { op: DynamicQuantizeLSTM, attrs, inputs: [...given, scales(), zeros(), scales(), zeros()], outputCount: 3 };
    await agreesWithRuntime(spec, 0.03);
  }
});

test("scales of 16 bits are refused, as ONNX Runtime refuses them", async () => {
  const bytes = { dtype: "i8", shape: [1], values: [100] } as const;
  const scale = { dtype: "f16", shape: [], values: [1] } as const;
  const zero = { dtype: "i8", shape: [], values: [0] } as const;
  const spec: NodeCase = { op: QLinearAdd, inputs: [bytes, scale, zero, bytes, scale, zero, scale, zero] };
  expect(() => runHere(spec)).toThrow("input 1 (A_scale) is f16");
  await expect(runOnnxRuntime(spec)).rejects.toThrow("float16");
});
