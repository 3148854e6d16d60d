/** Weights of 16 bits on aarch64, under emulation: vectors of them become f32 by one instruction. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { numberOfBF16, numberOfF16 } from "../../src/core/half-floats.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { run } from "./cortex-m4.ts";

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
    const folder = mkdtempSync(join(tmpdir(), "aot-halves-"));
    try {
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
      const path = join(folder, "net.onnx");
      writeModel(path, g);
      const { model } = await loadModel(path, {});
      const { files, compiled } = await buildTarget(model, targetNamed("c"), path, { machine: "armv8-a", weights: "inline", verify: true });
      expect(compiled.program.weights.map((w) => w.storage.dtype)).toEqual([form, form, form]);
      for (const f of files) writeFileSync(join(folder, f.path), f.content);
      const flags = /^CFLAGS \?= (.*)$/m.exec(String(files.find((f) => f.path === "Makefile")?.content))?.[1]?.split(/\s+/) ?? [];
      run(folder, "aarch64-linux-gnu-gcc", [...flags, "-Werror", "-Wpedantic", "-Wconversion", "-c", "net.c", "-o", "net.o"]);
      run(folder, "aarch64-linux-gnu-gcc", [...flags, "-static", "net_selftest.c", "net.o", "-o", "selftest"]);
      expect(run(folder, "qemu-aarch64-static", ["-cpu", "cortex-a72", "./selftest"])).toContain("self-test passed");
      const kernels = run(folder, "aarch64-linux-gnu-objdump", ["-d", "--no-show-raw-insn", "net.o"]).split(/^[0-9a-f]+ </m);
      const products = kernels.filter((text) => /^\w*(?:conv2d|matmul)\w*>:/.test(text));
      expect(products.map((text) => instruction.test(text))).toEqual([true, true, true]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
