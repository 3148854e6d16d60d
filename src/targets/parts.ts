/** Names of the rows that say where each thread's units of a step begin. */
import { NameScope } from "../core/names.ts";
import { type Step, stepsOf, type Variant } from "../schedule/program.ts";

export type SharedCall = Step & { readonly kind: "call" };

/** For every call that threads share, a name after what it stores that is none of `taken`; in tree order. */
export function partsNames(variant: Pick<Variant, "region">, taken: Iterable<string>): ReadonlyMap<Step, string> {
  const names = new NameScope(taken);
  const calls = stepsOf(variant.region).filter((s) => s.kind === "call" && s.parts !== undefined) as readonly SharedCall[];
  return new Map(calls.map((step) => [step, names.claim(`${step.args.at(-1)?.storage.name ?? step.kernel.name}_parts`)]));
}

/** A call's row: as many numbers as there are threads, and one. */
export const partsOf = (step: Step): readonly number[] => (step.kind === "call" ? (step.parts ?? []) : []);
