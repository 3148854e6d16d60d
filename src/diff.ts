/** diff: compares what two builds left in two folders; neither model nor compiler is needed. */

import { diffOutputs, type OutputDiff } from "./review/diff.ts";
import { readOutputs } from "./review/output.ts";

/**
 * The differences from the outputs in folder `before` to those in `after`, target by target; folders of one target and of several may be
 * compared. Throws CompileError: AOT312 no output of a build, AOT313 a manifest or map that is damaged or of another version.
 */
export const diff = (before: string, after: string): OutputDiff => diffOutputs(readOutputs(before), readOutputs(after));
