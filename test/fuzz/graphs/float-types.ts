/** Graphs whose floats have other types than f32. */
import type { DType } from "../../../src/core/dtype.ts";
import { numberOfDType } from "../../../src/io/onnx/dtypes.ts";
import { type FuzzGraph, retyped } from "./growing.ts";

/** The graph with all floats in `dtype` (but factors of a Resize); undefined where an operator does not take them. */
export function withFloats(graph: FuzzGraph, dtype: DType): FuzzGraph | undefined {
  const factors = new Set(graph.nodes.flatMap((n) => (n.op === "Resize" ? [n.inputs[2]] : [])));
  return retyped({
    ...graph,
    given: graph.given.map((x) => (x.dtype === "f32" && !factors.has(x.name) ? { ...x, dtype } : x)),
    nodes: graph.nodes.map((n) => (n.attrs.to === numberOfDType("f32") ? { ...n, attrs: { ...n.attrs, to: numberOfDType(dtype) } } : n)),
  });
}
