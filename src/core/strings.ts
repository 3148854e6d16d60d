/** Strings as programs hold them: where each begins in one block of UTF-8, and the block. */

/** String i is the bytes from offsets[i] up to offsets[i + 1]. */
export interface PackedStrings {
  /** One more than there are strings; the first is 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes of a string in UTF-8. */
export const bytesOfString = (text: string): number => Buffer.byteLength(text);

/** Bytes of the longest of any number of strings, more than a call takes arguments; 0 where there is none. */
export const longestOf = (strings: readonly string[]): number => strings.reduce((most, text) => Math.max(most, bytesOfString(text)), 0);

/** The strings one behind the other; `capacity` bytes when given, zeros behind the last. */
export function packStrings(strings: readonly string[], capacity?: number): PackedStrings {
  const parts = strings.map((text) => encoder.encode(text));
  const offsets = new Int32Array(strings.length + 1);
  parts.forEach((part, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + part.length;
  });
  const bytes = new Uint8Array(capacity ?? offsets[strings.length] ?? 0);
  parts.forEach((part, i) => {
    bytes.set(part, offsets[i]);
  });
  return { offsets, bytes };
}

/** The first `count` strings. */
export const unpackStrings = ({ offsets, bytes }: PackedStrings, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => decoder.decode(bytes.subarray(offsets[i], offsets[i + 1])));
