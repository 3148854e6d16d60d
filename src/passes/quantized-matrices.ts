/**
 * Matrix products of bytes of which both may be known at run time only, or whose weights stand around another zero point than the middle: what
 * MatMul of dequantized matrices, QLinearMatMul and MatMulInteger become. For use-integer-kernels.
 */

import { constantNumbers, expandConstant } from "../graph/build.ts";
import type { Node, Value } from "../graph/graph.ts";
import type { Rewriting } from "../graph/rewrite-nodes.ts";
import { ByteMatMul } from "../ops/byte-mat-mul.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { uniformNumber } from "./constant-elements.ts";
import { madeBy, typeOf } from "./patterns.ts";
import { type Activation, activation, isByte, Reason, type Surroundings } from "./quantized-operands.ts";

/** Elements (bytes - zero) * scale, of one scale and zero point or one a column. */
interface Columns {
  readonly bytes: Value;
  readonly scales: readonly number[];
  readonly zero: Value | undefined;
}

/** A product of two matrices of bytes. */
export interface MatricesProduct {
  readonly kind: "matrices";
  readonly a: Activation;
  readonly b: Columns;
}

/** What the result is: attributes of the integer operators. */
export type ResultAttrs = Readonly<Record<"to" | "y_zero", number> & Partial<Record<"low" | "high", number>>>;

/** ONNX's numbers of the types of results. */
export const numberOf = { f32: 1, u8: 2, i8: 3, i32: 6 } as const;

const isMatrix = (v: Value | undefined): boolean => (typeOf(v)?.shape.length ?? 0) >= 2;

function product(a: Activation | Reason, b: Columns | Reason): MatricesProduct | Reason {
  if (a instanceof Reason) return a;
  if (b instanceof Reason) return b;
  return { kind: "matrices", a, b };
}

/** A right operand quantized as a whole or by columns: `axis` counts from the last one, which its scales lie along. */
function columns(bytes: Value | undefined, scale: Value | undefined, zero: Value | undefined): Columns | Reason {
  const width = Number(typeOf(bytes)?.shape.at(-1));
  const [scales, zeros] = [constantNumbers(scale), zero === undefined ? [0] : constantNumbers(zero)];
  if (bytes === undefined || !isByte(bytes)) return new Reason(`its second input is ${typeOf(bytes)?.dtype ?? "missing"}, not 8 bits`);
  if (scales === undefined || zeros === undefined) return new Reason("its second input has scales or zero points that are not constant");
  const fits = [scales, zeros].every((list) => list.length === 1 || list.length === width);
  if (!fits) return new Reason("its second input has neither one scale nor one a column");
  return { bytes, scales, zero };
}

/** A MatMul of two dequantized matrices. */
export function dequantizedMatrices(graph: Surroundings, n: Node): MatricesProduct | Reason {
  const [left, right] = n.inputs.slice(0, 2).map((v) => madeBy(graph, v, DequantizeLinear));
  if (left === undefined) return new Reason("its first input is not dequantized");
  if (right === undefined) return new Reason("its second input is not dequantized");
  const [bytes, scale, zero] = right.inputs;
  const rank = typeOf(bytes)?.shape.length ?? 0;
  const isAlong = uniformNumber(scale) !== undefined || right.attrs.axis === rank - 1 || right.attrs.axis === -1;
  if (right.attrs.block !== 0 || !isAlong) return new Reason("its second input's scales do not lie along its columns");
  if (!isMatrix(left.inputs[0]) || !isMatrix(bytes)) return new Reason("it multiplies a vector");
  return product(activation(left.inputs[0], left.inputs[1], left.inputs[2]), columns(bytes, scale, zero));
}

export function quantizedMatrices({ inputs: [a, aScale, aZero, b, bScale, bZero] }: Node): MatricesProduct | Reason {
  if (!isMatrix(a) || !isMatrix(b)) return new Reason("it multiplies a vector");
  return product(activation(a, aScale, aZero), columns(b, bScale, bZero));
}

/** ByteMatMul in place of the node at hand; `scale`: that of its result, where it is quantized. */
export function matricesReplaced(graph: Rewriting, { a, b }: MatricesProduct, scale: number | undefined, attrs: ResultAttrs): readonly Value[] {
  const multiplier = b.scales.map((s) => {
    const unit = Math.fround(a.scale * s);
    return scale === undefined ? unit : Math.fround(unit / scale);
  });
  const dtype = typeOf(a.bytes)?.dtype ?? "u8";
  const zero = a.zero === 0 ? undefined : graph.numbers(`${a.bytes.name}.zero`, dtype, [], [a.zero]);
  const right = rightOperand(graph, b.bytes, b.zero);
  const factors = graph.numbers(`${b.bytes.name}.multiplier`, "f32", multiplier.length === 1 ? [] : [multiplier.length], multiplier);
  return graph.replace(ByteMatMul, [a.bytes, right.bytes, zero, right.zero, factors, right.sums], attrs);
}

/** A MatMulInteger as what schedules multiply words in. */
export function integerMatrices(graph: Rewriting, n: Node): readonly Value[] | undefined {
  const [a, b, aZero, bZero] = n.inputs;
  if (!isMatrix(a) || !isMatrix(b) || b === undefined) return undefined;
  const isConstant = bZero === undefined || constantNumbers(bZero) !== undefined;
  const right = isConstant ? rightOperand(graph, b, bZero) : { bytes: b, zero: bZero, sums: undefined };
  return graph.replace(ByteMatMul, [a, right.bytes, aZero, right.zero, undefined, right.sums], { to: numberOf.i32 });
}

interface RightOperand {
  readonly bytes: Value;
  readonly zero: Value | undefined;
  readonly sums: Value | undefined;
}

/** Constant bytes as signed ones with the sums of their columns; others as they are. A zero point of 0 is left out. */
function rightOperand(graph: Rewriting, bytes: Value, zero: Value | undefined): RightOperand {
  const type = typeOf(bytes);
  const zeros = zero === undefined ? [0] : (constantNumbers(zero) ?? []);
  if (bytes.data === undefined || type === undefined) return { bytes, zero: zeros.every((z) => z === 0) ? undefined : zero, sums: undefined };
  const shape = type.shape.map(Number);
  const count = shape.reduce((n, d) => n * d, 1);
  const by = type.dtype === "u8" ? 128 : 0;
  const held = expandConstant(bytes.data, count) as Uint8Array | Int8Array;
  const signed = held instanceof Int8Array ? held : Int8Array.from(held, (x) => x - by);
  const [rows, width] = shape.slice(-2) as [number, number];
  const sums = new Int32Array(count / Math.max(1, rows));
  signed.forEach((x, i) => {
    const at = Math.floor(i / (rows * width)) * width + (i % width);
    sums[at] = (sums[at] as number) + x;
  });
  const moved = zeros.map((z) => z - by);
  const sumsShape = [...shape.slice(0, -2), ...(shape.length > 2 ? [1] : []), width];
  return {
    bytes: by === 0 ? bytes : graph.constant(`${bytes.name}.signed`, "i8", shape, signed),
    zero: moved.every((z) => z === 0) ? undefined : graph.numbers(`${bytes.name}.zero`, "i8", typeOf(zero)?.shape.map(Number) ?? [], moved),
    sums: graph.constant(`${bytes.name}.sums`, "i32", sumsShape, sums),
  };
}
