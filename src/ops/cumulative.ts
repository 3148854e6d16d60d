/**
 * CumSum and CumProd: running sums and products along an axis, exclusive (without the element itself) or reversed on demand. Written as a
 * kernel: each line carries one accumulator, n steps instead of the n * n / 2 of a reduction. Since opset 11 and 26.
 * https://onnx.ai/onnx/operators/onnx__CumSum.html and onnx__CumProd.
 */
import { type Dim, sub } from "../core/dim.ts";
import { addressOf, storageElements } from "../core/layout.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type OpDef } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { coordinate } from "../loop/compute.ts";
import { add, buffer, constant, type Expr, load, mul, type Tensor, tile, tileGet } from "../loop/expr.ts";
import { declareTile, kernel, loop, type Routine, type Stmt, setTile, store } from "../loop/kernel.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { steeringNumbers } from "./families/steering.ts";
import { numbers, typed } from "./families/type-sets.ts";

interface Running {
  readonly kernel: string;
  readonly neutral: number;
  readonly combine: (acc: Expr, x: Expr) => Expr;
}

function axisOf(context: InferContext | LowerContext, rank: number): number {
  const [axis = 0, ...more] = steeringNumbers(context, 1, "axis");
  if (more.length > 0) context.fail(`axis has ${more.length + 1} elements, 1 is expected`);
  return normalizeAxis(context, axis, rank);
}

function runningRoutine(context: LowerContext, y: Tensor, { kernel: name, neutral, combine }: Running): Routine {
  const x = context.input(0);
  const axis = axisOf(context, x.shape.length);
  const from = buffer("x", x.dtype, storageElements(x.layout, x.shape), "in");
  const to = buffer("y", y.dtype, storageElements(y.layout, y.shape), "out");
  const axes = axesOf(x.shape);
  const along = axes[axis];
  if (along === undefined) return context.fail("input 0 is a scalar");
  const place = coordinate(along);
  const at = axes.map((a, i): Dim => (i !== axis ? coordinate(a) : context.attrs.reverse === true ? sub(sub(along.extent, 1), place) : place));
  const element = load(from, addressOf(x.layout, x.shape, at));
  const acc = tile("acc", element.dtype, 1, []);
  const put = store(to, addressOf(y.layout, y.shape, at), tileGet(acc, []));
  const step = setTile(acc, [], combine(tileGet(acc, []), element));
  const walk = {
    ...loop(along.sym.name, along.extent, () => (context.attrs.exclusive === true ? [put, step] : [step, put])),
    sym: along.sym,
  } as Stmt;
  const line: readonly Stmt[] = [declareTile(acc, constant(element.dtype, neutral)), walk];
  const body = axes
    .filter((a) => a !== along)
    .reduceRight<readonly Stmt[]>((inner, a) => [{ ...loop(a.sym.name, a.extent, () => inner), sym: a.sym } as Stmt], line);
  const doc = [`${name} of ${x.shape.length} axes along axis ${axis}`];
  return { kind: "routine", kernel: kernel({ name, doc, params: [from, to], extents: [], body }), operands: [x, y], origin: [] };
}

const running = (how: Running): Pick<OpDef, "attrs" | "infer" | "lower" | "tolerance"> => ({
  attrs: (raw) => ({ exclusive: raw.int("exclusive", 0) !== 0, reverse: raw.int("reverse", 0) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, numbers);
    axisOf(context, shape.length);
    return [tensorType(dtype, shape)];
  },
  lower: (context) => context.outputs.map((output) => runningRoutine(context, output, how)),
  tolerance: f32Tolerance,
});

const axis0 = { dtype: "i64", shape: [], values: [0n], constant: true } as const;
const rows = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } as const;

export const CumProd = defineOp({
  name: "CumProd",
  opset: 26,
  since: 26,
  doc: "running products along an axis",
  ...running({ kernel: "cum_prod", neutral: 1, combine: mul }),
  examples: [
    { note: "one axis", inputs: [{ shape: [3], values: [1, 2, 3] }, axis0], outputs: [{ shape: [3], values: [1, 2, 6] }] },
    {
      note: "exclusive, integers",
      attrs: { exclusive: 1 },
      inputs: [{ dtype: "i32", shape: [3], values: [2, 3, 4] }, axis0],
      outputs: [{ dtype: "i32", shape: [3], values: [1, 2, 6] }],
    },
  ],
});

export const CumSum = defineOp({
  name: "CumSum",
  opset: 14,
  since: 11,
  doc: "running sums along an axis",
  ...running({ kernel: "cum_sum", neutral: 0, combine: add }),
  examples: [
    { note: "outer axis", inputs: [rows, axis0], outputs: [{ shape: [2, 3], values: [1, 2, 3, 5, 7, 9] }] },
    {
      note: "inner axis, exclusive and reversed",
      attrs: { exclusive: 1, reverse: 1 },
      inputs: [rows, { dtype: "i32", shape: [1], values: [-1], constant: true }],
      outputs: [{ shape: [2, 3], values: [5, 3, 0, 11, 6, 0] }],
    },
  ],
});
