/** Pixels of a JPEG 2000 image: components mixed as they were (ITU T.800, annex G), raised by 128 and cut to bytes. */
import { add, bitcast, cast, type Expr, f32, mul, nearest, sub } from "../../loop/expr.ts";
import { type ImageFile, putPixel } from "./image-files.ts";
import { heldJpeg2000, type Jpeg2000, read } from "./jpeg2000.ts";
import type { Memory } from "./routines.ts";
import { both, down, least, less, minus, most, pick, plus, same, times } from "./script.ts";

type Three = [Expr, Expr, Expr];

export function makePixels(file: ImageFile, given: Jpeg2000, from: Memory): void {
  const { script, width, height, held } = file;
  const jpeg = heldJpeg2000(file, given);
  const samples = held(from);
  const count = read(file, jpeg.image, 0, "components");
  const isMixed = script.let("is_mixed", pick(both(less(2, count), same(read(file, jpeg.image, 0, "mixes"), 1)), 1, 0));
  // Fewer than three are gray, and transparency.
  const last = script.let("last", pick(less(2, count), 1, 0));
  const reversible = [0, 1, 2].map((c) => read(file, jpeg.components, times(last, c), "isReversible")) as Three;
  script.repeat("pixel", width * height, (at) => {
    const stored = [0, 1, 2].map((c) => script.get(samples, plus(at, times(last, c * width * height)))) as Three;
    const colors = [0, 1, 2].map((c) => script.changing(`color${c}`));
    const set = (values: readonly Expr[]): void => values.forEach((x, c) => colors[c]?.set(x));
    const rounded = (x: Expr): Expr => cast("i32", nearest(x));
    const floats = stored.map((x) => script.let("float", bitcast("f32", x))) as Three;
    script.when(
      same(isMixed, 0),
      () => set(stored.map((x, c) => script.let("color", pick(same(reversible[c] as Expr, 1), x, rounded(floats[c] as Expr))))),
      () => {
        script.when(
          same(reversible[0], 1),
          () => {
            const green = script.let("green", minus(stored[0], down(plus(stored[1], stored[2]), 2)));
            set([plus(stored[2], green), green, plus(stored[1], green)]);
          },
          () => {
            const [y, blue, red] = floats;
            const green = sub(sub(y, mul(blue, f32(0.34413))), mul(red, f32(0.71414)));
            set([add(y, mul(red, f32(1.402))), green, add(y, mul(blue, f32(1.772)))].map(rounded));
          },
        );
      },
    );
    putPixel(file, at, colors.map(({ now }) => script.let("byte", plus(least(most(now, -128), 127), 128))) as Three);
  });
}
