/** The recipe of networks in bytes. */
import type { Growing, Operand } from "./growing.ts";
import { isFloat, permutation, type Recipe } from "./operands.ts";
import { windowAttrs } from "./recipes-windows.ts";

/** Bytes through a product and back, as quantizing tools write it: the result may be a step off. */
export const quantized: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.isExact && y.shape.length >= 2 && y.shape.length <= 4);
  if (x === undefined) return;
  const dtype = g.pick(["u8", "i8"] as const);
  const zeroOf = (): Operand => g.constantOf(dtype, [], [dtype === "u8" ? g.int(0, 255) : g.int(-128, 127)]);
  const scaleOf = (lo: number, hi: number): Operand => g.constantOf("f32", [], [Math.fround(g.random.uniform(lo, hi))]);
  const [scale, zero] = [scaleOf(0.01, 0.05), zeroOf()];
  const [q] = g.add("QuantizeLinear", [x, scale, zero], { isExact: true }) ?? [];
  const [d] = q === undefined ? [] : (g.add("DequantizeLinear", [q, scale, zero]) ?? []);
  const moved = d === undefined ? undefined : g.chance(0.4) ? movedBytes(g, d) : d;
  if (moved === undefined) return;
  const y = moved.shape.length === 2 ? quantizedMatMul(g, moved) : moved.shape.length > 2 && g.chance(0.6) ? quantizedConv(g, moved) : moved;
  if (y === undefined) return;
  const [r] = g.chance(0.4) ? (g.add("Relu", [y]) ?? []) : [y];
  const isSame = y === moved && g.chance(0.5);
  const [step, last] = isSame ? [scale, zero] : [scaleOf(0.02, 0.2), zeroOf()];
  const [z] = r === undefined ? [] : (g.add("QuantizeLinear", [r, step, last]) ?? []);
  if (z !== undefined) g.ends(z, 1);
};

/** Dequantized elements that are moved, repeated or compared. */
function movedBytes(g: Growing, d: Operand): Operand | undefined {
  const rank = d.shape.length;
  const axis = g.int(0, rank - 1);
  const whole = d.shape.reduce((n, size) => n * size, 1);
  return g.pick([
    () => g.add("Transpose", [d], { attrs: { perm: permutation(g, rank) } }),
    () => g.add("Concat", [d, d], { attrs: { axis } }),
    () =>
      g.add("Slice", [
        d,
        g.constantOf("i64", [1], [0]),
        g.constantOf("i64", [1], [g.int(1, d.shape[axis] as number)]),
        g.constantOf("i64", [1], [axis]),
      ]),
    () => g.add("Reshape", [d, g.constantOf("i64", [2], [1, whole])]),
    () =>
      rank === 4 && (d.shape[2] as number) > 1
        ? g.add("MaxPool", [d], { attrs: { ...windowAttrs(g, 2, [2, 1]), kernel_shape: [2, 1] } })
        : g.add("Unsqueeze", [d, g.constantOf("i64", [1], [0])]),
  ])()?.[0];
}

function dequantizedWeights(g: Growing, shape: readonly number[], axis: number): Operand | undefined {
  const channels = shape[axis] as number;
  const isEach = g.chance(0.5);
  const scale = g.given("f32", isEach ? [channels] : [], true, [0.005, 0.02]);
  const zero = g.chance(0.5)
    ? g.constantOf(
        "i8",
        isEach ? [channels] : [],
        Array.from({ length: isEach ? channels : 1 }, () => 0),
      )
    : undefined;
  return g.add("DequantizeLinear", [g.given("i8", shape, true, [-127, 127]), scale, zero], isEach ? { attrs: { axis } } : {})?.[0];
}

function quantizedConv(g: Growing, d: Operand): Operand | undefined {
  const channels = d.shape[1] as number;
  const group = g.chance(0.25) ? g.pick([1, 2, channels].filter((n) => channels % n === 0)) : 1;
  const out = group * g.pick([1, 2, 8, 17]);
  const kernel = d.shape.slice(2).map((n) => g.int(1, Math.min(3, n)));
  const w = dequantizedWeights(g, [out, channels / group, ...kernel], 0);
  const attrs = { ...windowAttrs(g, kernel.length, kernel), group, kernel_shape: kernel };
  return w === undefined ? undefined : g.add("Conv", [d, w, g.chance(0.5) ? g.given("f32", [out], true, [-1, 1]) : undefined], { attrs })?.[0];
}

function quantizedMatMul(g: Growing, d: Operand): Operand | undefined {
  const w = dequantizedWeights(g, [d.shape[1] as number, g.pick([1, 3, 8, 16, 20])], 1);
  return w === undefined ? undefined : g.add("MatMul", [d, w])?.[0];
}
