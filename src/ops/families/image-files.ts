/** What decoders of image files share: the file's bytes, the pixels they give, and how they say that a file was decoded. */
import type { Memory } from "./routines.ts";
import { down, joined, type Num, plus, type Script, same, times, up } from "./script.ts";

export const pixelFormats = ["RGB", "BGR", "Grayscale"] as const;
export type PixelFormat = (typeof pixelFormats)[number];

/** A file under way and the image that it has to hold, as one kernel sees them. */
export interface ImageFile {
  readonly script: Script;
  /** u8 */
  readonly bytes: Memory;
  readonly length: number;
  /** u8, row by row from the top. */
  readonly pixels: Memory;
  readonly height: number;
  readonly width: number;
  readonly format: PixelFormat;
  /** One i32: 0, until the whole image is decoded, then 1. */
  readonly done: Memory;
  /** The numbers of image-tables.ts. */
  readonly tables: Memory;
  /** Further memory of the decoder. */
  readonly scratch: (name: string, dtype: ScratchType, count: number) => Memory;
  /** What a kernel before this one left in its scratch memory; `changed` where this one goes on writing to it. */
  readonly held: (from: Memory, changed?: "changed") => Memory;
}

export type ScratchType = "u8" | "i16" | "i32" | "f32";

/** Adds a kernel behind those before it: `name` says what it makes, `script` writes it and says what later kernels need to know. */
export type Stage = <T>(name: string, script: (file: ImageFile) => T) => T;

/** Decodes files that begin with one of `magic`. */
export interface ImageDecoding {
  readonly name: string;
  /** The first bytes, undefined for any byte. */
  readonly magic: readonly (readonly (number | undefined)[])[];
  readonly decode: (stage: Stage) => void;
}

/** A decoder of one kernel. */
export const inOneStage =
  (script: (file: ImageFile) => void): ImageDecoding["decode"] =>
  (stage) =>
    stage("pixels", script);

export const textBytes = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0));

export const byte = ({ script, bytes }: ImageFile, at: Num): ReturnType<Script["get"]> => script.get(bytes, at);

/** An unsigned number of `count` bytes, the first byte lowest; beyond 2^31 negative. */
export const littleEndian = (file: ImageFile, at: Num, count: number) =>
  file.script.let(
    "little",
    Array.from({ length: count }, (_, k) => up(byte(file, plus(at, k)), 8 * k)).reduce((a, b) => joined(a, b)),
  );

/** The same, the first byte highest. */
export const bigEndian = (file: ImageFile, at: Num, count: number) =>
  file.script.let(
    "big",
    Array.from({ length: count }, (_, k) => up(byte(file, plus(at, k)), 8 * (count - 1 - k))).reduce((a, b) => joined(a, b)),
  );

/** Stores a pixel, counted row by row. Gray is 0.299 R + 0.587 G + 0.114 B in 16 bits, rounded. */
export function putPixel({ script, pixels, format }: ImageFile, place: Num, [r, g, b]: readonly [Num, Num, Num]): void {
  if (format === "Grayscale") {
    script.put(pixels, place, down(plus(times(r, 19595), times(g, 38470), times(b, 7471), 0x8000), 16));
    return;
  }
  const first = script.let("pixel", times(place, 3));
  (format === "RGB" ? [r, g, b] : [b, g, r]).forEach((x, k) => script.put(pixels, plus(first, k), x));
}

/** What `script` makes, done where the flag of an earlier kernel is 1. */
export function whenSet<T>(file: ImageFile, flag: Memory, script: () => T): T {
  let made: { readonly of: T } | undefined;
  file.script.when(same(file.script.get(file.held(flag), 0), 1), () => {
    made = { of: script() };
  });
  return (made as { readonly of: T }).of;
}
