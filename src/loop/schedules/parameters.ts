/** A compute's kernel parameters: one buffer for each operand, named by its role so that equal kernels of different layers are equal. */

import type { Dim } from "../../core/dim.ts";
import { addressOf, storageElements } from "../../core/layout.ts";
import { type Compute, operandsOf } from "../compute.ts";
import { type Buffer, buffer, type Expr, load, type Tensor } from "../expr.ts";
import { rewriteDim, rewriteExpr } from "../rewrite-expr.ts";

export interface Parameters {
  /** In order of first use, the output last. */
  readonly operands: readonly Tensor[];
  readonly params: readonly Buffer[];
  readonly output: Buffer;
  readonly bufferOf: (t: Tensor) => Buffer;
}

export const parametersOf = (c: Compute): Parameters => parametersOver(operandsOf(c), c.output);

/** Those of a kernel that reads `reads` and stores `output`. */
export function parametersOver(reads: readonly Tensor[], output: Tensor): Parameters {
  const operands = [...reads.filter((t) => t !== output), output];
  const outputAccess = reads.includes(output) ? "inout" : "out";
  const used = new Map<string, number>();
  const nameOf = (t: Tensor): string => {
    const role = t === output ? "y" : t.constant ? (t.shape.length <= 1 ? "bias" : "w") : "x";
    const count = (used.get(role) ?? 0) + 1;
    used.set(role, count);
    return count === 1 ? role : `${role}${count}`;
  };
  const params = operands.map((t) => {
    const param = buffer(nameOf(t), t.dtype, storageElements(t.layout, t.shape), t === output ? outputAccess : "in");
    return t.unaligned === undefined ? param : Object.freeze({ ...param, unaligned: t.unaligned });
  });
  const byTensor = new Map(operands.map((t, i) => [t, params[i] as Buffer]));
  return {
    operands,
    params,
    output: params.at(-1) as Buffer,
    bufferOf(t) {
      const found = byTensor.get(t);
      if (found === undefined) throw new Error(`internal: ${t.name} is no operand of what gives ${output.name}`);
      return found;
    },
  };
}

/** A logical read as a scalar load at its address. */
const asLoad =
  (bufferOf: Parameters["bufferOf"]) =>
  (x: Expr): Expr =>
    x.kind === "read" ? load(bufferOf(x.tensor), addressOf(x.tensor.layout, x.tensor.shape, x.at)) : x;

/** `e` with logical reads turned into scalar loads at addresses. */
export const withAddresses = (e: Expr, bufferOf: Parameters["bufferOf"]): Expr => rewriteExpr(e, { expr: asLoad(bufferOf) });

/** Where the output's element at these coordinates is stored; coordinates may be read from memory, too. */
export const storeAddress = ({ output }: Compute, at: readonly Dim[], bufferOf: Parameters["bufferOf"]): Dim =>
  rewriteDim(addressOf(output.layout, output.shape, at), { expr: asLoad(bufferOf) });
