/** Halos: the kernel that writes what stands around a tensor before its producer fills the middle. */

import { add, bounds, type Dim, dimOf, mul, sub } from "../core/dim.ts";
import { fillOf, haloOf, type PhysicalAxis, physicalAxes, storageElements } from "../core/layout.ts";
import { buffer, constant, scalarOf, splat, type Tensor } from "../loop/expr.ts";
import { kernel, loop, type Routine, type Stmt, store } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { hasVectorForm } from "../loop/schedules/vectorize.ts";
import { extents } from "./extents.ts";

/** Writes the halo's fill (0, or a zero point) to every element of `t` outside its shape along an axis with a halo. */
export function fillHalo(t: Tensor, machine: Machine): Routine {
  const y = buffer("y", t.dtype, storageElements(t.layout, t.shape), "out");
  const axes = physicalAxes(t.layout, t.shape);
  const inner = axes.at(-1);
  const lanes = hasVectorForm(t.dtype) && inner?.part === "inner" && Number(inner.extent) % machine.lanes === 0 ? machine.lanes : 1;
  const fill = fillOf(t.layout);
  const element = constant(scalarOf(t.dtype), fill);
  const walk = (rest: readonly PhysicalAxis[], address: Dim): readonly Stmt[] => {
    const [a, ...others] = rest;
    if (a === undefined) return [store(y, address, lanes > 1 ? splat(element, lanes) : element)];
    if (others.length === 0 && lanes > 1) {
      const vectors = Number(a.extent) / lanes;
      return vectors === 1 ? walk([], address) : [loop("i", vectors, (s) => walk([], add(address, mul(dimOf(s), lanes))))];
    }
    return a.extent === 1 ? walk(others, address) : [loop(letter(a), a.extent, (s) => walk(others, add(address, mul(dimOf(s), a.stride))))];
  };
  const body: Stmt[] = [];
  const clear = (position: number, prefix: Dim): readonly Stmt[] => {
    const a = axes[position];
    if (a === undefined) return [];
    const { before, after } = a.part === "whole" ? haloOf(t.layout, a.axis) : { before: 0, after: 0 };
    const { extent } = a;
    const rest = axes.slice(position + 1);
    const edge = (from: Dim, count: number): readonly Stmt[] =>
      count === 0
        ? []
        : count === 1
          ? walk(rest, add(prefix, mul(from, a.stride)))
          : [loop(letter(a), add(from, count), (s) => walk(rest, add(prefix, mul(dimOf(s), a.stride))), { from })];
    if (!rest.some((r) => hasHalo(t, r)) && before + after === 0) return [];
    const inside = sub(extent, before + after);
    const middle =
      rest.some((r) => hasHalo(t, r)) && bounds(inside)[1] > 0
        ? inside === 1 && before === 0
          ? clear(position + 1, prefix)
          : [loop(letter(a), sub(extent, after), (s) => clear(position + 1, add(prefix, mul(dimOf(s), a.stride))), { from: before })]
        : [];
    return [...edge(0, before), ...middle, ...edge(sub(extent, after), after)];
  };
  body.push(...clear(0, 0));
  return Object.freeze({
    kind: "routine",
    kernel: kernel({
      name: fill === 0 ? `zero_halo_${extents(t.shape)}` : `zero_point_halo_${extents(t.shape)}`,
      doc: [`${fill === 0 ? "Zeros" : `The zero point, ${fill},`} around a tensor: the padding of the convolutions that read it.`],
      params: [y],
      body,
    }),
    operands: [t],
    origin: [],
  });
}

const hasHalo = (t: Tensor, a: PhysicalAxis): boolean => a.part === "whole" && haloOf(t.layout, a.axis).before + haloOf(t.layout, a.axis).after > 0;

/** Loop names of physical axes; "block" for the outer part of a blocked one. */
const letter = (a: PhysicalAxis): string => (a.part === "outer" ? "block" : (["n", "c", "y", "x"][a.axis] ?? "i"));
