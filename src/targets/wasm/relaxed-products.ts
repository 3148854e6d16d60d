/**
 * Sums of byte products by relaxed SIMD. Its i32x4.relaxed_dot_i8x16_i7x16_add_s adds the products of four signed bytes and four of 7 bits. Engines of
 * x86 take the latter as unsigned bytes. Where the processor has an instruction for it (AVX-VNNI, V8 from 13 on) that is `dot4`; else those of two
 * neighbours are added in 16 bits, which is `dot4` in kernels of small bytes (../small-bytes.ts): they have it printed odd bytes first. A loader turns
 * these places, or all, into the instruction, after it has seen how the engine multiplies. Elsewhere stays what is exact everywhere: products of 7 bits
 * and of the eighth would take two instructions for one, and more time than the products of halves do.
 */
import { placesIn } from "./code-walk.ts";

const localGet = 0x20;
const eight = [0x41, 8] as const;
/** i16x8.shl, .shr_s, .shr_u; i32x4.dot_i16x8_s, .add; v128.and. */
const [shl, shrS, shrU, dot, add, and] = [
  [0xfd, 0x8b, 1],
  [0xfd, 0x8c, 1],
  [0xfd, 0x8d, 1],
  [0xfd, 0xba, 1],
  [0xfd, 0xae, 1],
  [0xfd, 0x4e],
] as const;
const lowBytes = [0xfd, 12, ...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 255 : 0))] as const;

/** Behind local.get of both factors. */
const even = { left: [...lowBytes, ...and], right: [...eight, ...shl, ...eight, ...shrS, ...dot] } as const;
const odd = { left: [...eight, ...shrU], right: [...eight, ...shrS, ...dot] } as const;

/** Behind local.get of the sum, of the left and of the right factor, and of both again. */
const piecesOf = (first: typeof even | typeof odd, second: typeof even | typeof odd): readonly (readonly number[])[] => [
  [],
  first.left,
  first.right,
  second.left,
  [...second.right, ...add, ...add],
];

const forms = [piecesOf(odd, even), piecesOf(even, odd)];

/** Byte offsets of every sum of a local and of the `dot4` of two locals, in order. */
export const byteProductsIn = (bytes: Uint8Array): readonly number[] => placesIn(bytes, (all, at) => forms.some((pieces) => stands(pieces, all, at)));

/** Whether a place is one of small constants. */
export const isOfSmallBytes = (bytes: Uint8Array, place: number): boolean => stands(forms[0] ?? [], bytes, place);

function stands(pieces: readonly (readonly number[])[], all: Uint8Array, start: number): boolean {
  let at = start;
  return pieces.every((piece) => {
    if (all[at] !== localGet) return false;
    at += (all[at + 1] ?? 0) < 128 ? 2 : 3;
    const isNext = piece.every((byte, i) => all[at + i] === byte);
    at += piece.length;
    return isNext;
  });
}
