/**
 * gather(...): lowering of operators whose output elements are elements of input 0 somewhere else, given by an index map. Fusion lets a
 * consumer absorb the map, so most of these cost nothing.
 */
import type { Dim } from "../../core/dim.ts";
import type { LowerContext, OpDef } from "../../graph/graph.ts";
import { compute, coordinate } from "../../loop/compute.ts";
import { read } from "../../loop/expr.ts";
import { axesOf } from "./axes.ts";

/** Coordinates in input 0 of the element at output coordinates `at`. */
export type IndexMap = (context: LowerContext, at: readonly Dim[]) => readonly Dim[];

export const gather =
  (kernel: string, indexMap: IndexMap): NonNullable<OpDef["lower"]> =>
  (context) =>
    context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      return compute({ name: kernel, output, axes, value: read(context.input(0), indexMap(context, axes.map(coordinate))) });
    });
