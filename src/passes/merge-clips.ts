/**
 * merge-clips: Relu, Min and Max with a number, and Clip are all x kept between two bounds; of two in a row one is left. PyTorch and TensorFlow write
 * ReLU6 and HardTanh so.
 */

import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rule } from "../graph/rewrite-nodes.ts";
import { Clip } from "../ops/clip.ts";
import { Relu } from "../ops/rectifiers.ts";
import { Max, Min } from "../ops/variadic.ts";
import { uniformNumber } from "./constant-elements.ts";
import { isFloat32, madeForUs, orders, rulesPass, sameType } from "./patterns.ts";

interface Bounded {
  readonly x: Value | undefined;
  readonly low: number;
  readonly high: number;
}

/** What a node keeps between which bounds; undefined when it is no such node. */
function boundsOf(n: Node | undefined): Bounded | undefined {
  const [x, low, high] = n?.inputs ?? [];
  if (n === undefined || !isFloat32(n.outputs[0])) return undefined;
  if (n.op === Relu) return { x, low: 0, high: Number.POSITIVE_INFINITY };
  if (n.op === Clip) {
    const least = low === undefined ? Number.NEGATIVE_INFINITY : uniformNumber(low);
    const most = high === undefined ? Number.POSITIVE_INFINITY : uniformNumber(high);
    return least === undefined || most === undefined || !(least <= most) ? undefined : { x, low: least, high: most };
  }
  if ((n.op !== Min && n.op !== Max) || n.inputs.length !== 2) return undefined;
  for (const [value, bound] of orders(n)) {
    const number = uniformNumber(bound);
    if (number === undefined || Number.isNaN(number) || !sameType(value, n.outputs[0])) continue;
    return n.op === Max ? { x: value, low: number, high: Number.POSITIVE_INFINITY } : { x: value, low: Number.NEGATIVE_INFINITY, high: number };
  }
  return undefined;
}

const kept = (x: number, { low, high }: Bounded): number => Math.min(Math.max(x, low), high);

const clipOfClip: Rule = (n, graph) => {
  const outer = boundsOf(n);
  const inner = boundsOf([Relu, Clip, Min, Max].map((op) => madeForUs(graph, outer?.x, op)).find((m) => m !== undefined));
  if (outer === undefined || inner === undefined) return undefined;
  const name = n.outputs[0]?.name ?? "";
  const bound = (which: string, number: number): Value | undefined =>
    Number.isFinite(number) ? graph.numbers(`${name}.${which}`, "f32", [], [number]) : undefined;
  const high = bound("high", kept(inner.high, outer));
  return graph.replace(Clip, [inner.x, bound("low", kept(inner.low, outer)), ...(high === undefined ? [] : [high])]);
};

export const mergeClips: Pass = rulesPass({
  name: "merge-clips",
  doc: "merges consecutive bounds into one Clip",
  contract: "exact",
  rules: [clipOfClip],
});
