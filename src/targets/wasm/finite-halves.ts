/** Constants of f16 without infinities and NaNs: as they become f32, exponents are rebased and nothing is asked. */
import { areFiniteF16 } from "../../core/half-floats.ts";
import type { Buffer } from "../../loop/expr.ts";
import { type Program, type Storage, stepsOf } from "../../schedule/program.ts";

/** The parameters of kernels to which every call gives such a constant. */
export function finiteHalves(program: Program): ReadonlySet<Buffer> {
  const finite = new Set(program.weights.filter(({ storage, bytes }) => storage.dtype === "f16" && areFiniteF16(bytes)).map((w) => w.storage));
  const calls = program.variants.flatMap((v) => stepsOf(v.region)).flatMap((s) => (s.kind === "call" ? [s] : []));
  const gives = (given: Storage | undefined): boolean => given !== undefined && finite.has(given);
  return new Set(
    program.kernels.flatMap((k) => k.params.filter((b, i) => b.dtype === "f16" && calls.every((c) => c.kernel !== k || gives(c.args[i]?.storage)))),
  );
}
