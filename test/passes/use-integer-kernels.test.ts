import { describe, expect, it } from "vitest";
import { listConversions } from "../../src/passes/list-conversions.ts";
import { useIntegerKernels } from "../../src/passes/use-integer-kernels.ts";
import { becomes, contextOf, graphOf, keeps } from "../support/pass-test.ts";

const scales = "s: f32[] = 0.5; z: u8[] = 3; t: f32[] = 0.25; u: f32[] = 2; v: u8[] = 10";
const convolution = `x: u8[1,2,4]; ${scales}; q: i8[2,2,1] = [1, -2, 3, 4]; d = DequantizeLinear(x, s, z); w = DequantizeLinear(q, t)`;
const windowed = 'auto_pad:="NOTSET" group:=1';

describe("use-integer-kernels", () => {
  it("makes one convolution of bytes of a dequantized one that is quantized again, with its bias and Relu", () =>
    becomes(
      useIntegerKernels,
      `${convolution}; i: i32[2] = [8, -8]; k: f32[] = 0.125; b = DequantizeLinear(i, k)
       c = Conv(d, w, b); r = Relu(c); y = QuantizeLinear(r, u, v); return y`,
      `x: u8[1,2,4]; q: i8[2,2,1] = [1, -2, 3, 4]; "q.correction": i32[2] = [11, -29]; "q.multiplier": f32[1] = [0.0625]
       y = aot.QuantizedConv(x, q, "q.correction", "q.multiplier") ${windowed} to:="u8" x_zero:=3 y_zero:=10 low:=10 high:=255 # from d, w, b, c, r, y
       return y`,
    ));

  it("gives a float where something else than QuantizeLinear reads the result", () =>
    becomes(
      useIntegerKernels,
      `${convolution}; c = Conv(d, w); y = Sigmoid(c); return y`,
      `x: u8[1,2,4]; q: i8[2,2,1] = [1, -2, 3, 4]; "q.correction": i32[2] = [3, -21]; "q.multiplier": f32[1] = [0.125]
       c = aot.QuantizedConv(x, q, "q.correction", "q.multiplier") ${windowed} to:="f32" x_zero:=3 y_zero:=0 low:=0 high:=0 # from d, w, c
       y = Sigmoid(c); return y`,
    ));

  it("moves unsigned weights around 128 to signed ones, with a scale a column", () =>
    becomes(
      useIntegerKernels,
      `x: i8[1,2,2]; ${scales}; o: i8[] = -1; q: u8[2,3] = [129, 126, 128, 132, 0, 200]; m: u8[3] = [128, 128, 128]; n: f32[3] = [0.5, 1, 2]
       d = DequantizeLinear(x, s, o); w = DequantizeLinear(q, n, m) axis=1; c = MatMul(d, w); y = QuantizeLinear(c, u, v); return y`,
      `x: i8[1,2,2]; "q.signed": i8[2,3] = [1, -2, 0, 4, -128, 72]; "q.signed.correction": i32[3] = [-635, 16510, -9144]
       "q.signed.multiplier": f32[3] = [0.125, 0.25, 0.5]
       y = aot.QuantizedMatMul(x, "q.signed", "q.signed.correction", "q.signed.multiplier") to:="u8" x_zero:=-1 y_zero:=10 low:=0 high:=255 # from d, w, c, y
       return y`,
    ));

  it("turns the weights of a Gemm and takes a bias in floats", () =>
    becomes(
      useIntegerKernels,
      `x: u8[1,2]; ${scales}; q: i8[3,2] = [1, -2, 3, 4, 5, 6]; f: f32[3] = [1, 2, 0.5]
       d = DequantizeLinear(x, s, z); w = DequantizeLinear(q, t); y = Gemm(d, w, f) transB=1; return y`,
      `x: u8[1,2]; "q.transposed": i8[2,3] = [1, 3, 5, -2, 4, 6]; "q.transposed.correction": i32[3] = [11, -5, -29]
       "q.transposed.multiplier": f32[1] = [0.125]
       y = aot.QuantizedMatMul(x, "q.transposed", "q.transposed.correction", "q.transposed.multiplier") to:="f32" x_zero:=3 y_zero:=0 low:=0 high:=0 # from d, w, y
       return y`,
    ));

  it("adds to a float what of a bias is no whole number of the sums' unit", () =>
    becomes(
      useIntegerKernels,
      `${convolution}; f: f32[2] = [1.0625, -2]; c = Conv(d, w, f); y = Sigmoid(c); return y`,
      `x: u8[1,2,4]; q: i8[2,2,1] = [1, -2, 3, 4]; "q.correction": i32[2] = [12, -37]; "q.multiplier": f32[1] = [0.125]; "q.rest": f32[2,1] = [-0.0625, 0]
       "q.product" = aot.QuantizedConv(x, q, "q.correction", "q.multiplier") ${windowed} to:="f32" x_zero:=3 y_zero:=0 low:=0 high:=0 # from d, w, c
       c = Add("q.product", "q.rest") # from d, w, c
       y = Sigmoid(c); return y`,
    ));

  it("makes one sum of bytes of a dequantized one, with its Relu", () =>
    becomes(
      useIntegerKernels,
      `a: u8[4]; b: i8[4]; ${scales}; d = DequantizeLinear(a, s, z); e = DequantizeLinear(b, t); c = Add(d, e); r = Relu(c); y = QuantizeLinear(r, u, v); return y`,
      `a: u8[4]; b: i8[4]; "a.factors": f32[3] = [0.25, 0.125, 9.25]
       y = aot.QuantizedAdd(a, b, "a.factors") to:="u8" low:=10 high:=255 # from d, e, c, r, y
       return y`,
    ));

  it("takes QLinearConv with constant weights", () =>
    becomes(
      useIntegerKernels,
      `x: u8[1,2,4]; ${scales}; q: i8[2,2,1] = [1, -2, 3, 4]; o: i8[] = 0; b: i32[2] = [8, -8]; y = QLinearConv(x, s, z, q, t, o, u, v, b); return y`,
      `x: u8[1,2,4]; q: i8[2,2,1] = [1, -2, 3, 4]; "q.correction": i32[2] = [11, -29]; "q.multiplier": f32[1] = [0.0625]
       y = aot.QuantizedConv(x, q, "q.correction", "q.multiplier") ${windowed} to:="u8" x_zero:=3 y_zero:=10 low:=0 high:=255
       return y`,
    ));

  it("multiplies two matrices that are computed, quantized again and as floats", async () => {
    const operands = `x: u8[2,2]; q: i8[2,2]; ${scales}; d = DequantizeLinear(x, s, z); w = DequantizeLinear(q, t)`;
    const bytes = 'x: u8[2,2]; q: i8[2,2]; "x.zero": u8[] = 3';
    await becomes(
      useIntegerKernels,
      `${operands}; c = MatMul(d, w); y = QuantizeLinear(c, u, v); return y`,
      `${bytes}; "q.multiplier": f32[] = 0.0625
       y = aot.ByteMatMul(x, q, "x.zero", _, "q.multiplier", _) to:="u8" y_zero:=10 low:=0 high:=255 # from d, w, c, y
       return y`,
    );
    await becomes(
      useIntegerKernels,
      `${operands}; y = MatMul(d, w); return y`,
      `${bytes}; "q.multiplier": f32[] = 0.125
       y = aot.ByteMatMul(x, q, "x.zero", _, "q.multiplier", _) to:="f32" y_zero:=0 low:=0 high:=0 # from d, w, y
       return y`,
    );
  });

  it("moves weights around any zero point to signed ones, and knows the sums of their columns", () =>
    becomes(
      useIntegerKernels,
      `x: u8[1,2]; ${scales}; q: u8[2,2] = [1, 2, 3, 4]; d = DequantizeLinear(x, s, z); w = DequantizeLinear(q, t, z); y = MatMul(d, w); return y`,
      `x: u8[1,2]; "q.signed": i8[2,2] = [-127, -126, -125, -124]; "x.zero": u8[] = 3; "q.zero": i8[] = -125; "q.multiplier": f32[] = 0.125
       "q.sums": i32[2] = [-252, -250]
       y = aot.ByteMatMul(x, "q.signed", "x.zero", "q.zero", "q.multiplier", "q.sums") to:="f32" y_zero:=0 low:=0 high:=0 # from d, w, y
       return y`,
    ));

  it("takes MatMulInteger, whose zero point of a the run may decide", () =>
    becomes(
      useIntegerKernels,
      "x: u8[1,2]; z: u8[]; q: i8[2,2] = [1, 2, 3, 4]; y = MatMulInteger(x, q, z); return y",
      `x: u8[1,2]; z: u8[]; q: i8[2,2] = [1, 2, 3, 4]; "q.sums": i32[2] = [4, 6]
       y = aot.ByteMatMul(x, q, z, _, _, "q.sums") to:="i32" y_zero:=0 low:=0 high:=0
       return y`,
    ));

  const matrices = `x: u8[1,2]; ${scales}; q: i8[2,2] = [1, -2, 3, 4]; d = DequantizeLinear(x, s, z)`;
  it.each([
    ["scales along another axis", `${matrices}; m: f32[2] = [1, 2]; w = DequantizeLinear(q, m) axis=0; y = MatMul(d, w); return y`],
    [
      "16-bit activations",
      `x: u16[1,2]; ${scales}; e: u16[] = 3; q: i8[2,2] = [1, -2, 3, 4]; d = DequantizeLinear(x, s, e); w = DequantizeLinear(q, t); y = MatMul(d, w); return y`,
    ],
    ["a scaled Gemm", `${matrices}; w = DequantizeLinear(q, t); y = Gemm(d, w) alpha=2.0; return y`],
  ])("leaves %s", (_, text) => keeps(useIntegerKernels, text));
});

describe("list-conversions", () => {
  it("names every conversion that is left, its neighbours, and why", () => {
    const notes: string[] = [];
    const graph = graphOf(`x: f32[1,2,4]; ${scales}; a = QuantizeLinear(x, s, z); d = DequantizeLinear(a, s, z); y = Softmax(d); return y`);
    expect(listConversions.run(graph, { ...contextOf(), note: (what) => notes.push(what) })).toBe(graph);
    expect(notes).toEqual([
      "left: a (QuantizeLinear) behind an input or output of the model",
      "left: d (DequantizeLinear) before Softmax: Softmax is computed in floats, in one kernel with the conversions around it",
    ]);
  });
});
