/** Mutations that know nothing of a format: bytes flipped, cut, doubled, filled. */
import type { Random } from "../support/random.ts";

const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const mutations: Readonly<Record<string, (bytes: Uint8Array, random: Random) => Uint8Array>> = {
  flip(bytes, random) {
    const at = random.below(bytes.length);
    return bytes.map((b, i) => (i === at ? b ^ (1 << random.below(8)) : b));
  },
  set(bytes, random) {
    const at = random.below(bytes.length);
    const to = [0, 1, 0x7f, 0x80, 0xff, random.below(256)][random.below(6)] as number;
    return bytes.map((b, i) => (i === at ? to : b));
  },
  cut: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  remove(bytes, random) {
    const at = random.below(bytes.length);
    return concat(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(16)));
  },
  insert(bytes, random) {
    const at = random.below(bytes.length);
    const added = Uint8Array.from({ length: 1 + random.below(16) }, () => random.below(256));
    return concat(bytes.subarray(0, at), added, bytes.subarray(at));
  },
  double(bytes, random) {
    const at = random.below(bytes.length);
    const end = Math.min(bytes.length, at + 1 + random.below(256));
    return concat(bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end));
  },
  fill(bytes, random) {
    const at = random.below(bytes.length);
    return bytes.slice().fill(random.below(2) * 255, at, at + 1 + random.below(32));
  },
};

const names = Object.keys(mutations);

/** One to four mutations; a file never becomes empty on the way. */
export function mutateBytes(bytes: Uint8Array, random: Random): { readonly bytes: Uint8Array; readonly how: string } {
  const how: string[] = [];
  let result: Uint8Array = new Uint8Array(bytes);
  for (let n = 1 + random.below(4); n > 0 && result.length > 0; n--) {
    const name = names[random.below(names.length)] as string;
    result = (mutations[name] as (typeof mutations)[string])(result, random);
    how.push(name);
  }
  return { bytes: result, how: how.join(", ") };
}
