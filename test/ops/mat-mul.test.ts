import { describe, expect, test } from "vitest";
import { dimOf, sym } from "../../src/core/dim.ts";
import { makeNode } from "../../src/graph/build.ts";
import { type OpDef, value } from "../../src/graph/graph.ts";
import { tensorType, typeText } from "../../src/graph/types.ts";
import { Gemm } from "../../src/ops/gemm.ts";
import { MatMul } from "../../src/ops/mat-mul.ts";
import { agreesWithRuntime, choices } from "../support/single-node.ts";

describe("MatMul", () => {
  test("all ranks, with broadcasting, agree with ONNX Runtime", async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const c = choices(seed);
      const [m, k, n] = [c.int(1, 5), c.int(1, 6), c.int(1, 5)];
      const batch = Array.from({ length: c.int(0, 3) }, () => c.int(1, 3));
      const some = (): readonly number[] => batch.slice(c.int(0, batch.length)).map((d) => (c.int(0, 2) === 0 ? 1 : d));
      const a = c.int(0, 4) === 0 ? [k] : [...some(), m, k];
      const b = c.int(0, 4) === 0 ? [k] : [...(a.length === 1 ? batch : some()), k, n];
      await agreesWithRuntime({ op: MatMul, inputs: [c.tensor(a), c.tensor(b)] });
    }
  });

  test("integers wrap as they do there", async () => {
    const big = [2000000000, 3, -7, 2000000000];
    await agreesWithRuntime(
      {
        op: MatMul,
        inputs: [
          { dtype: "i32", shape: [2, 2], values: big },
          { dtype: "i32", shape: [2, 2], values: big },
        ],
      },
      0,
    );
  });
});

test("Gemm: random transpositions, factors and shapes of c agree with ONNX Runtime", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const c = choices(seed);
    const [m, k, n] = [c.int(1, 5), c.int(1, 6), c.int(1, 5)];
    const attrs = { alpha: c.pick([1, 0.5, -2]), beta: c.pick([1, 0.25, 3]), transA: c.int(0, 1), transB: c.int(0, 1) };
    const added = c.pick([undefined, [m, n], [n], [1, n], [m, 1], [1], []]);
    const inputs = [c.tensor(attrs.transA === 1 ? [k, m] : [m, k]), c.tensor(attrs.transB === 1 ? [n, k] : [k, n])];
    await agreesWithRuntime({ op: Gemm, attrs, floatAttrs: ["alpha", "beta"], inputs: added === undefined ? inputs : [...inputs, c.tensor(added)] });
  }
});

type Shape = readonly (number | ReturnType<typeof dimOf>)[];
const node = (op: OpDef, shapes: readonly Shape[], attrs = {}) =>
  makeNode({ op, attrs, inputs: shapes.map((s, i) => value(`x${i}`, tensorType("f32", s))), outputs: ["y"], origin: ["fc"] });

test("free dims stay symbolic", () => {
  const [batch, seq] = [dimOf(sym("batch", 1, 8)), dimOf(sym("seq", 1, 512))];
  expect(
    typeText(
      node(MatMul, [
        [batch, 12, seq, 64],
        [batch, 12, 64, seq],
      ]).outputs[0]?.type ?? expect.fail(),
    ),
  ).toBe("f32[batch,12,seq,seq]");
  expect(typeText(node(Gemm, [[batch, 64], [10, 64], [10]], { transB: 1 }).outputs[0]?.type ?? expect.fail())).toBe("f32[batch,10]");
});

test.each([
  [
    "depths",
    () =>
      node(MatMul, [
        [2, 3],
        [4, 5],
      ]),
    "[2,3] times [4,5]: 3 columns against 4 rows",
  ],
  ["a scalar", () => node(MatMul, [[], [4, 5]]), "a scalar has no matrix product"],
  [
    "batches",
    () =>
      node(MatMul, [
        [2, 2, 3],
        [3, 3, 5],
      ]),
    "do not broadcast: 2 against 3",
  ],
  [
    "Gemm's depths",
    () =>
      node(Gemm, [
        [2, 3],
        [4, 3],
      ]),
    "[2,3] times [4,3] (transA 0, transB 0): 3 columns against 4 rows",
  ],
  [
    "Gemm's ranks",
    () =>
      node(Gemm, [
        [2, 3, 1],
        [4, 3],
      ]),
    "both must be matrices",
  ],
  ["Gemm's c", () => node(Gemm, [[2, 3], [3, 4], [3]]), "shape [3] does not broadcast to [2,4]"],
])("%s that do not fit are refused with both values", (_, make, message) => expect(make).toThrow(message));
