import { describe, expect, test } from "vitest";
import { dimOf, sym } from "../../src/core/dim.ts";
import { makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { tensorType, typeText } from "../../src/graph/types.ts";
import { Conv } from "../../src/ops/conv.ts";
import { agreesWithRuntime, choices } from "../support/single-node.ts";

const input = (name: string, shape: readonly (number | ReturnType<typeof dimOf>)[]) => value(name, tensorType("f32", shape));
const conv = (x: readonly (number | ReturnType<typeof dimOf>)[], w: readonly number[], attrs = {}, b?: readonly number[]) =>
  makeNode({
    op: Conv,
    attrs,
    inputs: [input("x", x), input("w", w), ...(b === undefined ? [] : [input("b", b)])],
    outputs: ["y"],
    origin: ["conv1"],
  });

describe("Conv", () => {
  test("random attributes agree with ONNX Runtime", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const c = choices(seed);
      const rank = c.int(1, 3);
      const group = c.pick([1, 1, 2, 3]);
      const [inPerGroup, outPerGroup] = [c.int(1, 3), c.int(1, 3)];
      const list = (lo: number, hi: number, n = rank): readonly number[] => Array.from({ length: n }, () => c.int(lo, hi));
      const kernel = list(1, 3);
      const auto_pad = c.pick(["NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]);
      const attrs = {
        group,
        auto_pad,
        strides: list(1, 3),
        dilations: auto_pad.startsWith("SAME") ? list(1, 1) : list(1, 2),
        ...(auto_pad === "NOTSET" ? { pads: list(0, 2, 2 * rank) } : {}),
        ...(c.int(0, 1) === 0 ? { kernel_shape: kernel } : {}),
      };
      const x = c.tensor([c.int(1, 2), inPerGroup * group, ...list(5, 8)]);
      const w = c.tensor([outPerGroup * group, inPerGroup, ...kernel]);
      const bias = c.int(0, 1) === 0 ? [] : [c.tensor([outPerGroup * group])];
      await agreesWithRuntime({ op: Conv, attrs, inputs: [x, w, ...bias] });
    }
  });

  test("free dims stay symbolic in the result", () => {
    const [batch, height] = [sym("batch", 1, 8), sym("height", 8, 512)];
    const node = conv([dimOf(batch), 3, dimOf(height), 32], [8, 3, 3, 3], { pads: [1, 1, 1, 1], strides: [2, 2] });
    expect(typeText((node.outputs[0] as { type: ReturnType<typeof tensorType> }).type)).toBe("f32[batch,8,(height + 1)/2,16]");
  });

  test.each([
    ["channels", () => conv([1, 64, 8, 8], [32, 32, 3, 3]), "input has 64 channels, weight expects 32 x group 1 = 32"],
    ["groups", () => conv([1, 4, 8, 8], [3, 2, 3, 3], { group: 2 }), "weight has 3 output channels, no multiple of group 2"],
    ["kernel_shape", () => conv([1, 4, 8, 8], [3, 4, 3, 3], { kernel_shape: [5, 5] }), "kernel_shape is [5,5], the weight's spatial shape [3,3]"],
    ["bias", () => conv([1, 4, 8, 8], [3, 4, 3, 3], {}, [4]), "bias has shape [4], weight has 3 output channels"],
    ["too small an input", () => conv([1, 1, 4, 9], [1, 1, 5, 5]), "a window of 5 does not fit into 4 padded elements along y"],
    ["pads", () => conv([1, 1, 4, 9], [1, 1, 3, 3], { pads: [1, 1] }), "pads has 2 entries, expected 4"],
    ["auto_pad", () => conv([1, 1, 4, 9], [1, 1, 3, 3], { auto_pad: "SAME" }), 'auto_pad is "SAME", expected one of NOTSET'],
    ["rank", () => conv([1, 4, 8], [3, 4, 3, 3]), "weight has rank 4, the input rank 3"],
  ])("a wrong %s is refused with both values", (_, make, message) => expect(make).toThrow(message));
});
