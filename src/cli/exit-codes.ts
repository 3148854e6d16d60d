/** Exit codes: what a script that calls us can rely on. */
export const exitCodes = { ok: 0, mismatch: 1, model: 2, usage: 3, bug: 70 } as const;

/** What each of them says, for the README. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "success",
  mismatch: "a mismatch, or a limit exceeded",
  model: "an error in the model",
  usage: "a usage error",
  bug: "a bug in aot; the message says what to report",
};

/** The exit code for a diagnostic's code: AOT3xx usage, AOT4xx and AOT51x limits and mismatches, all others the model. */
export function exitCodeOf(code: string): number {
  if (code === "AOT304") return exitCodes.model;
  if (code.startsWith("AOT3")) return exitCodes.usage;
  return code.startsWith("AOT4") || code.startsWith("AOT51") ? exitCodes.mismatch : exitCodes.model;
}
