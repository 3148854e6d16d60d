/** Random cases of convolutions, pools and matrix products within what ONNX Runtime accepts: one seed, one case. */

import { AveragePool } from "../../src/ops/average-pool.ts";
import { Conv } from "../../src/ops/conv.ts";
import { ConvTranspose } from "../../src/ops/conv-transpose.ts";
import { Gemm } from "../../src/ops/gemm.ts";
import { MatMul } from "../../src/ops/mat-mul.ts";
import { MaxPool } from "../../src/ops/max-pool.ts";
import { Resize } from "../../src/ops/resize.ts";
import { type Choices, choices, type NodeCase } from "./single-node.ts";

/** Weights are constants, as in trained networks, so that they are packed. */
function weights(c: Choices, shape: readonly number[]) {
  return c.tensor(shape, true);
}

export function convCase(seed: number): NodeCase {
  const c = choices(seed);
  const rank = c.pick([1, 2, 2, 2, 3]);
  const list = (lo: number, hi: number, n = rank): readonly number[] => Array.from({ length: n }, () => c.int(lo, hi));
  const group = c.pick([1, 1, 1, 2, 3]);
  const depthwise = c.int(0, 3) === 0;
  const [inPerGroup, outPerGroup] = depthwise ? [1, c.int(1, 2)] : [c.pick([1, 3, 4, 16, 17]), c.pick([1, 4, 5, 16, 24])];
  const groups = depthwise ? c.pick([3, 8, 17]) : group;
  const kernel = c.pick([list(1, 1), list(3, 3), list(1, 4)]);
  const auto_pad = c.pick(["NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]);
  const attrs = { group: groups, auto_pad, strides: list(1, 2), dilations: auto_pad.startsWith("SAME") ? list(1, 1) : list(1, 2) };
  const padded = auto_pad === "NOTSET" ? { ...attrs, pads: list(0, 2, 2 * rank) } : attrs;
  const x = c.tensor([c.int(1, 2), inPerGroup * groups, ...list(7, 15)]);
  return { op: Conv, attrs: padded, inputs: [x, weights(c, [outPerGroup * groups, inPerGroup, ...kernel]), weights(c, [outPerGroup * groups])] };
}

/** Groups whose inputs and outputs fill the vectors of some machine, or a part of them. */
export function groupedCase(seed: number): NodeCase {
  const c = choices(seed);
  const [group, inputs, outputs, size] = [c.int(2, 5), c.pick([2, 4, 6, 8, 12, 16]), c.pick([2, 4, 6, 8, 12, 16, 24]), c.pick([1, 3])];
  const pad = size === 3 ? c.int(0, 1) : 0;
  const attrs = { group, pads: [pad, pad, pad, pad], strides: [c.int(1, 2), 1] };
  const x = c.tensor([c.int(1, 2), inputs * group, c.int(5, 9), c.int(5, 9)]);
  return { op: Conv, attrs, inputs: [x, weights(c, [outputs * group, inputs, size, size]), weights(c, [outputs * group])] };
}

/** Kernels of 3 and 5 taps at stride 1 over enough channels for Winograd's way. */
export function winogradCase(seed: number): NodeCase {
  const c = choices(seed);
  const [channels, outChannels] = [c.pick([16, 32]), c.pick([16, 48])];
  const x = c.tensor([c.int(1, 2), channels, c.int(5, 14), c.int(5, 26)]);
  const pads = Array.from({ length: 4 }, () => c.int(0, 2));
  const kernel = c.pick([
    [3, 3],
    [5, 5],
    [1, 3],
    [5, 1],
    [3, 5],
  ]);
  return { op: Conv, attrs: { pads }, inputs: [x, weights(c, [outChannels, channels, ...kernel]), weights(c, [outChannels])] };
}

export function convTransposeCase(seed: number): NodeCase {
  const c = choices(seed);
  const rank = c.pick([1, 2, 2, 3]);
  const list = (lo: number, hi: number): readonly number[] => Array.from({ length: rank }, () => c.int(lo, hi));
  const group = c.pick([1, 1, 2]);
  const [inPerGroup, outPerGroup] = [c.pick([1, 4, 9]), c.pick([1, 4, 16])];
  const strides = list(1, 3);
  const dilations = c.pick([list(1, 1), list(1, 2)]);
  const attrs = { group, strides, dilations, output_padding: strides.map((s) => c.int(0, s - 1)), pads: [...list(0, 1), ...list(0, 1)] };
  const inputs = [c.tensor([1, inPerGroup * group, ...list(4, 7)]), weights(c, [inPerGroup * group, outPerGroup, ...list(2, 4)])];
  return { op: ConvTranspose, attrs, inputs };
}

export function poolCase(seed: number): NodeCase {
  const c = choices(seed);
  const rank = c.pick([1, 2, 2, 3]);
  const list = (lo: number, hi: number, n = rank): readonly number[] => Array.from({ length: n }, () => c.int(lo, hi));
  const attrs = { kernel_shape: list(2, 3), strides: list(1, 3), ceil_mode: c.int(0, 1), dilations: list(1, 2), pads: list(0, 1, 2 * rank) };
  const inputs = [c.tensor([c.int(1, 2), c.pick([1, 3, 8, 17]), ...list(7, 12)])];
  if (c.int(0, 1) === 0) return { op: AveragePool, attrs: { ...attrs, count_include_pad: c.int(0, 1) }, inputs };
  return c.int(0, 2) === 0
    ? { op: MaxPool, attrs: { ...attrs, storage_order: c.int(0, 1) }, inputs, outputCount: 2 }
    : { op: MaxPool, attrs, inputs };
}

export function productCase(seed: number): NodeCase {
  const c = choices(seed);
  const size = (): number => c.pick([1, 2, 3, 7, 8, 16, 31, 64]);
  const [m, k, n] = [size(), size(), size()];
  if (c.int(0, 1) === 0) {
    const attrs = { alpha: c.pick([1, 0.5]), beta: c.pick([1, 2]), transA: c.int(0, 1), transB: c.int(0, 1) };
    const inputs = [c.tensor(attrs.transA === 1 ? [k, m] : [m, k]), weights(c, attrs.transB === 1 ? [n, k] : [k, n]), weights(c, [n])];
    return { op: Gemm, attrs, floatAttrs: ["alpha", "beta"], inputs };
  }
  const batch = c.pick([[], [2], [2, 3]]);
  return { op: MatMul, inputs: [c.tensor([...batch, m, k]), c.int(0, 1) === 0 ? weights(c, [k, n]) : c.tensor([...batch, k, n])] };
}

export function resizeCase(seed: number): NodeCase {
  const c = choices(seed);
  const shape = [1, c.pick([1, 3, 8]), c.int(3, 7), c.int(3, 7)] as const;
  const sizes = [1, shape[1], c.int(2, 12), c.int(2, 12)];
  const attrs = {
    mode: c.pick(["nearest", "linear", "cubic"]),
    coordinate_transformation_mode: c.pick(["half_pixel", "pytorch_half_pixel", "align_corners"]),
  };
  return { op: Resize, attrs, inputs: [c.tensor(shape), undefined, undefined, { dtype: "i64", shape: [4], values: sizes, constant: true }] };
}
