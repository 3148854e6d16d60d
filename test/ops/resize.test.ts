import { describe, expect, test } from "vitest";
import { dimOf, sym } from "../../src/core/dim.ts";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { tensorType, typeText } from "../../src/graph/types.ts";
import { coordinateModes, fractionOf, nearestModes, positionOf } from "../../src/ops/families/resample.ts";
import { Resize } from "../../src/ops/resize.ts";
import { agreesWithRuntime, type CaseInput, type Choices, choices, type NodeCase } from "../support/single-node.ts";

const floatAttrs = ["cubic_coeff_a", "extrapolation_value"];
const scalesOf = (values: readonly number[]): CaseInput => ({ shape: [values.length], values, constant: true });
const sizesOf = (values: readonly number[]): CaseInput => ({ dtype: "i64", shape: [values.length], values, constant: true });

/** Those of the newest operator set that need no region. */
const plainModes = coordinateModes.filter((m) => m !== "tf_crop_and_resize" && m !== "tf_half_pixel_for_nn");

/** A 2-D resize of an NCHW input by scales or by sizes. */
function resizeCase(c: Choices, attrs: NonNullable<NodeCase["attrs"]>): NodeCase {
  const shape = [1, c.int(1, 2), c.int(3, 7), c.int(3, 7)];
  const scales = [1, 1, c.pick([0.5, 0.75, 1, 1.5, 2, 3]), c.pick([0.5, 1.25, 2, 2.5])];
  // ONNX aligns corners by the length before it is rounded, ONNX Runtime after.
  const isSame = attrs.coordinate_transformation_mode !== "align_corners" || scales.every((s, a) => Number.isInteger(s * (shape[a] as number)));
  const target = c.int(0, 1) === 0 && isSame ? [scalesOf(scales)] : [undefined, sizesOf([1, shape[1] as number, c.int(2, 12), c.int(2, 12)])];
  return { op: Resize, attrs, floatAttrs, inputs: [c.tensor(shape), undefined, ...target] };
}

describe("Resize agrees with ONNX Runtime", () => {
  test.each(plainModes)("nearest, %s", async (coordinate_transformation_mode) => {
    // Whole positions are not whole in ONNX Runtime's floats when centered: rounding modes do not notice.
    const modes = coordinate_transformation_mode === "half_pixel_symmetric" ? nearestModes.slice(0, 2) : nearestModes;
    for (let seed = 1; seed <= 24; seed++) {
      const c = choices(seed);
      await agreesWithRuntime(resizeCase(c, { mode: "nearest", coordinate_transformation_mode, nearest_mode: c.pick(modes) }));
    }
  });

  test.each(nearestModes)("nearest, tf_half_pixel_for_nn of operator set 11, %s", async (nearest_mode) => {
    const attrs = { mode: "nearest", coordinate_transformation_mode: "tf_half_pixel_for_nn", nearest_mode };
    for (const [height, width] of [
      [2, 3],
      [0.5, 2.5],
      [1.5, 0.75],
    ] as const) {
      // Two channels: what is half a pixel on along a kept axis would be the other one.
      const inputs = [choices(11).tensor([1, 2, 4, 6]), { shape: [0], values: [], constant: true }, scalesOf([1, 1, height, width])];
      await agreesWithRuntime({ op: Resize, attrs, floatAttrs, inputs, opset: 11 });
    }
  });

  test.each(plainModes)("linear, %s", async (coordinate_transformation_mode) => {
    for (let seed = 1; seed <= 16; seed++) await agreesWithRuntime(resizeCase(choices(seed), { mode: "linear", coordinate_transformation_mode }));
  });

  test.each(plainModes)("cubic, %s", async (coordinate_transformation_mode) => {
    for (let seed = 1; seed <= 16; seed++) {
      const c = choices(seed);
      const attrs = { mode: "cubic", coordinate_transformation_mode, cubic_coeff_a: c.pick([-0.75, -0.5]), exclude_outside: c.int(0, 1) };
      await agreesWithRuntime(resizeCase(c, attrs), 1e-4);
    }
  });

  test.each(["nearest", "linear", "cubic"])("%s of a crop, extrapolated outside", async (mode) => {
    for (const roi of [
      [0, 0, 0.25, 0.25, 1, 1, 0.75, 0.75],
      [0, 0, 0.4, 0.6, 1, 1, 1.2, 1.7],
      [0, 0, 0, 0, 1, 1, 1, 1],
    ]) {
      const c = choices(7);
      const attrs = { mode, coordinate_transformation_mode: "tf_crop_and_resize", extrapolation_value: 10 };
      const inputs = [c.tensor([1, 1, 4, 4]), scalesOf(roi), undefined, sizesOf([1, 1, 3, 5])];
      await agreesWithRuntime({ op: Resize, attrs, floatAttrs, inputs }, 1e-4);
    }
  });

  test.each(["linear", "cubic"])("%s, antialiased", async (mode) => {
    for (let seed = 1; seed <= 12; seed++) {
      const c = choices(seed);
      const inputs = [c.tensor([1, 1, c.int(6, 9), c.int(6, 9)]), undefined, undefined, sizesOf([1, 1, c.int(2, 5), c.int(2, 5)])];
      await agreesWithRuntime({ op: Resize, attrs: { mode, antialias: 1, exclude_outside: 1 }, floatAttrs, inputs }, 1e-4);
    }
  });

  test.each(["linear", "cubic"])("%s, antialiased to one element between aligned corners", async (mode) => {
    for (const extent of [1, 2, 5]) {
      const inputs = [choices(extent).tensor([1, 1, extent, 4]), undefined, undefined, sizesOf([1, 1, 1, 2])];
      const attrs = { mode, antialias: 1, coordinate_transformation_mode: "align_corners" };
      await agreesWithRuntime({ op: Resize, attrs, floatAttrs, inputs }, 1e-4);
    }
  });

  test.each(["stretch", "not_larger", "not_smaller"])("keep_aspect_ratio_policy %s on named axes", async (keep_aspect_ratio_policy) => {
    const c = choices(3);
    const attrs = { mode: "linear", keep_aspect_ratio_policy, axes: [2, 3] };
    await agreesWithRuntime({ op: Resize, attrs, inputs: [c.tensor([1, 1, 4, 6]), undefined, undefined, sizesOf([7, 8])] });
  });
});

test("scales become the simplest fraction of the same float", () => {
  expect(fractionOf(Math.fround(0.6))).toEqual({ p: 3, q: 5 });
  expect(fractionOf(2)).toEqual({ p: 2, q: 1 });
  expect(fractionOf(Math.fround(1 / 3))).toEqual({ p: 1, q: 3 });
});

const resize = (shape: Parameters<typeof tensorType>[1], scales: readonly number[], attrs = {}) =>
  makeNode({
    op: Resize,
    attrs,
    inputs: [value("x", tensorType("f32", shape)), undefined, makeConstant("scales", "f32", [scales.length], Float32Array.from(scales))],
    outputs: ["y"],
    origin: ["up"],
  });

test("free dims stay symbolic", () => {
  const height = dimOf(sym("height", 8, 512));
  expect(typeText(resize([1, 3, height, 32], [1, 1, 2, 0.5]).outputs[0]?.type ?? expect.fail())).toBe("f32[1,3,height*2,16]");
});

test.each([
  ["a mode", () => resize([1, 1, 4, 4], [1, 1, 2, 2], { mode: "area" }), 'mode is "area", expected one of nearest, linear, cubic'],
  ["scales of another rank", () => resize([1, 1, 4, 4], [2, 2]), "scales has 2 entries, expected 4"],
  ["a scale of 0", () => resize([1, 1, 4, 4], [1, 1, 0, 2]), "every entry must be a positive number"],
  ["neither scales nor sizes", () => resize([1, 1, 4, 4], []), "scales and sizes are both missing"],
])("%s is refused", (_, make, message) => expect(make).toThrow(message));

test.each(coordinateModes)("an axis without positions has a position, %s", (mode) => {
  const part = fractionOf(0.5);
  expect(positionOf({ mode, input: 1, output: 0, scale: part, crop: [part, part] }, 0)).toMatchObject({ numerator: 0, denominator: 1 });
});
