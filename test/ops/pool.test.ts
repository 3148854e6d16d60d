import { describe, expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { type OpDef, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { AveragePool } from "../../src/ops/average-pool.ts";
import { GlobalAveragePool, GlobalMaxPool } from "../../src/ops/global-pools.ts";
import { GlobalLpPool, LpPool } from "../../src/ops/lp-pool.ts";
import { LRN } from "../../src/ops/lrn.ts";
import { MaxPool } from "../../src/ops/max-pool.ts";
import { agreesWithRuntime, type Choices, choices } from "../support/single-node.ts";

/** Attributes every pool has; padding stays below the kernel, as ONNX Runtime demands. */
function poolAttrs(c: Choices, rank: number) {
  const list = (lo: number, hi: number, n = rank): readonly number[] => Array.from({ length: n }, () => c.int(lo, hi));
  const kernel_shape = list(2, 3);
  const auto_pad = c.pick(["NOTSET", "NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]);
  const strides = list(1, auto_pad.startsWith("SAME") ? 2 : 3);
  const ceil_mode = auto_pad === "NOTSET" ? c.int(0, 1) : 0;
  const common = { kernel_shape, auto_pad, strides, ceil_mode };
  return auto_pad === "NOTSET" ? { ...common, dilations: list(1, 2), pads: list(0, 1, 2 * rank) } : common;
}

const inputOf = (c: Choices, rank: number) => c.tensor([c.int(1, 2), c.int(1, 3), ...Array.from({ length: rank }, () => c.int(6, 9))]);

describe("pools agree with ONNX Runtime", () => {
  test("MaxPool", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const c = choices(seed);
      const rank = c.int(1, 3);
      await agreesWithRuntime({ op: MaxPool, attrs: poolAttrs(c, rank), inputs: [inputOf(c, rank)] });
    }
  });

  test("MaxPool with indices in both storage orders", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const c = choices(seed);
      const rank = c.int(1, 3);
      const attrs = { ...poolAttrs(c, rank), storage_order: c.int(0, 1) };
      await agreesWithRuntime({ op: MaxPool, attrs, inputs: [inputOf(c, rank)], outputCount: 2 });
    }
  });

  test("AveragePool", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const c = choices(seed);
      const rank = c.int(1, 3);
      const attrs = { ...poolAttrs(c, rank), count_include_pad: c.int(0, 1) };
      await agreesWithRuntime({ op: AveragePool, attrs, inputs: [inputOf(c, rank)] });
    }
  });

  test("LpPool", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const c = choices(seed);
      const rank = c.int(1, 3);
      // ONNX Runtime sizes the padding of auto_pad and ceil_mode by older rules here.
      const attrs = { ...poolAttrs(c, rank), auto_pad: "NOTSET", ceil_mode: 0, p: c.int(1, 3) };
      await agreesWithRuntime({ op: LpPool, attrs, inputs: [inputOf(c, rank)] }, 1e-4);
    }
  });

  test.each([GlobalAveragePool, GlobalMaxPool, GlobalLpPool])("$name", async (op) => {
    for (let seed = 1; seed <= 6; seed++) {
      const c = choices(seed);
      // Opset 2: ONNX Runtime has no newer norm of whole channels.
      await agreesWithRuntime({ op, inputs: [inputOf(c, c.int(1, 3))], opset: 2 });
    }
  });

  test("LRN", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const c = choices(seed);
      const attrs = { size: c.pick([1, 3, 5]), alpha: c.pick([1e-4, 0.5]), beta: c.pick([0.75, 0.5, 0.6]), bias: c.pick([1, 2]) };
      await agreesWithRuntime({ op: LRN, attrs, floatAttrs: ["alpha", "beta", "bias"], inputs: [c.tensor([1, 6, 3, 4])] }, 1e-4);
    }
  });

  test("MaxPool of 8-bit integers", async () => {
    const values = [3, 200, 17, 4, 255, 0, 9, 8, 7];
    await agreesWithRuntime({ op: MaxPool, attrs: { kernel_shape: [2, 2] }, inputs: [{ dtype: "u8", shape: [1, 1, 3, 3], values }], opset: 12 });
  });
});

const pool = (op: OpDef, attrs: Record<string, number | readonly number[]>, shape: readonly number[]) =>
  makeNode({ op, attrs, inputs: [value("x", tensorType("f32", shape))], outputs: ["y"], origin: ["pool1"] });

test.each([
  ["no kernel_shape", () => pool(MaxPool, {}, [1, 1, 4, 4]), "attribute kernel_shape (a list of integers) is missing"],
  ["a kernel of another rank", () => pool(MaxPool, { kernel_shape: [2] }, [1, 1, 4, 4]), "kernel_shape has 1 entries, the input has 2 spatial axes"],
  ["an input without spatial axes", () => pool(AveragePool, { kernel_shape: [2] }, [1, 4]), "input 0 (X) has rank 2, at least 3 is expected"],
  ["a storage order", () => pool(MaxPool, { kernel_shape: [2], storage_order: 2 }, [1, 1, 4]), "storage_order is 2"],
])("%s is refused", (_, make, message) => expect(make).toThrow(message));
