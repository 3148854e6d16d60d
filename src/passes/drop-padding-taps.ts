/** drop-padding-taps: taps of a convolution that never reach its input (large dilations on small images) leave the kernel, and the padding only they read goes. */

import { inferContextOf } from "../graph/build.ts";
import { isNodeOf, type Node, type Pass } from "../graph/graph.ts";
import { rewriteNodes } from "../graph/rewrite-nodes.ts";
import { Conv } from "../ops/conv.ts";
import type { ConvolutionAttributes } from "../ops/families/convolution.ts";
import { spatialExtents, type WindowAxis, windowsOf } from "../ops/families/window.ts";
import { Slice } from "../ops/slice.ts";

/** Taps that are kept along an axis, and the padding that they read. */
interface Kept {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

/** From the first tap that reaches the input to the last, as far as padding gets no less than 0; undefined where extents are not known. */
function keptTaps({ input, kernel, output, stride, dilation, before, after }: WindowAxis): Kept | undefined {
  if (![input, kernel, output, before, after].every((d) => typeof d === "number") || output === 0) return undefined;
  const taps = Array.from({ length: Number(kernel) }, (_, t) => t);
  const reaches = (t: number): boolean =>
    Array.from({ length: Number(output) }, (_, o) => o * stride + t * dilation - Number(before)).some((at) => at >= 0 && at < Number(input));
  const [first, last] = [taps.find(reaches), taps.findLast(reaches)];
  if (first === undefined || last === undefined) return undefined;
  const from = Math.min(first, Math.floor(Number(before) / dilation));
  const dropped = Math.min(taps.length - 1 - last, Math.floor(Number(after) / dilation));
  return { from, to: taps.length - dropped, before: Number(before) - from * dilation, after: Number(after) - dropped * dilation };
}

function keptOf(n: Node<ConvolutionAttributes>): readonly Kept[] | undefined {
  const context = inferContextOf(n);
  const [x, w] = [context.tensor(0), context.tensor(1)];
  const kept = windowsOf(context, spatialExtents(context, x.shape), w.shape.slice(2)).map(keptTaps);
  return kept.every((k) => k !== undefined) ? kept : undefined;
}

export const dropPaddingTaps: Pass = {
  name: "drop-padding-taps",
  doc: "removes taps of convolutions that read nothing but padding",
  contract: "assumes-finite",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      const [x, w, ...bias] = n.inputs;
      if (!isNodeOf(n, Conv) || w?.type.kind !== "tensor" || x === undefined) return undefined;
      const kept = keptOf(n);
      const kernel = w.type.shape.slice(2);
      if (kept === undefined || kept.every((k, i) => k.from === 0 && k.to === kernel[i])) return undefined;
      const numbers = (what: string, values: readonly number[]) => rewriting.numbers(`${w.name}.${what}`, "i64", [values.length], values);
      const [from, to] = [
        numbers(
          "from",
          kept.map((k) => k.from),
        ),
        numbers(
          "to",
          kept.map((k) => k.to),
        ),
      ];
      const taps = rewriting.emit(`${w.name}.taps`, Slice, [
        w,
        from,
        to,
        numbers(
          "axes",
          kept.map((_, i) => i + 2),
        ),
      ]);
      note("convolutions with fewer taps", 1);
      const pads = [...kept.map((k) => k.before), ...kept.map((k) => k.after)];
      return rewriting.change({
        inputs: [x, taps, ...bias],
        attrs: { ...n.attrs, auto_pad: "NOTSET", kernel_shape: kept.map((k) => k.to - k.from), pads },
      });
    }),
};
