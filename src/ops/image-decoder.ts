/**
 * ImageDecoder: the pixels of an encoded image, decoded while the program runs. The file's first bytes say its format; the image has to have the
 * declared size. Since opset 20. https://onnx.ai/onnx/operators/onnx__ImageDecoder.html
 */
import { bounds } from "../core/dim.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, nodeLabel, type Work } from "../graph/graph.ts";
import { tensorType, typeText } from "../graph/types.ts";
import { type Expr, load, type Tensor } from "../loop/expr.ts";
import { type Routine, store } from "../loop/kernel.ts";
import { bmp } from "./families/decode-bmp.ts";
import { jpeg } from "./families/decode-jpeg.ts";
import { png } from "./families/decode-png.ts";
import { pnm } from "./families/decode-pnm.ts";
import { tiff } from "./families/decode-tiff.ts";
import { type ImageDecoding, type ImageFile, type PixelFormat, pixelFormats, textBytes } from "./families/image-files.ts";
import { declaredShape } from "./families/plan.ts";
import { type Memory, memory, routine } from "./families/routines.ts";
import { both, either, minus, pick, Script, same } from "./families/script.ts";

const decoders: readonly ImageDecoding[] = [bmp, jpeg, png, pnm, tiff];

function infer(context: InferContext): ReturnType<typeof tensorType>[] {
  const { dtype, shape } = context.tensor(0);
  const [length] = shape;
  if (dtype !== "u8" || shape.length !== 1)
    return context.fail(`input 0 is ${typeText(context.tensor(0))}, the bytes of a file (u8[n]) are expected`);
  if (typeof length !== "number" || length < 16)
    return context.fail(`the file has ${typeof length === "number" ? length : "an open number of"} bytes, a number from 16 on is expected`);
  const size = declaredShape(context, 0, 3, "the file");
  const channels = context.attrs.pixel_format === "Grayscale" ? 1 : 3;
  if (size[2] !== channels) return context.fail(`output 0 is declared with ${size[2]} channels, ${context.attrs.pixel_format} has ${channels}`);
  return [tensorType("u8", size)];
}

/** The kernel of one format. */
function decoding(context: LowerContext, { name, decode }: ImageDecoding, done: Memory): Routine {
  const image = context.outputs[0] ?? context.fail("has no output");
  const [height = 1, width = 1] = image.shape.map(Number);
  const input = context.input(0);
  const bytes = memory("file", input, "in");
  const own: Memory[] = [];
  const file: ImageFile = {
    script: new Script(),
    bytes,
    length: Number(input.shape[0]),
    pixels: inOrder(memory("pixels", image, "out")),
    height,
    width,
    format: context.attrs.pixel_format as PixelFormat,
    done,
    scratch(hint, dtype, count) {
      const made = memory(hint, context.scratch(`${name}_${hint}`, dtype, [count]), "out");
      own.push(made);
      return made;
    },
  };
  file.script.put(done, 0, 0);
  decode(file);
  return routine(`decode_${name}`, `the pixels of an image in ${name}`, [bytes, file.pixels, done, ...own], file.script.statements);
}

/** Memory of any rank by the number of an element, row by row. */
const inOrder = (m: Memory): Memory => ({
  ...m,
  get: ([at = 0]) => load(m.buffer, at),
  put: ([at = 0], value) => store(m.buffer, at, value),
});

/** Whether the file begins as one of each format does. */
function telling(context: LowerContext, flags: readonly Tensor[]): Routine {
  const script = new Script();
  const bytes = memory("file", context.input(0), "in");
  const held = flags.map((flag, i) => memory(`is_${decoders[i]?.name}`, flag, "out"));
  const first = Array.from({ length: 16 }, (_, k) => script.get(bytes, k));
  decoders.forEach(({ magic }, i) => {
    const begins = magic.map((list) => list.flatMap((b, k) => (b === undefined ? [] : [same(first[k] as Expr, b)])).reduce((a, b) => both(a, b)));
    script.put(
      held[i] as Memory,
      0,
      pick(
        begins.reduce((a, b) => either(a, b)),
        1,
        0,
      ),
    );
  });
  return routine("image_format", "which format a file begins as", [bytes, ...held], script.statements);
}

/** For files of no known format: an empty image, which is not done. */
function undecoded(context: LowerContext, done: Memory): Routine {
  const script = new Script();
  const pixels = inOrder(memory("pixels", context.outputs[0] ?? context.fail("has no output"), "out"));
  script.put(done, 0, 0);
  script.repeat("i", bounds(pixels.buffer.elements)[1], (i) => script.put(pixels, i, 0));
  return routine("decode_nothing", "an empty image for a file of no known format", [pixels, done], script.statements);
}

function ending(context: LowerContext, done: Memory): Routine {
  const script = new Script();
  const broken = memory("broken", context.scratch("broken", "i32", [1]), "out");
  const { tensor } = done;
  const from = memory("done", tensor, "in");
  script.put(broken, 0, minus(1, script.get(from, 0)));
  const { pixel_format } = context.attrs;
  const [output] = context.node.outputs;
  const formats = decoders.map((d) => d.name).join(", ");
  const message = `the file is no image of ${output === undefined ? "" : typeText(output.type)} (${pixel_format}) in a format that is read (${formats})`;
  const made = routine("image_is_decoded", "whether an image was decoded", [from, broken], script.statements);
  return { ...made, check: { broken: broken.tensor, where: nodeLabel(context.node), message, value: output?.name ?? "image" } };
}

function lower(context: LowerContext): readonly Work[] {
  const flags = decoders.map(({ name }) => context.scratch(`is_${name}`, "bool", [1]));
  const done = memory("done", context.scratch("done", "i32", [1]), "out");
  const chosen = decoders.reduceRight<Work>(
    (rest, decoder, i) => ({
      kind: "if",
      condition: flags[i] as Tensor,
      then: [decoding(context, decoder, done)],
      else: [rest],
      origin: context.node.origin,
    }),
    undecoded(context, done),
  );
  return [telling(context, flags), chosen, ending(context, done)];
}

export const ImageDecoder = defineOp({
  name: "ImageDecoder",
  opset: 20,
  since: 20,
  doc: "the pixels of an encoded image",
  attrs(raw) {
    const pixel_format = raw.string("pixel_format", "RGB");
    if (!pixelFormats.some((f) => f === pixel_format)) raw.fail(`pixel_format is "${pixel_format}", expected one of ${pixelFormats.join(", ")}`);
    return { pixel_format };
  },
  infer,
  lower,
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
