/**
 * AffineGrid: the coordinates in [-1, 1] that GridSample wants, of the elements of an output of `size`, moved by an affine map:
 * grid[n, ..., i] = sum over j of theta[n, i, j] * (x, y, 1)[j]. Since opset 20. https://onnx.ai/onnx/operators/onnx__AffineGrid.html
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, type Expr, eq, i32, index, mul, read, type Tensor } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { steeringNumbers } from "./families/steering.ts";
import { floats, typed } from "./families/type-sets.ts";

/** The sizes asked for; those of the declared grid where only the run knows them. */
function spatialSizes(context: InferContext, theta: readonly Dim[]): readonly number[] {
  const [, , ...known] = isSteeredAtRunTime(context, 1) ? [] : steeringNumbers(context, 1);
  const spatial = isSteeredAtRunTime(context, 1) ? declaredShape(context, 0, undefined, context.inputName(1)).slice(1, -1) : known;
  const k = spatial.length;
  if ((k !== 2 && k !== 3) || theta.length !== 3 || theta[1] !== k || theta[2] !== k + 1)
    context.fail(`theta has shape ${shapeText(theta)}, for ${k} spatial axes it must be [n, ${k}, ${k + 1}] (2 or 3 axes)`);
  return spatial;
}

/** The coordinate of element `i` of `extent`: borders at -1 and 1, or the middles of the outermost elements there. */
function placeOf(i: Dim, extent: number, aligned: boolean, dtype: "f32" | "f64"): Expr {
  const step = aligned ? 2 / Math.max(1, extent - 1) : 2 / extent;
  const first = aligned ? -1 : 1 / extent - 1;
  return add(mul(cast(dtype, index(i)), constant(dtype, step)), constant(dtype, first));
}

function checkSizes(context: LowerContext, output: Tensor, sizes: readonly number[]): readonly Work[] {
  if (!isSteeredAtRunTime(context, 1)) return [];
  const plan = new Plan(context);
  sizes.forEach((size, i) => {
    plan.expect(eq(plan.operand(1, 2 + i), i32(size)));
  });
  return [plan.routine("affine_grid_operands", output)];
}

function lower(context: LowerContext): readonly Work[] {
  const theta = context.input(0);
  const dtype = theta.dtype === "f64" ? "f64" : "f32";
  const aligned = context.attrs.aligned === true;
  return context.outputs.flatMap((output) => {
    const sizes = output.shape.slice(1, -1).map(Number);
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const [n, row] = [at[0] as Dim, at.at(-1) as Dim];
    // The last spatial axis is x, the first column.
    const terms = sizes.map((extent, a) => mul(read(theta, [n, row, sizes.length - 1 - a]), placeOf(at[a + 1] as Dim, extent, aligned, dtype)));
    const value = [...terms.reverse(), read(theta, [n, row, sizes.length])].reduce(add);
    return [...checkSizes(context, output, sizes), compute({ name: "affine_grid", output, axes, value })];
  });
}

export const AffineGrid = defineOp({
  name: "AffineGrid",
  opset: 20,
  since: 20,
  doc: "the coordinates of an affine map of a grid",
  inputs: ["theta", "size"],
  attrs: (raw) => ({ aligned: raw.int("align_corners", 0) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    const sizes = spatialSizes(context, shape);
    return [tensorType(dtype, [shape[0] as Dim, ...sizes, sizes.length])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "the identity",
      attrs: { align_corners: 1 },
      inputs: [
        { shape: [1, 2, 3], values: [1, 0, 0, 0, 1, 0] },
        { dtype: "i64", shape: [4], values: [1n, 1n, 2n, 2n], constant: true },
      ],
      outputs: [{ shape: [1, 2, 2, 2], values: [-1, -1, 1, -1, -1, 1, 1, 1] }],
    },
    {
      note: "moved and turned, middles of elements",
      inputs: [
        { shape: [1, 2, 3], values: [0, 1, 10, -1, 0, 20] },
        { dtype: "i64", shape: [4], values: [1n, 1n, 1n, 2n], constant: true },
      ],
      outputs: [{ shape: [1, 1, 2, 2], values: [10, 20.5, 10, 19.5] }],
    },
  ],
});
