/** Every operator's own examples, evaluated. */
import { describe, expect, test } from "vitest";
import type { OpDef } from "../../src/graph/graph.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { ops } from "../../src/ops/index.ts";
import { evaluateExpanded, exampleCase, firstDifference } from "../support/examples.ts";

test("operators have names of their own", () => {
  const names = ops.map((op) => `${op.domain}/${op.name}`);
  expect(new Set(names).size).toBe(names.length);
});

/** Operators on sequences compute nothing: test/passes/resolve-sequences.test.ts holds their cases. */
const computes = (op: OpDef): boolean => op.view === true || op.lower !== undefined || op.expand !== undefined;

describe.each(
  ops.filter((op) => (op.domain !== "aot" || op.examples.length > 0) && computes(op)).map((op) => [`${op.domain}/${op.name}`, op] as const),
)("%s", (_, op) => {
  test("has examples", () => expect(op.examples.length).toBeGreaterThan(0));

  test.each(op.examples.map((example) => [example.note, example] as const))("%s", (_note, example) => {
    const { node, inputs, expected } = exampleCase(op, example);
    const found = evaluateExpanded(node, inputs);
    expected.forEach(({ dtype, shape, elements }, i) => {
      const type = node.outputs[i]?.type as TensorType;
      expect(type.dtype).toBe(dtype);
      expect(found[i]?.shape).toEqual(shape);
      expect(firstDifference(dtype, found[i]?.array as typeof elements, elements, op.tolerance)).toBeUndefined();
    });
  });
});
