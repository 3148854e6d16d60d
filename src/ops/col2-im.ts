/**
 * Col2Im: columns of sliding blocks put back where they came from and summed where they overlap, the opposite of taking blocks out.
 * Since opset 18. https://onnx.ai/onnx/operators/onnx__Col2Im.html
 */
import { type Dim, floorDiv, sub as minus, mod, add as plus, shapeText, mul as times } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { allOf, constant, type Expr, eq, guarded, index, read, variable, within } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { steeringNumbers } from "./families/steering.ts";
import { numbers, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

interface Blocks {
  readonly image: readonly number[];
  readonly block: readonly number[];
  readonly dilations: readonly number[];
  readonly strides: readonly number[];
  /** Before each axis. */
  readonly pads: readonly number[];
  /** How many blocks there are along each axis. */
  readonly counts: readonly number[];
}

const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);

function blocksOf(context: InferContext | LowerContext): Blocks {
  const image = steeringNumbers(context, 1, "image_shape");
  const block = steeringNumbers(context, 2, "block_shape");
  const rank = image.length;
  if (block.length !== rank) context.fail(`image_shape has ${rank} extents, block_shape ${block.length}`);
  const listed = (name: string, length: number, value: number): readonly number[] => {
    const given = context.attrs[name] as readonly number[];
    if (given.length !== 0 && given.length !== length) context.fail(`${name} has ${given.length} numbers, ${length} are expected`);
    return given.length === 0 ? new Array<number>(length).fill(value) : given;
  };
  const [dilations, strides, pads] = [listed("dilations", rank, 1), listed("strides", rank, 1), listed("pads", 2 * rank, 0)];
  const counts = image.map((extent, a) => {
    const span = extent + (pads[a] ?? 0) + (pads[a + rank] ?? 0) - (dilations[a] ?? 1) * ((block[a] ?? 1) - 1) - 1;
    return Math.floor(span / (strides[a] ?? 1)) + 1;
  });
  return { image, block, dilations, strides, pads, counts };
}

function lower(context: LowerContext): readonly Work[] {
  const x = context.input(0);
  const { image, block, dilations, strides, pads, counts } = blocksOf(context);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const [n, c, ...place] = axes.map(coordinate) as [Dim, Dim, ...Dim[]];
    const { axes: reduced, at } = reducedOver(block.map((extent, a) => [`k${a}`, extent] as const));
    let [row, column]: [Dim, Dim] = [c, 0];
    const conditions: (Expr | undefined)[] = [];
    image.forEach((_, a) => {
      const stride = strides[a] ?? 1;
      const moved = minus(plus(place[a] ?? 0, pads[a] ?? 0), times(dilations[a] ?? 1, at[a] ?? 0));
      const which = floorDiv(moved, stride);
      if (stride > 1) conditions.push(eq(index(mod(moved, stride)), index(0)));
      conditions.push(within(which, 0, counts[a] ?? 1));
      row = plus(times(row, block[a] ?? 1), at[a] ?? 0);
      column = plus(times(column, counts[a] ?? 1), which);
    });
    const element = read(x, [n, row, column]);
    const body = guarded(allOf(conditions), element, constant(element.dtype, 0));
    if (reduced.length === 0) return compute({ name: "col2im", output, axes, value: body });
    const result = variable("sum", body.dtype);
    return compute({ name: "col2im", output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: result });
  });
}

export const Col2Im = defineOp({
  name: "Col2Im",
  opset: 18,
  since: 18,
  doc: "columns of blocks summed into an image",
  attrs: (raw) => ({ dilations: raw.ints("dilations", []), strides: raw.ints("strides", []), pads: raw.ints("pads", []) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, numbers);
    const { image, block, counts } = blocksOf(context);
    const [n, rows, columns] = shape;
    if (shape.length !== 3 || typeof rows !== "number" || rows % product(block) !== 0 || columns !== product(counts))
      context.fail(`input 0 has shape ${shapeText(shape)}, expected [n, c * ${product(block)}, ${product(counts)}]`);
    return [tensorType(dtype, [n as Dim, Number(rows) / product(block), ...image])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "blocks that overlap",
      inputs: [
        { shape: [1, 2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [1], values: [3n], constant: true },
        { dtype: "i64", shape: [1], values: [2n], constant: true },
      ],
      outputs: [{ shape: [1, 1, 3], values: [1, 5, 4] }],
    },
    {
      note: "every other place, padded",
      attrs: { strides: [2], pads: [1, 0] },
      inputs: [
        { shape: [1, 2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [1], values: [3n], constant: true },
        { dtype: "i64", shape: [1], values: [2n], constant: true },
      ],
      outputs: [{ shape: [1, 1, 3], values: [3, 2, 4] }],
    },
  ],
});
