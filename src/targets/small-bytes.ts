/**
 * Kernels whose products of bytes fit into 16 bits by twos: the products of an unsigned and a signed byte and of their neighbours, where the signed ones are
 * constants that are small together. Instructions that add two such products in 16 bits (PMADDUBSW, relaxed SIMD's) are exact for them.
 */
import type { Expr } from "../loop/expr.ts";
import { walkExpressions } from "../loop/functions.ts";
import type { Kernel } from "../loop/kernel.ts";
import { type Program, type Storage, stepsOf } from "../schedule/program.ts";

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
