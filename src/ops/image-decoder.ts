/**
 * ImageDecoder: the pixels of an encoded image, decoded while the program runs. The file's first bytes say its format; the image has to have the
 * declared size. Since opset 20. https://onnx.ai/onnx/operators/onnx__ImageDecoder.html
 */
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { tensorType, typeText } from "../graph/types.ts";
import { DecodeImage, imageFormats } from "./decode-image.ts";
import { pixelFormats, textBytes } from "./families/image-files.ts";
import { imageTables } from "./families/image-tables.ts";
import { declaredShape } from "./families/plan.ts";

/** Decoders count a few numbers a pixel in i32. */
const mostPixels = 2 ** 27;

function infer(context: InferContext): ReturnType<typeof tensorType>[] {
  const { dtype, shape } = context.tensor(0);
  const [length] = shape;
  if (dtype !== "u8" || shape.length !== 1)
    return context.fail(`${context.inputName(0)} is ${typeText(context.tensor(0))}, the bytes of a file (u8[n]) are expected`);
  if (typeof length !== "number" || length < 16)
    return context.fail(`the file has ${typeof length === "number" ? length : "an open number of"} bytes, a number from 16 on is expected`);
  const size = declaredShape(context, 0, 3, "the file");
  const channels = context.attrs.pixel_format === "Grayscale" ? 1 : 3;
  if (size[2] !== channels) return context.fail(`output 0 is declared with ${size[2]} channels, ${context.attrs.pixel_format} has ${channels}`);
  const [height = 0, width = 0] = size;
  if (height * width < 1 || height * width > mostPixels)
    return context.fail(`output 0 is declared with ${height} x ${width} pixels, 1 to ${mostPixels} are expected`);
  return [tensorType("u8", size)];
}

export const ImageDecoder = defineOp({
  name: "ImageDecoder",
  opset: 20,
  since: 20,
  doc: "the pixels of an encoded image",
  inputs: ["encoded_stream"],
  attrs(raw) {
    const pixel_format = raw.string("pixel_format", "RGB");
    if (!pixelFormats.some((f) => f === pixel_format)) raw.fail(`pixel_format is "${pixel_format}", expected one of ${pixelFormats.join(", ")}`);
    return { pixel_format };
  },
  infer,
  expand({ attrs, inputs, node, emit, constant, fail, options }) {
    const [output] = node.outputs;
    if (output?.type.kind !== "tensor") return fail("has no output");
    const { numbers } = imageTables;
    const tables = constant("tables", tensorType("i16", [numbers.length]), { array: numbers, splat: false });
    const formats = options.imageFormats ?? imageFormats;
    return emit(DecodeImage, [inputs[0], tables], { ...attrs, size: output.type.shape.map(Number), formats });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two pixels of a binary portable pixmap",
      declared: true,
      inputs: [{ dtype: "u8", shape: [17], values: [...textBytes("P6\n2 1\n255\n"), 255, 0, 7, 1, 2, 3] }],
      outputs: [{ dtype: "u8", shape: [1, 2, 3], values: [255, 0, 7, 1, 2, 3] }],
    },
    {
      note: "gray of a text, with a comment",
      declared: true,
      attrs: { pixel_format: "Grayscale" },
      inputs: [{ dtype: "u8", shape: [18], values: textBytes("P2#a\n2 1\n100\n50 99") }],
      outputs: [{ dtype: "u8", shape: [1, 2, 1], values: [128, 252] }],
    },
  ],
});
