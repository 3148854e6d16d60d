/** Strings in NumPy's files: "U" elements are code points of four bytes, "S" elements bytes of UTF-8; both end at the last that is not zero. */
import { compileError } from "../core/diagnostics.ts";

/** Bytes of one element of a type such as "U7" or "S12"; undefined for others. */
export function npyStringBytes(type: string): number | undefined {
  const found = /^([US])(\d+)$/.exec(type);
  return found === null ? undefined : Number(found[2]) * (found[1] === "U" ? 4 : 1);
}

/** `count` strings of `type`, little-endian. Throws AOT505 for what is no code point. */
export function readNpyStrings(type: string, bytes: Uint8Array, count: number, where: string): readonly string[] {
  const size = npyStringBytes(type) ?? 0;
  const decoder = new TextDecoder();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => {
    const at = i * size;
    if (type.startsWith("S")) return decoder.decode(bytes.subarray(at, at + size)).replace(/\0+$/, "");
    const points = Array.from({ length: size / 4 }, (_, k) => view.getUint32(at + 4 * k, true));
    const wrong = points.find((point) => point > 0x10ffff);
    if (wrong !== undefined)
      throw compileError({ code: "AOT505", where, message: `string ${i} has the code point ${wrong}, the largest is 1114111` });
    return points
      .map((point) => String.fromCodePoint(point))
      .join("")
      .replace(/\0+$/, "");
  });
}

/** The NumPy type that holds the strings, and their elements. */
export function writeNpyStrings(strings: readonly string[]): { readonly type: string; readonly elements: Uint8Array } {
  const points = strings.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const width = points.reduce((most, list) => Math.max(most, list.length), 1);
  const elements = new Uint8Array(strings.length * width * 4);
  const view = new DataView(elements.buffer);
  points.forEach((list, i) => {
    list.forEach((point, k) => {
      view.setUint32((i * width + k) * 4, point, true);
    });
  });
  return { type: `<U${width}`, elements };
}
