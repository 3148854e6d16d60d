/** Lowering: one node becomes the Computes and kernels its operator says, over tensors that stand for its values. */

import { invariant } from "../core/diagnostics.ts";
import { add, bounds, type Dim, equalDims, floorDiv, mod, mul, product } from "../core/dim.ts";
import { plainLayout } from "../core/layout.ts";
import { axesOver, type Compute, compute, coordinate } from "../loop/compute.ts";
import { computedDim, div, index, read, rem, stringTensor, type Tensor, tensor } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { constantNumbers, exactly, inferContextOf, knownElements } from "./build.ts";
import type { Graph, LowerContext, LoweredBody, Node, Value, Work } from "./graph.ts";
import { elementCount } from "./types.ts";
import { copyStrings, withRegions } from "./work.ts";

/** The tensor that stands for a value in kernels. */
export function tensorFor(v: Value): Tensor {
  invariant(v.type.kind === "tensor", `${v.name} is a ${v.type.kind}, not a tensor`);
  if (v.type.dtype === "string") return stringTensor(v.name, elementCount(v.type), v.type.text?.total ?? 0, v.data !== undefined);
  return tensor(v.name, v.type.dtype, v.type.shape, v.layout ?? plainLayout(v.type.shape.length), v.data !== undefined);
}

/** The node's work in execution order, its source nodes on each item. A view is a copy, which placement drops where no byte would move. */
export function lowerNode(n: Node, tensorOf: (v: Value) => Tensor, machine: Machine): readonly Work[] {
  const { lower } = n.op;
  const context = lowerContext(n, tensorOf, machine);
  const work =
    lower === undefined
      ? []
      : withOrigin(
          exactly(context, () => lower(context)),
          n.origin,
        );
  if (n.op.view === true) return [...work, ...viewOf(n, tensorOf)];
  invariant(lower !== undefined, `${n.op.name} has no lowering`);
  return work;
}

/** Work that stands for `origin`; what nested graphs lowered to says its own. */
const withOrigin = (work: readonly Work[], origin: readonly string[]): readonly Work[] =>
  work.map((item) =>
    Object.freeze({ ...withRegions(item, (list) => withOrigin(list, origin)), origin: item.origin.length > 0 ? item.origin : origin }),
  );

/** The nodes of a graph inside a node, in order: its inputs are given tensors, what it takes from around it is found by `tensorOf`. */
function lowerBody(g: Graph, inputs: readonly Tensor[], tensorOf: (v: Value) => Tensor, machine: Machine): LoweredBody {
  const given = new Map<Value, Tensor>();
  g.inputs.forEach((v, i) => {
    const t = inputs[i];
    invariant(t !== undefined, `${g.name} has ${g.inputs.length} inputs, ${inputs.length} are given`);
    given.set(v, t);
  });
  const of = (v: Value): Tensor => given.get(v) ?? tensorOf(v);
  return { work: g.nodes.flatMap((n) => lowerNode(n, of, machine)), outputs: g.outputs.map(of) };
}

function lowerContext(n: Node, tensorOf: (v: Value) => Tensor, machine: Machine): LowerContext {
  const { fail, inputName } = inferContextOf(n);
  const inputs = n.inputs.map((v) => (v === undefined || v.type.kind !== "tensor" ? undefined : tensorOf(v)));
  return {
    attrs: n.attrs,
    inputs,
    outputs: n.outputs.map(tensorOf),
    node: n,
    machine,
    input(i) {
      const found = inputs[i];
      return found ?? fail(`${inputName(i)} is missing`);
    },
    known: (i) => knownElements(n.inputs[i]),
    constant: (i) => constantNumbers(n.inputs[i]),
    scratch: (name, dtype, shape, layout) => tensor(`${n.outputs[0]?.name ?? n.op.name}.${name}`, dtype, shape, layout ?? plainLayout(shape.length)),
    body: (g, given) => lowerBody(g, given, tensorOf, machine),
    inputName,
    fail,
  };
}

/** A view as a copy: the same elements in row-major order under another shape. Placement drops it where no byte would move. */
function viewOf(n: Node, tensorOf: (v: Value) => Tensor): readonly Compute[] {
  const [input] = n.inputs;
  const [output] = n.outputs;
  invariant(input !== undefined && output !== undefined, `view ${n.op.name} without input or output`);
  const from = tensorOf(input);
  const to = tensorOf(output);
  if (to.bytes !== undefined) return copyStrings(from, to, n.origin);
  const axes = axesOver(to.shape, "");
  const at = reshapedCoordinates(axes.map(coordinate), to.shape, from.shape);
  return [compute({ name: "reshape", output: to, axes, value: read(from, at), origin: n.origin })];
}

/** Where the element at `at` of an array of shape `of` stands in the same elements seen as `as`. */
function reshapedCoordinates(at: readonly Dim[], of: readonly Dim[], as: readonly Dim[]): readonly Dim[] {
  const coordinates: Dim[] = [];
  let [from, to] = [0, 0];
  // Leading axes with equal products are a matter of their own: [n, 4, 6] as [n * 4, 2, 3] never divides by n.
  for (const [i, j] of cuts(of, as)) {
    coordinates.push(...unflattened(flattened(at.slice(from, i), of.slice(from, i)), as.slice(to, j)));
    [from, to] = [i, j];
  }
  return coordinates;
}

/** How many leading axes of both have equal products, in ascending order up to all of them. */
function cuts(of: readonly Dim[], as: readonly Dim[]): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let next = 1;
  for (let i = 1; i < of.length; i++) {
    const lead = product(of.slice(0, i));
    const j = Array.from({ length: as.length }, (_, k) => k).find((k) => k >= next && equalDims(product(as.slice(0, k)), lead));
    if (j === undefined || lead === 0) continue;
    found.push([i, j]);
    next = j + 1;
  }
  return [...found, [of.length, as.length]];
}

const flattened = (at: readonly Dim[], shape: readonly Dim[]): Dim => at.reduce<Dim>((flat, d, a) => add(mul(flat, shape[a] ?? 1), d), 0);

/** Static inner extents divide exactly; others are divided by at run time. */
function unflattened(flat: Dim, shape: readonly Dim[]): readonly Dim[] {
  let rest = flat;
  const inner = shape.slice(1).toReversed();
  const coordinates = inner.map((extent): Dim => {
    if (typeof extent === "number") {
      const whole = Math.max(1, extent);
      const at = mod(rest, whole);
      rest = floorDiv(rest, whole);
      return at;
    }
    const [dividend, divisor] = [index(rest), index(extent)];
    rest = computedDim("quotient", div(dividend, divisor), [0, Math.max(0, bounds(rest)[1])]);
    return computedDim("remainder", rem(dividend, divisor), [0, Math.max(0, bounds(extent)[1] - 1)]);
  });
  return shape.length === 0 ? [] : [rest, ...coordinates.toReversed()];
}
