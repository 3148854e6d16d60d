/**
 * Sums of byte products by relaxed SIMD. Its i32x4.relaxed_dot_i8x16_i7x16_add_s adds the products of four signed bytes and four of 7 bits. Engines of
 * x86 take the latter as unsigned bytes. Where the processor has an instruction for it (AVX-VNNI, V8 from 13 on) that is `dot4`; else those of two
 * neighbours are added in 16 bits, which is `dot4` where no two products overflow: where the signed factors are constants whose neighbours are small
 * together. Kernels of such have `dot4` printed odd bytes first. A loader turns these places, or all, into the instruction, after it has seen how the
 * engine multiplies. Elsewhere stays what is exact everywhere: products of 7 bits and of the eighth would take two instructions for one, and more time
 * than the products of halves do.
 */
import type { Expr } from "../../loop/expr.ts";
import { walkExpressions } from "../../loop/functions.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { type Program, type Storage, stepsOf } from "../../schedule/program.ts";
import { placesIn } from "./code-walk.ts";

/** Neighbours of one sign may sum to that: times 255 it is the most that 16 bits hold. */
const mostOfNeighbours = 128;

/** The kernels of which every call multiplies by constants that are small. */
export function kernelsOfSmallBytes(program: Program): ReadonlySet<Kernel> {
  const weights = new Map(program.weights.map((w) => [w.storage, w.bytes]));
  const small = new Map<Storage, boolean>();
  const isSmall = (s: Storage | undefined): boolean => {
    const bytes = s?.dtype === "i8" ? weights.get(s) : undefined;
    if (s === undefined || bytes === undefined) return false;
    const known = small.get(s) ?? hasSmallNeighbours(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    small.set(s, known);
    return known;
  };
  const calls = program.variants.flatMap((v) => stepsOf(v.region)).flatMap((s) => (s.kind === "call" ? [s] : []));
  const factors = new Map(program.kernels.map((k) => [k, factorsOf(k)]));
  return new Set(
    program.kernels.filter((kernel) => {
      const at = factors.get(kernel);
      return at !== undefined && calls.every((c) => c.kernel !== kernel || at.every((i) => isSmall(c.args[i]?.storage)));
    }),
  );
}

function hasSmallNeighbours(bytes: Int8Array): boolean {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const [a, b] = [bytes[i] ?? 0, bytes[i + 1] ?? 0];
    if (Math.max(a, 0) + Math.max(b, 0) > mostOfNeighbours || Math.min(a, 0) + Math.min(b, 0) < -mostOfNeighbours) return false;
  }
  return true;
}

/** The parameters, by number, whose elements are the signed factors of a kernel's products; undefined where there are none or others. */
function factorsOf(kernel: Kernel): readonly number[] | undefined {
  const found = new Set<number>();
  walkExpressions(kernel.body, (e: Expr) => {
    if (e.kind === "binary" && e.op === "dot4") found.add(e.b.kind === "load" ? kernel.params.indexOf(e.b.buffer) : -1);
  });
  return found.size === 0 || found.has(-1) ? undefined : [...found];
}

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
