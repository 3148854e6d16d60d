/** Einsum against ONNX Runtime, and what it refuses. */
import { expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { Einsum } from "../../src/ops/einsum.ts";
import { agreesWithRuntime, choices } from "../support/single-node.ts";

test.each([
  ["ij->ji", [[2, 3]]],
  ["ij", [[2, 3]]],
  ["ba", [[2, 3]]],
  ["i,i->", [[4], [4]]],
  ["i,j->ij", [[2], [3]]],
  [
    "ij,ij->i",
    [
      [2, 3],
      [2, 3],
    ],
  ],
  [
    "bhid,bhjd->bhij",
    [
      [2, 2, 3, 4],
      [2, 2, 5, 4],
    ],
  ],
  [
    "bqnd,bknd->bnqk",
    [
      [2, 3, 2, 4],
      [2, 5, 2, 4],
    ],
  ],
  [
    "...ij,...jk->...ik",
    [
      [2, 1, 3, 4],
      [2, 5, 4, 2],
    ],
  ],
  [
    "ij,jk,kl->il",
    [
      [2, 3],
      [3, 4],
      [4, 2],
    ],
  ],
  ["ijk,jk,k,i->j", [[2, 3, 4], [3, 4], [4], [2]]],
  ["...", [[2, 3]]],
  ["a...b->b...", [[2, 3, 4]]],
] as const)("%s", async (equation, shapes) => {
  const c = choices(equation.length);
  await agreesWithRuntime({ op: Einsum, attrs: { equation }, inputs: (shapes as readonly (readonly number[])[]).map((shape) => c.tensor(shape)) });
});

test.each([
  [
    "ij,jk->ik",
    [
      [2, 3],
      [4, 2],
    ],
    "index j is 3 and 4 long",
  ],
  ["ij->ij", [[2]], 'the term "ij" names 2 axes, its input has 1'],
  ["ij,ij", [[2, 2]], "names 2 inputs, the node has 1"],
  ["ij->ik", [[2, 2]], "the result names index k"],
  ["i1->i", [[2, 2]], 'the term "i1" of the equation is no list of letters'],
] as const)("%s is refused", (equation, shapes, message) => {
  const inputs = (shapes as readonly (readonly number[])[]).map((shape, i) => value(`x${i}`, tensorType("f32", shape)));
  expect(() => makeNode({ op: Einsum, attrs: { equation }, inputs, outputs: ["y"], origin: ["sum"] })).toThrow(message);
});
