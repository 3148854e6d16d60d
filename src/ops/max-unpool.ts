/**
 * MaxUnpool: zeros, and the results of a MaxPool where they came from, by the indices it gave. Since opset 9.
 * https://onnx.ai/onnx/operators/onnx__MaxUnpool.html
 */
import { type Dim, equalDims, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type NodeContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { cast, computedDim, constant, div, type Expr, rem, scalarOf, type Tile, tile, tileGet } from "../loop/expr.ts";
import { declareTile, type Stmt } from "../loop/kernel.ts";
import { askedExtents, checkedExtents } from "./families/plan.ts";
import { memory, overShape, routine } from "./families/routines.ts";
import { hasInput } from "./families/steering.ts";
import { elements, indexTypes, typed } from "./families/type-sets.ts";

type Attributes = Readonly<Record<"kernel" | "strides" | "pads", readonly number[]>>;

/** The shape that was pooled, as far as strides, kernel and pads tell. */
function pooledShape(context: NodeContext<Attributes>, shape: readonly Dim[]): readonly number[] {
  const { kernel, strides, pads } = context.attrs;
  const spatial = shape.length - 2;
  if (kernel.length !== spatial) return context.fail(`kernel_shape has ${kernel.length} extents, ${spatial} are expected`);
  const pooled = shape.map((d, a) => {
    if (typeof d !== "number")
      return context.fail(`the input's shape ${shapeText(shape)} is not static`, "give the free dims values (--dim name=value)");
    if (a < 2) return d;
    const i = a - 2;
    return (d - 1) * (strides[i] ?? 1) + (kernel[i] ?? 1) - (pads[i] ?? 0) - (pads[i + spatial] ?? 0);
  });
  if (!pooled.every((d) => d >= 1)) context.fail(`the input ${shapeText(shape)} was pooled from [${pooled.join(", ")}], which has no elements`);
  return pooled;
}

function outputShape(context: InferContext<Attributes>, shape: readonly Dim[]): readonly Dim[] {
  const pooled = pooledShape(context, shape);
  if (!hasInput(context, 2)) return pooled;
  const asked = askedExtents(context, 2, pooled.length);
  if (asked.length !== pooled.length || !asked.every((d, a) => d >= (pooled[a] ?? 0)))
    context.fail(`output_shape is [${asked.join(", ")}], at least [${pooled.join(", ")}] is expected`);
  return asked;
}

/** An index into all elements of the pooled shape as a coordinate of each axis, inside whatever the index is. */
function coordinatesOf(at: Tile, pooled: readonly number[]): readonly Dim[] {
  return pooled.map((extent, a) => {
    const inner = pooled.slice(a + 1).reduce((n, d) => n * d, 1);
    const whole: Expr = rem(div(tileGet(at, []), constant("i32", inner)), constant("i32", Math.max(1, extent)));
    return extent === 1 ? 0 : computedDim("place", whole, [0, extent - 1]);
  });
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const [x, indices] = [memory("x", context.input(0), "in"), memory("indices", context.input(1), "in")];
  const pooled = pooledShape(context, x.tensor.shape);
  const total = product(pooled) as number;
  return context.outputs.flatMap((output) => {
    const y = memory("y", output, "out");
    const zero = constant(scalarOf(output.dtype), 0);
    const scatter = overShape(x.tensor.shape, (at): readonly Stmt[] => {
      const where = tile("where", "i32", 1, []);
      const given = cast("i32", indices.get(at));
      return [declareTile(where, rem(given, constant("i32", total))), y.put(coordinatesOf(where, pooled), x.get(at))];
    });
    const body = [...overShape(output.shape, (at) => [y.put(at, zero)]), ...scatter];
    const work = routine("max_unpool", "zeros, and the input where its indices say", [x, indices, y], body);
    return [...(hasInput(context, 2) ? checkedExtents(context, 2, output) : []), work];
  });
}

export const MaxUnpool = defineOp({
  name: "MaxUnpool",
  opset: 22,
  since: 9,
  doc: "zeros, and pooled elements where they came from",
  inputs: ["X", "I", "output_shape"],
  attrs: (raw) => ({ kernel: raw.ints("kernel_shape"), strides: raw.ints("strides", []), pads: raw.ints("pads", []) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const indices = typed(context, 1, indexTypes);
    if (shape.length < 3 || indices.shape.length !== shape.length)
      context.fail(
        `${context.inputName(0)} has shape ${shapeText(shape)} and the indices ${shapeText(indices.shape)}; equal ones of rank 3 or more are expected`,
      );
    if (!shape.every((d, a) => equalDims(d, indices.shape[a] as Dim)))
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, the indices ${shapeText(indices.shape)}; each element has one index`);
    return [tensorType(dtype, outputShape(context, shape))];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "two elements of four",
      attrs: { kernel_shape: [2], strides: [2] },
      inputs: [
        { shape: [1, 1, 2], values: [5, 6] },
        { dtype: "i64", shape: [1, 1, 2], values: [1n, 2n] },
      ],
      outputs: [{ shape: [1, 1, 4], values: [0, 5, 6, 0] }],
    },
    {
      note: "in a larger output",
      attrs: { kernel_shape: [2], strides: [2] },
      inputs: [
        { shape: [1, 2, 1], values: [5, 6] },
        { dtype: "i64", shape: [1, 2, 1], values: [0n, 3n] },
        { dtype: "i64", shape: [3], values: [1n, 2n, 3n], constant: true },
      ],
      outputs: [{ shape: [1, 2, 3], values: [5, 0, 0, 0, 6, 0] }],
    },
  ],
});
