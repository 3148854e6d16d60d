/** PNM files: gray (P2, P5) and color (P3, P6) images of up to 8 bits a sample, as text or bytes; # begins a comment in the head. */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageDecoding, type ImageFile, inOneStage, putPixel, textBytes } from "./image-files.ts";
import { atMost, both, type Changing, differs, down, either, less, minus, over, pick, plus, same, times } from "./script.ts";

const isSpace = (c: Expr): Expr => either(same(c, 32), both(atMost(9, c), atMost(c, 13)));
const isDigit = (c: Expr): Expr => both(atMost(48, c), atMost(c, 57));

/** The number that follows at `at`, which moves behind it and the byte after it. */
function number(file: ImageFile, at: Changing): Expr {
  const { script, length } = file;
  const [value, state] = [script.changing("value"), script.changing("state")];
  // 0 between numbers, 1 in a comment, 2 in a number, 3 behind it
  script.while(both(less(state.now, 3), less(at.now, length)), () => {
    const c = byte(file, at.now);
    script.when(
      same(state.now, 1),
      () => state.set(pick(same(c, 10), 0, 1)),
      () => {
        script.when(
          isDigit(c),
          () => {
            script.when(less(value.now, 1 << 24), () => value.set(plus(times(value.now, 10), minus(c, 48))));
            state.set(2);
          },
          () => state.set(pick(same(state.now, 2), 3, pick(same(c, 35), 1, 0))),
        );
      },
    );
    at.set(plus(at.now, 1));
  });
  return script.let("number", value.now);
}

function decode(file: ImageFile): void {
  const { script, height, width, done } = file;
  const kind = byte(file, 1);
  const at = script.changing("at", 2);
  const [columns, rows, largest] = [number(file, at), number(file, at), number(file, at)];
  const isText = either(same(kind, 50), same(kind, 51));
  const samples = script.let("samples", pick(either(same(kind, 51), same(kind, 54)), 3, 1));
  const isSeparated = either(isSpace(byte(file, 2)), same(byte(file, 2), 35));
  const fits = both(same(columns, width), same(rows, height), atMost(1, largest), atMost(largest, 255), isSeparated);
  script.when(fits, () => {
    const sample = script.changing("sample");
    const next = (): Expr => {
      script.when(
        isText,
        () => sample.set(number(file, at)),
        () => {
          sample.set(byte(file, at.now));
          at.set(plus(at.now, 1));
        },
      );
      return script.let("scaled", over(plus(times(sample.now, 255), down(largest, 1)), largest));
    };
    script.repeat("i", height * width, (i) => {
      const [r, g, b] = [script.changing("r", next()), script.changing("g"), script.changing("b")];
      g.set(r.now);
      b.set(r.now);
      script.when(differs(samples, 1), () => {
        g.set(next());
        b.set(next());
      });
      putPixel(file, i, [r.now, g.now, b.now]);
    });
    script.put(done, 0, 1);
  });
}

const magic = ["P2", "P3", "P5", "P6"].map(textBytes);
export const pnm: ImageDecoding = { name: "pnm", magic, decode: inOneStage(decode) };
