import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/graph/check.ts";
import type { Pass } from "../../src/graph/graph.ts";
import { machines } from "../../src/loop/machine.ts";
import { foldBatchNorm } from "../../src/passes/fold-batch-norm.ts";
import { foldPadIntoConv } from "../../src/passes/fold-pad-into-conv.ts";
import { foldScaleIntoConv } from "../../src/passes/fold-scale-into-conv.ts";
import { scaleIntoSwish } from "../../src/passes/scale-into-swish.ts";
import { scaleWeights } from "../../src/passes/scale-weights.ts";
import { contextOf, expectSameNumbers, graphOf, keeps, runChecked } from "../support/pass-test.ts";

/** The operators that remain, in order, and the origin of the last; weights that the pass computes are compared by the outputs' numbers. */
function leaves(pass: Pass, text: string, operators: string, origin: string): void {
  const after = runChecked(pass, graphOf(text));
  expect(after.nodes.map((n) => n.op.name).join(" ")).toBe(operators);
  expect(after.nodes.at(-1)?.origin.join(" ")).toBe(origin);
}

const image = "x: f32[2,3,5,5]; w: f32[4,3,3,3] = random(1); b: f32[4] = random(2)";
const statistics = "s: f32[4] = random(3); t: f32[4] = random(4); m: f32[4] = random(5); v: f32[4] = positive(6)";

describe("fold-batch-norm", () => {
  it.each([
    ["a convolution with bias", "y = Conv(x, w, b) pads=[1,1,1,1]"],
    ["a convolution without bias", "y = Conv(x, w) strides=[2,2]"],
    [
      "a grouped convolution",
      "g: f32[4,1,3,3] = random(7); h = Concat(x, x, x, x) axis=1; c: i64[1] = [0]; d: i64[1] = [4]; e: i64[1] = [1]; i = Slice(h, c, d, e); y = Conv(i, g) group=4",
    ],
    ["a transposed convolution", "k: f32[3,4,2,2] = random(8); y = ConvTranspose(x, k, b) strides=[2,2]"],
  ])("folds into %s", (_, before) => {
    const after = runChecked(foldBatchNorm, graphOf(`${image}; ${statistics}; ${before}; z = BatchNormalization(y, s, t, m, v); return z`));
    expect(after.nodes.map((n) => n.op.name)).not.toContain("BatchNormalization");
    expect(after.nodes.at(-1)?.op.name).toMatch(/^Conv/);
    expect(after.nodes.at(-1)?.origin).toEqual(["y", "z"]);
  });
  it("becomes a product and a sum elsewhere, and where others read the convolution", () => {
    leaves(foldBatchNorm, `x: f32[2,4,5]; ${statistics}; z = BatchNormalization(x, s, t, m, v); return z`, "Mul Add", "z");
    leaves(foldBatchNorm, `${image}; ${statistics}; y = Conv(x, w); z = BatchNormalization(y, s, t, m, v); return y, z`, "Conv Mul Add", "z");
  });
  it("keeps what has statistics from inputs", () => {
    keeps(foldBatchNorm, `${image}; ${statistics}; n: f32[4]; y = Conv(x, w); z = BatchNormalization(y, s, n, m, v); return z`);
  });
});

describe("fold-scale-into-conv", () => {
  it.each([
    ["a product", "f: f32[4,1,1] = random(3); z = Mul(f, y)"],
    ["a sum", "f: f32[1,4,1,1] = random(3); z = Add(y, f)"],
    ["one number", "f: f32[] = 3; z = Mul(y, f)"],
  ])("folds %s", (_, after) => leaves(foldScaleIntoConv, `${image}; y = Conv(x, w, b); ${after}; return z`, "Conv", "y z"));
  it.each([
    ["a Gemm", "w: f32[3,4] = random(1); y = Gemm(x, w)"],
    ["a Gemm with a transposed weight and a bias", "w: f32[4,3] = random(1); b: f32[4] = random(2); y = Gemm(x, w, b) transB=1"],
    ["a Gemm with one bias for all", "w: f32[3,4] = random(1); b: f32[1,1] = [3]; y = Gemm(x, w, b)"],
  ])("folds into %s", (_, product) => {
    leaves(foldScaleIntoConv, `x: f32[2,3]; ${product}; f: f32[4] = random(3); z = Mul(y, f); return z`, "Gemm", "y z");
    leaves(foldBatchNorm, `x: f32[2,3]; ${statistics}; ${product}; z = BatchNormalization(y, s, t, m, v); return z`, "Gemm", "y z");
  });
  it.each([
    ["a Gemm with a bias a row", "w: f32[3,4] = random(1); b: f32[2,1] = random(2); y = Gemm(x, w, b)"],
    ["a scaled Gemm", "w: f32[3,4] = random(1); y = Gemm(x, w) alpha=2"],
    ["a Gemm with a scaled bias", "w: f32[3,4] = random(1); b: f32[4] = random(2); y = Gemm(x, w, b) beta=2"],
  ])("keeps %s", (_, product) => keeps(foldScaleIntoConv, `x: f32[2,3]; ${product}; f: f32[4] = random(3); z = Mul(y, f); return z`));
  it("keeps a transposed convolution of groups", () => {
    const transposed = "x: f32[1,4,3,3]; w: f32[4,2,2,2] = random(1); y = ConvTranspose(x, w) group=2";
    keeps(foldScaleIntoConv, `${transposed}; f: f32[4,1,1] = random(3); z = Mul(y, f); return z`);
  });
  it("folds into weights that are all equal", () => {
    const equal = "x: f32[2,3,5,5]; w: f32[4,3,3,3] = splat(2); f: f32[4,1,1] = random(3)";
    leaves(foldScaleIntoConv, `${equal}; y = Conv(x, w); z = Mul(y, f); return z`, "Conv", "y z");
  });
  it("folds one after the other", () => {
    leaves(foldScaleIntoConv, `${image}; f: f32[4,1,1] = random(3); y = Conv(x, w); z = Mul(y, f); a = Add(z, f); return a`, "Conv", "y z a");
  });
  it.each([
    ["what varies along another axis", "f: f32[3] = random(3); z = Mul(y, f)"],
    ["what raises the rank", "f: f32[1,1,1,1,1] = random(3); z = Mul(y, f)"],
    ["what others read", "f: f32[] = 3; a = Mul(y, f); z = Add(a, y)"],
    ["what is no constant", "f: f32[4,1,1]; z = Mul(y, f)"],
  ])("keeps %s", (_, after) => keeps(foldScaleIntoConv, `${image}; y = Conv(x, w, b); ${after}; return z`));
});

it("fold-scale-into-conv makes no list of two thousand million channels that no weight has", () => {
  const graph = graphOf("x: f32[1,2147483647,1]; f: f32[] = 3; y = Relu(x); z = Mul(y, f); return z");
  expect(foldScaleIntoConv.run(graph, contextOf())).toBe(graph);
});

describe("fold-pad-into-conv", () => {
  it.each([
    ["Conv", "p: i64[8] = [0,0,1,2,0,0,3,0]; y = Pad(x, p); z = Conv(y, w) pads=[1,0,0,1]", "Conv"],
    [
      "Conv with auto_pad VALID",
      'p: i64[4] = [1,2,3,0]; a: i64[2] = [-1,2]; y = Pad(x, p, _, a); z = Conv(y, w) auto_pad="VALID" pads=[9,9,9,9]',
      "Conv",
    ],
    ["AveragePool", "p: i64[8] = [0,0,1,1,0,0,1,1]; y = Pad(x, p); z = AveragePool(y) kernel_shape=[3,3]", "AveragePool"],
    [
      "AveragePool that counts its padding",
      "p: i64[8] = [0,0,1,1,0,0,1,1]; y = Pad(x, p); z = AveragePool(y) kernel_shape=[3,3] pads=[1,0,0,1] count_include_pad=1",
      "AveragePool",
    ],
    ["MaxPool", "p: i64[8] = [0,0,1,1,0,0,1,1]; c: f32[] = -inf; y = Pad(x, p, c); z = MaxPool(y) kernel_shape=[3,3]", "MaxPool"],
  ])("folds into %s", (_, text, operators) => leaves(foldPadIntoConv, `${image}; ${text}; return z`, operators, "y z"));
  it.each([
    ["a Pad with another value", "p: i64[8] = [0,0,1,1,0,0,1,1]; c: f32[] = 1; y = Pad(x, p, c); z = Conv(y, w)"],
    ["a Pad with 0 before MaxPool", "p: i64[8] = [0,0,1,1,0,0,1,1]; y = Pad(x, p); z = MaxPool(y) kernel_shape=[3,3]"],
    ["a Pad of channels", "p: i64[8] = [0,1,0,0,0,0,0,0]; w4: f32[2,4,3,3] = random(1); y = Pad(x, p); z = Conv(y, w4)"],
    ["a Pad behind the channels", "p: i64[8] = [0,0,0,0,0,1,0,0]; w4: f32[2,4,3,3] = random(1); y = Pad(x, p); z = Conv(y, w4)"],
    [
      "a Pad before a window that reaches over the end",
      "p: i64[8] = [0,0,1,1,0,0,1,1]; c: f32[] = -inf; y = Pad(x, p, c); z = MaxPool(y) kernel_shape=[3,3] strides=[3,3] ceil_mode=1",
    ],
    ["a Pad before places that are told", "p: i64[8] = [0,0,1,1,0,0,1,1]; c: f32[] = -inf; y = Pad(x, p, c); z, i = MaxPool(y) kernel_shape=[3,3]"],
    [
      "a Pad that is counted before padding that is not",
      "p: i64[8] = [0,0,1,1,0,0,1,1]; y = Pad(x, p); z = AveragePool(y) kernel_shape=[3,3] pads=[1,1,1,1]",
    ],
    ["a Pad that crops", "p: i64[8] = [0,0,-1,0,0,0,0,0]; y = Pad(x, p); z = Conv(y, w)"],
    ["a Pad by reflection", 'p: i64[8] = [0,0,1,1,0,0,1,1]; y = Pad(x, p) mode="reflect"; z = Conv(y, w)'],
    ["automatic padding", 'p: i64[8] = [0,0,1,1,0,0,1,1]; y = Pad(x, p); z = Conv(y, w) auto_pad="SAME_UPPER"'],
  ])("keeps %s", (_, text) => keeps(foldPadIntoConv, `${image}; ${text}; return z`));
});

describe("scale-into-swish", () => {
  const vectors = { ...contextOf(), machine: machines["x86-64-v4"] };
  const operatorsAfter = (text: string, context = vectors): string => {
    const before = graphOf(text);
    const after = scaleIntoSwish.run(before, context);
    checkGraph(after, { when: "after", previous: before });
    expectSameNumbers(before, after, "reassociates");
    return after.nodes.map((n) => n.op.name).join(" ");
  };
  it.each([
    ["a convolution with bias", `${image}; y = Conv(x, w, b); z = Swish(y); return z`, "Conv Swish2"],
    ["a convolution without bias", `${image}; y = Conv(x, w) strides=[2,2]; z = Swish(y); return z`, "Conv Swish2"],
    ["a Gemm", "x: f32[2,3]; w: f32[3,4] = random(1); y = Gemm(x, w); z = Swish(y); return z", "Gemm Swish2"],
  ])("scales %s", (_, text, operators) => expect(operatorsAfter(text)).toBe(operators));
  it.each([
    ["what others read", `${image}; y = Conv(x, w); z = Swish(y); return y, z`, "Conv Swish"],
    ["another alpha", `${image}; y = Conv(x, w); z = Swish(y) alpha=2.0; return z`, "Conv Swish"],
    ["results of no weights", "x: f32[2,3]; z = Swish(x); return z", "Swish"],
  ])("keeps %s", (_, text, operators) => expect(operatorsAfter(text)).toBe(operators));
  it("keeps everything where there are no vectors, and where each operation is to round as the model says", () => {
    const text = `${image}; y = Conv(x, w); z = Swish(y); return z`;
    expect(operatorsAfter(text, contextOf())).toBe("Conv Swish");
    for (const options of [{ deterministic: true }, { precise: true }])
      expect(operatorsAfter(text, { ...contextOf(options), machine: vectors.machine })).toBe("Conv Swish");
  });
});

describe("scale-weights", () => {
  const vectors = { ...contextOf(), machine: machines["x86-64-v4"] };
  const operatorsAfter = (text: string, context = vectors): string => {
    const before = graphOf(text);
    const after = scaleWeights.run(before, context);
    checkGraph(after, { when: "after", previous: before });
    expectSameNumbers(before, after, "reassociates");
    return after.nodes.map((n) => n.op.name).join(" ");
  };
  const squeezed = "x: f32[1,3,4,4]; s: f32[1,3,1,1]; w: f32[2,3,1,1] = random(1); b: f32[2] = random(2)";
  it.each([
    ["a convolution with bias", `${squeezed}; y = Mul(x, s); z = Conv(y, w, b); return z`],
    ["a convolution without bias, the factors first", `${squeezed}; y = Mul(s, x); z = Conv(y, w) strides=[2,2]; return z`],
    ["one with padding", "x: f32[1,3,9,9]; s: f32[1,3,1,1]; w: f32[2,3,3,3] = random(1); y = Mul(x, s); z = Conv(y, w) pads=[1,1,1,1]; return z"],
  ])("scales the weights of %s", (_, text) => expect(operatorsAfter(text)).toBe("ScaledConv"));
  it.each([
    ["what others read", `${squeezed}; y = Mul(x, s); z = Conv(y, w); return y, z`],
    ["factors of pixels", "x: f32[1,3,4,4]; s: f32[1,1,4,4]; w: f32[2,3,1,1] = random(1); y = Mul(x, s); z = Conv(y, w); return z"],
    ["two images", "x: f32[2,3,4,4]; s: f32[1,3,1,1]; w: f32[2,3,1,1] = random(1); y = Mul(x, s); z = Conv(y, w); return z"],
    ["more weights", "x: f32[1,3,2,2]; s: f32[1,3,1,1]; w: f32[2,3,1,1] = random(1); y = Mul(x, s); z = Conv(y, w); return z"],
    ["weights that are computed", "x: f32[1,3,4,4]; s: f32[1,3,1,1]; w: f32[2,3,1,1]; y = Mul(x, s); z = Conv(y, w); return z"],
    ["groups", "x: f32[1,4,4,4]; s: f32[1,4,1,1]; w: f32[2,2,1,1] = random(1); y = Mul(x, s); z = Conv(y, w) group=2; return z"],
  ])("keeps %s", (_, text) => expect(operatorsAfter(text)).toBe("Mul Conv"));
  it("keeps everything where there are no vectors, and where bits are to be equal on all machines", () => {
    const text = `${squeezed}; y = Mul(x, s); z = Conv(y, w); return z`;
    expect(operatorsAfter(text, contextOf())).toBe("Mul Conv");
    expect(operatorsAfter(text, { ...contextOf({ deterministic: true }), machine: vectors.machine })).toBe("Mul Conv");
  });
});
