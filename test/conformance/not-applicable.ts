/** Cases whose published outputs no compiler could give, and why. */

const reasons: Readonly<Record<string, string>> = {};

/** The reason, or undefined for a case that must pass. */
export const notApplicable = (name: string): string | undefined => reasons[name];
