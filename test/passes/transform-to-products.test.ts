import { describe, expect, it } from "vitest";
import { transformToProducts } from "../../src/passes/transform-to-products.ts";
import { graphOf, keeps, runChecked } from "../support/pass-test.ts";

/** The operators that a graph becomes; its numbers are compared on the way. */
const operators = (text: string): readonly string[] => runChecked(transformToProducts, graphOf(text)).nodes.map((n) => n.op.name);

const countOf = (names: readonly string[], name: string): number => names.filter((n) => n === name).length;

const dft = (shape: string, attributes = "", operands = ""): string => `x: f32[${shape}]; y = DFT(x${operands}) ${attributes}; return y`;

describe("transform-to-products", () => {
  it.each([
    ["one element", dft("3,1,1")],
    ["real numbers", dft("3,6,1")],
    ["one side of a spectrum", dft("3,7,1", "onesided=1")],
    ["complex numbers", dft("2,5,2")],
    ["back", dft("2,5,2", "inverse=1")],
    ["a prime number of elements", dft("1,127,1", "onesided=1")],
  ])("makes one product of %s", (_, text) => {
    const made = operators(text);
    expect(countOf(made, "MatMul")).toBe(1);
    expect(made).not.toContain("DFT");
  });

  it.each([
    ["real numbers", dft("2,144,1")],
    ["one side of an even length", dft("2,256,1", "onesided=1")],
    ["one side of an odd length", dft("2,225,1", "onesided=1")],
    ["complex numbers", dft("2,3,180,2")],
    ["back", dft("2,180,2", "inverse=1")],
    ["an axis before others", dft("2,160,3,1", "onesided=1", ", _, a").replace("x:", "a: i64[] = 1; x:")],
  ])("makes two products of many %s", (_, text) => {
    const made = operators(text);
    expect(countOf(made, "MatMul")).toBe(2);
    expect(made).not.toContain("DFT");
  });

  it.each([
    ["longer than what there is", 9],
    ["shorter than what there is", 4],
  ])("gives a transform that is %s its length", (_, length) => {
    expect(operators(`l: i64[] = ${length}; x: f32[2,6,1]; y = DFT(x, l); return y`)).not.toContain("DFT");
  });

  it.each([
    ["weighted frames", "x: f32[2,40,1]; s: i64[] = 5; w: f32[12]; y = STFT(x, s, w); return y", "Mul"],
    ["frames without a window", "x: f32[1,40]; s: i64[] = 7; l: i64[] = 16; y = STFT(x, s, _, l); return y", "Frames"],
    ["complex frames", "x: f32[1,40,2]; s: i64[] = 8; l: i64[] = 9; y = STFT(x, s, _, l) onesided=0; return y", "Frames"],
  ])("transforms %s", (_, text, through) => {
    const made = operators(text);
    expect(made).toContain(through);
    expect(countOf(made, "MatMul")).toBe(1);
    expect(countOf(made, "STFT") + countOf(made, "DFT")).toBe(0);
  });

  it.each([
    ["a spectrum that is taken back from one side", dft("1,5,2", "inverse=1 onesided=1")],
    ["16-bit floats", dft("1,4,1").replace("f32", "f16")],
    ["more roots than 4 MiB", dft("1,2053,1")],
  ])("keeps %s", (_, text) => keeps(transformToProducts, text));
});
