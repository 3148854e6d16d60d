/**
 * gather(...): lowering of operators whose output elements are elements of input 0 somewhere else, given by an index map. Fusion lets a
 * consumer absorb the map, so most of these cost nothing.
 */
import type { Dim } from "../../core/dim.ts";
import type { Attrs, LowerContext, Work } from "../../graph/graph.ts";
import { compute, coordinate } from "../../loop/compute.ts";
import { read } from "../../loop/expr.ts";
import { axesOf } from "./axes.ts";

/** Coordinates in input 0 of the element at output coordinates `at`. */
export type IndexMap<A extends Attrs> = (context: LowerContext<A>, at: readonly Dim[]) => readonly Dim[];

export const gather =
  <A extends Attrs>(kernel: string, indexMap: IndexMap<A>) =>
  (context: LowerContext<A>): readonly Work[] =>
    context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      return compute({ name: kernel, output, axes, value: read(context.input(0), indexMap(context, axes.map(coordinate))) });
    });
