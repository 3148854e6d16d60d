/**
 * CumSum and CumProd: running sums and products along an axis, exclusive (without the element itself) or reversed on demand. Written as a
 * kernel: each line carries one accumulator, n steps instead of the n * n / 2 of a reduction. Since opset 11 and 26.
 * https://onnx.ai/onnx/operators/onnx__CumSum.html and onnx__CumProd.
 */
import { bounds, type Dim, dimOf, min as least, add as plus, product, sub as subDims, mul as times } from "../core/dim.ts";
import { isPlain } from "../core/layout.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { add, and, constant, type Expr, eq, i32, le, load, lt, mul, scalarOf, type Tensor, tile, tileGet } from "../loop/expr.ts";
import { declareTile, loop, type Routine, type Stmt, setTile, store } from "../loop/kernel.ts";
import { axisLetter, normalizeAxis } from "./families/axes.ts";
import { caseOf, fromStart, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { checkSingle } from "./families/single-element.ts";
import { steeringNumbers } from "./families/steering.ts";
import { numbers, typed } from "./families/type-sets.ts";

interface Running {
  readonly kernel: string;
  readonly neutral: number;
  readonly combine: (acc: Expr, x: Expr) => Expr;
}

function knownAxis(context: InferContext | LowerContext, rank: number): number {
  const [axis = 0] = steeringNumbers(context, 1);
  return normalizeAxis(context, axis, rank);
}

function runningRoutine(context: LowerContext, output: Tensor, axis: number, { kernel: name, neutral, combine }: Running): Routine {
  const [x, y] = [memory("x", context.input(0), "in"), memory("y", output, "out")];
  const { shape } = output;
  const extent = shape[axis] ?? context.fail(`${context.inputName(0)} is a scalar`);
  const { exclusive, reverse } = context.attrs;
  const doc = `${name} of ${shape.length} axes along axis ${axis}`;
  const inner = product(shape.slice(axis + 1));
  const isDense = isPlain(x.tensor.layout) && isPlain(output.layout);
  // Narrow types are not rounded on the way: their lines carry a wider accumulator.
  if (typeof inner === "number" && inner > 1 && isDense && output.dtype === scalarOf(output.dtype))
    return routine(name, doc, [x, y], rowByRow(context, [x, y], [product(shape.slice(0, axis)), extent, inner], { neutral, combine }));
  const body = overShape(shape.with(axis, 1), (line) => {
    const acc = tile("acc", scalarOf(output.dtype), 1, []);
    const walk = loop(axisLetter(shape.length, axis), extent, (s) => {
      const at = line.with(axis, reverse === true ? subDims(subDims(extent, 1), dimOf(s)) : dimOf(s));
      const put = y.put(at, tileGet(acc, []));
      const step = setTile(acc, [], combine(tileGet(acc, []), x.get(at)));
      return exclusive === true ? [put, step] : [step, put];
    });
    return [declareTile(acc, constant(acc.dtype, neutral)), walk];
  });
  return routine(name, doc, [x, y], body);
}

/** Along an outer axis: each row of `inner` neighbours is the one before and a row of x, in vectors. */
function rowByRow(
  { attrs, machine }: LowerContext,
  [x, y]: readonly [Memory, Memory],
  [outer, extent, inner]: readonly [Dim, Dim, number],
  { neutral, combine }: Omit<Running, "kernel">,
): readonly Stmt[] {
  const place = (row: Dim): Dim => (attrs.reverse === true ? subDims(subDims(extent, 1), row) : row);
  const wide = y.tensor.dtype === "f32" && inner >= machine.lanes ? machine.lanes : 1;
  const each = (put: (offset: Dim, lanes: number) => Stmt): readonly Stmt[] => {
    const rest = inner - (inner % wide);
    const vectors = loop("v", rest / wide, (v) => [put(times(dimOf(v), wide), wide)]);
    return [vectors, ...(rest === inner ? [] : [loop("k", inner, (k) => [put(dimOf(k), 1)], { from: rest })])];
  };
  return [
    loop("o", outer, (o) => {
      const at = (row: Dim, offset: Dim): Dim => plus(times(plus(times(dimOf(o), extent), place(row)), inner), offset);
      const first = each((offset, lanes) => {
        const start = constant(scalarOf(y.tensor.dtype), neutral, lanes);
        return store(y.buffer, at(0, offset), attrs.exclusive === true ? start : combine(start, load(x.buffer, at(0, offset), lanes)));
      });
      const later = loop(
        "row",
        extent,
        (s) => {
          const [row, before] = [dimOf(s), subDims(dimOf(s), 1)];
          return each((offset, lanes) => {
            const added = load(x.buffer, at(attrs.exclusive === true ? before : row, offset), lanes);
            return store(y.buffer, at(row, offset), combine(load(y.buffer, at(before, offset), lanes), added));
          });
        },
        { from: 1 },
      );
      return [loop("first", least(extent, 1), () => first), ...(bounds(extent)[1] > 1 ? [later] : [])];
    }),
  ];
}

/** An axis at run time: one kernel an axis, of which one does its work. */
function alongAny(context: LowerContext, output: Tensor, how: Running): readonly Work[] {
  const rank = output.shape.length;
  const plan = new Plan(context);
  const axis = plan.let("axis", fromStart(plan.let("given", plan.operand(1, 0)), rank));
  plan.expect(and(le(i32(0), axis), lt(axis, i32(rank))));
  const cases = Array.from({ length: rank }, (_, a) => caseOf(plan, eq(axis, i32(a))).guarded([runningRoutine(context, output, a, how)]));
  return [plan.routine(`${how.kernel}_operands`, output), ...cases.flat()];
}

const running = (how: Running): Pick<OpDef, "inputs" | "attrs" | "infer" | "lower" | "tolerance"> => ({
  inputs: ["x", "axis"],
  attrs: (raw) => ({ exclusive: raw.int("exclusive", 0) !== 0, reverse: raw.int("reverse", 0) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, numbers);
    checkSingle(context, 1);
    if (!isSteeredAtRunTime(context, 1)) knownAxis(context, shape.length);
    return [tensorType(dtype, shape)];
  },
  lower: (context) =>
    context.outputs.flatMap((output) => {
      const rank = output.shape.length;
      return isSteeredAtRunTime(context, 1) ? alongAny(context, output, how) : [runningRoutine(context, output, knownAxis(context, rank), how)];
    }),
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
