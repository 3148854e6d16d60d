/**
 * JPEG files of known coefficients for tests: the same blocks written in one scan, with restarts, or progressively, bits of them at a time. Codes are
 * of one length, which is as valid as short ones.
 */

/** `blocks[c][n]`: 64 quantized coefficients of block n of component c in reading order of the file (zigzag), row by row of blocks. */
export interface JpegImage {
  readonly width: number;
  readonly height: number;
  /** By component: sampling factors across and down. */
  readonly sampling: readonly (readonly [number, number])[];
  readonly blocks: readonly (readonly (readonly number[])[])[];
  /** By table, as in the file. */
  readonly quantization: readonly (readonly number[])[];
}

const big = (x: number): readonly number[] => [(x >> 8) & 255, x & 255];
const segment = (marker: number, content: readonly number[]): readonly number[] => [255, marker, ...big(content.length + 2), ...content];

/** Bits to bytes: a 0 follows each 255. */
class Bits {
  readonly bytes: number[] = [];
  #held = 0;
  #count = 0;

  put(value: number, count: number): void {
    for (let k = count - 1; k >= 0; k--) {
      this.#held = (this.#held << 1) | ((value >> k) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
  }

  #flush(): void {
    this.bytes.push(this.#held, ...(this.#held === 255 ? [0] : []));
    [this.#held, this.#count] = [0, 0];
  }

  align(): void {
    while (this.#count > 0) this.put(1, 1);
  }
}

/** DC symbols have 4 bits, AC symbols 8; the code of all ones is no code. */
const dcSymbols = Array.from({ length: 12 }, (_, k) => k);
const acSymbols = Array.from({ length: 255 }, (_, k) => k);
const counts = (at: number, count: number): readonly number[] => Array.from({ length: 16 }, (_, k) => (k + 1 === at ? count : 0));
const codes = segment(0xc4, [0x00, ...counts(4, 12), ...dcSymbols, 0x10, ...counts(8, 255), ...acSymbols]);

const sizeOf = (x: number): number => 32 - Math.clz32(Math.abs(x));
const putSigned = (bits: Bits, x: number, size: number): void => bits.put(x < 0 ? x + 2 ** size - 1 : x, size);

interface Layout {
  readonly across: number;
  readonly along: number;
  readonly unitsAcross: number;
  readonly unitsAlong: number;
}

export function layoutOf({ width, height, sampling }: Pick<JpegImage, "width" | "height" | "sampling">): Layout {
  const [across, along] = [0, 1].map((k) => Math.max(...sampling.map((s) => s[k] as number))) as [number, number];
  return { across, along, unitsAcross: Math.ceil(width / (8 * across)), unitsAlong: Math.ceil(height / (8 * along)) };
}

/** Calls `f` for each block of interleaved components in the order of the file, or of one component that fills the image. */
function walk(
  image: JpegImage,
  components: readonly number[],
  f: (c: number, block: readonly number[]) => void,
  onUnit: (n: number) => void = () => {},
): void {
  const { across, along, unitsAcross, unitsAlong } = layoutOf(image);
  if (components.length === 1) {
    const c = components[0] as number;
    const [h, v] = image.sampling[c] as readonly [number, number];
    const [columns, rows] = [Math.ceil(Math.ceil((image.width * h) / across) / 8), Math.ceil(Math.ceil((image.height * v) / along) / 8)];
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) f(c, image.blocks[c]?.[y * unitsAcross * h + x] as readonly number[]);
    return;
  }
  for (let n = 0; n < unitsAcross * unitsAlong; n++) {
    onUnit(n);
    const [ux, uy] = [n % unitsAcross, Math.floor(n / unitsAcross)];
    for (const c of components) {
      const [h, v] = image.sampling[c] as readonly [number, number];
      for (let k = 0; k < h * v; k++) f(c, image.blocks[c]?.[(uy * v + Math.floor(k / h)) * unitsAcross * h + ux * h + (k % h)] as readonly number[]);
    }
  }
}

const head = (image: JpegImage, frame: number): readonly number[] => [
  255,
  0xd8,
  ...segment(0xfe, [65, 255, 66]),
  ...image.quantization.flatMap((table, k) => segment(0xdb, [k, ...table])),
  ...codes,
  ...segment(frame, [
    8,
    ...big(image.height),
    ...big(image.width),
    image.sampling.length,
    ...image.sampling.flatMap(([h, v], c) => [c + 1, h * 16 + v, Math.min(c, 1)]),
  ]),
];

const scanHead = (components: readonly number[], first: number, last: number, shifts: number): readonly number[] =>
  segment(0xda, [components.length, ...components.flatMap((c) => [c + 1, 0]), first, last, shifts]);

const all = (image: JpegImage): readonly number[] => image.sampling.map((_, c) => c);

/** One scan; with `restart`, a marker after so many units. */
export function sequentialJpeg(image: JpegImage, restart = 0): Uint8Array {
  const bits = new Bits();
  const before = [0, 0, 0];
  const put = (c: number, block: readonly number[]): void => {
    const [dc = 0] = block;
    const difference = dc - (before[c] ?? 0);
    before[c] = dc;
    bits.put(sizeOf(difference), 4);
    putSigned(bits, difference, sizeOf(difference));
    putCoefficients(bits, block.slice(1));
  };
  walk(image, all(image), put, (n) => {
    if (restart === 0 || n === 0 || n % restart !== 0) return;
    bits.align();
    bits.bytes.push(255, 0xd0 + ((n / restart - 1) & 7));
    before.fill(0);
  });
  bits.align();
  const interval = restart === 0 ? [] : segment(0xdd, big(restart));
  return Uint8Array.from([...head(image, 0xc0), ...interval, ...scanHead(all(image), 0, 63, 0), ...bits.bytes, 255, 0xd9]);
}

/** Runs of zeros and what ends them; the end of a block where only zeros follow. */
function putCoefficients(bits: Bits, list: readonly number[]): void {
  let zeros = 0;
  const last = list.findLastIndex((x) => x !== 0);
  list.slice(0, last + 1).forEach((x) => {
    if (x === 0) {
      zeros += 1;
      return;
    }
    for (; zeros > 15; zeros -= 16) bits.put(0xf0, 8);
    bits.put(zeros * 16 + sizeOf(x), 8);
    putSigned(bits, x, sizeOf(x));
    zeros = 0;
  });
  if (last < list.length - 1) bits.put(0, 8);
}

const shifted = (x: number, by: number): number => Math.sign(x) * (Math.abs(x) >> by);

/** DC in two steps; AC of each component in two bands, without their two lowest bits, then bit after bit; empty ends of blocks in runs. */
export function progressiveJpeg(image: JpegImage): Uint8Array {
  const file = [...head(image, 0xc2)];
  const scan = (
    components: readonly number[],
    [first, last, above, below]: readonly [number, number, number, number],
    write: (bits: Bits) => void,
  ): void => {
    const bits = new Bits();
    write(bits);
    bits.align();
    file.push(...scanHead(components, first, last, above * 16 + below), ...bits.bytes);
  };
  scan(all(image), [0, 0, 0, 1], (bits) => {
    const before = [0, 0, 0];
    walk(image, all(image), (c, [dc = 0]) => {
      const difference = (dc >> 1) - (before[c] ?? 0);
      before[c] = dc >> 1;
      bits.put(sizeOf(difference), 4);
      putSigned(bits, difference, sizeOf(difference));
    });
  });
  for (const c of all(image)) {
    for (const [first, last] of [
      [1, 5],
      [6, 63],
    ] as const)
      scan([c], [first, last, 0, 2], (bits) => firstBits(bits, image, c, [first, last]));
    for (const below of [1, 0]) scan([c], [1, 63, below + 1, below], (bits) => laterBits(bits, image, c, below));
  }
  scan(all(image), [0, 0, 1, 0], (bits) => walk(image, all(image), (_, [dc = 0]) => bits.put(dc & 1, 1)));
  return Uint8Array.from([...file, 255, 0xd9]);
}

/** Writes how many blocks end with zeros only, and the bits that were put aside meanwhile. */
class EmptyRun {
  readonly #bits: Bits;
  readonly #aside: number[] = [];
  #count = 0;

  constructor(bits: Bits) {
    this.#bits = bits;
  }

  add(aside: readonly number[]): void {
    this.#count += 1;
    this.#aside.push(...aside);
    if (this.#count === 0x7fff) this.flush();
  }

  flush(): void {
    if (this.#count === 0) return;
    const size = sizeOf(this.#count) - 1;
    this.#bits.put(size * 16, 8);
    this.#bits.put(this.#count - 2 ** size, size);
    for (const bit of this.#aside) this.#bits.put(bit, 1);
    this.#aside.length = 0;
    this.#count = 0;
  }
}

function firstBits(bits: Bits, image: JpegImage, c: number, [first, last]: readonly [number, number]): void {
  const run = new EmptyRun(bits);
  walk(image, [c], (_, block) => {
    const band = block.slice(first, last + 1).map((x) => shifted(x, 2));
    const end = band.findLastIndex((x) => x !== 0);
    if (end >= 0) {
      run.flush();
      putCoefficients(bits, band.slice(0, end + 1));
    }
    if (end < band.length - 1) run.add([]);
  });
  run.flush();
}

function laterBits(bits: Bits, image: JpegImage, c: number, below: number): void {
  const run = new EmptyRun(bits);
  walk(image, [c], (_, block) => {
    const band = block.slice(1).map((x) => shifted(x, below));
    const end = band.findLastIndex((x) => Math.abs(x) === 1);
    let zeros = 0;
    let aside: number[] = [];
    if (end >= 0) run.flush();
    band.forEach((x, k) => {
      if (Math.abs(x) > 1) {
        aside.push(Math.abs(x) & 1);
        return;
      }
      if (k > end) return;
      if (x === 0) {
        // A run of sixteen is said before the sixteenth zero's own place is passed.
        if (zeros === 15) {
          bits.put(0xf0, 8);
          for (const bit of aside) bits.put(bit, 1);
          aside = [];
          zeros = 0;
        } else zeros += 1;
        return;
      }
      bits.put(zeros * 16 + 1, 8);
      bits.put(x < 0 ? 0 : 1, 1);
      for (const bit of aside) bits.put(bit, 1);
      aside = [];
      zeros = 0;
    });
    if (end < band.length - 1) run.add(aside);
  });
  run.flush();
}
