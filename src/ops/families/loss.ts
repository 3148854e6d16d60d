/** Losses: the attributes they share. */
import type { AttrReader } from "../../graph/graph.ts";

/** How elements become one number, and the class that counts nothing. */
export function lossAttrs(raw: AttrReader) {
  const reduction = raw.string("reduction", "mean");
  if (!["mean", "sum", "none"].includes(reduction)) raw.fail(`reduction is "${reduction}", expected mean, sum or none`);
  return { reduction, ignore_index: raw.has("ignore_index") ? raw.int("ignore_index") : undefined };
}

export type LossAttributes = ReturnType<typeof lossAttrs>;
