/**
 * MaxPool: the largest element of each window, padding left out, and optionally where it stands: the flat index of its first occurrence in
 * the input, counted row-major or (storage_order 1) with the first spatial axis fastest. Since opset 1 (8: indices, 10: dilations and
 * ceil_mode, 12: 8-bit). https://onnx.ai/onnx/operators/onnx__MaxPool.html
 */
import { add, type Dim, mul, product } from "../core/dim.ts";
import { defineOp } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Compute, compute, coordinate, extreme, neutralElement } from "../loop/compute.ts";
import {
  cast,
  constant,
  div,
  type Expr,
  eq,
  guarded,
  index,
  ne,
  or,
  add as plus,
  read,
  rem,
  select,
  type Tensor,
  mul as times,
  variable,
} from "../loop/expr.ts";
import { inferPool, type Pool, poolAttrs, poolOf } from "./families/pool.ts";
import type { TypeSet } from "./families/type-sets.ts";

const pooled: TypeSet = { text: "a float or 8-bit integer", dtypes: ["f32", "f64", "f16", "bf16", "i8", "u8"] };

export const MaxPool = defineOp({
  name: "MaxPool",
  opset: 22,
  since: 1,
  doc: "the largest element of each window, and optionally its index",
  inputs: ["X"],
  attrs: (raw) => {
    const storage_order = raw.int("storage_order", 0);
    if (storage_order !== 0 && storage_order !== 1) raw.fail(`storage_order is ${storage_order}, expected 0 (row-major) or 1 (column-major)`);
    return { ...poolAttrs(raw), storage_order };
  },
  infer: (context) => {
    const type = inferPool(context, pooled);
    return [type, tensorType("i64", type.shape)].slice(0, Math.max(1, context.outputCount));
  },
  lower: (context) => {
    const [values, indices] = context.outputs;
    if (values === undefined) return context.fail("has 0 outputs, 1 is expected");
    const largest = maxima(poolOf(context), values);
    return indices === undefined ? [largest] : [largest, places(poolOf(context), values, indices, context.attrs.storage_order === 1)];
  },
  follows: 0,
  examples: [
    {
      note: "2x2, stride 2, negative values and padding",
      attrs: { kernel_shape: [2, 2], strides: [2, 2], pads: [1, 1, 0, 0] },
      inputs: [{ shape: [1, 1, 3, 3], values: [-1, -2, -3, -4, -5, -6, -7, -8, -9] }],
      outputs: [{ shape: [1, 1, 2, 2], values: [-1, -2, -4, -5] }],
    },
    {
      note: "windows of -infinity and of NaN",
      attrs: { kernel_shape: [2], strides: [2] },
      inputs: [{ shape: [1, 1, 4], values: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 3, Number.NaN] }],
      outputs: [{ shape: [1, 1, 2], values: [Number.NEGATIVE_INFINITY, Number.NaN] }],
    },
    {
      note: "indices of first occurrences",
      attrs: { kernel_shape: [2], strides: [1] },
      inputs: [{ shape: [1, 2, 3], values: [5, 5, 1, 0, 2, 7] }],
      outputs: [
        { shape: [1, 2, 2], values: [5, 5, 2, 7] },
        { dtype: "i64", shape: [1, 2, 2], values: [0, 1, 4, 5] },
      ],
    },
    {
      note: "ceil_mode and dilation",
      attrs: { kernel_shape: [2], strides: [2], dilations: [2], ceil_mode: 1 },
      inputs: [{ shape: [1, 1, 6], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ shape: [1, 1, 3], values: [3, 5, 5] }],
    },
  ],
});

function maxima(pool: Pool, output: Tensor): Compute {
  const element = read(pool.x, pool.at);
  const name = `max_pool${pool.windows.length}d`;
  const body = guarded(pool.inside, element, neutralElement("max", element.dtype));
  if (pool.taps.axes.length === 0) return compute({ name, output, axes: pool.axes, value: body });
  const result = variable("largest", element.dtype);
  return compute({ name, output, axes: pool.axes, reduction: { axes: pool.taps.axes, combine: "max", body, result }, value: result });
}

/** The least row-major place in the channel whose element is the maximum (or NaN, where that is the maximum). */
function places(pool: Pool, values: Tensor, output: Tensor, columnMajor: boolean): Compute {
  const { x, axes, at } = pool;
  const extents = x.shape.slice(2);
  const element = read(x, at);
  const isLargest = or(eq(element, read(values, axes.map(coordinate))), ne(element, element));
  const place = cast("i32", index(rowMajor(extents, at.slice(2))));
  const never = constant("i32", extreme("i32", false));
  const body = guarded(pool.inside, select(isLargest, place, never), never);
  const channel = mul(add(mul(at[0] as Dim, x.shape[1] as Dim), at[1] as Dim), product(extents));
  const flat = (found: Expr): Expr => cast("i64", plus(cast("i32", index(channel)), columnMajor ? transposedPlace(found, extents) : found));
  const name = `max_pool${pool.windows.length}d_indices`;
  if (pool.taps.axes.length === 0) return compute({ name, output, axes, value: flat(place) });
  const result = variable("first", "i32");
  return compute({ name, output, axes, reduction: { axes: pool.taps.axes, combine: "min", body, result }, value: flat(result) });
}

const rowMajor = (extents: readonly Dim[], at: readonly Dim[]): Dim => at.reduce<Dim>((flat, d, i) => add(mul(flat, extents[i] as Dim), d), 0);

/** A row-major place counted with the first axis fastest instead. */
function transposedPlace(place: Expr, extents: readonly Dim[]): Expr {
  const at = (d: Dim): Expr => cast("i32", index(d));
  return extents.reduce<Expr>(
    (sum, extent, i) => {
      const inner = at(product(extents.slice(i + 1)));
      const along = rem(div(place, inner), at(extent));
      return plus(sum, times(along, at(product(extents.slice(0, i)))));
    },
    constant("i32", 0),
  );
}
