/** Weights of 16 bits on aarch64, under emulation: vectors of them become f32 by one instruction. */
import { expect, test } from "vitest";
import { numberOfBF16, numberOfF16 } from "../../src/core/half-floats.ts";
import { GraphBuilder } from "../support/onnx-writer.ts";
import { onAarch64 } from "./aarch64.ts";

test.each([
  { form: "f16", instruction: /\tfcvtl\t/, element: (i: number) => numberOfF16((0x2001 + ((i * 7919) % 0x1400)) | ((i & 1) << 15)) },
  {
    form: "bf16",
    instruction: /\tu?shll\t/,
    element: (i: number) => numberOfBF16((i % 61 === 0 ? 0x3080 : 0x3c00 + ((i * 7919) % 0x180)) | ((i & 1) << 15)),
  },
])(
  "$form in a convolution and products of 1 and 20 rows",
  async ({ form, instruction, element }) => {
    const g = new GraphBuilder("halves");
    const halves = (name: string, shape: readonly number[]): string =>
      g.initializer(
        name,
        "f32",
        shape,
        Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => element(i + shape.length)),
      );
    const image = g.node("Relu", [g.input("image", [1, 16, 12, 12])]);
    g.output(g.node("Conv", [image, halves("filters", [32, 16, 3, 3])], { pads: [1, 1, 1, 1] }), [1, 32, 12, 12]);
    for (const rows of [1, 20])
      g.output(g.node("MatMul", [g.input(`x${rows}`, [rows, 150 + rows]), halves(`w${rows}`, [150 + rows, 70])]), [rows, 70]);
    const { compiled, kernels } = await onAarch64(g);
    expect(compiled.program.weights.map((w) => w.storage.dtype)).toEqual([form, form, form]);
    const products = [...kernels].filter(([name]) => /conv2d|matmul/.test(name));
    expect(products.map(([, text]) => instruction.test(text))).toEqual([true, true, true]);
  },
  60_000,
);
