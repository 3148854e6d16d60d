/**
 * DecodeImage (domain aot): ImageDecoder with the tables that its formats need as an operand. A first kernel tells the format, one decoder runs,
 * and a check ends the run where it found no image of the declared size.
 */

import { bounds } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext, nodeLabel, type Work } from "../graph/graph.ts";
import { tensorType, typeText } from "../graph/types.ts";
import { type Expr, i32, load, type Tensor } from "../loop/expr.ts";
import { type Routine, store } from "../loop/kernel.ts";
import { bmp } from "./families/decode-bmp.ts";
import { jpeg } from "./families/decode-jpeg.ts";
import { jpeg2000 } from "./families/decode-jpeg2000.ts";
import { png } from "./families/decode-png.ts";
import { pnm } from "./families/decode-pnm.ts";
import { tiff } from "./families/decode-tiff.ts";
import { webp } from "./families/decode-webp.ts";
import { type ImageDecoding, type ImageFile, type PixelFormat, pixelFormats, type ScratchType, textBytes } from "./families/image-files.ts";
import { imageTables } from "./families/image-tables.ts";
import { type Memory, memory, routine } from "./families/routines.ts";
import { both, either, minus, pick, Script, same } from "./families/script.ts";
import { choiceAttribute } from "./families/type-sets.ts";

const known: readonly ImageDecoding[] = [bmp, jpeg, jpeg2000, png, pnm, tiff, webp];

/** The names of all formats. */
export const imageFormats: readonly string[] = known.map((d) => d.name);

type Context = LowerContext<{ readonly formats: readonly string[]; readonly pixel_format: PixelFormat }>;

/** Those the node decodes. */
const decodersOf = ({ attrs }: Pick<Context, "attrs">): readonly ImageDecoding[] => known.filter(({ name }) => attrs.formats.includes(name));

/** The kernels of one format. */
function decoding(context: Context, { name, decode }: ImageDecoding, done: Memory): readonly Routine[] {
  const image = context.outputs[0] ?? context.fail("has no output");
  const [height = 1, width = 1] = image.shape.map(Number);
  const input = context.input(0);
  const made: Routine[] = [];
  decode((stage, script) => {
    const earlier = new Map<Tensor, Memory>();
    const file: ImageFile = {
      script: new Script(),
      bytes: memory("file", input, "in"),
      length: Number(input.shape[0]),
      pixels: inOrder(memory("pixels", image, "out")),
      height,
      width,
      format: context.attrs.pixel_format,
      done,
      tables: memory("tables", context.input(1), "in"),
      scratch: (hint: string, dtype: ScratchType, count: number) => memory(hint, context.scratch(`${name}_${hint}`, dtype, [count]), "out"),
      held({ tensor, buffer }, changed) {
        const known = earlier.get(tensor) ?? memory(buffer.name, tensor, changed === undefined ? "in" : "inout");
        earlier.set(tensor, known);
        return known;
      },
    };
    const result = script(file);
    const { memories, statements } = file.script;
    const isLast = memories.includes(done);
    const body = isLast ? [done.put([0], i32(0)), ...statements] : statements;
    made.push(routine(isLast ? `decode_${name}` : `${name}_${stage}`, `${stage} of an image in ${name}`, memories, body));
    return result;
  });
  return made;
}

/** Memory of any rank by the number of an element, row by row. */
const inOrder = (m: Memory): Memory => ({
  ...m,
  get: ([at = 0]) => load(m.buffer, at),
  put: ([at = 0], value) => store(m.buffer, at, value),
});

/** Whether the file begins as one of each format does. */
function telling(context: Context, flags: readonly Tensor[]): Routine {
  const script = new Script();
  const decoders = decodersOf(context);
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
function undecoded(context: Context, done: Memory): Routine {
  const script = new Script();
  const pixels = inOrder(memory("pixels", context.outputs[0] ?? context.fail("has no output"), "out"));
  script.put(done, 0, 0);
  script.repeat("i", bounds(pixels.buffer.elements)[1], (i) => script.put(pixels, i, 0));
  return routine("decode_nothing", "an empty image for a file of no known format", [pixels, done], script.statements);
}

function ending(context: Context, done: Memory): Routine {
  const script = new Script();
  const broken = memory("broken", context.scratch("broken", "i32", [1]), "out");
  const { tensor } = done;
  const from = memory("done", tensor, "in");
  script.put(broken, 0, minus(1, script.get(from, 0)));
  const { pixel_format } = context.attrs;
  const [output] = context.node.outputs;
  const formats = decodersOf(context)
    .map((d) => d.name)
    .join(", ");
  const message = `the file is no image of ${output === undefined ? "" : typeText(output.type)} (${pixel_format}) in a format that is read (${formats})`;
  const made = routine("image_is_decoded", "whether an image was decoded", [from, broken], script.statements);
  return { ...made, check: { broken: broken.tensor, where: nodeLabel(context.node), message, value: output?.name ?? "image" } };
}

function lower(context: Context): readonly Work[] {
  const decoders = decodersOf(context);
  const flags = decoders.map(({ name }) => context.scratch(`is_${name}`, "bool", [1]));
  const done = memory("done", context.scratch("done", "i32", [1]), "out");
  const chosen = decoders.reduceRight<Work>(
    (rest, decoder, i) => ({
      kind: "if",
      condition: flags[i] as Tensor,
      then: decoding(context, decoder, done),
      else: [rest],
      origin: context.node.origin,
    }),
    undecoded(context, done),
  );
  return [telling(context, flags), chosen, ending(context, done)];
}

export const DecodeImage = defineOp({
  name: "DecodeImage",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "the pixels of an encoded image",
  inputs: ["encoded_stream", "tables"],
  attrs: (raw) => ({
    pixel_format: choiceAttribute(raw, "pixel_format", pixelFormats),
    size: raw.ints("size"),
    formats: raw.strings("formats", imageFormats),
  }),
  infer: ({ attrs }) => [tensorType("u8", attrs.size)],
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "a pixel of a portable pixmap in text, blue first",
      attrs: { pixel_format: "BGR", size: [1, 1, 3] },
      inputs: [
        { dtype: "u8", shape: [16], values: textBytes("P3 1 1 9 3 0  9 ") },
        { dtype: "i16", shape: [imageTables.numbers.length], values: [...imageTables.numbers], constant: true },
      ],
      outputs: [{ dtype: "u8", shape: [1, 1, 3], values: [255, 0, 85] }],
    },
  ],
});
