/** Which experts a token goes to, and the weight of each: by router values among all, among the chosen ones, or by a sparse mixer. */
import type { Dim } from "../../core/dim.ts";
import type { ExpandContext, Value } from "../../graph/graph.ts";
import { Equal, Greater } from "../comparison.ts";
import { GatherElements } from "../gather-elements.ts";
import { ReduceSum } from "../reduce.ts";
import { Abs } from "../sign.ts";
import { TopK } from "../top-k.ts";
import { Max } from "../variadic.ts";
import { Where } from "../where.ts";
import { type Composer, typeOf } from "./composing.ts";

export interface Routes {
  /** [tokens, k] */
  readonly experts: Value;
  readonly weights: Value;
}

type Context = Pick<ExpandContext<{ readonly k: number; readonly isNormalized: boolean }>, "emit" | "attrs" | "inputs">;

/** The router values of all experts: [tokens, experts]. */
const routerOf = ({ inputs }: Context): Value => inputs[1] as Value;

/** The `count` largest along the last axis, and where they stand. */
const best = (c: Composer, { emit }: Context, x: Value, count: number): readonly [Value, Value] =>
  emit(TopK, [x, c.integers([count])], { axis: -1 }, 2) as readonly [Value, Value];

const normalized = (c: Composer, weights: Value): Value => c.div(weights, c.node(ReduceSum, [weights, c.integers([1])], { keepdims: 1 }));

export function amongAll(c: Composer, context: Context): Routes {
  const [weights, experts] = best(c, context, c.softmax(routerOf(context)), context.attrs.k);
  return { experts, weights: context.attrs.isNormalized ? normalized(c, weights) : weights };
}

/** `given`: weights of all experts, of which those of the chosen ones count; else their probabilities. */
export function amongChosen(c: Composer, context: Context, given: Value | undefined): Routes {
  const [values, experts] = best(c, context, routerOf(context), context.attrs.k);
  if (given === undefined) return { experts, weights: c.softmax(values) };
  const weights = c.node(GatherElements, [given, experts], { axis: 1 });
  return { experts, weights: context.attrs.isNormalized ? normalized(c, weights) : weights };
}

/** Of experts further below the best than this part, none takes a share. */
const near = 0.02;

/**
 * SparseMixer of Phi-3.5-MoE (https://arxiv.org/abs/2310.00811), without noise: the weight of the best expert is its probability among those near it,
 * then the same of the best of the others.
 */
export function bySparseMixer(c: Composer, context: Context): Routes {
  const router = routerOf(context);
  const { dtype, shape } = typeOf(router);
  const scores = c.cast(router, "f32");
  const none = c.scalar("f32", Number.NEGATIVE_INFINITY);
  const choose = (left: Value): readonly [Value, Value] => {
    const [most, at] = best(c, context, left, 1);
    const distance = c.div(c.sub(most, scores), c.node(Max, [c.node(Abs, [scores]), most]));
    const shares = c.softmax(c.node(Where, [c.node(Greater, [distance, c.scalar("f32", near)]), none, left]));
    return [c.node(GatherElements, [shares, at], { axis: 1 }), at];
  };
  const [first, firstAt] = choose(scores);
  const numbers = c.integers(Array.from({ length: Number(shape[1] as Dim) }, (_, i) => i));
  const [second, secondAt] = choose(c.node(Where, [c.node(Equal, [numbers, firstAt]), none, scores]));
  return { experts: c.concat([firstAt, secondAt], 1), weights: c.cast(c.concat([first, second], 1), dtype) };
}
