/** Products on aarch64, under emulation: factors are lanes of registers, and all sums stay in registers. */
import { expect, test } from "vitest";
import { GraphBuilder } from "../support/onnx-writer.ts";
import { onAarch64 } from "./aarch64.ts";

test("a convolution, and products of one row, of several, and of rows of terms that vectors of four do not divide", async () => {
  const g = new GraphBuilder("factors");
  const weights = (name: string, shape: readonly number[]): string =>
    g.initializer(
      name,
      "f32",
      shape,
      Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.fround(Math.sin(i * i + shape.length))),
    );
  const image = g.node("Relu", [g.input("image", [1, 16, 14, 14])]);
  g.output(g.node("Conv", [image, weights("filters", [40, 16, 1, 1])]), [1, 40, 14, 14]);
  for (const [rows, terms] of [
    [1, 144],
    [21, 144],
    [20, 147],
  ] as const)
    g.output(g.node("MatMul", [g.input(`x${rows}`, [rows, terms]), weights(`w${rows}`, [terms, 72])]), [rows, 72]);
  const { kernels } = await onAarch64(g);
  const products = [...kernels].filter(([name]) => /conv2d|matmul/.test(name)).map(([, text]) => text);
  expect(products.map((text) => /fmla\tv\d+\.4s, v\d+\.4s, v\d+\.s\[3\]/.test(text))).toEqual([true, true, true, true]);
  expect(products.map((text) => /\tst[rp]\tq\d+, .*\[sp/.test(text))).toEqual([false, false, false, false]);
}, 60_000);
