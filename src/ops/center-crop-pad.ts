/**
 * CenterCropPad: the middle of the input along axes that become shorter, zeros on both sides along those that become longer; of an odd
 * difference the larger half is behind. Since opset 18. https://onnx.ai/onnx/operators/onnx__CenterCropPad.html
 */
import { type Dim, sub as minus } from "../core/dim.ts";
import { defineOp, exactTolerance, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { allOf, constant, guarded, read, within } from "../loop/expr.ts";
import { axesOf, normalizeAxes } from "./families/axes.ts";
import { askedExtents, checkedExtents } from "./families/plan.ts";
import { elements, typed } from "./families/type-sets.ts";

interface Change {
  readonly target: readonly Dim[];
  /** What is added to an output coordinate to give the input's. */
  readonly shift: readonly number[];
}

type Context = NodeContext<{ readonly axes: readonly number[] | undefined }>;

const axesIn = (context: Context, rank: number): readonly number[] =>
  normalizeAxes(context, context.attrs.axes ?? Array.from({ length: rank }, (_, a) => a), rank);

function changeOf(context: Context, shape: readonly Dim[], asked: readonly number[]): Change {
  const axes = axesIn(context, shape.length);
  if (asked.length !== axes.length) context.fail(`shape has ${asked.length} extents for ${axes.length} axes`);
  const target: Dim[] = [...shape];
  const shift = shape.map(() => 0);
  axes.forEach((a, i) => {
    const [from, to] = [shape[a], asked[i] as number];
    if (typeof from !== "number") return context.fail(`axis ${a} is not of a known size`, "give the free dim a value (--dim name=value)");
    target[a] = to;
    shift[a] = from >= to ? Math.floor((from - to) / 2) : -Math.floor((to - from) / 2);
  });
  return { target, shift };
}

export const CenterCropPad = defineOp({
  name: "CenterCropPad",
  opset: 18,
  since: 18,
  doc: "the middle of the input, or zeros around it",
  inputs: ["input_data", "shape"],
  attrs: (raw) => ({ axes: raw.has("axes") ? raw.ints("axes") : undefined }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    return [tensorType(dtype, changeOf(context, shape, askedExtents(context, 1, shape.length, axesIn(context, shape.length))).target)];
  },
  lower(context) {
    const x = context.input(0);
    const cut = axesIn(context, x.shape.length);
    return context.outputs.flatMap((output) => {
      const { shift } = changeOf(
        context,
        x.shape,
        cut.map((a) => Number(output.shape[a])),
      );
      const axes = axesOf(output.shape);
      const at = axes.map((a, i) => minus(coordinate(a), -(shift[i] ?? 0)));
      const inside = allOf(at.map((d, i) => within(d, 0, x.shape[i] as Dim)));
      const element = read(x, at);
      const value = guarded(inside, element, constant(element.dtype, 0));
      return [...checkedExtents(context, 1, output, cut), compute({ name: "center_crop_pad", output, axes, value })];
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "rows cropped, columns padded",
      inputs: [
        { shape: [4, 1], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [2], values: [1n, 4n], constant: true },
      ],
      outputs: [{ shape: [1, 4], values: [0, 2, 0, 0] }],
    },
    {
      note: "one axis",
      attrs: { axes: [-1] },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [1], values: [2n], constant: true },
      ],
      outputs: [{ shape: [2, 2], values: [1, 2, 4, 5] }],
    },
  ],
});
