/** Cases whose published outputs no compiler could give: why, and what is checked instead (types and shapes always are). */
import type { ElementArray } from "../../src/core/dtype.ts";
import { type CaseArray, numbersOf } from "./cases.ts";
import { differenceFrom } from "./compare.ts";

export interface Exception {
  readonly reason: string;
  /** What is wrong with the outputs, given the inputs and the published outputs. */
  readonly fault: (inputs: readonly ElementArray[], wanted: readonly CaseArray[], found: readonly CaseArray[]) => string | undefined;
}

/** Trials with probabilities `p` succeed about as often as they should: within five standard deviations. */
function unlikely(successes: number, p: readonly number[]): string | undefined {
  const mean = p.reduce((a, b) => a + b, 0);
  const deviation = Math.sqrt(p.reduce((a, b) => a + b * (1 - b), 0));
  return Math.abs(successes - mean) <= 5 * deviation ? undefined : `${successes} of ${p.length} drawn, about ${mean} are expected`;
}

const bernoulli: Exception = {
  reason: "draws random numbers; checked instead: each is 0 or 1, and the number of ones fits the probabilities",
  fault([probabilities], _, [found]) {
    const drawn = numbersOf(found);
    if (!drawn.every((x) => x === 0 || x === 1)) return `holds ${drawn.find((x) => x !== 0 && x !== 1)}, 0 or 1 is expected`;
    return unlikely(
      drawn.filter((x) => x === 1).length,
      Array.from(probabilities as ArrayLike<number>, (p) => Math.min(1, Math.max(0, p))),
    );
  },
};

const dropout: Exception = {
  reason:
    "drops random elements; checked instead: each is 0 or the input divided by 1 - ratio, as the mask says, and the share of zeros is about the ratio",
  fault([x, ratios], _, [found, mask]) {
    const ratio = Number(ratios?.[0] ?? 0.5);
    const kept = numbersOf(found);
    const wrong = kept.findIndex((y, i) => y !== 0 && Math.abs(y - Number(x?.[i]) / (1 - ratio)) > 1e-4 * Math.abs(y));
    if (wrong >= 0) return `element ${wrong} is ${kept[wrong]}, the input is ${x?.[wrong]} and the ratio ${ratio}`;
    const masked = mask === undefined ? -1 : numbersOf(mask).findIndex((m, i) => (m !== 0) !== (kept[i] !== 0));
    if (masked >= 0) return `the mask and element ${masked} disagree`;
    return unlikely(
      kept.filter((y) => y === 0).length,
      kept.map(() => ratio),
    );
  },
};

const noise: Exception = {
  reason: "the published values have rounding noise of 2e-7 where the exact result is 0, more than the absolute tolerance; 1e-6 is allowed instead",
  fault(_, wanted, found) {
    const differences = wanted.map((w, i) => {
      const f = found[i];
      return f === undefined ? "is missing" : differenceFrom(w, f, 1e-6);
    });
    return differences.find((d) => d !== undefined);
  },
};

const exceptions: Readonly<Record<string, Exception>> = Object.fromEntries([
  ...["", "_double", "_seed"].flatMap((name) => ["", "_expanded"].map((form): [string, Exception] => [`node/bernoulli${name}${form}`, bernoulli])),
  ...["", "_default", "_default_mask", "_mask"].map((name): [string, Exception] => [`node/training_dropout${name}`, dropout]),
  ...["", "_opset19"].map((name): [string, Exception] => [`node/dft_inverse${name}`, noise]),
]);

/** Undefined for a case that must give its published outputs. */
export const exceptionFor = (name: string): Exception | undefined => exceptions[name];
