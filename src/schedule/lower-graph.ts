/** Lowering a graph: every node's work in order, over one tensor a value. Fusion and placement come after. */

import { shapeText } from "../core/dim.ts";
import { dtypes, isFloat } from "../core/dtype.ts";
import { plainLayout } from "../core/layout.ts";
import type { Graph, Value, Work } from "../graph/graph.ts";
import { lowerNode, tensorFor } from "../graph/lower.ts";
import { claimName } from "../graph/names.ts";
import { copyWork } from "../graph/work.ts";
import { buffer, cast, index, type Tensor, tensor } from "../loop/expr.ts";
import { kernel, type Routine, store } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { withOneNaN } from "../loop/math/one-nan.ts";
import { withoutEmptyAxes } from "./empty-axes.ts";
import { extents } from "./extents.ts";

export interface LoweredGraph {
  readonly work: readonly Work[];
  readonly inputs: readonly Tensor[];
  /** One tensor an output, each written by work and distinct from inputs, constants and each other. */
  readonly outputs: readonly Tensor[];
  /** For each output whose extents the run decides: the i32s that receive them, one an axis. */
  readonly shapes: ReadonlyMap<Tensor, Tensor>;
  /** Tensors whose elements are known, and the values that hold them. */
  readonly constants: ReadonlyMap<Tensor, Value>;
}

/** `deterministic`: outputs hold one NaN, whatever bits the arithmetic of a machine gave to it. */
export function lowerGraph(graph: Graph, machine: Machine, deterministic: boolean): LoweredGraph {
  const tensors = new Map<Value, Tensor>();
  const constants = new Map<Tensor, Value>();
  const tensorOf = (v: Value): Tensor => {
    const found = tensors.get(v) ?? tensorFor(v);
    tensors.set(v, found);
    if (v.data !== undefined) constants.set(found, v);
    return found;
  };
  const work = graph.nodes.flatMap((n): readonly Work[] => lowerNode(n, tensorOf, machine));
  const written = new Set<Tensor>();
  const outputs = graph.outputs.map((v) => {
    const t = tensorOf(v);
    const isOwn = !graph.inputs.includes(v) && v.data === undefined && !written.has(t);
    const mayHoldNaN = deterministic && isFloat(t.dtype) && dtypes[t.dtype].bits >= 16;
    written.add(t);
    if (isOwn && !mayHoldNaN) return t;
    const output = tensor(`${v.name}.out`, t.dtype, t.shape, t.layout);
    work.push(copyWork(t, output, mayHoldNaN ? withOneNaN : (x) => x, [`output ${v.name}`]));
    return output;
  });
  const shapes = shapeOutputs(graph, outputs);
  for (const [t, shape] of shapes) work.push(storeShape(t, shape));
  return { work: withoutEmptyAxes(work), inputs: graph.inputs.map(tensorOf), outputs, shapes, constants };
}

function shapeOutputs(graph: Graph, outputs: readonly Tensor[]): ReadonlyMap<Tensor, Tensor> {
  const taken = new Set([...graph.inputs, ...graph.outputs].map((v) => v.name));
  const made = new Map<Tensor, Tensor>();
  outputs.forEach((t, i) => {
    if (t.shape.every((d) => typeof d === "number")) return;
    made.set(t, tensor(claimName(taken, `${graph.outputs[i]?.name}_shape`), "i32", [t.shape.length], plainLayout(1)));
  });
  return made;
}

/** Stores the extents of `t` to `shape`. */
function storeShape(t: Tensor, shape: Tensor): Routine {
  const out = buffer("shape", "i32", t.shape.length, "out");
  const body = t.shape.map((d, a) => store(out, a, cast("i32", index(d))));
  const doc = [`The shape of ${t.dtype}${shapeText(t.shape)}.`];
  return {
    kind: "routine",
    kernel: kernel({ name: `shape_of_${extents(t.shape)}`, doc, params: [out], body }),
    operands: [shape],
    origin: [`shape of ${t.name}`],
  };
}
