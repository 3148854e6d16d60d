/** The inverse wavelets of JPEG 2000 (ITU T.800, annex F), in place: 5 and 3 taps of integers, or 9 and 7 of floats. */
import { add, bitcast, type Expr, f32, mul, select } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { heldJpeg2000, type Jpeg2000, read } from "./jpeg2000.ts";
import { shownComponents } from "./jpeg2000-blocks.ts";
import { type Box, shrunk, tileBox } from "./jpeg2000-tiles.ts";
import type { Memory } from "./routines.ts";
import { bitsOf, both, down, least, less, minus, over, pick, plus, same, times } from "./script.ts";

/** A step of a filter adds this times the sum of both neighbors to every second sample: even, odd, even, odd. */
const steps = [-0.443506852, -0.882911075, 0.052980118, 1.586134342] as const;
/** Low samples and details before these steps, as OpenJPEG has them: 2 / 1.23 for details whose steps are half as large. */
const scales = [1.230174105, 1.625732422] as const;

/** Samples of every component of each tile, where their coefficients were. */
export function undoWavelets(file: ImageFile, given: Jpeg2000, from: Memory): Memory {
  const { script, scratch, held, width, height } = file;
  const jpeg = heldJpeg2000(file, given);
  const samples = held(from, "changed");
  const line = scratch("line", "i32", Math.max(width, height));
  script.repeat("tile", read(file, jpeg.image, 0, "tiles"), (tile) => {
    const box = tileBox(file, jpeg, tile);
    const corner = minus(plus(times(minus(box[1], read(file, jpeg.image, 0, "top")), width), box[0]), read(file, jpeg.image, 0, "left"));
    script.repeat("component", least(read(file, jpeg.image, 0, "components"), shownComponents), (component) => {
      const first = script.let("first", plus(corner, times(component, width * height)));
      const depth = read(file, jpeg.components, component, "levels");
      const isReversible = read(file, jpeg.components, component, "isReversible");
      script.repeat("level", depth, (level) => {
        const above = script.let("above", minus(depth, level, 1));
        const [whole, lower] = [shrunk(file, box, above), shrunk(file, box, plus(above, 1))];
        // Rows, then columns.
        script.repeat("direction", 2, (direction) => {
          const isRows = same(direction, 0);
          const along = (b: Box): Expr => script.let("samples", pick(isRows, minus(b[2], b[0]), minus(b[3], b[1])));
          const [size, low] = [along(whole), along(lower)];
          const lines = script.let("lines", pick(isRows, minus(whole[3], whole[1]), minus(whole[2], whole[0])));
          const parity = script.let("parity", bitsOf(pick(isRows, whole[0], whole[1]), 1));
          const [step, between] = [script.let("step", pick(isRows, 1, width)), script.let("between", pick(isRows, width, 1))];
          script.repeat("line", lines, (k) => {
            const start = script.let("start", plus(first, times(k, between)));
            script.repeat("k", size, (i) => {
              // Low samples stand first, details behind them.
              const isDetail = bitsOf(plus(i, parity), 1);
              const place = plus(down(i, 1), times(isDetail, low));
              script.put(line, i, script.get(samples, plus(start, times(place, step))));
            });
            script.when(
              same(isReversible, 1),
              () => liftIntegers(file, line, size, parity),
              () => liftFloats(file, line, size, parity),
            );
            script.repeat("k", size, (i) => script.put(samples, plus(start, times(i, step)), script.get(line, i)));
          });
        });
      });
    });
  });
  return samples;
}

/** Both neighbors of sample i, the one there is twice at an end. */
function besides({ script }: ImageFile, line: Memory, i: Expr, size: Expr): readonly [Expr, Expr] {
  const before = pick(less(0, i), minus(i, 1), 1);
  const behind = pick(less(plus(i, 1), size), plus(i, 1), minus(i, 1));
  return [script.get(line, before), script.get(line, behind)];
}

function liftIntegers(file: ImageFile, line: Memory, size: Expr, parity: Expr): void {
  const { script } = file;
  script.when(both(same(size, 1), same(parity, 1)), () => script.put(line, 0, over(script.get(line, 0), 2)));
  script.when(less(1, size), () => {
    script.repeat("lift", 2, (k) => {
      script.repeat("i", size, (i) => {
        script.when(same(bitsOf(plus(i, parity), 1), k), () => {
          const [before, behind] = besides(file, line, i, size);
          const change = pick(same(k, 0), minus(0, down(plus(before, behind, 2), 2)), down(plus(before, behind), 1));
          script.put(line, i, plus(script.get(line, i), change));
        });
      });
    });
  });
}

function liftFloats(file: ImageFile, line: Memory, size: Expr, parity: Expr): void {
  const { script } = file;
  const float = (x: Expr): Expr => script.let("float", bitcast("f32", x));
  const put = (i: Expr, x: Expr): void => script.put(line, i, bitcast("i32", x));
  script.when(less(1, size), () => {
    script.repeat("i", size, (i) => {
      const scale = select(same(bitsOf(plus(i, parity), 1), 0), f32(scales[0]), f32(scales[1]));
      put(i, mul(float(script.get(line, i)), scale));
    });
    script.repeat("lift", steps.length, (k) => {
      const factor = script.let(
        "factor",
        select(less(k, 2), select(same(k, 0), f32(steps[0]), f32(steps[1])), select(same(k, 2), f32(steps[2]), f32(steps[3]))),
      );
      script.repeat("i", size, (i) => {
        script.when(same(bitsOf(plus(i, parity, k), 1), 0), () => {
          const [before, behind] = besides(file, line, i, size);
          put(i, add(float(script.get(line, i)), mul(add(float(before), float(behind)), factor)));
        });
      });
    });
  });
}
