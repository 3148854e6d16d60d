/** Sets of code points as ranges: joined, complemented, in both cases, and the classes that regular expressions have names for. */
import { lowerRuns, upperRuns } from "./unicode-case.ts";

/** Inclusive ranges of code points, sorted, apart from each other. */
export type Ranges = readonly (readonly [lo: number, hi: number])[];

export const lastPoint = 0x10ffff;

/** Ranges sorted and joined. */
export function joined(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  for (const [lo, hi] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && lo <= last[1] + 1) last[1] = Math.max(last[1], hi);
    else result.push([lo, hi]);
  }
  return result;
}

/** All other code points. */
export function complement(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  let next = 0;
  for (const [lo, hi] of joined(ranges)) {
    if (lo > next) result.push([next, lo - 1]);
    next = hi + 1;
  }
  return next > lastPoint ? result : [...result, [next, lastPoint]];
}

/** The characters of a text. */
export const points = (text: string): Ranges => joined(Array.from(text, (c) => [c.codePointAt(0) ?? 0, c.codePointAt(0) ?? 0] as const));

const digits: Ranges = [[48, 57]];
const upper: Ranges = [[65, 90]];
const lower: Ranges = [[97, 122]];
const letters: Ranges = [...upper, ...lower];
const word: Ranges = joined([...digits, ...letters, [95, 95]]);
/** \d, \w and \s. */
export const perlClasses: Readonly<Record<string, Ranges>> = { d: digits, w: word, s: points("\t\n\f\r ") };
/** [:alpha:] and the others. */
export const posixClasses: Readonly<Record<string, Ranges>> = {
  alnum: [...digits, ...letters],
  alpha: letters,
  ascii: [[0, 127]],
  blank: points("\t "),
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: digits,
  graph: [[33, 126]],
  lower,
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: points("\t\n\v\f\r "),
  upper,
  word,
  xdigit: [...digits, [65, 70], [97, 102]],
};

/** Code points that differ in case only; a dotless i has no partner. */
const casePairs: readonly (readonly [number, number])[] = [upperRuns, lowerRuns].flatMap((runs) => {
  const pairs: [number, number][] = [];
  for (let i = 0; i < runs.length; i += 4) {
    const [first = 0, last = 0, step = 1, delta = 0] = runs.slice(i, i + 4);
    for (let point = first; point <= last; point += step) if (point !== 0x131) pairs.push([point, point + delta]);
  }
  return pairs;
});

const has = (ranges: Ranges, point: number): boolean => ranges.some(([lo, hi]) => lo <= point && point <= hi);

/** Both cases of everything: k, K and the Kelvin sign take two rounds. */
export function inAnyCase(ranges: Ranges): Ranges {
  let current = ranges;
  for (let round = 0; round < 3; round++) {
    const more = casePairs.flatMap(([a, b]): Ranges => {
      const [hasA, hasB] = [has(current, a), has(current, b)];
      return hasA === hasB ? [] : [hasA ? [b, b] : [a, a]];
    });
    if (more.length === 0) return current;
    current = joined([...current, ...more]);
  }
  return current;
}
