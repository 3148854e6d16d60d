/** The axes that shapes of the same elements are made of: what Reshapes join and split on the way is told apart by them. */

import { type Dim, equalDims, product } from "../core/dim.ts";

/**
 * The extents, but for those of 1, whose neighbours multiply to every extent of `shapes`; undefined where the shapes cut one another. Where an extent is no
 * number, it stands first in all shapes.
 */
export function commonAxes(shapes: readonly (readonly Dim[])[]): readonly Dim[] | undefined {
  const first = shapes[0]?.[0];
  const free = first !== undefined && typeof first !== "number" && shapes.every(([d]) => d !== undefined && equalDims(d, first)) ? [first] : [];
  const sizes = shapes.map((shape) => shape.slice(free.length)).flatMap((shape) => shape.map((_, a) => Number(product(shape.slice(0, a + 1)))));
  const ends = [...new Set([1, ...sizes])].toSorted((a, b) => a - b);
  const extents = ends.slice(1).map((end, i) => end / (ends[i] as number));
  return ends[0] === 1 && extents.every(Number.isInteger) ? [...free, ...extents] : undefined;
}

/** Of each axis of `shape`, how many of its common `axes` end with it. */
const endsAmong = (axes: readonly Dim[], shape: readonly Dim[]): readonly number[] =>
  shape.map((_, a) => [...axes, 1].findIndex((_axis, n) => equalDims(product(axes.slice(0, n)), product(shape.slice(0, a + 1)))));

/** Which of the common `axes` of `whole` a tensor of `shape` has that broadcasts to it. */
export function axesHad(axes: readonly Dim[], whole: readonly Dim[], shape: readonly Dim[]): readonly boolean[] {
  const ends = endsAmong(axes, whole);
  return axes.map((_, n) => {
    const a = ends.findIndex((end) => end > n);
    return a < 0 || equalDims(shape[a - whole.length + shape.length] ?? 1, whole[a] as Dim);
  });
}
