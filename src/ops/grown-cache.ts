/**
 * GrownCache: keys or values [batch, heads, positions, size] of which the first `starts[batch]` are old ones and those behind are new ones. Domain aot;
 * GroupQueryAttention becomes it. Positions behind the last new one hold 0, or with `keeps` what the old cache held there.
 */
import { type Dim, sub } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, cast, computedDim, constant, type Expr, index, le, lt, max, min, sub as minus, read, select, within } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { floats, indexTypes, sameDType, typed } from "./families/type-sets.ts";

const asInteger = (d: Dim): Expr => cast("i32", index(d));

export const GrownCache = defineOp({
  name: "GrownCache",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "old entries up to a run-time place, new ones from there on",
  inputs: ["past", "present", "starts"],
  attrs: (raw) => ({ length: raw.int("length"), keeps: raw.int("keeps", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    sameDType(context, 0, 1);
    typed(context, 2, indexTypes);
    if (shape.length !== 4) context.fail(`the cache has shape ${shapeText(shape)}, 4 axes are expected`);
    const fresh = context.tensor(1).shape;
    if (fresh.length !== 4 || fresh[2] === 0) context.fail(`new entries have shape ${shapeText(fresh)}, 4 axes with one entry at least are expected`);
    return [
      tensorType(
        dtype,
        shape.map((d, a): Dim => (a === 2 ? context.attrs.length : d)),
      ),
    ];
  },
  lower(context) {
    const [old, fresh, starts] = [context.input(0), context.input(1), context.input(2)];
    return context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      const [n, h, p, e] = axes.map(coordinate) as [Dim, Dim, Dim, Dim];
      const start = cast("i32", read(starts, [n]));
      const count = Number(fresh.shape[2]);
      const place = min(max(minus(asInteger(p), start), constant("i32", 0)), constant("i32", count - 1));
      const added = read(fresh, [n, h, computedDim("place", place, [0, count - 1]), e]);
      const isBehind = le(add(start, constant("i32", count)), asInteger(p));
      const none = constant(added.dtype, 0);
      if (old.shape[2] === 0) return compute({ name: "grown", output, axes, value: select(isBehind, none, added) });
      // Reads of the old cache stay inside it, whatever the starts say.
      const inside = within(p, 0, old.shape[2] as Dim);
      const last = sub(old.shape[2] as Dim, 1);
      const at = inside === undefined ? p : computedDim("place", min(asInteger(p), asInteger(last)), [0, Number(last)]);
      const held = read(old, [n, h, at, e]);
      const there = (x: Expr): Expr => (inside === undefined ? x : select(inside, x, none));
      const isBefore = lt(asInteger(p), start);
      const isOld = inside === undefined ? isBefore : select(inside, isBefore, constant("bool", false));
      const behind = context.attrs.keeps === 1 ? there(held) : none;
      return compute({ name: "grown", output, axes, value: select(isBehind, behind, select(isOld, held, added)) });
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "one old entry, one new one, and what stood behind",
      attrs: { length: 3, keeps: 1 },
      inputs: [
        { shape: [1, 1, 3, 1], values: [1, 2, 3] },
        { shape: [1, 1, 1, 1], values: [9] },
        { dtype: "i32", shape: [1], values: [1] },
      ],
      outputs: [{ shape: [1, 1, 3, 1], values: [1, 9, 3] }],
    },
    {
      note: "nothing behind",
      attrs: { length: 4 },
      inputs: [
        { shape: [1, 1, 3, 1], values: [1, 2, 3] },
        { shape: [1, 1, 1, 1], values: [9] },
        { dtype: "i32", shape: [1], values: [1] },
      ],
      outputs: [{ shape: [1, 1, 4, 1], values: [1, 9, 0, 0] }],
    },
    {
      note: "longer than it was",
      attrs: { length: 3 },
      inputs: [
        { shape: [1, 1, 1, 1], values: [1] },
        { shape: [1, 1, 2, 1], values: [8, 9] },
        { dtype: "i32", shape: [1], values: [1] },
      ],
      outputs: [{ shape: [1, 1, 3, 1], values: [1, 8, 9] }],
    },
  ],
});
