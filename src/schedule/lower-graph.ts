/** Lowering a graph: every node's work in order, over one tensor a value. Fusion and placement come after. */

import { invariant } from "../core/diagnostics.ts";
import { add, type Dim, floorDiv, mod, mul, shapeText } from "../core/dim.ts";
import { dtypes, isFloat } from "../core/dtype.ts";
import { plainLayout } from "../core/layout.ts";
import type { Graph, Node, Value, Work } from "../graph/graph.ts";
import { lowerNode, tensorFor } from "../graph/lower.ts";
import { claimName } from "../graph/names.ts";
import { axesOver, type Compute, compute, coordinate } from "../loop/compute.ts";
import { buffer, cast, type Expr, index, read, type Tensor, tensor } from "../loop/expr.ts";
import { kernel, type Routine, store } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { withOneNaN } from "../loop/math/one-nan.ts";
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
  const work = graph.nodes.flatMap((n) => (n.op.view === true ? [viewOf(n, tensorOf)] : lowerNode(n, tensorOf, machine)));
  const written = new Set<Tensor>();
  const outputs = graph.outputs.map((v) => {
    const t = tensorOf(v);
    const isOwn = !graph.inputs.includes(v) && v.data === undefined && !written.has(t);
    const mayHoldNaN = deterministic && isFloat(t.dtype) && dtypes[t.dtype].bits >= 16;
    written.add(t);
    if (isOwn && !mayHoldNaN) return t;
    const copy = copyOf(t, `${v.name}.out`, [`output ${v.name}`], mayHoldNaN ? withOneNaN : (x) => x);
    work.push(copy);
    return copy.output;
  });
  const shapes = shapeOutputs(graph, outputs);
  for (const [t, shape] of shapes) work.push(storeShape(t, shape));
  return { work, inputs: graph.inputs.map(tensorOf), outputs, shapes, constants };
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

function copyOf(from: Tensor, name: string, origin: readonly string[], element: (x: Expr) => Expr): Compute {
  const to = tensor(name, from.dtype, from.shape, from.layout);
  const axes = axesOver(from.shape, "");
  return compute({ name: "copy", output: to, axes, value: element(read(from, axes.map(coordinate))), origin });
}

/** A view as a copy: the same elements in row-major order under another shape. Placement drops it where no byte would move. */
function viewOf(n: Node, tensorOf: (v: Value) => Tensor): Compute {
  const [input] = n.inputs;
  const [output] = n.outputs;
  invariant(input !== undefined && output !== undefined, `view ${n.op.name} without input or output`);
  const from = tensorOf(input);
  const to = tensorOf(output);
  const axes = axesOver(to.shape, "");
  const at = reshapedCoordinates(axes.map(coordinate), to.shape, from.shape);
  return compute({ name: "reshape", output: to, axes, value: read(from, at), origin: n.origin });
}

/** Where the element at `at` of an array of shape `of` stands in the same elements seen as `as`. */
export function reshapedCoordinates(at: readonly Dim[], of: readonly Dim[], as: readonly Dim[]): readonly Dim[] {
  let flat: Dim = 0;
  at.forEach((d, i) => {
    flat = add(mul(flat, of[i] ?? 1), d);
  });
  const coordinates: Dim[] = [];
  let stride = 1;
  for (let i = as.length - 1; i >= 0; i--) {
    const extent = as[i] ?? 1;
    if (i === 0) {
      coordinates.unshift(floorDiv(flat, stride));
      break;
    }
    invariant(typeof extent === "number", "a view with a dynamic inner dim");
    coordinates.unshift(mod(floorDiv(flat, stride), Math.max(1, extent)));
    stride *= Math.max(1, extent);
  }
  return coordinates;
}
