/**
 * Operators of com.microsoft that mean what ONNX's operators of the same name mean, from before ONNX had them: GatherND, GridSample, Pad, Range, Trilu, and
 * QuantizeLinear and DequantizeLinear with more types. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { defineOp, type OpDef } from "../graph/graph.ts";
import { DequantizeLinear } from "./dequantize-linear.ts";
import { GatherND } from "./gather-nd.ts";
import { GridSample } from "./grid-sample.ts";
import { Pad } from "./pad.ts";
import { QuantizeLinear } from "./quantize-linear.ts";
import { Range } from "./range.ts";
import { Trilu } from "./trilu.ts";

/** The operator under another domain; nodes of it become nodes of ONNX's where passes know those. */
const alias = (op: OpDef): OpDef => defineOp({ ...op, domain: "com.microsoft", opset: 1, since: 1 });

export const MicrosoftDequantizeLinear = alias(DequantizeLinear);
export const MicrosoftGatherND = alias(GatherND);
export const MicrosoftPad = alias(Pad);
export const MicrosoftQuantizeLinear = alias(QuantizeLinear);
export const MicrosoftRange = alias(Range);
export const MicrosoftTrilu = alias(Trilu);

const modes: Readonly<Record<string, string>> = { bilinear: "linear", bicubic: "cubic" };

export const MicrosoftGridSample = defineOp({
  ...alias(GridSample),
  attrs: (raw) =>
    GridSample.attrs({ ...raw, string: (name, fallback) => (name === "mode" ? modern(raw.string(name, "bilinear")) : raw.string(name, fallback)) }),
  examples: [
    {
      note: "bilinear",
      attrs: { mode: "bilinear", align_corners: 1 },
      inputs: [
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [1, 1, 1, 2], values: [0, 0] },
      ],
      outputs: [{ shape: [1, 1, 1, 1], values: [2.5] }],
    },
  ],
});

function modern(mode: string): string {
  return modes[mode] ?? mode;
}
