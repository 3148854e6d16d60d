/** What verify allows for rounding is found without the kernels that it verifies: what one of them does wrong is no rounding. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

const requantizing = "../../src/ops/families/requantize.ts";
let factor = 1;

/** Sums of bytes are scaled by `factor` too many. */
async function withWrongScale(whole: typeof import("../../src/ops/families/requantize.ts")): Promise<object> {
  const { constant, mul } = await import("../../src/loop/expr.ts");
  const requantized: typeof whole.requantized = (context, sum, channel) => mul(whole.requantized(context, sum, channel), constant("f32", factor));
  return { ...whole, requantized };
}

// Other tests of this worker have the compiler as it is: it is loaded anew before and behind this one.
beforeAll(() => {
  vi.resetModules();
  vi.doMock(requantizing, async (original) => withWrongScale(await original()));
});
afterAll(() => {
  vi.doUnmock(requantizing);
  vi.resetModules();
});

/** x @ w of bytes, as a float: right programs differ in the last place. */
function product(): GraphBuilder {
  const graph = new GraphBuilder("product");
  const [rows, width] = [64, 64];
  const scale = (name: string, value: number) => graph.initializer(name, "f32", [], new Float32Array([value]));
  const [zero, step] = [graph.initializer("zero", "i8", [], new Int8Array([0])), scale("step", 2 ** -6)];
  const weights = Int8Array.from({ length: width * width }, (_, at) => ((at * 37) % 127) - 63);
  const w = graph.node("DequantizeLinear", [graph.initializer("weights", "i8", [width, width], weights), scale("scale", 0.0037), zero]);
  const x = graph.node("DequantizeLinear", [graph.node("QuantizeLinear", [graph.input("x", [rows, width]), step, zero]), step, zero]);
  graph.output(graph.node("MatMul", [x, w]), [rows, width]);
  return graph;
}

test("a wrong scale of sums is refused", async () => {
  const { verify } = await import("../../src/verify.ts");
  const path = join(mkdtempSync(join(tmpdir(), "aot-spread-")), "product.onnx");
  writeFileSync(path, modelBytes(product()));
  expect((await verify(path, { targets: ["ts"] })).passed).toBe(true);
  factor = 1.02;
  const { passed, verifications } = await verify(path, { targets: ["ts"] });
  expect(passed).toBe(false);
  const [error] = verifications[0]?.errors ?? [];
  expect([error?.maxRelative, error?.spread]).toEqual([expect.closeTo(0.02, 5), undefined]);
});
