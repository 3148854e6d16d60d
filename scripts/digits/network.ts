/** The digit network for training: two 3x3 convolutions with ReLU and 2x2 max pools, one dense layer. Forward, backward, plain loops. */

export interface Parameters {
  readonly conv1Weight: Float32Array; // [8,1,3,3]
  readonly conv1Bias: Float32Array;
  readonly conv2Weight: Float32Array; // [16,8,3,3]
  readonly conv2Bias: Float32Array;
  readonly denseWeight: Float32Array; // [10,784]
  readonly denseBias: Float32Array;
}

export const c1 = 8;
export const c2 = 16;

/** A linear congruential generator: the same weights on every machine. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function initial(seed: number): Parameters {
  const random = generator(seed);
  const he = (count: number, fanIn: number): Float32Array =>
    Float32Array.from({ length: count }, () => (random() + random() + random() - 1.5) * 2 * Math.sqrt(2 / fanIn));
  return {
    conv1Weight: he(c1 * 9, 9),
    conv1Bias: new Float32Array(c1),
    conv2Weight: he(c2 * c1 * 9, c1 * 9),
    conv2Bias: new Float32Array(c2),
    denseWeight: he(10 * c2 * 49, c2 * 49),
    denseBias: new Float32Array(10),
  };
}

interface Convolved {
  readonly y: Float32Array;
  /** For each pooled element, the index of the convolution's element it came from; -1 where ReLU cut it off. */
  readonly from: Int32Array;
}

/** conv 3x3 pad 1, ReLU, max pool 2x2. */
function convolvePool(x: Float32Array, ic: number, oc: number, size: number, weight: Float32Array, bias: Float32Array): Convolved {
  const half = size / 2;
  const y = new Float32Array(oc * half * half);
  const from = new Int32Array(y.length).fill(-1);
  const plane = new Float32Array(size * size);
  for (let o = 0; o < oc; o++) {
    plane.fill(bias[o] as number);
    for (let i = 0; i < ic; i++)
      for (let ky = 0; ky < 3; ky++)
        for (let kx = 0; kx < 3; kx++) {
          const w = weight[((o * ic + i) * 3 + ky) * 3 + kx] as number;
          for (let oy = Math.max(0, 1 - ky); oy < Math.min(size, size + 1 - ky); oy++)
            for (let ox = Math.max(0, 1 - kx); ox < Math.min(size, size + 1 - kx); ox++)
              plane[oy * size + ox] = (plane[oy * size + ox] as number) + w * (x[(i * size + oy + ky - 1) * size + ox + kx - 1] as number);
        }
    for (let py = 0; py < half; py++)
      for (let px = 0; px < half; px++)
        for (const [dy, dx] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          const at = (2 * py + dy) * size + 2 * px + dx;
          const out = (o * half + py) * half + px;
          const v = plane[at] as number;
          if (v > (y[out] as number)) {
            y[out] = v;
            from[out] = at;
          }
        }
  }
  return { y, from };
}

export interface Forward {
  readonly x: Float32Array;
  readonly first: Convolved;
  readonly second: Convolved;
  readonly scores: Float32Array;
}

export function forward(p: Parameters, x: Float32Array): Forward {
  const first = convolvePool(x, 1, c1, 28, p.conv1Weight, p.conv1Bias);
  const second = convolvePool(first.y, c1, c2, 14, p.conv2Weight, p.conv2Bias);
  const scores = new Float32Array(10);
  for (let k = 0; k < 10; k++) {
    let sum = p.denseBias[k] as number;
    for (let i = 0; i < second.y.length; i++) sum += (second.y[i] as number) * (p.denseWeight[k * second.y.length + i] as number);
    scores[k] = sum;
  }
  return { x, first, second, scores };
}

function convolveBackward(
  { from }: Convolved,
  dy: Float32Array,
  x: Float32Array,
  sizes: { readonly ic: number; readonly oc: number; readonly size: number },
  weight: Float32Array,
  gradient: { readonly weight: Float32Array; readonly bias: Float32Array },
): Float32Array {
  const { ic, oc, size } = sizes;
  const dx = new Float32Array(x.length);
  const pooled = (size / 2) ** 2;
  for (let o = 0; o < oc; o++)
    for (let i = 0; i < pooled; i++) {
      const at = from[o * pooled + i] as number;
      const g = dy[o * pooled + i] as number;
      if (at < 0 || g === 0) continue;
      gradient.bias[o] = (gradient.bias[o] as number) + g;
      const oy = Math.floor(at / size);
      const ox = at % size;
      for (let c = 0; c < ic; c++)
        for (let ky = 0; ky < 3; ky++)
          for (let kx = 0; kx < 3; kx++) {
            const [iy, ix] = [oy + ky - 1, ox + kx - 1];
            if (iy < 0 || ix < 0 || iy >= size || ix >= size) continue;
            const xi = (c * size + iy) * size + ix;
            const wi = ((o * ic + c) * 3 + ky) * 3 + kx;
            gradient.weight[wi] = (gradient.weight[wi] as number) + g * (x[xi] as number);
            dx[xi] = (dx[xi] as number) + g * (weight[wi] as number);
          }
    }
  return dx;
}

/** Adds the gradient of softmax cross-entropy for `label`; returns the loss. */
export function backward(p: Parameters, f: Forward, label: number, gradient: Parameters): number {
  const largest = Math.max(...f.scores);
  const exps = f.scores.map((s) => Math.exp(s - largest));
  const total = exps.reduce((a, b) => a + b, 0);
  const features = f.second.y;
  const dFeatures = new Float32Array(features.length);
  for (let k = 0; k < 10; k++) {
    const g = (exps[k] as number) / total - (k === label ? 1 : 0);
    gradient.denseBias[k] = (gradient.denseBias[k] as number) + g;
    for (let i = 0; i < features.length; i++) {
      const at = k * features.length + i;
      gradient.denseWeight[at] = (gradient.denseWeight[at] as number) + g * (features[i] as number);
      dFeatures[i] = (dFeatures[i] as number) + g * (p.denseWeight[at] as number);
    }
  }
  const dFirst = convolveBackward(f.second, dFeatures, f.first.y, { ic: c1, oc: c2, size: 14 }, p.conv2Weight, {
    weight: gradient.conv2Weight,
    bias: gradient.conv2Bias,
  });
  convolveBackward(f.first, dFirst, f.x, { ic: 1, oc: c1, size: 28 }, p.conv1Weight, { weight: gradient.conv1Weight, bias: gradient.conv1Bias });
  return -Math.log((exps[label] as number) / total);
}
