/** Movement: which Computes only move elements, and which of those move nothing at all under the layouts. */

import { bounds, type Dim, sub } from "../core/dim.ts";
import { addressOf, fillOf, haloOf, hasHalo, type Layout, storageElements } from "../core/layout.ts";
import type { Compute } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";

export interface FreeMovement {
  readonly from: Tensor;
  readonly to: Tensor;
  /** The address in `from` less the address in `to`, in elements: constant over all points. */
  readonly distance: number;
}

/** The movement of a Compute whose every element already stands where it belongs if `from` and `to` share memory. */
export function freeMovement(c: Compute): FreeMovement | undefined {
  if (c.reduction !== undefined || c.value.kind !== "read" || c.value.tensor.dtype !== c.output.dtype) return undefined;
  const { tensor: from, at } = c.value;
  const distance: Dim = sub(addressOf(from.layout, from.shape, at), addressOf(c.output.layout, c.output.shape, c.at));
  if (typeof distance !== "number" || !haloesAgree(from.layout, c.output.layout) || gainsPadLanes(c, from)) return undefined;
  return { from, to: c.output, distance };
}

/** The same elements in a layout that takes more memory: readers may touch lanes behind the source's end. */
function gainsPadLanes({ axes, output }: Compute, from: Tensor): boolean {
  const count = (extents: readonly Dim[]): number => extents.reduce<number>((n, d) => n * bounds(d)[1], 1);
  const isWhole = count(axes.map((a) => a.extent)) === count(output.shape);
  const memory = (t: Tensor): number => bounds(storageElements(t.layout, t.shape))[1];
  return isWhole && memory(output) > memory(from);
}

export const isFreeMovement = (c: Compute): boolean => freeMovement(c) !== undefined;

function haloesAgree(a: Layout, b: Layout): boolean {
  if (!hasHalo(a) && !hasHalo(b)) return true;
  return (
    fillOf(a) === fillOf(b) &&
    a.halo.length === b.halo.length &&
    a.halo.every((h, i) => h.before === haloOf(b, i).before && h.after === haloOf(b, i).after)
  );
}
