/** Ways to compute a matrix product with a constant right operand: its columns packed in blocks of lanes, N/c K c, read once in order. */

import type { Layout } from "../../core/layout.ts";
import type { Algorithm, Node } from "../../graph/graph.ts";
import type { Machine } from "../../loop/machine.ts";

/** `columnAxis` is the axis of the right operand that the result's columns run along. */
export function packedProduct(n: Node, machine: Machine, columnAxis: 0 | 1): readonly Algorithm[] {
  const right = n.inputs[1];
  if (machine.lanes === 1 || right?.data === undefined || right.type.kind !== "tensor") return [];
  const { dtype, shape } = right.type;
  if (dtype !== "f32" || shape.length !== 2) return [];
  const [columns, depth] = [Number(shape[columnAxis]), Number(shape[1 - columnAxis])];
  const packed: Layout = Object.freeze({ order: columnAxis === 0 ? [0, 1] : [1, 0], blocks: [{ axis: columnAxis, size: machine.lanes }], halo: [] });
  const weightBytes = 4 * Math.ceil(columns / machine.lanes) * machine.lanes * depth;
  return [
    {
      name: "packed",
      // The constant operand is streamed once at 20 GB/s when there are few rows.
      seconds: weightBytes / 20e9,
      weightBytes,
      scratchBytes: 0,
      inputs: n.inputs.map((_, i) => (i === 1 ? packed : undefined)),
      outputs: [undefined],
      precise: true,
    },
  ];
}
