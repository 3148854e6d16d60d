/** A picture and a bitmap font of five by seven dots: enough to write on, and to frame what was found. */

/** Red, green and blue bytes, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export type Color = readonly [red: number, green: number, blue: number];

/** A glyph is seven rows of five dots; a digit of base 32 is a row, its highest bit the left dot. */
const glyphs: Readonly<Record<string, string>> = {
  A: "ehhvhhh",
  B: "uhhuhhu",
  C: "ehggghe",
  D: "uhhhhhu",
  E: "vgguggv",
  F: "vgguggg",
  G: "ehgnhhf",
  H: "hhhvhhh",
  I: "e44444e",
  J: "72222ic",
  K: "hikokih",
  L: "ggggggv",
  M: "hrllhhh",
  N: "hhpljhh",
  O: "ehhhhhe",
  P: "uhhuggg",
  Q: "ehhhlid",
  R: "uhhukih",
  S: "fgge11u",
  T: "v444444",
  U: "hhhhhhe",
  V: "hhhhha4",
  W: "hhhllla",
  X: "hha4ahh",
  Y: "hhha444",
  Z: "v1248gv",
  0: "ehjlphe",
  1: "4c4444e",
  2: "eh1248v",
  3: "v2421he",
  4: "26aiv22",
  5: "vgu11he",
  6: "68guhhe",
  7: "v124888",
  8: "ehhehhe",
  9: "ehhf12c",
  ".": "00000cc",
  ",": "00000c8",
  ":": "0cc0cc0",
  "-": "000v000",
  "/": "11248gg",
};

/** Dots from the left edge of one glyph to the next. */
const advance = 6;

export const blank = (width: number, height: number, color: Color): Picture => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, i) => color[i % 3] as number),
});

export function fill({ width, height, pixels }: Picture, x: number, y: number, columns: number, rows: number, color: Color): void {
  for (let row = Math.max(0, y); row < Math.min(height, y + rows); row++)
    for (let column = Math.max(0, x); column < Math.min(width, x + columns); column++) pixels.set(color, (row * width + column) * 3);
}

/** Writes `text` with dots of `scale` by `scale` pixels, its upper left corner at (x, y); unknown letters stay empty. */
export function write(picture: Picture, text: string, x: number, y: number, scale: number, color: Color): void {
  [...text.toUpperCase()].forEach((letter, i) => {
    [...(glyphs[letter] ?? "0000000")].forEach((digit, row) => {
      const dots = Number.parseInt(digit, 32);
      for (let column = 0; column < 5; column++)
        if (((dots >> (4 - column)) & 1) === 1) fill(picture, x + (i * advance + column) * scale, y + row * scale, scale, scale, color);
    });
  });
}

/** The outline of a box, two pixels wide. */
export function frame(picture: Picture, x: number, y: number, columns: number, rows: number, color: Color): void {
  fill(picture, x, y, columns, 2, color);
  fill(picture, x, y + rows - 2, columns, 2, color);
  fill(picture, x, y, 2, rows, color);
  fill(picture, x + columns - 2, y, 2, rows, color);
}
