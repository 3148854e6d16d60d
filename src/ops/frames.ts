/**
 * Frames(x) = y with y[b, f, n, ..] = x[b, f * step + n, ..]: stretches of `size` elements along axis 1, `step` apart, as many as fit. Domain aot; the frames of
 * a short-time Fourier transform become it.
 */
import { add, type Dim, mul } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { gather } from "./families/movement.ts";
import { elements, typed } from "./families/type-sets.ts";

export const Frames = defineOp({
  name: "Frames",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "overlapping stretches of an axis",
  inputs: ["X"],
  attrs: (raw) => ({ size: raw.int("size", 1), step: raw.int("step", 1) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const [size, step] = [context.attrs.size, context.attrs.step];
    const [batch, length, ...more] = shape;
    if (batch === undefined || typeof length !== "number" || length < size || size < 1 || step < 1)
      return context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, ${size} elements or more along axis 1 are expected, ${step} apart`);
    return [tensorType(dtype, [batch, Math.floor((length - size) / step) + 1, size, ...more])];
  },
  lower: gather("frames", ({ attrs }, [batch = 0, frame = 0, n = 0, ...more]): readonly Dim[] => [batch, add(mul(frame, attrs.step), n), ...more]),
  tolerance: exactTolerance,
  examples: [
    {
      note: "which overlap",
      attrs: { size: 3, step: 2 },
      inputs: [{ shape: [1, 6], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ shape: [1, 2, 3], values: [1, 2, 3, 3, 4, 5] }],
    },
  ],
});
