/**
 * Einsum: products of elements of all inputs, summed over every index that the result does not name: "bij,bjk->bik". An index that stands
 * twice in one input takes a diagonal, "..." stands for axes that broadcast. More than two inputs are joined one after the other, each sum
 * taken as soon as nothing further needs its index. Since opset 12. https://onnx.ai/onnx/operators/onnx__Einsum.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import type { DType } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type LowerContext, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import { mul, read, scalarOf, type Tensor, variable } from "../loop/expr.ts";
import { numbers, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

type Context = Pick<NodeContext<{ readonly equation: string }>, "attrs" | "fail">;

/** One index an axis: a letter, or for axes under "..." a number counted from the last of them. */
export type Indices = readonly string[];

interface Equation {
  readonly inputs: readonly Indices[];
  readonly output: Indices;
  readonly extents: ReadonlyMap<string, Dim>;
}

/** The indices of one term over an input (or the result) whose "..." stands for `hidden` axes. */
function indicesOf(context: Context, term: string, hidden: number): Indices {
  const [before = "", after, ...more] = term.split("...");
  if (more.length > 0 || !/^[A-Za-z]*$/.test(before + (after ?? ""))) context.fail(`the term "${term}" of the equation is no list of letters`);
  const ellipsis = after === undefined ? [] : Array.from({ length: hidden }, (_, i) => `${hidden - 1 - i}`);
  return [...before, ...ellipsis, ...(after ?? "")];
}

/** Axes of an input of `rank` under the "..." of its term; refuses a term that names another number of axes. */
function hiddenAxes(context: Context, term: string, rank: number): number {
  const letters = term.replace("...", "").length;
  const hidden = rank - letters;
  if (hidden < 0 || (hidden > 0 && !term.includes("..."))) context.fail(`the term "${term}" names ${letters} axes, its input has ${rank}`);
  return hidden;
}

/** Without "->" the result has the broadcast axes, then every letter that stands once, in order of the alphabet. */
function impliedOutput(terms: readonly string[]): string {
  const letters = terms.join("").replaceAll(".", "");
  const once = [...letters].filter((x) => letters.split(x).length === 2).sort();
  return `${terms.some((t) => t.includes("...")) ? "..." : ""}${once.join("")}`;
}

/** What an equation says of inputs of these shapes; refuses what fits none. */
export function equationOf(context: Context, shapes: readonly (readonly Dim[])[]): Equation {
  const [left = "", right, ...more] = context.attrs.equation.replaceAll(/\s/g, "").split("->");
  const terms = left.split(",");
  if (more.length > 0 || terms.length !== shapes.length)
    context.fail(`the equation "${context.attrs.equation}" names ${terms.length} inputs, the node has ${shapes.length}`);
  const hidden = terms.map((term, i) => hiddenAxes(context, term, shapes[i]?.length ?? 0));
  const inputs = terms.map((term, i) => indicesOf(context, term, hidden[i] ?? 0));
  const output = indicesOf(context, right ?? impliedOutput(terms), Math.max(0, ...hidden));
  const extents = new Map<string, Dim>();
  inputs.forEach((indices, i) => {
    indices.forEach((name, a) => {
      const [known, here] = [extents.get(name) ?? 1, shapes[i]?.[a] ?? 1];
      if (known !== 1 && here !== 1 && !equalDims(known, here)) context.fail(`index ${name} is ${dimText(known)} and ${dimText(here)} long`);
      extents.set(name, known === 1 ? here : known);
    });
  });
  const wrong = output.find((name, i) => !extents.has(name) || output.indexOf(name) !== i);
  if (wrong !== undefined) context.fail(`the result names index ${wrong}, which is in no input or stands twice in it`);
  return { inputs, output, extents };
}

/** A tensor and what its axes are called. */
interface Factor {
  readonly tensor: Tensor;
  readonly indices: Indices;
}

/** The sum over all indices of `factors` that `output` does not name. */
function contraction(factors: readonly Factor[], output: Factor, extents: Equation["extents"]): Compute {
  const extent = (name: string): Dim => extents.get(name) ?? 1;
  const named = (name: string): string => (/\d/.test(name) ? `b${name}` : name.toLowerCase());
  const axes = output.indices.map((name) => axis(named(name), extent(name)));
  const summed = [...new Set(factors.flatMap((f) => f.indices))].filter((name) => !output.indices.includes(name));
  const reduced = reducedOver(summed.map((name) => [`r${named(name)}`, extent(name)]));
  const place = new Map<string, Dim>([
    ...output.indices.map((name, i): [string, Dim] => [name, coordinate(axes[i] as (typeof axes)[number])]),
    ...summed.map((name, i): [string, Dim] => [name, reduced.at[i] as Dim]),
  ]);
  const at = ({ tensor, indices }: Factor): readonly Dim[] => indices.map((name, a) => (tensor.shape[a] === 1 ? 0 : (place.get(name) as Dim)));
  const body = factors.map((f) => read(f.tensor, at(f))).reduce((a, b) => mul(a, b));
  const common = { name: "einsum", output: output.tensor, axes };
  if (reduced.axes.length === 0) return compute({ ...common, value: body });
  const result = variable("sum", body.dtype);
  return compute({ ...common, reduction: { axes: reduced.axes, combine: "sum", body, result }, value: result });
}

function lower(context: LowerContext<{ readonly equation: string }>): readonly Compute[] {
  const tensors = context.inputs.map((_, i) => context.input(i));
  const { inputs, output, extents } = equationOf(
    context,
    tensors.map((t) => t.shape),
  );
  const [result] = context.outputs;
  if (result === undefined) return context.fail("has 0 outputs, 1 is expected");
  const work: Compute[] = [];
  let [first, ...rest] = tensors.map((tensor, i): Factor => ({ tensor, indices: inputs[i] as Indices }));
  while (first !== undefined && rest.length > 1) {
    const [second, ...later] = rest as [Factor, ...Factor[]];
    const needed = new Set([...output, ...later.flatMap((f) => f.indices)]);
    const indices = [...new Set([...first.indices, ...second.indices])].filter((name) => needed.has(name));
    const shape = indices.map((name) => extents.get(name) ?? 1);
    const joined: Factor = { tensor: context.scratch(`join${work.length}`, scalarOf(result.dtype) as DType, shape), indices };
    work.push(contraction([first, second], joined, extents));
    [first, rest] = [joined, later];
  }
  const factors = first === undefined ? [] : [first, ...rest];
  return [...work, contraction(factors, { tensor: result, indices: output }, extents)];
}

export const Einsum = defineOp({
  name: "Einsum",
  opset: 12,
  since: 12,
  doc: "sums of products of elements, as an equation of their indices says",
  inputs: ["...Inputs"],
  attrs: (raw) => ({ equation: raw.string("equation") }),
  infer(context) {
    const shapes = context.inputs.map((_, i) => typed(context, i, numbers).shape);
    if (shapes.length === 0) context.fail("has 0 inputs, 1 or more are expected");
    for (const i of shapes.keys()) sameDType(context, 0, i);
    const { output, extents } = equationOf(context, shapes);
    return [
      tensorType(
        context.tensor(0).dtype,
        output.map((name) => extents.get(name) ?? 1),
      ),
    ];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "a matrix product",
      attrs: { equation: "ij,jk->ik" },
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { shape: [2, 1], values: [5, 6] },
      ],
      outputs: [{ shape: [2, 1], values: [17, 39] }],
    },
    {
      note: "a diagonal under broadcast axes, no arrow",
      attrs: { equation: "...ii" },
      inputs: [{ shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] }],
      outputs: [{ shape: [2], values: [5, 13] }],
    },
    {
      note: "a scalar from three inputs",
      attrs: { equation: "i, ij, j ->" },
      inputs: [
        { shape: [2], values: [1, 2] },
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { shape: [2], values: [1, -1] },
      ],
      outputs: [{ shape: [], values: [-3] }],
    },
    {
      note: "broadcast axes of two inputs, integers, the result transposed",
      attrs: { equation: "...ij,...j->j...i" },
      inputs: [
        { dtype: "i32", shape: [2, 1, 2], values: [1, 2, 3, 4] },
        { dtype: "i32", shape: [2], values: [10, 100] },
      ],
      outputs: [{ dtype: "i32", shape: [2, 2, 1], values: [10, 30, 200, 400] }],
    },
  ],
});
