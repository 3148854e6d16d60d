/** Operators of com.microsoft that neither quantize nor attend, against ONNX Runtime on seeded cases. */
import { test } from "vitest";
import { CDist } from "../../src/ops/c-dist.ts";
import { CropAndResize } from "../../src/ops/crop-and-resize.ts";
import { GatherBlockQuantized } from "../../src/ops/gather-block-quantized.ts";
import { Inverse } from "../../src/ops/inverse.ts";
import {
  MicrosoftDequantizeLinear,
  MicrosoftGatherND,
  MicrosoftGridSample,
  MicrosoftPad,
  MicrosoftQuantizeLinear,
  MicrosoftRange,
  MicrosoftTrilu,
} from "../../src/ops/microsoft-aliases.ts";
import { ConvTransposeWithDynamicPads } from "../../src/ops/microsoft-convolutions.ts";
import { NGramRepeatBlock } from "../../src/ops/n-gram-repeat-block.ts";
import { MicrosoftUnique } from "../../src/ops/unique.ts";
import { agreesOnTargets, agreesWithRuntime, type CaseInput, type Choices, choices, type NodeCase } from "../support/single-node.ts";

const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
const integers = (c: Choices, dtype: CaseInput["dtype"], shape: readonly number[], lo: number, hi: number): CaseInput => ({
  ...(dtype === undefined ? {} : { dtype }),
  shape,
  values: Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => c.int(lo, hi)),
});

test("Inverse of well-conditioned matrices", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const n = c.int(1, 5);
    const x = c.tensor([2, n, n]);
    // Large where row and column add up to n - 1, so that rows change places.
    const values = x.values.map((v, i) => v + ((Math.floor(i / n) % n) + (i % n) === n - 1 ? 3 : 0));
    await agreesWithRuntime({ op: Inverse, inputs: [{ ...x, values }] }, 1e-3);
  }
});

test.each(["euclidean", "sqeuclidean"])("CDist, %s", async (metric) => {
  for (const seed of seeds) {
    const c = choices(seed);
    const width = c.int(1, 9);
    await agreesWithRuntime({ op: CDist, attrs: { metric }, inputs: [c.tensor([c.int(1, 5), width]), c.tensor([c.int(1, 20), width])] }, 1e-4);
  }
});

function cropCase(seed: number, channels: number): NodeCase {
  const c = choices(seed);
  const [n, regions] = [c.int(1, 3), c.int(1, 4)];
  // Every second seed has places halfway between two pixels.
  const corner = (v: number): number => (seed % 2 === 0 ? Math.round(v * 3 + 2) / 4 : Math.fround(v * 0.8 + 0.4));
  const rois: CaseInput = { shape: [regions, 4], values: c.tensor([regions * 4]).values.map(corner) };
  const size = { dtype: "i32", shape: [2], values: [c.int(1, 4), c.int(1, 4)], constant: true } as const;
  const attrs = { mode: c.pick(["bilinear", "nearest"]), extrapolation_value: 0.5 };
  const inputs = [c.tensor([n, channels, c.int(2, 5), c.int(2, 5)]), rois, integers(c, "i32", [regions], 0, n - 1), size];
  return { op: CropAndResize, attrs, floatAttrs: ["extrapolation_value"], inputs };
}

test("CropAndResize, both modes, in and outside", async () => {
  for (const seed of seeds) await agreesWithRuntime(cropCase(seed, 2), 1e-4);
});

test.each([
  [1, 3],
  [2, 19],
  [3, 32],
  [4, 40],
])("CropAndResize on every target, seed %i with %i channels", (seed, channels) => agreesOnTargets(cropCase(seed, channels), 1e-4));

test("CropAndResize of a whole image keeps its last row and column, on every target", async () => {
  const whole: CaseInput = { shape: [1, 4], values: [0, 0, 1, 1] };
  const [batch, size] = [integers(choices(1), "i32", [1], 0, 0), { dtype: "i32", shape: [2], values: [4, 7], constant: true } as const];
  const image = choices(1).tensor([1, 1, 2, 2]);
  await agreesOnTargets({
    op: CropAndResize,
    attrs: { extrapolation_value: 9 },
    floatAttrs: ["extrapolation_value"],
    inputs: [image, whole, batch, size],
  });
});

test("ConvTransposeWithDynamicPads", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const pads = integers(c, "i64", [4], 0, 1);
    const inputs = [c.tensor([1, 2, c.int(2, 4), c.int(2, 4)]), c.tensor([2, 3, 2, 3]), { ...pads, constant: true }, c.tensor([3])];
    await agreesWithRuntime({ op: ConvTransposeWithDynamicPads, attrs: { strides: [c.int(1, 2), c.int(1, 2)] }, inputs }, 1e-4);
  }
});

test("NGramRepeatBlock", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const batch = c.int(1, 3);
    const tokens = integers(c, "i64", [batch, c.int(4, 9)], 0, 3);
    await agreesWithRuntime({ op: NGramRepeatBlock, attrs: { ngram_size: c.int(1, 4) }, inputs: [tokens, c.tensor([batch, 5])] });
  }
});

test("operators that ONNX has by now", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const attrs = {
      mode: c.pick(["bilinear", "nearest", "bicubic"]),
      padding_mode: c.pick(["zeros", "border", "reflection"]),
      align_corners: c.int(0, 1),
    };
    await agreesWithRuntime({ op: MicrosoftGridSample, attrs, inputs: [c.tensor([1, 2, 4, 5]), c.tensor([1, 3, 3, 2])] }, 1e-4);
    const k = { dtype: "i64", shape: [], values: [c.int(-2, 2)] } as const;
    await agreesWithRuntime({ op: MicrosoftTrilu, attrs: { upper: c.int(0, 1) }, inputs: [c.tensor([2, 3, 4]), k] });
    await agreesWithRuntime({ op: MicrosoftGatherND, inputs: [c.tensor([3, 4]), integers(c, "i64", [2, 1], 0, 2)] });
    const border = { ...integers(c, "i64", [4], 0, 2), constant: true };
    await agreesWithRuntime({ op: MicrosoftPad, attrs: { mode: c.pick(["constant", "edge"]) }, inputs: [c.tensor([2, 3]), border] });
    const bounds = [0, 1, 2].map((i): CaseInput => ({ shape: [], values: [[0.5, 4, 0.75][i] ?? 0], constant: true }));
    await agreesWithRuntime({ op: MicrosoftRange, inputs: bounds });
    const scale = { shape: [], values: [0.25], constant: true } as const;
    const zero = { dtype: "u8", shape: [], values: [c.int(0, 255)], constant: true } as const;
    await agreesWithRuntime({ op: MicrosoftDequantizeLinear, inputs: [integers(c, "u8", [2, 3], 0, 255), scale, zero] });
    await agreesWithRuntime({ op: MicrosoftQuantizeLinear, inputs: [c.tensor([2, 3]), scale, zero] }, 1 / 127);
  }
});

test("Unique of a list, in the order of first occurrence", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    await agreesWithRuntime({ op: MicrosoftUnique, inputs: [integers(c, "f32", [c.int(1, 20)], -3, 3)], outputCount: 3 });
  }
});

test("GatherBlockQuantized: bytes of 2, 4 and 8 bits, integers of 4, zero points or none", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, blocks, block] = [c.int(1, 4), c.int(1, 3), 16];
    const indices = integers(c, c.pick(["i32", "i64"]), [c.int(1, 2), 2], -rows, rows - 1);
    const hasZeros = seed % 2 === 0;
    const scales = c.tensor([rows, blocks]);
    const bits = c.pick([2, 4, 8]);
    const bytes = (width: number): CaseInput => integers(c, "u8", [rows, Math.ceil((width * bits) / 8)], 0, 255);
    const attrs = { block_size: block, gather_axis: 0, quantize_axis: 1 };
    const zeros = hasZeros ? [bytes(blocks)] : [];
    await agreesWithRuntime({ op: GatherBlockQuantized, attrs: { ...attrs, bits }, inputs: [bytes(blocks * block), indices, scales, ...zeros] });
  }
});
