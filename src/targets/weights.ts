/** Weights: how the bytes of a program's weights become one file with a header, or numbers in source text. Who reads them is left to targets. */
import { compileError } from "../core/diagnostics.ts";
import { type DType, dtypes, type ElementArray, viewArray } from "../core/dtype.ts";
import { areFiniteF16 } from "../core/half-floats.ts";
import { layoutKey } from "../core/layout.ts";
import { walkExpressions } from "../loop/functions.ts";
import type { Stmt } from "../loop/kernel.ts";
import type { Program, Weight } from "../schedule/program.ts";

/**
 * The header of a weights file, little endian: 8 bytes magic, u32 fingerprint of what the code expects, u32 checksum of the bytes that
 * follow, u64 their number, zeros up to 64. Offsets of a Program's weights count from its end.
 */
export const weightsHeaderBytes = 64;
const weightsMagic = "aot.wts1";

/** Of FNV-1a with 32 bits (http://www.isthe.com/chongo/tech/comp/fnv). */
export const fnvStart = 0x811c9dc5;
export const fnvPrime = 0x01000193;
const fnv = (hash: number, word: number): number => Math.imul(hash ^ word, fnvPrime);

/**
 * What code and weights must agree on: names, places, types, shapes and layouts of weights, and the numbers that stand in the code (bounds, zero
 * points), not those of weights, but whether f16 are finite. A model that was retrained without changing such a number keeps it, so that its weights file can be exchanged
 * without touching the code; any other model's is refused. `stored` is what else the code must know of the file.
 */
export function weightsFingerprint(program: Program, stored = ""): number {
  const places = program.weights.map((w) =>
    [w.storage.name, w.offset, w.bytes.length, w.storage.dtype, shapeKey(w), ...(holdsFinite(w) ? [] : ["not finite"])].join(" "),
  );
  const text = [...places, ...program.kernels.map(({ body }) => numbersIn(body).join(" "))].join("\n") + stored;
  let hash = fnvStart;
  for (let i = 0; i < text.length; i++) hash = fnv(hash, text.charCodeAt(i));
  return hash >>> 0;
}

/** The constants of a kernel. */
function numbersIn(body: readonly Stmt[]): readonly string[] {
  const numbers: string[] = [];
  walkExpressions(body, (e) => {
    if (e.kind === "const") numbers.push(`${e.value}`);
  });
  return numbers;
}

/** False for f16 with infinities or NaNs, which take other code in WebAssembly. */
const holdsFinite = ({ storage, bytes }: Weight): boolean => storage.dtype !== "f16" || areFiniteF16(bytes);

const shapeKey = ({ storage }: Weight): string => `${storage.shape.join("x")} ${layoutKey(storage.layout)}`;

/** Bytes whose checksum is taken at once: a few calls, after which JavaScript engines run optimized code. */
export const checksumPart = 1 << 20;

/** FNV-1a of the checksums of the parts of `bytes`, whose start and length are multiples of 16. */
function weightsChecksum(bytes: Uint8Array): number {
  let hash = fnvStart;
  for (let at = 0; at < bytes.length; at += checksumPart) hash = fnv(hash, partChecksum(bytes.subarray(at, at + checksumPart)));
  return hash >>> 0;
}

/** FNV-1a over 32-bit little-endian words: four hashes, of every fourth word each, since one would wait for its own multiplication, and the hash of the four. */
function partChecksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  let [a, b, c, d] = [fnvStart, fnvStart, fnvStart, fnvStart];
  for (let i = 0; i < words.length; i += 4) {
    a = fnv(a, words[i] as number);
    b = fnv(b, words[i + 1] as number);
    c = fnv(c, words[i + 2] as number);
    d = fnv(d, words[i + 3] as number);
  }
  return [a, b, c, d].reduce(fnv, fnvStart);
}

const files = new WeakMap<Program, Uint8Array>();

/** The content of `<name>.weights.bin`: header, then every weight at its offset. Made once a program, since it may be hundreds of megabytes. */
export function weightsFile(program: Program): Uint8Array {
  const parts = program.weights.map((w) => w.bytes);
  const made = files.get(program) ?? fileOfWeights(program.name, parts, weightsFingerprint(program));
  files.set(program, made);
  return made;
}

/** The checksum that the header of a weights file holds. */
export const checksumIn = (file: Uint8Array): number => new DataView(file.buffer, file.byteOffset).getUint32(12, true);

/** And what code must agree on. */
export const fingerprintIn = (file: Uint8Array): number => new DataView(file.buffer, file.byteOffset).getUint32(8, true);

/** The longest array of bytes in Node 20, which builds hold a file in. */
const mostBytes = 2 ** 32;

/** A weights file of parts, one behind the other. Throws AOT404 for more than an array holds. */
export function fileOfWeights(where: string, parts: readonly Uint8Array[], fingerprint: number): Uint8Array {
  const bytes = parts.reduce((n, part) => n + part.length, 0);
  if (weightsHeaderBytes + bytes > mostBytes)
    throw compileError({
      code: "AOT404",
      where,
      message: `the weights take ${bytes} bytes, one file of them is built up to ${mostBytes - weightsHeaderBytes}`,
      hint: "store them in a smaller element type, or split the model",
    });
  const file = new Uint8Array(weightsHeaderBytes + bytes);
  parts.reduce((at, part) => {
    file.set(part, at);
    return at + part.length;
  }, weightsHeaderBytes);
  const header = new DataView(file.buffer);
  for (let i = 0; i < weightsMagic.length; i++) header.setUint8(i, weightsMagic.charCodeAt(i));
  header.setUint32(8, fingerprint, true);
  header.setUint32(12, weightsChecksum(file.subarray(weightsHeaderBytes)), true);
  header.setBigUint64(16, BigInt(bytes), true);
  return file;
}

/** True when the weights go into the source: as asked, or under `auto` when they take at most `limit` bytes. */
export const weightsInline = (program: Program, asked: "auto" | "inline" | "file", limit: number): boolean =>
  asked === "inline" || (asked === "auto" && program.weightBytes <= limit);

/** The elements of `bytes`, little endian, as numbers. */
export const elementsOf = (dtype: DType, bytes: Uint8Array): ElementArray => viewArray(dtype, bytes, Math.floor(bytes.length / dtypes[dtype].bytes));

/** Digits that most weights need more of. */
const fewDigits = 6;

/** The shortest decimal that reads back as this f32. */
export function shortestF32(x: number): string {
  // toPrecision leaves the sign of zero out.
  if (x === 0) return shortestF64(x);
  const rounded = (digits: number): number => Number(x.toPrecision(digits));
  const isEnough = (digits: number): boolean => Math.fround(rounded(digits)) === x;
  // What reads back as x lies as far to both sides of it (and where not, at powers of two, tests compare): where digits are too few, fewer are, too.
  let digits = isEnough(fewDigits) ? 1 : fewDigits + 1;
  while (digits < 9 && !isEnough(digits)) digits++;
  return `${rounded(digits)}`;
}

/** The shortest decimal that reads back as this f64. */
export const shortestF64 = (x: number): string => (Object.is(x, -0) ? "-0" : `${x}`);
