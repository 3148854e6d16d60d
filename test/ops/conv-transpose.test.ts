import { expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { ConvTranspose } from "../../src/ops/conv-transpose.ts";
import { agreesWithRuntime, choices } from "../support/single-node.ts";

test("ConvTranspose: random attributes agree with ONNX Runtime", async () => {
  for (let seed = 1; seed <= 80; seed++) {
    const c = choices(seed);
    const rank = c.int(1, 3);
    const group = c.pick([1, 1, 2, 3]);
    const [inPerGroup, outPerGroup] = [c.int(1, 3), c.int(1, 3)];
    const list = (lo: number, hi: number, n = rank): readonly number[] => Array.from({ length: n }, () => c.int(lo, hi));
    const kernel = list(1, 4);
    const strides = list(1, 3);
    const common = { group, strides, kernel_shape: kernel, dilations: list(1, 2), output_padding: strides.map((s) => c.int(0, s - 1)) };
    const spatial = list(3, 5);
    const size = spatial.map(
      (d, i) =>
        (d - 1) * (strides[i] as number) + (common.output_padding[i] as number) + ((kernel[i] as number) - 1) * (common.dilations[i] as number) + 1,
    );
    const attrs = c.pick([
      common,
      { ...common, pads: list(0, 1, 2 * rank) },
      // A kernel shorter than the stride gives input * stride elements by the specification, fewer in ONNX Runtime.
      {
        ...common,
        strides: strides.map((s, i) => Math.min(s, kernel[i] as number)),
        output_padding: list(0, 0),
        auto_pad: c.pick(["SAME_UPPER", "SAME_LOWER"]),
      },
      { ...common, auto_pad: "VALID" },
      { ...common, output_shape: size.map((d) => Math.max(1, d - c.int(0, 3))), auto_pad: c.pick(["NOTSET", "SAME_UPPER", "SAME_LOWER"]) },
    ]);
    const x = c.tensor([c.int(1, 2), inPerGroup * group, ...spatial]);
    const w = c.tensor([inPerGroup * group, outPerGroup, ...kernel]);
    const bias = c.int(0, 1) === 0 ? [] : [c.tensor([outPerGroup * group])];
    await agreesWithRuntime({ op: ConvTranspose, attrs, inputs: [x, w, ...bias] });
  }
});

const transposed = (x: readonly number[], w: readonly number[], attrs = {}) =>
  makeNode({ op: ConvTranspose, attrs, inputs: [x, w].map((s, i) => value(`x${i}`, tensorType("f32", s))), outputs: ["y"], origin: ["up1"] });

test.each([
  ["channels", () => transposed([1, 4, 8, 8], [8, 4, 2, 2]), "input has 4 channels, weight expects 8"],
  ["a result without elements", () => transposed([1, 1, 1], [1, 1, 2], { pads: [1, 1] }), "the result has 0 elements along x"],
  ["output_shape", () => transposed([1, 1, 4], [1, 1, 2], { output_shape: [4, 4] }), "output_shape has 2 entries, expected 1"],
])("%s that cannot be is refused", (_, make, message) => expect(make).toThrow(message));
