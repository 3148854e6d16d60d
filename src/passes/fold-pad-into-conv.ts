/** fold-pad-into-conv: a Pad with what a window puts around its input anyway (0; -infinity for MaxPool) becomes the window's own padding. */

import { knownElements } from "../graph/build.ts";
import { type Attrs, isNodeOf, type Node, type Pass, type Value } from "../graph/graph.ts";
import { rewriteNodes } from "../graph/rewrite-nodes.ts";
import { AveragePool } from "../ops/average-pool.ts";
import { Conv } from "../ops/conv.ts";
import type { WindowAttributes } from "../ops/families/window.ts";
import { MaxPool } from "../ops/max-pool.ts";
import { Pad } from "../ops/pad.ts";
import { uniformNumber } from "./constant-elements.ts";
import { madeBy } from "./patterns.ts";

/** Elements before and after each axis of the padded input; undefined where they are not known. */
function amountsOf(pad: Node, rank: number): readonly number[] | undefined {
  const pads = knownElements(pad.inputs[1]);
  const axes = pad.inputs[3] === undefined ? Array.from({ length: rank }, (_, a) => a) : knownElements(pad.inputs[3]);
  if (pads === undefined || axes === undefined) return undefined;
  const amounts = Array.from({ length: 2 * rank }, () => 0);
  for (const [i, axis] of axes.entries()) {
    const [before, after] = [pads[i], pads[axes.length + i]];
    if (typeof axis !== "number" || typeof before !== "number" || typeof after !== "number") return undefined;
    const a = axis < 0 ? axis + rank : axis;
    amounts[a] = before;
    amounts[rank + a] = after;
  }
  return amounts;
}

/** The pads of a window over spatial axes, with a Pad's added; undefined where the Pad crops or touches batch or channels. */
function joined(own: readonly number[] | undefined, amounts: readonly number[]): readonly number[] | undefined {
  const rank = amounts.length / 2;
  const isOutside = [0, 1, rank, rank + 1].some((a) => amounts[a] !== 0);
  if (isOutside || amounts.some((d) => d < 0)) return undefined;
  const spatial = [...amounts.slice(2, rank), ...amounts.slice(rank + 2)];
  return spatial.map((d, i) => d + (own?.[i] ?? 0));
}

type Windowed = Node<WindowAttributes & { readonly ceil_mode?: 0 | 1; readonly count_include_pad?: number }>;

const isWindowed = (n: Node): n is Windowed => isNodeOf(n, Conv) || isNodeOf(n, MaxPool) || isNodeOf(n, AveragePool);

/** What the window's own padding stands for, and the attributes that keep its meaning; undefined where it has another meaning. */
function paddingOf({ op, attrs, outputs }: Windowed): { readonly value: number; readonly attrs: Attrs } | undefined {
  if (attrs.auto_pad !== "NOTSET" && attrs.auto_pad !== "VALID") return undefined;
  if (op === Conv) return { value: 0, attrs: {} };
  if (attrs.ceil_mode === 1 || outputs.length > 1) return undefined;
  if (op === MaxPool) return { value: Number.NEGATIVE_INFINITY, attrs: {} };
  const isCounted = attrs.count_include_pad === 1 || (attrs.pads ?? []).every((d) => d === 0);
  return isCounted ? { value: 0, attrs: { count_include_pad: 1 } } : undefined;
}

const padValue = (v: Value | undefined): number | undefined => (v === undefined ? 0 : uniformNumber(v));

export const foldPadIntoConv: Pass = {
  name: "fold-pad-into-conv",
  doc: "turns Pads into the padding of the windows that read them",
  contract: "assumes-finite",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      const pad = madeBy(rewriting, n.inputs[0], Pad);
      const [x] = pad?.inputs ?? [];
      if (!isWindowed(n) || pad?.attrs.mode !== "constant" || x?.type.kind !== "tensor") return undefined;
      const padding = paddingOf(n);
      const amounts = amountsOf(pad, x.type.shape.length);
      if (padding === undefined || amounts === undefined || padValue(pad.inputs[2]) !== padding.value) return undefined;
      const pads = joined(n.attrs.auto_pad === "VALID" ? undefined : n.attrs.pads, amounts);
      if (pads === undefined) return undefined;
      note(`Pad folded into ${n.op.name}`, 1);
      return rewriting.change({ inputs: [x, ...n.inputs.slice(1)], attrs: { ...n.attrs, ...padding.attrs, auto_pad: "NOTSET", pads } });
    }),
};
