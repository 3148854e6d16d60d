/**
 * move-strings: an operator that only says which element goes where (`strings: "moved"`) is run on the numbers of strings, and the strings are
 * taken by the numbers it gives. Numbers of strings whose shape is static are constants, so that most of these operators are folded.
 */

import type { Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { staticShape, type TensorType } from "../graph/types.ts";
import { numbersOf, StringNumbers, TakeStrings } from "../ops/take-strings.ts";

const isText = (v: Value | undefined): v is Value & { readonly type: TensorType } => v?.type.kind === "tensor" && v.type.dtype === "string";

/** The number of each string of `v`; the first is `first`. */
function numbered(v: Value & { readonly type: TensorType }, first: number, graph: Rewriting): Value {
  const shape = staticShape(v.type.shape);
  if (shape === undefined) return graph.emit(`${v.name}.numbers`, StringNumbers, [v], { first });
  return graph.constant(
    `${v.name}.numbers`,
    "i32",
    shape,
    Int32Array.from({ length: numbersOf(shape) }, (_, i) => first + i),
  );
}

function moved(n: Node, graph: Rewriting): readonly Value[] | undefined {
  const sources = [...new Set(n.inputs.filter(isText))];
  if (n.op.strings !== "moved" || sources.length === 0) return undefined;
  let first = 0;
  const numbers = new Map<Value, Value>();
  for (const v of sources) {
    numbers.set(v, numbered(v, first, graph));
    first += numbersOf(v.type.shape);
  }
  const made = graph.emitAllLike(
    n,
    n.inputs.map((v) => (v === undefined ? v : (numbers.get(v) ?? v))),
  );
  if (!n.outputs.some(isText)) return made;
  if (made.length === 1) return graph.replace(TakeStrings, [...sources, made[0]]);
  return n.outputs.map((v, i) => (isText(v) ? graph.emit(`${v.name}.taken`, TakeStrings, [...sources, made[i]]) : (made[i] as Value)));
}

export const moveStrings: Pass = {
  name: "move-strings",
  doc: "runs movements of strings on the numbers of strings",
  contract: "exact",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      const values = moved(n, rewriting);
      if (values !== undefined) note(`${n.op.name} of strings`, 1);
      return values;
    }),
};
