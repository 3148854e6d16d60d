/** A seeded sample: the same cases for the same seed everywhere. */

/** `n` of `items` (all when there are fewer), in their order. */
export function sampled<T>(items: readonly T[], n: number, seed: number): readonly T[] {
  let state = (seed * 2654435761) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const order = items.map((_, i) => ({ i, key: next() })).sort((a, b) => a.key - b.key);
  return order
    .slice(0, n)
    .map(({ i }) => i)
    .sort((a, b) => a - b)
    .map((i) => items[i] as T);
}
