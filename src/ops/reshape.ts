/**
 * Reshape: the same elements in row-major order under another shape; 0 keeps an extent (unless allowzero), -1 takes what remains.
 * Since opset 1 (shape as an input since 5, allowzero since 14). https://onnx.ai/onnx/operators/onnx__Reshape.html
 */
import { bounds, type Dim, equalDims, product } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { cast, eq, i32, index, or } from "../loop/expr.ts";
import { exactQuotient } from "./families/exact-division.ts";
import { knownTensor, withKnown } from "./families/known-elements.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { steering } from "./families/steering.ts";
import { movables, typed } from "./families/type-sets.ts";

/** The extent -1 stands for: all elements over those of the other axes, equal extents cancelled first. */
function remaining(context: InferContext, from: readonly Dim[], others: readonly Dim[]): Dim {
  const left = [...from];
  const over: Dim[] = [];
  for (const d of others) {
    const at = left.findIndex((x) => equalDims(x, d) && x !== 0);
    if (at < 0) over.push(d);
    else left.splice(at, 1);
  }
  return (
    exactQuotient(product(left), product(over)) ??
    context.fail(`shape ${shapeText(from)} has ${dimText(product(from))} elements, which do not divide by ${dimText(product(others))}`)
  );
}

function targetShape(context: InferContext, from: readonly Dim[]): readonly Dim[] {
  const asked = steering(context, 1);
  const copied = asked.map((d, a): Dim => {
    if (d !== 0 || context.attrs.allowzero === true) return d;
    return from[a] ?? context.fail(`shape ${shapeText(asked)} keeps axis ${a} but ${context.inputName(0)} has rank ${from.length}`);
  });
  const free = copied.flatMap((d, a) => (d === -1 ? [a] : []));
  if (free.length > 1) context.fail(`shape ${shapeText(asked)} has ${free.length} entries of -1, at most 1 is allowed`);
  const others = copied.filter((d) => d !== -1);
  if (others.some((d) => bounds(d)[0] < 0)) context.fail(`shape ${shapeText(asked)} has a negative extent`);
  if (free.length === 1) {
    const rest = remaining(context, from, others);
    return copied.map((d) => (d === -1 ? rest : d));
  }
  if (!equalDims(product(copied), product(from)))
    context.fail(`shape ${shapeText(from)} has ${dimText(product(from))} elements but ${shapeText(copied)} has ${dimText(product(copied))}`);
  return copied;
}

/** The declared shape, one extent of which follows from the others; a shape of one extent is known without. */
function declaredTarget(context: InferContext, from: readonly Dim[]): readonly Dim[] {
  const [count] = context.tensor(1).shape;
  if (count === 1) return [product(from)];
  const declared = context.declared(0) ?? [];
  const open = declared.flatMap((d, a) => (d === undefined ? [a] : []));
  if (declared.length !== count || open.length > 1) return declaredShape(context, 0, Number(count), context.inputName(1));
  const others = declared.filter((d) => d !== undefined);
  if (open.length === 1) return declared.map((d) => d ?? remaining(context, from, others));
  if (!equalDims(product(others), product(from)))
    context.fail(`shape ${shapeText(from)} has ${dimText(product(from))} elements but is declared to become ${shapeText(others)}`);
  return others;
}

/** A shape at run time must mean the one that was settled. */
function checkTarget(context: LowerContext): readonly Work[] {
  const [output] = context.outputs;
  if (output === undefined || !isSteeredAtRunTime(context, 1)) return [];
  const from = context.input(0).shape;
  const plan = new Plan(context);
  output.shape.forEach((d, a) => {
    const asked = plan.let(`extent${a}`, plan.operand(1, a));
    const isCopied = context.attrs.allowzero !== true && from[a] !== undefined && equalDims(from[a], d);
    const same = or(eq(asked, cast("i32", index(d))), eq(asked, i32(-1)));
    plan.expect(isCopied ? or(same, eq(asked, i32(0))) : same);
  });
  return [plan.routine("reshape_operands", output)];
}

export const Reshape = defineOp({
  name: "Reshape",
  opset: 25,
  since: 1,
  doc: "the same elements under another shape",
  inputs: ["data", "shape"],
  attrs: (raw) => ({ allowzero: raw.int("allowzero", 0) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const target = isSteeredAtRunTime(context, 1) ? declaredTarget(context, shape) : targetShape(context, shape);
    return [withKnown(tensorType(dtype, target), knownTensor(context, 0))];
  },
  view: true,
  lower: checkTarget,
  tolerance: exactTolerance,
  examples: [
    {
      note: "0 keeps, -1 takes the rest",
      inputs: [
        { shape: [2, 3, 2], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
        { dtype: "i64", shape: [2], values: [0n, -1n], constant: true },
      ],
      outputs: [{ shape: [2, 6], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }],
    },
    {
      note: "allowzero means an empty axis",
      attrs: { allowzero: 1 },
      inputs: [
        { shape: [0, 3], values: [] as readonly number[] },
        { dtype: "i64", shape: [2], values: [3n, 0n], constant: true },
      ],
      outputs: [{ shape: [3, 0], values: [] as readonly number[] }],
    },
  ],
});
