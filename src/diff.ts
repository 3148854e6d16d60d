/** diff: compares the outputs of two builds in two folders; neither the models nor a build is needed. */

import { diffOutputs, type OutputDiff } from "./review/diff.ts";
import { readOutputs } from "./review/output.ts";

/**
 * The differences between the outputs in the folders `before` and `after`, target by target. Either folder may have one target or several.
 * Throws a CompileError: AOT312 if a folder has no output of a build, AOT313 if a manifest or map is damaged or of another version.
 */
export const diff = (before: string, after: string): OutputDiff => diffOutputs(readOutputs(before), readOutputs(after));
