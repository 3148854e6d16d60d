/** What the ranges of symbols decide about the order of two Dims. */
import { bounds, type Dim, sub } from "./dim.ts";

/** Whether a <= b, for all values of their symbols or for none; undefined where their ranges leave it open. */
export function atMost(a: Dim, b: Dim): boolean | undefined {
  const [[least, most], [from, to]] = [bounds(a), bounds(b)];
  if (most <= from) return true;
  if (least > to) return false;
  if (typeof a === "number" || typeof b === "number") return undefined;
  const [short, long] = bounds(sub(b, a));
  return short >= 0 ? true : long < 0 ? false : undefined;
}
