/** Reshapes that passes make: the constant shape operand that gives a wanted shape, also where some extents are symbolic. */

import { type Dim, equalDims } from "../core/dim.ts";
import type { Value } from "../graph/graph.ts";
import type { Rewriting } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Reshape } from "../ops/reshape.ts";

/**
 * The shape operand that reshapes `from` to `to`: numbers, 0 where an extent is that of the same axis, -1 for one other; undefined where
 * that cannot say it.
 */
function shapeOperand(from: readonly Dim[], to: readonly Dim[]): readonly number[] | undefined {
  if (to.includes(0)) return undefined;
  const entries = to.map((d, a) => (typeof d === "number" ? d : equalDims(d, from[a] ?? -1) ? 0 : -1));
  return entries.filter((d) => d === -1).length > 1 ? undefined : entries;
}

/** A Reshape of `from` to the shape of `like`; undefined where no operand says that shape. */
export function reshapeLike(graph: Rewriting, from: Value, like: Value): Value | undefined {
  const entries = shapeOperand((from.type as TensorType).shape, (like.type as TensorType).shape);
  if (entries === undefined) return undefined;
  return graph.emit(`${from.name}.view`, Reshape, [from, graph.numbers(`${from.name}.shape`, "i64", [entries.length], entries)]);
}

/** Puts a Reshape of `from` in place of the node at hand, whose output is `output`. */
export function reshapeTo(graph: Rewriting, from: Value, output: Value): readonly Value[] | undefined {
  const entries = shapeOperand((from.type as TensorType).shape, (output.type as TensorType).shape);
  if (entries === undefined) return undefined;
  return graph.replace(Reshape, [from, graph.numbers(`${output.name}.shape`, "i64", [entries.length], entries)]);
}
