/** Pixels of the planes of a VP8 frame: chroma raised by triangle filters, YCbCr in 14 bits. Every rounding is libwebp's, so that pixels are equal. */
import type { Expr } from "../../loop/expr.ts";
import { type ImageFile, putPixel } from "./image-files.ts";
import { bitsOf, down, least, minus, most, type Num, pick, plus, same, times } from "./script.ts";
import type { Plane, Planes } from "./vp8.ts";

export function makePixels(file: ImageFile, planes: Planes): void {
  const { script, width, height, held } = file;
  const samples = held(planes.samples);
  /** The nearer sample of chroma along an axis, and the farther one, inside the image. */
  const axis = (at: Expr, extent: number): readonly [near: Expr, far: Expr] => {
    const near = script.let("near", down(at, 1));
    return [near, script.let("far", least(most(plus(near, pick(same(bitsOf(at, 1), 0), -1, 1)), 0), (extent - 1) >> 1))];
  };
  script.repeat("y", height, (y) => {
    const rows = axis(y, height);
    script.repeat("x", width, (x) => {
      const columns = axis(x, width);
      const chroma = ({ origin, stride }: Plane): Expr => {
        const get = (row: Expr, column: Expr): Expr => script.get(samples, plus(origin, times(row, stride), column));
        const near = get(rows[0], columns[0]);
        const sides = plus(get(rows[0], columns[1]), get(rows[1], columns[0]));
        const mixed = down(plus(near, times(sides, 3), get(rows[1], columns[1]), 8), 3);
        return script.let("chroma", down(plus(mixed, near), 1));
      };
      const [blue, red] = [chroma(planes.blue), chroma(planes.red)];
      const luma = scaled(script.get(samples, plus(planes.luma.origin, times(y, planes.luma.stride), x)), 19077);
      const color = (sum: Expr): Expr => script.let("color", least(most(down(sum, 6), 0), 255));
      putPixel(file, plus(times(y, width), x), [
        color(plus(luma, scaled(red, 26149), -14234)),
        color(plus(minus(luma, scaled(blue, 6419), scaled(red, 13320)), 8708)),
        color(plus(luma, scaled(blue, 33050), -17685)),
      ]);
    });
  });
}

const scaled = (x: Num, by: number): Expr => down(times(x, by), 8);
