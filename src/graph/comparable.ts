/** Which nodes compute alike where operator, attributes and inputs are equal, and which of them find extents. */
import { slotsOf } from "../loop/runtime-extent.ts";
import type { Node, Value } from "./graph.ts";

/** Graphs and tensors in attributes are not compared: such nodes are rare, and tensors become constants, which are merged by themselves. */
export const isComparable = (n: Node): boolean =>
  n.op.impure !== true && Object.values(n.attrs).every((x) => typeof x !== "object" || Array.isArray(x));

/** Whether the run finds an extent there that none of the operands has. */
export function findsExtents({ inputs, outputs }: Node): boolean {
  const slots = (values: readonly (Value | undefined)[]) => slotsOf(values.flatMap((v) => (v?.type.kind === "tensor" ? v.type.shape : [])));
  const given = new Set(slots(inputs));
  return slots(outputs).some((slot) => !given.has(slot));
}
