/** Graphs whose floats have other types than f32. */
import type { DType } from "../../../src/core/dtype.ts";
import { numberOfDType } from "../../../src/io/onnx/dtypes.ts";
import { arrayOf, type FuzzGraph, type NodeSpec, numbersOf, retyped } from "./growing.ts";

/** The graph with all floats in `dtype` (but factors of a Resize); undefined where an operator does not take them. */
export function withFloats(graph: FuzzGraph, dtype: DType): FuzzGraph | undefined {
  const factors = new Set(graph.nodes.flatMap((n) => (n.op === "Resize" ? [n.inputs[2]] : [])));
  return retyped({
    ...graph,
    given: graph.given.map((x) => (x.dtype === "f32" && !factors.has(x.name) ? { ...x, dtype } : x)),
    nodes: graph.nodes.map((n) => (n.attrs.to === numberOfDType("f32") ? { ...n, attrs: { ...n.attrs, to: numberOfDType(dtype) } } : n)),
  });
}

/** The graph in f32, with all that it has in bf16 rounded after each node: ONNX Runtime takes bf16 in casts and movements alone. */
export function inRoundedFloats(graph: FuzzGraph): FuzzGraph {
  const [bf16, f32] = [numberOfDType("bf16"), numberOfDType("f32")];
  const isRounded = (name: string): boolean => graph.types[name]?.dtype === "bf16";
  const cast = (from: string, name: string, to: number): NodeSpec => ({ op: "Cast", domain: "", attrs: { to }, inputs: [from], outputs: [name] });
  const rounded = (name: string): readonly NodeSpec[] => [cast(`${name}_wide`, `${name}_bf16`, bf16), cast(`${name}_bf16`, name, f32)];
  return {
    ...graph,
    given: graph.given.map((x) => (x.dtype === "bf16" ? { ...x, dtype: "f32", values: numbersOf("bf16", arrayOf("bf16", x.values)) } : x)),
    types: Object.fromEntries(Object.entries(graph.types).map(([name, type]) => [name, isRounded(name) ? { ...type, dtype: "f32" as const } : type])),
    nodes: graph.nodes.flatMap((n) => [
      {
        ...n,
        attrs: n.attrs.to === bf16 ? { ...n.attrs, to: f32 } : n.attrs,
        outputs: n.outputs.map((name) => (isRounded(name) ? `${name}_wide` : name)),
      },
      ...n.outputs.filter(isRounded).flatMap(rounded),
    ]),
  };
}
