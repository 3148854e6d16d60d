/** The recipe of sequences: made, lengthened, shortened, and read again as tensors. */
import type { Growing, Operand } from "./growing.ts";
import { axisOf, type Recipe } from "./operands.ts";

const place = (g: Growing, length: number): Operand => g.constantOf("i64", [], [g.int(-length, length - 1)]);

/** Tensors of one shape in a row, or the parts of one, and how many there are. */
function made(g: Growing, x: Operand): readonly [sequence: Operand | undefined, length: number] {
  const axis = axisOf(g, x);
  const extent = x.shape.at(axis) as number;
  if (g.chance(0.4)) return [g.add("SplitToSequence", [x], { attrs: { axis, keepdims: g.int(0, 1) }, isExact: true })?.[0], extent];
  const [given] = g.add("SequenceConstruct", [x, g.given(x.dtype, x.shape, g.chance(0.5), [0, 1]), x], { isExact: true }) ?? [];
  if (given === undefined || g.chance(0.4)) return [given, 3];
  if (g.chance(0.5)) return [g.add("SequenceErase", [given, g.chance(0.7) ? place(g, 3) : undefined], { isExact: true })?.[0], 2];
  return [g.add("SequenceInsert", [given, x, g.chance(0.7) ? place(g, 3) : undefined], { isExact: true })?.[0], 4];
}

export const sequences: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1 && y.dtype !== "f16" && y.dtype !== "f64");
  if (x === undefined) return;
  const [sequence, length] = made(g, x);
  if (sequence === undefined || length === 0) return;
  g.add("SequenceAt", [sequence, place(g, length)], { isExact: true });
  if (g.chance(0.5)) g.add("ConcatFromSequence", [sequence], { attrs: { axis: g.int(0, x.shape.length - 1), new_axis: g.int(0, 1) }, isExact: true });
  if (g.chance(0.3)) g.add("SequenceLength", [sequence], { isExact: true });
};
