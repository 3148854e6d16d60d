/** Lowering: one node becomes the Computes and kernels its operator says, over tensors that stand for its values. */

import { invariant } from "../core/diagnostics.ts";
import { plainLayout } from "../core/layout.ts";
import { type Tensor, tensor } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { constantNumbers, inferContext, knownElements } from "./build.ts";
import { type LowerContext, type Node, nodeLabel, type Value, type Work } from "./graph.ts";

/** The tensor that stands for a value in kernels. */
export function tensorFor(v: Value): Tensor {
  invariant(v.type.kind === "tensor", `${v.name} is a ${v.type.kind}, not a tensor`);
  return tensor(v.name, v.type.dtype, v.type.shape, v.layout ?? plainLayout(v.type.shape.length), v.data !== undefined);
}

/** The node's work in execution order, its source nodes on each item. Views have none: their output is their input's memory. */
export function lowerNode(n: Node, tensorOf: (v: Value) => Tensor, machine: Machine): readonly Work[] {
  const { lower } = n.op;
  invariant(lower !== undefined, `${n.op.name} has no lowering`);
  const work = lower(lowerContext(n, tensorOf, machine));
  return work.map((item) => Object.freeze({ ...item, origin: n.origin }));
}

function lowerContext(n: Node, tensorOf: (v: Value) => Tensor, machine: Machine): LowerContext {
  const { fail } = inferContext({ attrs: n.attrs, inputs: n.inputs, outputCount: n.outputs.length, label: nodeLabel(n) });
  const inputs = n.inputs.map((v) => (v === undefined || v.type.kind !== "tensor" ? undefined : tensorOf(v)));
  return {
    attrs: n.attrs,
    inputs,
    outputs: n.outputs.map(tensorOf),
    node: n,
    machine,
    input(i) {
      const found = inputs[i];
      return found ?? fail(`input ${i} is missing`);
    },
    known: (i) => knownElements(n.inputs[i]),
    constant: (i) => constantNumbers(n.inputs[i]),
    scratch: (name, dtype, shape, layout) => tensor(`${n.outputs[0]?.name ?? n.op.name}.${name}`, dtype, shape, layout ?? plainLayout(shape.length)),
    fail,
  };
}
