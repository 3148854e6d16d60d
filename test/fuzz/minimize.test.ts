/** What fuzzing finds is cut down: an operator that is broken on purpose, between others, on shapes and attributes that do not matter. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpDef } from "../../src/graph/graph.ts";
import { float } from "../support/onnx-writer.ts";
import { Growing } from "./graphs/growing.ts";

const operators = "../../src/ops/rectifiers.ts";

/** LeakyRelu gives x + alpha where there are three rows or more along the second axis of several. */
async function withWrongLeakyRelu(whole: { readonly LeakyRelu: OpDef }): Promise<object> {
  const { constant, add: sum } = await import("../../src/loop/expr.ts");
  const { pointwise } = await import("../../src/ops/families/pointwise.ts");
  const { floats } = await import("../../src/ops/families/type-sets.ts");
  const wrong = pointwise({
    kernel: "wrong",
    inputs: { X: floats },
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
}

// Other tests of this worker have the compiler as it is: it is loaded anew before and behind this one.
beforeAll(() => {
  vi.resetModules();
  vi.doMock(operators, async (original) => withWrongLeakyRelu(await original()));
});
afterAll(() => {
  vi.doUnmock(operators);
  vi.resetModules();
});

test("to one node, the least extents and no attribute", { timeout: 120_000 }, async () => {
  const { differencesOf, minimized } = await import("./graphs/run.ts");
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
