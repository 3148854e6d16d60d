/**
 * Col2Im: columns of sliding blocks put back where they came from and summed where they overlap, the opposite of taking blocks out.
 * Since opset 18. https://onnx.ai/onnx/operators/onnx__Col2Im.html
 */
import { type Dim, floorDiv, sub as minus, mod, add as plus, mul as times } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { allOf, bool, constant, type Expr, eq, guarded, i32, index, or, read, type Tensor, variable, within } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { caseOf, declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
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

type Attributes = Readonly<Record<"dilations" | "strides" | "pads", readonly number[]>>;

type Context = InferContext<Attributes> | LowerContext<Attributes>;
const [imageInput, blockInput] = [1, 2] as const;
const isSteered = (context: Context): boolean => isSteeredAtRunTime(context, imageInput) || isSteeredAtRunTime(context, blockInput);

/** The blocks that the operands may ask for: all that give the shape `result`, where only the run knows an operand. */
function everyBlocks(context: Context, result: readonly Dim[]): readonly Blocks[] {
  const [, rows, columns] = shapeOf(context, 0);
  const image = isSteeredAtRunTime(context, imageInput) ? result.slice(2).map(Number) : steeringNumbers(context, imageInput);
  if (!isSteeredAtRunTime(context, blockInput)) return [blocksOf(context, image, steeringNumbers(context, blockInput))];
  const size = Number(rows) / Number(result[1]);
  if (!Number.isInteger(size)) return [];
  return factorsOf(size, image.length)
    .map((block) => blocksOf(context, image, block))
    .filter(({ counts }) => counts.every((n) => n > 0) && product(counts) === columns);
}

/** All lists of `rank` numbers whose product is `size`. */
function factorsOf(size: number, rank: number): readonly (readonly number[])[] {
  if (rank === 1) return [[size]];
  const first = Array.from({ length: size }, (_, k) => k + 1).filter((k) => size % k === 0);
  return first.flatMap((k) => factorsOf(size / k, rank - 1).map((rest) => [k, ...rest]));
}

function blocksOf(context: Context, image: readonly number[], block: readonly number[]): Blocks {
  const rank = image.length;
  if (block.length !== rank) context.fail(`image_shape has ${rank} extents, block_shape ${block.length}`);
  const listed = (name: keyof Attributes, length: number, value: number): readonly number[] => {
    const given = context.attrs[name];
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

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const x = context.input(0);
  return context.outputs.flatMap((output) => {
    const every = everyBlocks(context, output.shape);
    if (!isSteered(context)) return every.map((blocks) => summed(x, output, blocks));
    const plan = new Plan(context);
    if (isSteeredAtRunTime(context, imageInput))
      output.shape.slice(2).forEach((d, a) => plan.extent(d, plan.let(`extent${a}`, plan.operand(imageInput, a))));
    const sides = isSteeredAtRunTime(context, blockInput)
      ? output.shape.slice(2).map((_, a) => plan.let(`side${a}`, plan.operand(blockInput, a)))
      : [];
    const isAsked = ({ block }: Blocks): Expr => allOf(sides.map((side, a) => eq(side, i32(block[a] ?? 1)))) ?? bool(true);
    plan.expect(every.map(isAsked).reduce((a, b) => or(a, b), bool(false)));
    const guarded = every.flatMap((blocks) => caseOf(plan, isAsked(blocks)).guarded([summed(x, output, blocks)]));
    return [plan.routine("col2im_operands", output), ...guarded];
  });
}

function summed(x: Tensor, output: Tensor, { image, block, dilations, strides, pads, counts }: Blocks): Work {
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
}

const shapeOf = (context: Context, i: number): readonly Dim[] => ("tensor" in context ? context.tensor(i) : context.input(i)).shape;

export const Col2Im = defineOp({
  name: "Col2Im",
  opset: 18,
  since: 18,
  doc: "columns of blocks summed into an image",
  inputs: ["input", "image_shape", "block_shape"],
  attrs: (raw) => ({ dilations: raw.ints("dilations", []), strides: raw.ints("strides", []), pads: raw.ints("pads", []) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, numbers);
    const [n, rows, columns] = shape;
    const rank = shapeOf(context, imageInput)[0];
    const declared = isSteered(context)
      ? declaredShape(context, 0, typeof rank === "number" ? rank + 2 : undefined, "image_shape or block_shape")
      : [];
    const [first] = everyBlocks(context, declared);
    if (first === undefined)
      return context.fail(`no blocks of ${context.inputName(0)}, ${shapeText(shape)}, give the declared shape ${shapeText(declared)}`);
    const { image, block, counts } = first;
    if (shape.length !== 3 || typeof rows !== "number" || rows % product(block) !== 0 || columns !== product(counts))
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, expected [n, c * ${product(block)}, ${product(counts)}]`);
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
      note: "blocks and an image that the run gives",
      declared: true,
      inputs: [
        { shape: [1, 2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [2], values: [1n, 3n] },
        { dtype: "i64", shape: [2], values: [1n, 2n] },
      ],
      outputs: [{ shape: [1, 1, 1, 3], values: [1, 5, 4] }],
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
