/** Checks of operands in C: a code of its own for each, so that a caller knows which value the run ended at. */
import { identifier } from "../../core/names.ts";
import { checksOf, type Program, type StepOf } from "../../schedule/program.ts";

/** Codes from here on are those of checks; smaller ones are the same in every program. */
export const firstCode = 16;

export interface CheckCode {
  /** "SLICER_BROKEN_Y" */
  readonly name: string;
  readonly code: number;
  readonly message: string;
}

export function checkCodes(program: Program): readonly CheckCode[] {
  const taken = new Map<string, number>();
  return checksOf(program).map(({ value, message }, i) => {
    const base = `${program.name}_BROKEN_${identifier(value)}`.toUpperCase();
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { name: count === 1 ? base : `${base}_${count}`, code: firstCode + i, message };
  });
}

/** The code's name for a check. */
export const codeName = (program: Program, step: StepOf<"check">): string | undefined =>
  checkCodes(program).find((c) => c.message === step.message)?.name;
