/**
 * BlockMask: which entries of square matrices a compressed form lists: true at [l, row, column] where `column` is among columns[l, starts[l, row]] to
 * columns[l, starts[l, row + 1]]. Domain aot; SparseAttention becomes it.
 */
import { add, type Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, compute, coordinate } from "../loop/compute.ts";
import { and, cast, type Expr, eq, i32, index, le, lt, ne, read, select, variable } from "../loop/expr.ts";
import { indexTypes, ranked, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

export const BlockMask = defineOp({
  name: "BlockMask",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "the entries that compressed rows list",
  inputs: ["starts", "columns"],
  infer(context) {
    typed(context, 0, indexTypes);
    typed(context, 1, indexTypes);
    const [layouts, entries] = ranked(context, 0, 2, "[layouts, rows + 1]") as readonly [Dim, Dim];
    const columns = ranked(context, 1, 2, "[layouts, entries]");
    if (typeof entries !== "number" || entries < 2 || columns[0] !== layouts || columns[1] === 0)
      context.fail(`rows have shape ${shapeText([layouts, entries])}, columns ${shapeText(columns)}`);
    return [tensorType("bool", [layouts, add(entries, -1), add(entries, -1)])];
  },
  lower(context) {
    const [starts, columns] = [context.input(0), context.input(1)];
    return context.outputs.map((output) => {
      const axes = [axis("layout", output.shape[0] as Dim), axis("row", output.shape[1] as Dim), axis("column", output.shape[2] as Dim)];
      const [l, row, column] = axes.map(coordinate) as [Dim, Dim, Dim];
      const { axes: reduced, at } = reducedOver([["entry", columns.shape[1] as Dim]]);
      const [entry] = at as readonly [Dim];
      const asI32 = (e: Expr): Expr => cast("i32", e);
      const isInRow = and(le(asI32(read(starts, [l, row])), asI32(index(entry))), lt(asI32(index(entry)), asI32(read(starts, [l, add(row, 1)]))));
      const isListed = and(isInRow, eq(asI32(read(columns, [l, entry])), asI32(index(column))));
      if (reduced.length === 0) return compute({ name: "block_mask", output, axes, value: isListed });
      const result = variable("listed", "i32");
      const body = select(isListed, i32(1), i32(0));
      return compute({ name: "block_mask", output, axes, reduction: { axes: reduced, combine: "max", body, result }, value: ne(result, i32(0)) });
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "a row without entries",
      inputs: [
        { dtype: "i32", shape: [1, 4], values: [0, 1, 1, 3] },
        { dtype: "i32", shape: [1, 3], values: [0, 2, 1] },
      ],
      outputs: [{ dtype: "bool", shape: [1, 3, 3], values: [true, false, false, false, false, false, false, true, true] }],
    },
  ],
});
