/**
 * convolve-whole-numbers: ConvInteger by constant weights, and what use-integer-kernels leaves of QLinearConv (weights around another zero point than the middle), are
 * computed in vectors of floats, which hold sums exactly up to 2^24. Input channels are divided among as many convolutions as that takes. Less their zero points, bytes
 * have sizes of at most 255, and padding is 0. Weights stay bytes, which every run widens: a pass that folds constants would make floats of them.
 */
import { constantNumbers } from "../graph/build.ts";
import type { Attrs, Node, OpDef, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { staticShape } from "../graph/types.ts";
import { Add, Mul } from "../ops/arithmetic.ts";
import { Cast } from "../ops/cast.ts";
import { ConvInteger } from "../ops/conv-integer.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { QLinearConv } from "../ops/q-linear-conv.ts";
import { QuantizeLinear } from "../ops/quantize-linear.ts";
import { Reshape } from "../ops/reshape.ts";
import { Slice } from "../ops/slice.ts";
import { Squeeze } from "../ops/squeeze.ts";
import { WholeConv } from "../ops/whole-conv.ts";
import { uniformNumber } from "./constant-elements.ts";
import { rankOf, typeOf } from "./patterns.ts";

const largestByte = 255;
const largestSum = 2 ** 24;

/** Where parts of the input channels begin, no sum of which is too large; the last is their number. Undefined where one channel's is, or where groups would have to be divided. */
function partsOf(w: readonly number[], zeros: readonly number[], shape: readonly number[], group: number): readonly number[] | undefined {
  const [outputs, inputs] = shape as readonly [number, number];
  const taps = shape.slice(2).reduce((a, b) => a * b, 1);
  const bounds = [0];
  let sums = new Float64Array(outputs);
  for (let ic = 0; ic < inputs; ic++) {
    const own = sums.map((_, oc) => {
      const zero = zeros[zeros.length === 1 ? 0 : oc] as number;
      let sum = 0;
      for (let at = (oc * inputs + ic) * taps, end = at + taps; at < end; at++) sum += Math.abs((w[at] as number) - zero);
      return sum * largestByte;
    });
    if (own.some((sum) => sum > largestSum)) return undefined;
    const longer = sums.map((sum, oc) => sum + (own[oc] as number));
    if (longer.every((sum) => sum <= largestSum)) sums = longer;
    else {
      bounds.push(ic);
      sums = own;
    }
  }
  return bounds.length > 1 && group > 1 ? undefined : [...bounds, inputs];
}

/** The bytes less their zero point, which is one for all or one for each slice of the first axis, as floats. */
function centered(graph: Rewriting, bytes: Value, zero: Value | undefined): Value {
  const [count] = zero === undefined ? [] : (staticShape(typeOf(zero)?.shape ?? []) ?? []);
  const isList = count !== undefined && count > 1;
  const ones = graph.numbers(`${bytes.name}.one`, "f32", isList ? [count] : [], Array<number>(isList ? count : 1).fill(1));
  const single = zero === undefined || count === undefined || isList ? zero : graph.emit(`${zero.name}.single`, Squeeze, [zero]);
  return graph.emit(`${bytes.name}.whole`, DequantizeLinear, [bytes, ones, single], { axis: 0 });
}

/** A convolution of bytes less their zero points, before its sums become anything else. */
interface Sums {
  readonly x: Value | undefined;
  readonly xZero: Value | undefined;
  readonly w: Value | undefined;
  readonly wZero: Value | undefined;
}

/** Input channels that one convolution sums. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** Makes the node that gives the whole sums. */
type Last = (op: OpDef, inputs: readonly Value[], attrs: Attrs) => Value | undefined;

function inFloats(n: Node, graph: Rewriting, { x, xZero, w, wZero }: Sums, last: Last): Value | undefined {
  const [elements, zeros] = [constantNumbers(w), wZero === undefined ? [0] : constantNumbers(wZero)];
  const shape = staticShape(typeOf(w)?.shape ?? []);
  if (x === undefined || w === undefined || elements === undefined || zeros === undefined || shape === undefined) return undefined;
  const bounds = partsOf(elements, zeros, shape, Number(n.attrs.group));
  if (bounds === undefined) return undefined;
  const parts = bounds.slice(1).map((to, i) => ({ from: bounds[i] as number, to }));
  const channels = (part: Part): Value => {
    if (parts.length === 1) return x;
    const list = (what: string, number: number) => graph.numbers(`${x.name}.${what}`, "i64", [1], [number]);
    return graph.emit(`${x.name}.channels`, Slice, [x, list("from", part.from), list("to", part.to), list("axis", 1)]);
  };
  const weights = ({ from, to }: Part): Value => {
    if (parts.length === 1) return w;
    const [outputs, inputs, ...taps] = shape as [number, number, ...number[]];
    const size = taps.reduce((a, b) => a * b, 1);
    const slices = Array.from({ length: outputs }, (_, oc) => elements.slice((oc * inputs + from) * size, (oc * inputs + to) * size));
    return graph.numbers(`${w.name}.channels`, typeOf(w)?.dtype ?? "u8", [outputs, to - from, ...taps], slices.flat());
  };
  const name = n.outputs[0]?.name ?? "";
  let sum: Value | undefined;
  for (const part of parts) {
    const operands = [centered(graph, channels(part), xZero), centered(graph, weights(part), wZero)];
    if (parts.length === 1) return last(WholeConv, operands, n.attrs);
    const product = graph.emit(`${name}.part`, WholeConv, operands, n.attrs);
    if (sum !== undefined && part === parts.at(-1)) return last(Add, [sum, product], {});
    sum = sum === undefined ? product : graph.emit(`${name}.sum`, Add, [sum, product]);
  }
  return undefined;
}

const integerConvolution = (n: Node, graph: Rewriting): Value | undefined => {
  const [x, w, xZero, wZero] = n.inputs;
  return inFloats(n, graph, { x, w, xZero, wZero }, (op, inputs, attrs) => graph.replace(op, inputs, attrs)[0]);
};

/** Sums and bias of one unit, times one float a channel, rounded to bytes: as QLinearConv itself rounds. */
function quantizedConvolution(n: Node, graph: Rewriting): Value | undefined {
  const [x, xScale, xZero, w, wScale, wZero, yScale, yZero, bias] = n.inputs;
  const [xUnit, yUnit, wUnits] = [uniformNumber(xScale), uniformNumber(yScale), constantNumbers(wScale)];
  if (xUnit === undefined || yUnit === undefined || wUnits === undefined || (typeOf(yZero)?.shape.length ?? 0) > 0) return undefined;
  const name = n.outputs[0]?.name ?? "";
  const sums = inFloats(n, graph, { x, w, xZero, wZero }, (op, inputs, attrs) => graph.emit(`${name}.sums`, op, inputs, attrs));
  if (sums === undefined) return undefined;
  const ones = Array<number>(rankOf(x) - 2).fill(1);
  const aChannel = (list: Value): Value =>
    graph.emit(`${list.name}.channels`, Reshape, [list, graph.numbers(`${list.name}.shape`, "i64", [1 + ones.length], [-1, ...ones])]);
  const total = bias === undefined ? sums : graph.emit(`${name}.total`, Add, [sums, aChannel(bias)]);
  const ratios = wUnits.map((unit) => Math.fround(Math.fround(xUnit * unit) / yUnit));
  const factors = graph.numbers(`${name}.ratios`, "f32", ratios.length === 1 ? [] : [ratios.length, ...ones], ratios);
  const scaled = graph.emit(`${name}.scaled`, Mul, [graph.emit(`${name}.single`, Cast, [total], { to: 1 }), factors]);
  return graph.replace(QuantizeLinear, [scaled, graph.numbers(`${name}.one`, "f32", [], [1]), yZero])[0];
}

export const convolveWholeNumbers: Pass = {
  name: "convolve-whole-numbers",
  doc: "multiplies bytes less their zero points as floats, whose sums are exact",
  contract: "exact",
  run(graph, { machine, note }) {
    if (machine.lanes === 1) return graph;
    return rewriteNodes(graph, (n, rewriting) => {
      const rule = n.op === ConvInteger ? integerConvolution : n.op === QLinearConv ? quantizedConvolution : undefined;
      const made = rule?.(n, rewriting);
      if (made !== undefined) note("convolutions of bytes in floats", 1);
      return made;
    });
  },
};
