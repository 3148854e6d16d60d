/**
 * DepthToSpace and SpaceToDepth: channels become b x b blocks of the plane, and back. Channel order of DepthToSpace: DCR (block row, block
 * column, channel) or CRD (channel, block row, block column); SpaceToDepth makes DCR. Since opset 1 (mode since 11).
 * https://onnx.ai/onnx/operators/onnx__DepthToSpace.html and onnx__SpaceToDepth.
 */
import { add, type Dim, equalDims, floorDiv, mod, mul } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { gather } from "./families/movement.ts";
import { countAttribute, movables, notEmpty, typed } from "./families/type-sets.ts";

/** The four extents of an image batch. */
function planes({ inputName, fail }: Pick<InferContext, "inputName" | "fail">, { shape }: TensorType): readonly [n: Dim, c: Dim, y: Dim, x: Dim] {
  const [n, c, y, x] = shape;
  if (shape.length !== 4 || n === undefined || c === undefined || y === undefined || x === undefined)
    return fail(`${inputName(0)} has rank ${shape.length}, 4 is expected`);
  return [n, c, y, x];
}

function divided({ fail }: Pick<InferContext, "fail">, what: string, d: Dim, by: number): Dim {
  if (!equalDims(mod(d, by), 0)) fail(`${what} is ${dimText(d)}, which does not divide by ${by}`);
  return floorDiv(d, by);
}

export const DepthToSpace = defineOp({
  name: "DepthToSpace",
  opset: 13,
  since: 1,
  doc: "channels become blocks of the plane",
  inputs: ["input"],
  strings: "moved",
  attrs(raw) {
    const mode = raw.string("mode", "DCR");
    if (mode !== "DCR" && mode !== "CRD") raw.fail(`attribute mode is "${mode}", expected DCR or CRD`);
    return { mode, block: countAttribute(raw, "blocksize") };
  },
  infer(context) {
    const type = typed(context, 0, movables);
    const [n, c, y, x] = planes(context, type);
    notEmpty(context, 0);
    const block = context.attrs.block;
    return [tensorType(type.dtype, [n, divided(context, "the number of channels", c, block * block), mul(y, block), mul(x, block)])];
  },
  lower: gather("depth_to_space", (context, [n = 0, c = 0, y = 0, x = 0]) => {
    const block = context.attrs.block;
    const channels = floorDiv(context.input(0).shape[1] ?? 1, block * block);
    const inBlock = add(mul(mod(y, block), block), mod(x, block));
    const channel = context.attrs.mode === "DCR" ? add(mul(inBlock, channels), c) : add(mul(c, block * block), inBlock);
    return [n, channel, floorDiv(y, block), floorDiv(x, block)];
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "DCR",
      attrs: { blocksize: 2 },
      inputs: [{ shape: [1, 8, 1, 1], values: [0, 1, 2, 3, 4, 5, 6, 7] }],
      outputs: [{ shape: [1, 2, 2, 2], values: [0, 2, 4, 6, 1, 3, 5, 7] }],
    },
    {
      note: "CRD",
      attrs: { blocksize: 2, mode: "CRD" },
      inputs: [{ shape: [1, 8, 1, 1], values: [0, 1, 2, 3, 4, 5, 6, 7] }],
      outputs: [{ shape: [1, 2, 2, 2], values: [0, 1, 2, 3, 4, 5, 6, 7] }],
    },
  ],
});

export const SpaceToDepth = defineOp({
  name: "SpaceToDepth",
  opset: 13,
  since: 1,
  doc: "blocks of the plane become channels",
  inputs: ["input"],
  strings: "moved",
  attrs: (raw) => ({ block: countAttribute(raw, "blocksize") }),
  infer(context) {
    const type = typed(context, 0, movables);
    const [n, c, y, x] = planes(context, type);
    notEmpty(context, 0);
    const block = context.attrs.block;
    return [tensorType(type.dtype, [n, mul(c, block * block), divided(context, "the height", y, block), divided(context, "the width", x, block)])];
  },
  lower(context) {
    const block = context.attrs.block;
    const channels = context.input(0).shape[1];
    if (typeof channels !== "number") return context.fail("has a free number of channels", "give the free dim a value (--dim name=value)");
    const moved = gather("space_to_depth", (_, [n = 0, c = 0, y = 0, x = 0]) => {
      const inBlock = floorDiv(c, channels);
      return [n, mod(c, channels), add(mul(y, block), floorDiv(inBlock, block)), add(mul(x, block), mod(inBlock, block))];
    });
    return moved(context);
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two channels",
      attrs: { blocksize: 2 },
      inputs: [{ shape: [1, 2, 2, 2], values: [0, 2, 4, 6, 1, 3, 5, 7] }],
      outputs: [{ shape: [1, 8, 1, 1], values: [0, 1, 2, 3, 4, 5, 6, 7] }],
    },
  ],
});
