/** Sequences whose items are known before the run: how many there are and the type of each. */
import type { InferContext } from "../../graph/graph.ts";
import { type SequenceType, type TensorType, type Type, typeText } from "../../graph/types.ts";
import { steeringNumbers } from "./steering.ts";

/** A sequence of these items. `element` stands for any of them where there are none. */
export const sequenceOf = (items: readonly TensorType[], element: Type): SequenceType =>
  Object.freeze({ kind: "sequence", element: items[0] ?? element, capacity: items.length, items: Object.freeze([...items]) });

export function sequenceAt(context: InferContext, i: number): SequenceType & Required<Pick<SequenceType, "items">> {
  const type = context.inputs[i]?.type;
  if (type === undefined) return context.fail(`${context.inputName(i)} is missing`);
  if (type.kind !== "sequence") return context.fail(`${context.inputName(i)} is ${typeText(type)}, a sequence is expected`);
  const { items } = type;
  if (items === undefined) return context.fail(`${context.inputName(i)} is a sequence of a length that only the run decides`);
  return { ...type, items };
}

/** The item that input `i` says, in 0..count-1: negative numbers count from the end, `otherwise` where it is left out. */
export const itemPlace = (context: InferContext, i: number, count: number, otherwise?: number): number =>
  placeIn(context, i, [count, count - 1], otherwise);

/** Where to put an item in, in 0..count: -1 is before the last one, the end where the input is left out. */
export const gapPlace = (context: InferContext, i: number, count: number): number => placeIn(context, i, [count, count], count);

function placeIn(context: InferContext, i: number, [count, most]: readonly [number, number], otherwise?: number): number {
  if (context.inputs[i] === undefined && otherwise !== undefined) return otherwise;
  const [place, ...more] = steeringNumbers(context, i);
  if (place === undefined || more.length > 0 || place < -count || place > most)
    return context.fail(`the position is ${[place, ...more].join(", ")}, one number from ${-count} to ${most} is expected`);
  return place < 0 ? place + count : place;
}
