import { expect, test } from "vitest";
import { add, dimOf, floorDiv, max, min, mul, type Sym, sub } from "../../src/core/dim.ts";
import { symbolsOf } from "../../src/core/dim-fold.ts";
import { evaluateKernel, kernelScript } from "../../src/loop/evaluate.ts";
import * as e from "../../src/loop/expr.ts";
import * as k from "../../src/loop/kernel.ts";
import { printKernel } from "../../src/loop/print-code.ts";
import { jsDialect } from "../../src/loop/print-js.ts";
import { runtimeExtent } from "../../src/loop/runtime-extent.ts";
import { straighten } from "../../src/loop/straighten.ts";

const convolution = (): k.Kernel => {
  const x = e.buffer("x", "f32", 192, "in");
  const weight = e.buffer("weight", "f32", 108, "in");
  const bias = e.buffer("bias", "f32", 4, "in");
  const y = e.buffer("y", "f32", 256, "out");
  const acc = e.tile("acc", "f32", 1, []);
  const at = (...terms: readonly (readonly [number, Parameters<typeof dimOf>[0]])[]) => add(...terms.map(([n, s]) => mul(n, dimOf(s))));
  return k.kernel({
    name: "conv2d_relu_3x8x8_to_4x8x8_k3",
    doc: ["conv2d k3x3 s1 p1 + bias + relu: f32[3,8,8] -> f32[4,8,8].", "weight is OIHW."],
    params: [x, weight, bias, y],
    body: [
      k.loop("oc", 4, (oc) => [
        k.loop("oy", 8, (oy) => [
          k.loop("ox", 8, (ox) => [
            k.declareTile(acc, e.load(bias, dimOf(oc))),
            k.loop("ic", 3, (ic) => [
              k.loop(
                "ky",
                min(3, sub(9, dimOf(oy))),
                (ky) => [
                  k.loop(
                    "kx",
                    min(3, sub(9, dimOf(ox))),
                    (kx) => {
                      const pixel = e.load(x, add(at([64, ic], [8, oy], [8, ky], [1, ox], [1, kx]), -9));
                      const tap = e.load(weight, at([27, oc], [9, ic], [3, ky], [1, kx]));
                      return [k.setTile(acc, [], e.add(e.tileGet(acc, []), e.mul(pixel, tap)))];
                    },
                    { from: max(0, sub(1, dimOf(ox))) },
                  ),
                ],
                { from: max(0, sub(1, dimOf(oy))) },
              ),
            ]),
            k.store(y, at([64, oc], [8, oy], [1, ox]), e.max(e.tileGet(acc, []), e.f32(0))),
          ]),
        ]),
      ]),
    ],
  });
};

test("a convolution reads as a person would write it", () => {
  expect(printKernel(convolution(), jsDialect({ strict: false, types: true }))).toBe(`/**
 * conv2d k3x3 s1 p1 + bias + relu: f32[3,8,8] -> f32[4,8,8].
 * weight is OIHW.
 */
function conv2d_relu_3x8x8_to_4x8x8_k3(
  x: Float32Array, weight: Float32Array, bias: Float32Array, y: Float32Array,
): void {
  for (let oc = 0; oc < 4; oc++) {
    for (let oy = 0; oy < 8; oy++) {
      for (let ox = 0; ox < 8; ox++) {
        let acc: number = bias[oc];
        for (let ic = 0; ic < 3; ic++)
          for (let ky = Math.max(0, 1 - oy), ky_end = Math.min(3, 9 - oy); ky < ky_end; ky++)
            for (let kx = Math.max(0, 1 - ox), kx_end = Math.min(3, 9 - ox); kx < kx_end; kx++)
              acc += x[ic * 64 + (ky + oy - 1) * 8 + kx + ox - 1] * weight[oc * 27 + ic * 9 + ky * 3 + kx];
        y[oc * 64 + oy * 8 + ox] = Math.max(acc, 0);
      }
    }
  }
}
`);
});

test("it computes the convolution", () => {
  const x = Float32Array.from({ length: 192 }, (_, i) => Math.sin(i));
  const weight = Float32Array.from({ length: 108 }, (_, i) => Math.cos(i * 3));
  const bias = Float32Array.from([1, 2, 3, 4]);
  const y = new Float32Array(256);
  evaluateKernel(convolution(), [x, weight, bias, y]);
  for (let i = 0; i < 256; i++) {
    const [oc, oy, ox] = [i >> 6, (i >> 3) & 7, i & 7];
    let sum = bias[oc] ?? 0;
    for (let tap = 0; tap < 27; tap++) {
      const [ic, iy, ix] = [Math.floor(tap / 9), oy + (Math.floor(tap / 3) % 3) - 1, ox + (tap % 3) - 1];
      if (iy < 0 || iy > 7 || ix < 0 || ix > 7) continue;
      sum = Math.fround(sum + Math.fround((x[ic * 64 + iy * 8 + ix] ?? 0) * (weight[oc * 27 + tap] ?? 0)));
    }
    expect(y[i]).toBe(Math.max(0, sum));
  }
});

const vectors = (): k.Kernel => {
  const u = e.buffer("u", "f32", 64, "in");
  const v = e.buffer("v", "f32", 16, "out");
  const total = e.buffer("total", "f32", 2, "out");
  const acc = e.tile("acc", "f32", 8, [2]);
  const row = e.variable("row", "f32", 8);
  const [n] = symbolsOf(runtimeExtent("n", 1, 8)) as [Sym];
  return k.kernel({
    name: "rows",
    doc: [],
    params: [u, v, total],
    body: [
      k.declareTile(acc, e.constant("f32", 0, 8)),
      k.loop("i", 4, (i) => [
        k.letStmt(row, e.load(u, mul(8, dimOf(i)), 8)),
        k.loop("j", 2, (j) => [
          k.setTile(acc, [dimOf(j)], e.add(e.tileGet(acc, [dimOf(j)]), e.mul(e.splat(e.load(u, add(floorDiv(dimOf(i), 3), dimOf(j))), 8), row))),
        ]),
      ]),
      k.loop("j", 2, (j) => [
        k.store(total, dimOf(j), e.fold("add", e.tileGet(acc, [dimOf(j)]))),
        k.store(v, mul(8, dimOf(j)), e.add(e.tileGet(acc, [dimOf(j)]), e.load(u, dimOf(j), 8, dimOf(n))), dimOf(n)),
      ]),
    ],
  });
};

test("a vector kernel is evaluated lane by lane", () => {
  expect(kernelScript(vectors())).toContain(`      const u_2 = u[((i / 3) | 0) + j];
      for (let lane = 0; lane < 8; lane++)
        acc[j * 8 + lane] = fround(acc[j * 8 + lane] + fround(u_2 * u[i * 8 + lane]));`);
  const u = Float32Array.from({ length: 64 }, (_, i) => i);
  const v = new Float32Array(16);
  const total = new Float32Array(2);
  evaluateKernel(vectors(), [u, v, total], [3]);
  expect([...total]).toEqual([220, 716]);
  expect([...v]).toEqual([24, 26, 28, 0, 0, 0, 0, 0, 73, 79, 85, 0, 0, 0, 0, 0]);
});

test("numbers between bounds, which stand in names, are rounded by additions, halves to even", () => {
  const values = [-3, -0.5, -0.25, 0, 0.49999997, 0.5, 1.5, 2.5, 3.4999998, 254.5, 254.50002, 255, 1e9, Number.NEGATIVE_INFINITY, Number.NaN];
  const x = e.buffer("x", "f32", values.length, "in");
  const y = e.buffer("y", "i32", values.length, "out");
  const pick = (a: e.Expr, b: e.Expr): e.Expr => e.select(e.lt(a, b), a, b);
  const kernel = k.kernel({
    name: "quantize",
    doc: [],
    params: [x, y],
    body: [
      k.loop("i", values.length, (i) => {
        const value = e.load(x, dimOf(i));
        const least = e.select(e.lt(e.f32(0), value), value, e.f32(0));
        return [k.store(y, dimOf(i), e.cast("i32", e.nearest(pick(least, e.f32(255)))))];
      }),
    ],
  });
  const straight = straighten(kernel);
  expect(kernelScript(straight)).toContain("nearest_small(");
  const found = new Int32Array(values.length);
  evaluateKernel(straight, [Float32Array.from(values), found]);
  expect([...found]).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 3, 254, 255, 255, 255, 0, 0]);
});
