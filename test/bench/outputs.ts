/** Comparing what engines compute before they are timed. */
import type { Engine } from "../../src/measure/engine.ts";

/** All outputs, one behind the other, as f32. */
export async function floatsOf(engine: Engine): Promise<Float32Array> {
  const bytes = Buffer.concat(await engine.outputs());
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** max |a - b| / max |b|; infinite where there are more or fewer. */
export function largestError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = expected.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  return actual.reduce((m, x, i) => Math.max(m, Math.abs(x - (expected[i] ?? Number.NaN))), 0) / scale;
}

/** Refuses to measure what computes something else than the first engine. */
export async function compareOutputs(engines: readonly Engine[]): Promise<void> {
  const [oracle, ...others] = engines as readonly [Engine, ...Engine[]];
  const expected = await floatsOf(oracle);
  for (const engine of others) {
    const error = largestError(await floatsOf(engine), expected);
    if (!(error <= 1e-3)) throw new Error(`${engine.name} differs from ${oracle.name} by ${error} of its largest output`);
  }
}
