/** Shapes in names: "3x8x8", extents of 1 in front left out. */

import { bounds, type Dim } from "../core/dim.ts";

export const extents = (shape: readonly Dim[]): string => {
  const sizes = shape.map((d) => bounds(d)[1]);
  const first = sizes.findIndex((n) => n !== 1);
  return first < 0 ? "1" : sizes.slice(first).join("x");
};
