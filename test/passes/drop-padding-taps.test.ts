import { expect, it } from "vitest";
import { dropPaddingTaps } from "../../src/passes/drop-padding-taps.ts";
import { graphOf, keeps, runChecked } from "../support/pass-test.ts";

const image = "x: f32[2,3,5,6]; w: f32[4,3,3,3] = random(1); b: f32[4] = random(2)";

it.each([
  ["all but the centre", `${image}; y = Conv(x, w, b) pads=[6,6,6,6] dilations=[6,6]; return y`, [1, 1], [0, 0, 0, 0]],
  ["along one axis", `${image}; y = Conv(x, w) pads=[5,5,5,5] dilations=[5,5]; return y`, [1, 3], [0, 5, 0, 5]],
  ["on one side", `${image}; y = Conv(x, w) pads=[1,3,1,0] dilations=[1,3] strides=[1,4]; return y`, [3, 2], [1, 0, 1, 0]],
  ["of padding by name", `${image}; y = Conv(x, w) auto_pad="SAME_UPPER" dilations=[7,1]; return y`, [1, 3], [0, 1, 0, 1]],
  ["of groups", "x: f32[1,2,4]; w: f32[4,1,5] = random(1); y = Conv(x, w) group=2 pads=[8,8] dilations=[4]; return y", [1], [0, 0]],
  ["of weights that are computed", "x: f32[1,2,4]; w: f32[4,2,3]; y = Conv(x, w) pads=[4,4] dilations=[4]; return y", [1], [0, 0]],
])("drops %s", (_, text, kernel, pads) => {
  const conv = runChecked(dropPaddingTaps, graphOf(text)).nodes.at(-1);
  expect(conv?.attrs).toMatchObject({ kernel_shape: kernel, pads });
});

it.each([
  ["taps that reach the edge", `${image}; y = Conv(x, w) pads=[4,5,4,5] dilations=[4,5]; return y`],
  ["a first tap whose padding others read", "x: f32[1,1,2]; w: f32[1,1,2] = random(1); y = Conv(x, w) pads=[1,0] dilations=[2]; return y"],
  ["a last tap whose padding others read", "x: f32[1,1,2]; w: f32[1,1,2] = random(1); y = Conv(x, w) pads=[0,1] dilations=[2]; return y"],
  ["what reads nothing else", `x: f32[1,1,2]; w: f32[1,1,1] = random(1); y = Conv(x, w) pads=[4,0] strides=[9]; return y`],
])("keeps %s", (_, text) => keeps(dropPaddingTaps, text));
