/** Comparing what a target gives with what ONNX Runtime does, or another target. */
import { bytesOfArray, type DType, dtypes, type Elements } from "../../../src/core/dtype.ts";
import { outputsOf } from "./generate.ts";
import { type FuzzGraph, numbersOf } from "./growing.ts";

/** Elements by the names of values. */
export type Arrays = ReadonlyMap<string, Elements>;

/** The part of the largest float that others may differ by; with 16 bits, either side keeps more of them between its operators, and a bf16 next to 6 is 0.03 away, also for a sine. */
const parts: Readonly<Partial<Record<DType, number>>> = { f16: 2e-2, bf16: 4e-2 };
/** An f16 beyond this may be infinite in other hands. */
const nearlyInfinite = 3e4;

/** Floats within a thousandth of the largest; integers equal, or a step apart behind a quantized product. */
export function difference(graph: FuzzGraph, expected: Arrays, found: Arrays): string | undefined {
  for (const name of outputsOf(graph)) {
    const dtype = graph.types[name]?.dtype ?? "f32";
    const [given, gotten] = [expected.get(name) as Elements, found.get(name)];
    if (gotten?.length !== given.length) return `${name} has ${gotten?.length} elements, expected ${given.length}`;
    if (dtype === "string") {
      const at = Array.from<unknown>(given).findIndex((text, i) => text !== gotten[i]);
      if (at >= 0) return `${name}[${at}] is ${JSON.stringify(gotten[at])}, ONNX Runtime has ${JSON.stringify(given[at])}`;
      continue;
    }
    const [wanted, have] = [given, gotten].map((x) => numbersOf(dtype, x as ArrayLike<number | bigint>)) as [readonly number[], readonly number[]];
    const largest = wanted.reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), 0);
    const part = parts[dtype] ?? 1e-3;
    const by = graph.steps[name] ?? (dtypes[dtype].kind === "float" ? part * (largest + 0.01) : 0);
    for (const [i, b] of wanted.entries()) {
      const a = have[i] as number;
      if (a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= by) continue;
      if (dtype === "f16" && Math.abs(a) > nearlyInfinite && Math.abs(b) > nearlyInfinite) continue;
      return `${name}[${i}] is ${a}, ONNX Runtime has ${b}`;
    }
  }
  return undefined;
}

/** What --deterministic promises: the bits of another target. */
export function otherBits(graph: FuzzGraph, first: Arrays, found: Arrays): string | undefined {
  const bytes = (x: Elements | undefined): Uint8Array => (ArrayBuffer.isView(x) ? bytesOfArray(x) : new Uint8Array());
  for (const name of outputsOf(graph)) {
    const [x, y] = [bytes(first.get(name)), bytes(found.get(name))];
    const at = x.findIndex((byte, i) => byte !== y[i]);
    if (at >= 0) return `${name} has other bits at byte ${at} than on another target`;
  }
  return undefined;
}
