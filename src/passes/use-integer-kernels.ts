/**
 * use-integer-kernels: a convolution or matrix product between DequantizeLinear and QuantizeLinear multiplies the bytes themselves, and so do
 * QLinearConv, QLinearMatMul and MatMulInteger. Zero points and biases of constant weights become one integer a channel, scales one float. A Relu or
 * Clip in between is where the result is cut. Without QuantizeLinear behind it the result is a float, to which is added what of a float bias no integer holds.
 */

import { equalShapes } from "../core/dim.ts";
import type { AttrValue, Node, OpDef, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { Add } from "../ops/arithmetic.ts";
import { Clip } from "../ops/clip.ts";
import { Conv } from "../ops/conv.ts";
import { Gemm } from "../ops/gemm.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { MatMulInteger } from "../ops/mat-mul-integer.ts";
import { QLinearConv } from "../ops/q-linear-conv.ts";
import { QLinearMatMul } from "../ops/q-linear-mat-mul.ts";
import { QuantizeLinear } from "../ops/quantize-linear.ts";
import { QuantizedAdd } from "../ops/quantized-add.ts";
import { QuantizedConv } from "../ops/quantized-conv.ts";
import { QuantizedMatMul } from "../ops/quantized-mat-mul.ts";
import { Relu } from "../ops/rectifiers.ts";
import { uniformNumber } from "./constant-elements.ts";
import { madeForUs, typeOf } from "./patterns.ts";
import {
  dequantizedMatrices,
  integerMatrices,
  type MatricesProduct,
  matricesReplaced,
  numberOf,
  quantizedMatrices,
  type ResultAttrs,
} from "./quantized-matrices.ts";
import {
  type Activation,
  activation,
  type BiasUnits,
  biasUnits,
  dequantizedActivation,
  dequantizedWeights,
  Reason,
  type Surroundings,
  transposed,
  type Weights,
  weights,
} from "./quantized-operands.ts";

/** A product with constant weights that can be computed in integers: operands, the units of its bias, and the operator that does it. */
interface WeightedProduct {
  readonly kind: "weighted";
  readonly op: OpDef;
  readonly attrs: Readonly<Record<string, AttrValue>>;
  readonly x: Activation;
  readonly w: Weights;
  /** The axis of w's output channels. */
  readonly axis: number;
  readonly bias: BiasUnits;
}

type Product = WeightedProduct | MatricesProduct;

/** Where a quantized result goes: f32 without scale. */
interface Result {
  readonly dtype: "u8" | "i8";
  readonly scale: number;
  readonly zero: number;
  readonly low: number;
  readonly high: number;
}

const products: ReadonlySet<OpDef> = new Set([Conv, MatMul, Gemm]);

/** A Conv, MatMul or Gemm of dequantized operands; for every other node, and for what cannot be computed in integers, the reason. */
export function dequantizedProduct(graph: Surroundings, n: Node): Product | Reason {
  if (!products.has(n.op)) return new Reason(`${n.op.name} is computed in floats, in one kernel with the conversions around it`);
  const axis = n.op === Conv || n.attrs.transB === 1 ? 0 : 1;
  if (n.op === Gemm && (n.attrs.alpha !== 1 || n.attrs.beta !== 1 || n.attrs.transA === 1)) return new Reason("it scales or transposes its operands");
  const x = dequantizedActivation(graph, n.inputs[0]);
  if (x instanceof Reason) return x;
  const given = dequantizedWeights(graph, n.inputs[1], axis);
  const found = given instanceof Reason ? given : product(graph, n, { x, given, axis, bias: n.op === MatMul ? undefined : n.inputs[2] });
  return found instanceof Reason && n.op === MatMul ? dequantizedMatrices(graph, n) : found;
}

/** A QLinearConv with constant weights, or a QLinearMatMul. */
function quantizedProduct(graph: Surroundings, n: Node): Product | Reason {
  const found = withConstantWeights(graph, n);
  return found instanceof Reason && n.op === QLinearMatMul ? quantizedMatrices(n) : found;
}

function withConstantWeights(graph: Surroundings, n: Node): Product | Reason {
  const [q, scale, zero, bytes, wScale, wZero] = n.inputs;
  const axis = n.op === QLinearConv ? 0 : 1;
  const x = activation(q, scale, zero);
  if (x instanceof Reason) return x;
  const given = weights(graph, { bytes, scale: wScale, zero: wZero, channels: Number(typeOf(bytes)?.shape[axis]) });
  if (given instanceof Reason) return given;
  return product(graph, n, { x, given, axis, bias: n.op === QLinearConv ? n.inputs[8] : undefined });
}

interface Operands {
  readonly x: Activation;
  readonly given: Weights;
  readonly axis: number;
  readonly bias: Value | undefined;
}

function product(graph: Surroundings, n: Node, { x, given, axis, bias }: Operands): WeightedProduct | Reason {
  const isConvolution = n.op === Conv || n.op === QLinearConv;
  if (!isConvolution && given.shape.length !== 2) return new Reason(`its weights have rank ${given.shape.length}, not 2`);
  const units = given.scales.map((s) => Math.fround(x.scale * s));
  const channels = given.shape[axis] as number;
  // The bias of QLinearConv is in these units already.
  const found = n.op === QLinearConv && bias !== undefined ? biasUnits(graph, bias, [1], channels) : biasUnits(graph, bias, units, channels);
  if (found instanceof Reason) return found;
  const w = !isConvolution && axis === 0 ? transposed(graph, given) : given;
  const attrs = isConvolution ? n.attrs : {};
  return { kind: "weighted", op: isConvolution ? QuantizedConv : QuantizedMatMul, attrs, x, w, axis: isConvolution ? 0 : 1, bias: found };
}

/** The sum of the weights of each output channel. */
function channelSums({ elements, shape }: Weights, axis: number): Float64Array {
  const channels = shape[axis] as number;
  const inner = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  const sums = new Float64Array(channels);
  elements.forEach((value, i) => {
    sums[Math.floor(i / inner) % channels] = (sums[Math.floor(i / inner) % channels] as number) + value;
  });
  return sums;
}

/** The integer operator in place of the node at hand. */
function replaced(graph: Rewriting, found: Product, result: Result | undefined): readonly Value[] {
  const { dtype, zero: y_zero = 0, low, high } = result ?? { dtype: "f32" };
  const range = low === undefined || high === undefined ? {} : { low, high };
  const given = { to: numberOf[dtype], y_zero, ...range };
  return found.kind === "matrices" ? matricesReplaced(graph, found, result?.scale, given) : weightedReplaced(graph, found, result?.scale, given);
}

function weightedReplaced(graph: Rewriting, { op, attrs, x, w, axis, bias }: WeightedProduct, scale: number | undefined, given: ResultAttrs) {
  const sums = channelSums(w, axis);
  const zero = x.zero + (typeOf(x.bytes)?.dtype === "i8" ? 128 : 0);
  const correction = bias.whole.map((b, c) => (b - zero * (sums[c] as number)) | 0);
  const multiplier = w.scales.map((s) => {
    const unit = Math.fround(x.scale * s);
    return scale === undefined ? unit : Math.fround(unit / scale);
  });
  const name = w.bytes.name;
  const operands = [
    x.bytes,
    w.bytes,
    graph.numbers(`${name}.correction`, "i32", [correction.length], correction),
    graph.numbers(`${name}.multiplier`, "f32", [multiplier.length], multiplier),
  ];
  const all = { ...attrs, x_zero: x.zero, ...given };
  // Of a float, all of the bias counts; half a unit of the sums is little beside a step of what is quantized again.
  if (scale !== undefined || bias.rest.every((b) => b === 0)) return graph.replace(op, operands, all);
  const shape = op === QuantizedConv ? [bias.rest.length, ...w.shape.slice(2).map(() => 1)] : [bias.rest.length];
  return graph.replace(Add, [graph.emit(`${name}.product`, op, operands, all), graph.numbers(`${name}.rest`, "f32", shape, bias.rest)]);
}

const ranges = { u8: [0, 255], i8: [-128, 127] } as const;

function resultOf(y: Value | undefined, scaleValue: Value | undefined, zeroValue: Value | undefined): Result | undefined {
  const [scale, zero] = [uniformNumber(scaleValue), zeroValue === undefined ? 0 : uniformNumber(zeroValue)];
  const dtype = typeOf(y)?.dtype;
  if (scale === undefined || zero === undefined || (dtype !== "u8" && dtype !== "i8")) return undefined;
  const [low, high] = ranges[dtype];
  return { dtype, scale, zero, low, high };
}

/** The nearest whole number, halves to even. */
function nearestEven(x: number): number {
  const below = Math.floor(x);
  return x - below === 0.5 ? below + (((below % 2) + 2) % 2) : Math.round(x);
}

/** `result` where an activation between product and QuantizeLinear cuts what comes out. */
function cutBy(n: Node, result: Result): Result | undefined {
  const bound = (v: Value | undefined, missing: number): number | undefined => (v === undefined ? missing : uniformNumber(v));
  const least = n.op === Relu ? 0 : bound(n.inputs[1], Number.NEGATIVE_INFINITY);
  const most = n.op === Relu ? Number.POSITIVE_INFINITY : bound(n.inputs[2], Number.POSITIVE_INFINITY);
  if (least === undefined || most === undefined || !(least <= most)) return undefined;
  const step = (x: number): number => Math.min(Math.max(nearestEven(x / result.scale) + result.zero, result.low), result.high);
  return { ...result, low: step(least), high: step(most) };
}

/** A product or sum whose only reader, perhaps behind a Relu or Clip, is the QuantizeLinear at hand. */
function requantized(n: Node, graph: Rewriting): readonly Value[] | undefined {
  if (n.op !== QuantizeLinear || n.attrs.block !== 0) return undefined;
  const whole = resultOf(n.outputs[0], n.inputs[1], n.inputs[2]);
  const activated = madeForUs(graph, n.inputs[0], Relu) ?? madeForUs(graph, n.inputs[0], Clip);
  const result = whole === undefined || activated === undefined ? whole : cutBy(activated, whole);
  const from = activated === undefined ? n.inputs[0] : activated.inputs[0];
  if (result === undefined || from === undefined || graph.uses(from) !== 1) return undefined;
  const producer = graph.producer(from);
  if (producer?.op === Add) return sumOf(graph, producer, result);
  if (producer === undefined || !products.has(producer.op)) return undefined;
  const found = dequantizedProduct(graph, producer);
  return found instanceof Reason ? undefined : replaced(graph, found, result);
}

/** A sum of dequantized values, quantized again: scales and zero points become three numbers. */
function sumOf(graph: Rewriting, { inputs: [a, b] }: Node, { dtype, scale, zero, low, high }: Result): readonly Value[] | undefined {
  const [left, right] = [dequantizedActivation(graph, a), dequantizedActivation(graph, b)];
  if (left instanceof Reason || right instanceof Reason || !equalShapes(typeOf(a)?.shape ?? [], typeOf(b)?.shape ?? [])) return undefined;
  const [first, second] = [left, right].map((x) => Math.fround(x.scale / scale)) as [number, number];
  const rest = Math.fround(zero - (first * left.zero + second * right.zero));
  const factors = graph.numbers(`${left.bytes.name}.factors`, "f32", [3], [first, second, rest]);
  return graph.replace(QuantizedAdd, [left.bytes, right.bytes, factors], { to: numberOf[dtype], low, high });
}

function fromQuantizedOperator(n: Node, graph: Rewriting): readonly Value[] | undefined {
  if (n.op === MatMulInteger) return integerMatrices(graph, n);
  if (n.op !== QLinearConv && n.op !== QLinearMatMul) return undefined;
  const result = resultOf(n.outputs[0], n.inputs[6], n.inputs[7]);
  const found = quantizedProduct(graph, n);
  return result === undefined || found instanceof Reason ? undefined : replaced(graph, found, result);
}

/** A product that something else than QuantizeLinear reads: its result is a float. */
function asFloat(n: Node, graph: Rewriting): readonly Value[] | undefined {
  if (!products.has(n.op) || typeOf(n.outputs[0])?.dtype !== "f32") return undefined;
  const found = dequantizedProduct(graph, n);
  return found instanceof Reason ? undefined : replaced(graph, found, undefined);
}

export const useIntegerKernels: Pass = {
  name: "use-integer-kernels",
  doc: "multiplies the bytes of quantized operands instead of the floats they stand for",
  contract: "reassociates",
  run(graph, context) {
    const rule = (n: Node, rewriting: Rewriting): readonly Value[] | undefined => {
      const made = requantized(n, rewriting) ?? fromQuantizedOperator(n, rewriting);
      if (made !== undefined) context.note("products in integers, quantized again", 1);
      return made;
    };
    const toFloat = (n: Node, rewriting: Rewriting): readonly Value[] | undefined => {
      const made = asFloat(n, rewriting);
      if (made !== undefined) context.note("products in integers, as floats", 1);
      return made;
    };
    return rewriteNodes(rewriteNodes(graph, rule), toFloat);
  },
};
