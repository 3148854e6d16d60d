/**
 * Derivatives by operator: what an operator's output gets (g, the derivative of the result with respect to it) is handed on to its inputs. Operands that
 * were broadcast get a gradient of the output's shape; summing it is left to who asks. Facts from calculus, in the order of the operators' files.
 */
import { isFloat } from "../core/dtype.ts";
import { type Attrs, type AttrValue, isNodeOf, type Node, type OpDef, type Value } from "../graph/graph.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { Cast } from "../ops/cast.ts";
import { Less } from "../ops/comparison.ts";
import { Concat } from "../ops/concat.ts";
import { Expand } from "../ops/expand.ts";
import { Erf, Exp, Log } from "../ops/exponential.ts";
import { Flatten } from "../ops/flatten.ts";
import { Gemm } from "../ops/gemm.ts";
import { Tanh } from "../ops/hyperbolic.ts";
import { Identity } from "../ops/identity.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Pow } from "../ops/pow.ts";
import { Relu } from "../ops/rectifiers.ts";
import { ReduceMean, ReduceSum } from "../ops/reduce.ts";
import { Reshape } from "../ops/reshape.ts";
import { Reciprocal, Sqrt } from "../ops/roots.ts";
import { Sigmoid } from "../ops/sigmoids.ts";
import { Abs, Neg, Sign } from "../ops/sign.ts";
import { Softplus } from "../ops/soft-functions.ts";
import { LogSoftmax, Softmax } from "../ops/softmax.ts";
import { Split } from "../ops/split.ts";
import { Squeeze, Unsqueeze } from "../ops/squeeze.ts";
import { Transpose } from "../ops/transpose.ts";
import { Cos, Sin } from "../ops/trigonometry.ts";
import { Sum } from "../ops/variadic.ts";
import { Where } from "../ops/where.ts";
import { reducedAxes } from "./patterns.ts";

/** What rules make derivatives of. */
export interface Derivation {
  emit(op: OpDef, inputs: readonly Value[], attrs?: Readonly<Record<string, AttrValue>>): Value;
  emitAll(op: OpDef, inputs: readonly Value[], attrs: Readonly<Record<string, AttrValue>>, count: number): readonly Value[];
  /** A scalar of the type of `like`. */
  number(like: Value, x: number): Value;
  integers(list: readonly number[]): Value;
  /** `v` in the shape of `like`. */
  reshape(v: Value, like: Value): Value;
  /** The extents of a value, which must be known. */
  shape(v: Value): readonly number[];
}

/** Gradients of the inputs, undefined for those that have none. */
export type DerivativeRule<A extends Attrs = Attrs> = (n: Node<A>, g: Value, d: Derivation) => readonly (Value | undefined)[];

/** A rule that reads its operator's attributes. */
const ruleOf = <A extends Attrs>(op: OpDef<A>, rule: DerivativeRule<A>): readonly [OpDef, DerivativeRule] => [
  op,
  (n, g, d) => (isNodeOf(n, op) ? rule(n, g, d) : []),
];

const input = (n: Node, i = 0): Value => n.inputs[i] as Value;
const output = (n: Node): Value => n.outputs[0] as Value;

/** Of a function of one input: its slope at x (and y, the value there) times g. */
const slope =
  (of: (x: Value, y: Value, d: Derivation) => Value): DerivativeRule =>
  (n, g, d) => [d.emit(Mul, [g, of(input(n), output(n), d)])];

const square = (d: Derivation, v: Value): Value => d.emit(Mul, [v, v]);
const oneMinus = (d: Derivation, v: Value): Value => d.emit(Sub, [d.number(v, 1), v]);

/** Elements in the same order: the gradient in the input's shape. */
const sameElements: DerivativeRule = (n, g, d) => [d.reshape(g, input(n))];

/** The gradient of a reduction spread over what was reduced; the axes that were dropped are put back. */
function spread(n: Node, g: Value, d: Derivation): Value {
  const x = input(n);
  const shape = d.shape(x);
  const axes = reducedAxes(n) ?? [];
  const reduced = shape.map((extent, a) => (axes.includes(a) ? 1 : extent));
  const kept = d.emit(Reshape, [g, d.integers(reduced)], { allowzero: 1 });
  return d.emit(Expand, [kept, d.integers(shape)]);
}

/** The last two axes exchanged. */
function transposed(v: Value, d: Derivation): Value {
  const rank = d.shape(v).length;
  const perm = Array.from({ length: rank }, (_, a) => (a === rank - 1 ? rank - 2 : a === rank - 2 ? rank - 1 : a));
  return d.emit(Transpose, [v], { perm });
}

/** A B: G Bᵀ and Aᵀ G, vectors as matrices of one row or column. */
const product: DerivativeRule = (n, g, d) => {
  const [a, b] = [input(n), input(n, 1)];
  const [left, right] = [d.shape(a), d.shape(b)];
  const rows = left.length === 1 ? d.emit(Reshape, [a, d.integers([1, ...left])]) : a;
  const columns = right.length === 1 ? d.emit(Reshape, [b, d.integers([...right, 1])]) : b;
  const batch = d.shape(g).slice(0, d.shape(g).length - (left.length === 1 ? 0 : 1) - (right.length === 1 ? 0 : 1));
  const full = [...batch, left.length === 1 ? 1 : (left.at(-2) as number), right.length === 1 ? 1 : (right.at(-1) as number)];
  const whole = d.emit(Reshape, [g, d.integers(full)], { allowzero: 1 });
  const toLeft = d.emit(MatMul, [whole, transposed(columns, d)]);
  const toRight = d.emit(MatMul, [transposed(rows, d), whole]);
  return [
    left.length === 1 ? d.emit(Reshape, [toLeft, d.integers([...batch, ...left])]) : toLeft,
    right.length === 1 ? d.emit(Reshape, [toRight, d.integers([...batch, ...right])]) : toRight,
  ];
};

/** alpha A' B' + beta C, where ' transposes as attributes say. */
const gemm: DerivativeRule<Readonly<Record<"alpha" | "beta" | "transA" | "transB", number>>> = (n, g, d) => {
  const [a, b] = [input(n), input(n, 1)];
  const { alpha, beta, transA, transB } = n.attrs;
  const scaled = d.emit(Mul, [g, d.number(g, alpha)]);
  const [turnsA, turnsB] = [transA !== 0, transB !== 0];
  const toA = d.emit(Gemm, turnsA ? [b, scaled] : [scaled, b], turnsA ? { transA: turnsB ? 1 : 0, transB: 1 } : { transB: turnsB ? 0 : 1 });
  const toB = d.emit(Gemm, turnsB ? [scaled, a] : [a, scaled], turnsB ? { transA: 1, transB: turnsA ? 1 : 0 } : { transA: turnsA ? 0 : 1 });
  return [toA, toB, ...(n.inputs[2] === undefined ? [] : [d.emit(Mul, [g, d.number(g, beta)])])];
};

type Along = { readonly axis: number };

const axisOf = (n: Node<Along>, d: Derivation): number => {
  const { axis } = n.attrs;
  return axis < 0 ? axis + d.shape(output(n)).length : axis;
};

/** y (g - sum of g y along the axis) */
const softmax: DerivativeRule<Along> = (n, g, d) => {
  const y = output(n);
  const total = d.emit(ReduceSum, [d.emit(Mul, [g, y]), d.integers([axisOf(n, d)])], { keepdims: 1 });
  return [d.emit(Mul, [y, d.emit(Sub, [g, total])])];
};

/** g - e^y times the sum of g along the axis */
const logSoftmax: DerivativeRule<Along> = (n, g, d) => {
  const total = d.emit(ReduceSum, [g, d.integers([axisOf(n, d)])], { keepdims: 1 });
  return [d.emit(Sub, [g, d.emit(Mul, [d.emit(Exp, [output(n)]), total])])];
};

const concat: DerivativeRule<Along> = (n, g, d) => {
  const axis = axisOf(n, d);
  const sizes = n.inputs.map((v) => d.shape(v as Value)[axis] as number);
  return d.emitAll(Split, [g, d.integers(sizes)], { axis }, sizes.length);
};

/** No order reverses all axes, and so does its inverse. */
const turned: DerivativeRule<{ readonly perm: readonly number[] }> = ({ attrs: { perm } }, g, d) => [
  d.emit(Transpose, [g], { perm: perm.map((_, a) => perm.indexOf(a)) }),
];

/** x^p: p x^(p-1), and x^p ln x where p is no constant. */
const power: DerivativeRule = (n, g, d) => {
  const [x, p] = [input(n), input(n, 1)];
  const less = d.emit(Sub, [p, d.number(p, 1)]);
  const toBase = d.emit(Mul, [g, d.emit(Mul, [p, d.emit(Pow, [x, less])])]);
  return [toBase, p.data === undefined ? d.emit(Mul, [g, d.emit(Mul, [output(n), d.emit(Log, [x])])]) : undefined];
};

const chosen: DerivativeRule = (n, g, d) => {
  const zero = d.number(g, 0);
  return [undefined, d.emit(Where, [input(n), g, zero]), d.emit(Where, [input(n), zero, g])];
};

export const derivatives: ReadonlyMap<OpDef, DerivativeRule> = new Map<OpDef, DerivativeRule>([
  [Add, (_, g) => [g, g]],
  [Sub, (_, g, d) => [g, d.emit(Neg, [g])]],
  [Mul, (n, g, d) => [d.emit(Mul, [g, input(n, 1)]), d.emit(Mul, [g, input(n)])]],
  [
    Div,
    (n, g, d) => {
      const toNumerator = d.emit(Div, [g, input(n, 1)]);
      return [toNumerator, d.emit(Neg, [d.emit(Mul, [toNumerator, output(n)])])];
    },
  ],
  [Cast, (n, g, d) => [isFloat(dtypeOf(input(n))) ? d.emit(Cast, [g], { to: dtypeOf(input(n)) === "f64" ? 11 : 1 }) : undefined]],
  ruleOf(Concat, concat),
  [Expand, (_, g) => [g]],
  [Exp, slope((_, y) => y)],
  [Log, (n, g, d) => [d.emit(Div, [g, input(n)])]],
  [Erf, slope((x, _, d) => d.emit(Mul, [d.number(x, 2 / Math.sqrt(Math.PI)), d.emit(Exp, [d.emit(Neg, [square(d, x)])])]))],
  [Flatten, sameElements],
  ruleOf(Gemm, gemm),
  [Tanh, slope((_, y, d) => oneMinus(d, square(d, y)))],
  [Identity, (_, g) => [g]],
  [MatMul, product],
  [Pow, power],
  [Relu, (n, g, d) => [d.emit(Where, [d.emit(Less, [d.number(input(n), 0), input(n)]), g, d.number(g, 0)])]],
  [ReduceSum, (n, g, d) => [spread(n, g, d)]],
  [
    ReduceMean,
    (n, g, d) => {
      const count =
        d.shape(input(n)).reduce((all, e) => all * e, 1) /
        Math.max(
          1,
          d.shape(output(n)).reduce((all, e) => all * e, 1),
        );
      return [d.emit(Div, [spread(n, g, d), d.number(g, count)])];
    },
  ],
  [Reshape, sameElements],
  [Sqrt, slope((_, y, d) => d.emit(Div, [d.number(y, 0.5), y]))],
  [Reciprocal, slope((_, y, d) => d.emit(Neg, [square(d, y)]))],
  [Sigmoid, slope((_, y, d) => d.emit(Mul, [y, oneMinus(d, y)]))],
  [Neg, (_, g, d) => [d.emit(Neg, [g])]],
  [Abs, slope((x, _, d) => d.emit(Sign, [x]))],
  ruleOf(Softmax, softmax),
  ruleOf(LogSoftmax, logSoftmax),
  [Softplus, slope((x, _, d) => d.emit(Sigmoid, [x]))],
  [Squeeze, sameElements],
  [Unsqueeze, sameElements],
  ruleOf(Transpose, turned),
  [Sin, slope((x, _, d) => d.emit(Cos, [x]))],
  [Cos, slope((x, _, d) => d.emit(Neg, [d.emit(Sin, [x])]))],
  [Sum, (n, g) => n.inputs.map(() => g)],
  [Where, chosen],
]);

const dtypeOf = (v: Value) => (v.type.kind === "tensor" ? v.type.dtype : "string");
