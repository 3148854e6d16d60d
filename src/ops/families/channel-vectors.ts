/** Images that are read at places of which each serves all channels: these lie side by side, in vectors where the machine has them. */
import { ceilDiv, type Dim, dimOf, mul } from "../../core/dim.ts";
import { channelBlocked, type Layout, plainLayout } from "../../core/layout.ts";
import type { Algorithm, Node } from "../../graph/graph.ts";
import { type Expr, load, type Tensor } from "../../loop/expr.ts";
import { loop, type Stmt, store } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import type { Memory } from "./routines.ts";

/** Channels, axis 1 of `rank`, in blocks of a vector's lanes; innermost where there are none. */
export function channelVectors(rank: number, lanes: number): Layout {
  if (lanes > 1) return channelBlocked(rank, lanes);
  return Object.freeze({ ...plainLayout(rank), order: [0, ...plainLayout(rank).order.slice(2), 1] });
}

/** The one way to compute a node whose input 0 is [n, c, height, width]; none in particular where channels fill no vector. */
export function channelsInside(n: Node, machine: Machine): readonly Algorithm[] {
  const type = n.inputs[0]?.type;
  if (type?.kind !== "tensor" || type.dtype !== "f32" || typeof type.shape[1] !== "number" || type.shape[1] < machine.lanes) return [];
  const inputs = [channelVectors(4, machine.lanes), ...n.inputs.slice(1).map(() => undefined)];
  const outputs = n.outputs.map(() => undefined);
  return [{ name: "channels", seconds: 0, weightBytes: 0, scratchBytes: 4 * type.shape[1], inputs, outputs, precise: true }];
}

/** Channels of `x` that lie side by side as one vector. */
export function lanesIn(x: Tensor, { lanes }: Machine): number {
  const [block] = x.layout.blocks;
  return block?.axis === 1 && block.size === lanes ? lanes : 1;
}

/** Elements that hold one number a channel, whole vectors of them. */
export const channelRoom = (channels: Dim, lanes: number): Dim => mul(ceilDiv(channels, lanes), lanes);

/** Every number of `held` becomes what `change` makes of it; `c` is the first channel of a vector. */
export const eachChannel = ({ buffer, tensor }: Memory, lanes: number, change: (held: Expr, c: Dim) => Expr): Stmt =>
  loop("c", ceilDiv(tensor.shape[0] ?? 1, lanes), (s) => {
    const c = mul(dimOf(s), lanes);
    return [store(buffer, c, change(load(buffer, c, lanes), c))];
  });
