/**
 * resolve-sequences: what is read from a sequence becomes the item itself. Sequences exist while a model is read; afterwards only those are left
 * that nothing here knows how to follow, and check-syntax refuses them.
 */

import { inferContextOf } from "../graph/build.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { Concat } from "../ops/concat.ts";
import { ConcatFromSequence } from "../ops/concat-from-sequence.ts";
import { gapPlace, itemPlace } from "../ops/families/sequences.ts";
import { Identity } from "../ops/identity.ts";
import { SequenceAt, SequenceConstruct, SequenceEmpty, SequenceErase, SequenceInsert, SequenceLength } from "../ops/sequences.ts";
import { Split } from "../ops/split.ts";
import { cutsOf, SplitToSequence } from "../ops/split-to-sequence.ts";
import { Squeeze, Unsqueeze } from "../ops/squeeze.ts";

/** The values in a sequence; undefined where it comes from elsewhere. */
function itemsOf(v: Value | undefined, graph: Rewriting): readonly Value[] | undefined {
  const n = graph.producer(v);
  if (n === undefined) return undefined;
  if (n.op === SequenceEmpty) return [];
  if (n.op === SequenceConstruct) return n.inputs.filter((x) => x !== undefined);
  if (n.op === Identity) return itemsOf(n.inputs[0], graph);
  if (n.op === SplitToSequence) return parts(n, graph);
  const items = itemsOf(n.inputs[0], graph);
  if (items === undefined) return undefined;
  const context = inferContextOf(n);
  if (n.op === SequenceErase) return items.toSpliced(itemPlace(context, 1, items.length, items.length - 1), 1);
  if (n.op === SequenceInsert) return items.toSpliced(gapPlace(context, 2, items.length), 0, n.inputs[1] as Value);
  return undefined;
}

function parts(n: Node, graph: Rewriting): readonly Value[] {
  const { axis, sizes, isDropped } = cutsOf(inferContextOf(n));
  const name = n.outputs[0]?.name ?? "parts";
  const cuts = graph.numbers(`${name}.sizes`, "i64", [sizes.length], sizes);
  const made = graph.emitAll(`${name}.part`, Split, [n.inputs[0], cuts], { axis }, sizes.length);
  if (!isDropped) return made;
  const axes = graph.numbers(`${name}.axis`, "i64", [1], [axis]);
  return made.map((part) => graph.emit(`${name}.item`, Squeeze, [part, axes]));
}

function resolved(n: Node, graph: Rewriting): readonly Value[] | undefined {
  if (n.op !== SequenceAt && n.op !== SequenceLength && n.op !== ConcatFromSequence) return undefined;
  const items = itemsOf(n.inputs[0], graph);
  if (items === undefined) return undefined;
  if (n.op === SequenceAt) return graph.replace(Identity, [items[itemPlace(inferContextOf(n), 1, items.length)]]);
  if (n.op === SequenceLength) return [graph.constantFor(n.outputs[0] as Value, { array: BigInt64Array.of(BigInt(items.length)), splat: false })];
  const { axis, new_axis } = n.attrs;
  if (new_axis !== true) return graph.replace(Concat, items, { axis: axis as number });
  const axes = graph.numbers("axis", "i64", [1], [axis as number]);
  const raised = items.map((item) => graph.emit(`${item.name}.raised`, Unsqueeze, [item, axes]));
  return graph.replace(Concat, raised, { axis: axis as number });
}

export const resolveSequences: Pass = {
  name: "resolve-sequences",
  doc: "puts the items of sequences in the place of what reads them",
  contract: "exact",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      const values = resolved(n, rewriting);
      if (values !== undefined) note(`${n.op.name} followed to its items`, 1);
      return values;
    }),
};
