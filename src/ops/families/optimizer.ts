/** Optimizers: the inputs R (rate), T (steps done) and groups of tensors, of which each node may update several, one formula an element. */
import { type Dim, equalDims } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import type { AttrReader, Attrs, InferContext, LowerContext, OpDef, Work } from "../../graph/graph.ts";
import { f32Tolerance } from "../../graph/graph.ts";
import { tensorType } from "../../graph/types.ts";
import { compute, coordinate } from "../../loop/compute.ts";
import { cast, type Expr, read } from "../../loop/expr.ts";
import { axesOf } from "./axes.ts";
import { checkSingle, only } from "./single-element.ts";
import { sameDType, type TypeSet, typed } from "./type-sets.ts";

const reals: TypeSet = { text: "f32 or f64", dtypes: ["f32", "f64"] };
const counts: TypeSet = { text: "i64", dtypes: ["i64"] };

export interface Optimizer<A extends Attrs> {
  readonly kernel: string;
  readonly attrs: (raw: AttrReader) => A;
  /** Groups among the inputs (weights, gradients, ...), and which of them (after the new weights) are outputs too. */
  readonly groups: number;
  readonly kept: number;
  /** The new elements: weights, then what is kept. All operands are of one float type. */
  readonly step: (context: LowerContext<NoInfer<A>>, rate: Expr, time: Expr, elements: readonly Expr[]) => readonly Expr[];
}

type Parts<A extends Attrs> = Pick<OpDef<A>, "domain" | "attrs" | "opset" | "since" | "inputs" | "infer" | "lower" | "tolerance">;

/** How many tensors of each group a node has. */
function tensorsOf(context: InferContext | LowerContext, { groups }: Pick<Optimizer<Attrs>, "groups">): number {
  const rest = context.inputs.length - 2;
  if (rest < groups || rest % groups !== 0) context.fail(`has ${rest} tensors after R and T, a multiple of ${groups} is expected`);
  return rest / groups;
}

export const optimizer = <A extends Attrs>(spec: Optimizer<A>): Parts<A> => ({
  domain: "ai.onnx.preview.training",
  attrs: spec.attrs,
  opset: 1,
  since: 1,
  inputs: ["R", "T", "...inputs"],
  infer(context) {
    const n = tensorsOf(context, spec);
    typed(context, 0, reals);
    typed(context, 1, counts);
    checkSingle(context, 0);
    checkSingle(context, 1);
    for (let i = 0; i < n * spec.groups; i++) {
      const [own, first] = [typed(context, 2 + i, reals), context.tensor(2 + (i % n))];
      sameDType(context, 2, 2 + i);
      if (own.shape.length !== first.shape.length || !own.shape.every((d, a) => equalDims(d, first.shape[a] as Dim)))
        context.fail(`${context.inputName(2 + i)} has shape ${shapeText(own.shape)}, its weights ${shapeText(first.shape)}; they must be equal`);
    }
    return Array.from({ length: n * (1 + spec.kept) }, (_, i) => {
      const { dtype, shape } = context.tensor(2 + (i % n));
      return tensorType(dtype, shape);
    });
  },
  lower(context): readonly Work[] {
    const n = tensorsOf(context, spec);
    return context.outputs.map((output, i) => {
      const axes = axesOf(output.shape);
      const at = axes.map(coordinate);
      const elements = Array.from({ length: spec.groups }, (_, g) => read(context.input(2 + g * n + (i % n)), at));
      const like = (x: Expr): Expr => (x.dtype === output.dtype ? x : cast(output.dtype, x));
      const results = spec.step(context, like(only(context, 0)), like(only(context, 1)), elements);
      return compute({ name: spec.kernel, output, axes, value: results[Math.floor(i / n)] as Expr });
    });
  },
  tolerance: f32Tolerance,
});
