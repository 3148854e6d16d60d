/** What fuzzing finds is cut down: an operator that is broken on purpose, between others, on shapes and attributes that do not matter. */
import { expect, test, vi } from "vitest";
import type { OpDef } from "../../src/graph/graph.ts";
import { constant, add as sum } from "../../src/loop/expr.ts";
import { pointwise } from "../../src/ops/families/pointwise.ts";
import { floats } from "../../src/ops/families/type-sets.ts";
import { float } from "../support/onnx-writer.ts";
import { Growing } from "./graphs/growing.ts";
import { differencesOf, minimized } from "./graphs/run.ts";

/** LeakyRelu gives x + alpha where there are three rows or more along the second axis of several. */
vi.mock("../../src/ops/rectifiers.ts", async (original) => {
  const whole = await original<{ readonly LeakyRelu: OpDef }>();
  const wrong = pointwise({
    kernel: "wrong",
    inputs: [floats],
    value:
      ({ attrs }) =>
      (x) =>
        sum(x, constant(x.dtype, attrs.alpha as number)),
  });
  const lower: OpDef["lower"] = (context) => {
    const { shape } = context.input(0);
    return (shape.length > 1 && Number(shape[1]) >= 3 ? wrong : whole.LeakyRelu).lower?.(context) ?? [];
  };
  return { ...whole, LeakyRelu: Object.freeze({ ...whole.LeakyRelu, lower }) };
});

test("to one node, the least extents and no attribute", { timeout: 120_000 }, async () => {
  const g = new Growing(5);
  const x = g.given("f32", [2, 7, 5], false);
  const [before] = g.add("Transpose", [x], { attrs: { perm: [2, 1, 0] } }) ?? [];
  const [broken] = g.add("LeakyRelu", [before], { attrs: { alpha: float(2) } }) ?? [];
  g.add("MatMul", [broken, g.given("f32", [2, 4], true)]);
  const [what = ""] = await differencesOf(g.graph());
  expect(what).toContain("ONNX Runtime has");
  const { given, nodes, types } = await minimized(g.graph(), "ts", what);
  expect(nodes).toMatchObject([{ op: "LeakyRelu", attrs: {} }]);
  expect(given.map((v) => v.shape)).toEqual([[1, 3, 1]]);
  expect(Object.values(types)).toEqual([{ dtype: "f32", shape: [1, 3, 1] }]);
});
