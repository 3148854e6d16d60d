/**
 * Quantization by the range a tensor has at run time: scale = (max(x, 0) - min(x, 0)) / 255 and the zero point that makes 0 exact, in u8. A
 * tensor of zeros has scale 1. What the quantized elements are used for is the operator's.
 */
import type { LowerContext } from "../../graph/graph.ts";
import { type Compute, compute } from "../../loop/compute.ts";
import { constant, div, type Expr, eq, max, min, neg, read, select, sub, type Tensor } from "../../loop/expr.ts";
import { rounded } from "./quantized.ts";
import { reducedShape, reduceStep } from "./reduction.ts";

export interface DynamicRange {
  readonly work: readonly Compute[];
  /** f32 and u8 scalars. */
  readonly scale: Tensor;
  readonly zero: Tensor;
}

const f = (value: number): Expr => constant("f32", value);

/** The range of `x`, f32; results go to scratch where no tensors are given. */
export function dynamicRange(context: LowerContext, x: Tensor, into: { readonly scale?: Tensor; readonly zero?: Tensor } = {}): DynamicRange {
  const how = { axes: new Set(x.shape.keys()), keepdims: false };
  const shape = reducedShape(x.shape, how);
  const [least, most] = [context.scratch("min", "f32", shape), context.scratch("max", "f32", shape)];
  const scale = into.scale ?? context.scratch("scale", "f32", []);
  const zero = into.zero ?? context.scratch("zero_point", "u8", []);
  const same = (e: Expr): Expr => e;
  const low = min(read(least, []), f(0));
  const step = div(sub(max(read(most, []), f(0)), low), f(255));
  const work = [
    reduceStep({ kernel: "range_min", from: x, output: least, how, combine: "min", body: same, finish: same }),
    reduceStep({ kernel: "range_max", from: x, output: most, how, combine: "max", body: same, finish: same }),
    compute({ name: "range_scale", output: scale, axes: [], value: select(eq(step, f(0)), f(1), step) }),
    compute({ name: "range_zero_point", output: zero, axes: [], value: rounded(div(neg(low), read(scale, [])), undefined, "u8") }),
  ];
  return { work, scale, zero };
}
