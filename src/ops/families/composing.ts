/** Composing: nodes of the operators that composites are mostly made of, as functions of values. */
import type { Dim } from "../../core/dim.ts";
import { equalDims } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import { type DType, newArray } from "../../core/dtype.ts";
import type { AttrValue, ExpandContext, OpDef, PassOptions, Value } from "../../graph/graph.ts";
import { type TensorType, tensorType } from "../../graph/types.ts";
import { storedElement } from "../../loop/semantics.ts";
import { Add, Div, Mul, Sub } from "../arithmetic.ts";
import { Cast } from "../cast.ts";
import { Concat } from "../concat.ts";
import { Gather } from "../gather.ts";
import { Tanh } from "../hyperbolic.ts";
import { MatMul } from "../mat-mul.ts";
import { Reshape } from "../reshape.ts";
import { Slice } from "../slice.ts";
import { Softmax } from "../softmax.ts";
import { Split } from "../split.ts";
import { Transpose } from "../transpose.ts";
import { numberOfElementType } from "./element-numbers.ts";

type Attributes = Readonly<Record<string, AttrValue>>;

export interface Composer {
  readonly options: PassOptions;
  /** The first output of a node of `op`. */
  node(op: OpDef, inputs: readonly (Value | undefined)[], attrs?: Attributes): Value;
  add(a: Value, b: Value): Value;
  sub(a: Value, b: Value): Value;
  mul(a: Value, b: Value): Value;
  div(a: Value, b: Value): Value;
  tanh(x: Value): Value;
  softmax(x: Value): Value;
  matMul(a: Value, b: Value): Value;
  /** `x` itself when it has that type. */
  cast(x: Value, dtype: DType): Value;
  concat(parts: readonly Value[], axis: number): Value;
  gather(x: Value, indices: Value, axis: number): Value;
  transpose(x: Value, perm: readonly number[]): Value;
  /** `x` itself when it has that shape. Of the extents that are no numbers, all but one must stand where they stand in x. */
  reshape(x: Value, shape: readonly Dim[]): Value;
  slice(x: Value, axis: number, start: number, end: number): Value;
  split(x: Value, axis: number, sizes: readonly number[]): readonly Value[];
  /** A constant without axes. */
  scalar(dtype: DType, value: number): Value;
  integers(values: readonly number[]): Value;
}

export const typeOf = (v: Value): TensorType => v.type as TensorType;

export function composer(context: ExpandContext): Composer {
  const node: Composer["node"] = (op, inputs, attrs) => context.emit(op, inputs, attrs)[0] as Value;
  const constant = (name: string, dtype: DType, shape: readonly number[], values: readonly number[]): Value => {
    const array = newArray(dtype, values.length);
    values.forEach((x, i) => {
      array[i] = dtype === "i64" ? BigInt(x) : storedElement(dtype, x);
    });
    return context.constant(name, tensorType(dtype, shape), { array, splat: false });
  };
  const integers = (values: readonly number[]): Value => constant("integers", "i64", [values.length], values);
  return {
    options: context.options,
    node,
    add: (a, b) => node(Add, [a, b]),
    sub: (a, b) => node(Sub, [a, b]),
    mul: (a, b) => node(Mul, [a, b]),
    div: (a, b) => node(Div, [a, b]),
    tanh: (x) => node(Tanh, [x]),
    softmax: (x) => node(Softmax, [x]),
    matMul: (a, b) => node(MatMul, [a, b]),
    cast: (x, dtype) => (typeOf(x).dtype === dtype ? x : node(Cast, [x], { to: numberOfElementType(dtype) })),
    concat: (parts, axis) => node(Concat, parts, { axis }),
    gather: (x, indices, axis) => node(Gather, [x, indices], { axis }),
    transpose: (x, perm) => node(Transpose, [x], { perm }),
    reshape(x, shape) {
      const from = typeOf(x).shape;
      if (from.length === shape.length && shape.every((d, a) => equalDims(d, from[a] as Dim))) return x;
      const asked = shape.map((d, a) => (typeof d === "number" ? d : equalDims(d, from[a] ?? -1) ? 0 : -1));
      if (asked.filter((d) => d === -1).length > 1)
        context.fail(`becomes ${shapeText(shape)} from ${shapeText(from)}`, "give the free dims values (--dim name=value)");
      return node(Reshape, [x, integers(asked)]);
    },
    slice: (x, axis, start, end) => node(Slice, [x, integers([start]), integers([end]), integers([axis])]),
    split: (x, axis, sizes) => context.emit(Split, [x, integers(sizes)], { axis }, sizes.length),
    scalar: (dtype, value) => constant("constant", dtype, [], [value]),
    integers,
  };
}
