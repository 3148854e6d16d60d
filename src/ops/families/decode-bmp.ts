/** BMP files: 24 and 32 bits a pixel without compression, and 8 with a palette. Rows from the bottom, or from the top where the height is negative. */
import { byte, type ImageDecoding, type ImageFile, inOneStage, littleEndian, putPixel, textBytes } from "./image-files.ts";
import { bitsOf, both, down, either, minus, pick, plus, same, times } from "./script.ts";

function decode(file: ImageFile): void {
  const { script, height, width, done } = file;
  const [start, headerBytes] = [littleEndian(file, 10, 4), littleEndian(file, 14, 4)];
  const [columns, rows] = [littleEndian(file, 18, 4), littleEndian(file, 22, 4)];
  const [bits, compression] = [littleEndian(file, 28, 2), littleEndian(file, 30, 4)];
  const isKnown = either(
    both(same(compression, 0), either(same(bits, 8), same(bits, 24), same(bits, 32))),
    both(same(compression, 3), same(bits, 32)),
  );
  const fits = both(same(columns, width), either(same(rows, height), same(rows, -height)));
  script.when(both(isKnown, fits), () => {
    const size = script.let("size", down(bits, 3));
    const rowBytes = script.let("row_bytes", bitsOf(plus(times(size, width), 3), -4));
    const palette = script.let("palette", plus(headerBytes, 14));
    script.repeat("y", height, (y) => {
      const row = script.let("row", plus(start, times(pick(same(rows, height), minus(height - 1, y), y), rowBytes)));
      script.repeat("x", width, (x) => {
        const at = script.let("at", plus(row, times(x, size)));
        const entry = plus(palette, times(byte(file, at), 4));
        const from = script.let("from", pick(same(bits, 8), entry, at));
        const [b, g, r] = [0, 1, 2].map((k) => byte(file, plus(from, k))) as [typeof at, typeof at, typeof at];
        putPixel(file, plus(times(y, width), x), [r, g, b]);
      });
    });
    script.put(done, 0, 1);
  });
}

export const bmp: ImageDecoding = { name: "bmp", magic: [textBytes("BM")], decode: inOneStage(decode) };
